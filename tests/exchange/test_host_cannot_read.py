"""Whoever has all files, keyring, backups, SQL, a shell, log and error pages, and no member's secret, reads nothing.

Not only looked for in the clear: the test tries to open it, with all that the host has, in every way the program knows.
That the tries are real tries is shown on a folder whose members have no secrets of their own: there they succeed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commands import clean, done, firsthand
from exchange.test_keeping import MARKER, found_in
from firsthand.ground.vault.cipher import derive
from on_postgresql import as_files, asked, on_postgresql

pytestmark = pytest.mark.process

WORDS = {
    "Lea": "lamp kettle umbrella seven",
    "Cody": "orchard thimble ferry nine",
    "Hope": "gravel lantern oboe two",
}
WRAP = 12 + 32 + 16  # nonce, key, tag
READING = (
    ("sources",), ("codes",), ("codings",), ("participants",), ("trail",), ("leaks",), ("visit", "list"),
    ("report", "themes", "--out", "OUT.html"), ("report", "codings", "--out", "OUT.csv"),
    ("incident", "list"), ("training", "list"), ("report", "ethics", "--out", "OUT.docx"),
)  # fmt: skip


def planted(folder: Path) -> Path:
    """A study with a marker in many kinds of words, of a lead, a coder and a host."""
    done(folder, "init", "--study", "Kept", "--lead", "Lea")
    talk = folder.parent / f"{MARKER}.txt"
    talk.write_text(f"{MARKER.upper()}: I said {MARKER} once.\nLENA: Yes.\n", "utf-8")
    done(folder, "member", "add", "Cody")
    done(folder, "member", "add", "Hope", "--role", "host")
    done(folder, "import", talk, "--participants")
    talk.unlink()
    done(
        folder,
        "apply",
        "--source",
        "S1",
        "--code",
        f"about {MARKER}",
        "--start",
        "0",
        "--end",
        "30",
        "--as",
        "Cody",
    )
    done(folder, "note", "add", "--part", "reflection", "--title", MARKER, said=f"Why {MARKER}?")
    lost = f"A list with {MARKER} was lost."
    done(
        folder,
        "incident",
        "add",
        "--happened",
        lost,
        "--noticed",
        "2026-05-01",
        "--done",
        MARKER,
        "--told",
        MARKER,
    )
    done(folder, "training", "add", f"On {MARKER}", "--on", "2026-05-01", "--given-by", MARKER)
    return folder


def with_own_secrets(folder: Path) -> dict[str, str]:
    """Everybody takes a secret of their own; who led, still unlocked in a shell. Gives back what Lea's shell holds."""
    twice = f"{WORDS['Lea']}\n{WORDS['Lea']}\n"
    shell = _exported(done(folder, "unlock", "--take", "--as", "Lea", said=twice).out)
    for name in ("Cody", "Hope"):
        again = f"{WORDS[name]}\n{WORDS[name]}\n"
        code = done(folder, "member", "invite", name, "--json", env=shell).json["invitation"]
        done(folder, "unlock", "--invitation", "--as", name, said=f"{code}\n{again}")
    return shell


def _exported(out: str) -> dict[str, str]:
    found = re.search(r"^export (FIRSTHAND_UNLOCKED)=(\S+)$", out, re.MULTILINE)
    assert found, out
    return {found[1]: found[2]}


def members_of(folder: Path) -> list[tuple[bytes, bytes]]:
    """Every member's id and their study's, by SQL."""
    rows = asked(folder, "firsthand.sqlite3", "SELECT id, study_id FROM studies_membership")
    return [(UUID(str(member)).bytes, UUID(str(study)).bytes) for member, study in rows]


def opened_by_the_host(folder: Path) -> list[str]:
    """Try the installation's secret on every sixty bytes of every file, as each member, for each kind of key."""
    secret = bytes.fromhex((folder / "secret").read_text("ascii").strip())
    with TemporaryDirectory() as scratch:
        places = {folder, as_files(folder, Path(scratch))}
        files = [path for place in places for path in place.rglob("*") if path.is_file()]
        texts = [path.read_bytes() for path in files if "keyring" in path.name]
    texts += [text for path in folder.rglob("*.keys") for text in _unzipped(path)]
    tries = [
        (purpose, AESGCM(derive(secret, purpose, member)).decrypt, member + study)
        for member, study in members_of(folder)
        for purpose in ("study key", "names key")
    ]
    found = set()
    for window in _windows(texts):
        for purpose, decrypt, about in tries:
            try:
                decrypt(window[:12], window[12:], about)
            except InvalidTag:
                continue
            found.add(purpose)
    return sorted(found)


def _windows(texts: list[bytes]) -> set[bytes]:
    """Every sixty bytes once: a backup holds much of what its study does."""
    return {
        text[start : start + WRAP]
        for text in texts
        for start in range(len(text) - WRAP + 1)
        if text.count(0, start, start + 12) <= 6  # empty pages are most of a file; no nonce looks like that
    }


def _unzipped(path: Path) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(path) as bundle:
        return [bundle.read(name) for name in bundle.namelist()]


SHELL = """
import os, sys
import django
django.setup()
from firsthand.core.problems import Problem
from firsthand.ground.studies import entrance
from firsthand.ground.studies.models import Membership, Study
from firsthand.ground.vault import guarding, keys, locks, store, unlocking
from firsthand.ground.vault.keyring import models
from firsthand.ground.vault.models import Sealed
from django.contrib.auth.models import User
User.objects.create_superuser("root", password="root of all")
study = Study.objects.get()
installation = entrance.installation_secret()
tried, read = 0, []

def attempt(what):
    global tried
    tried += 1
    try:
        found = what()
    except Problem:
        return
    if found is not None:
        read.append(repr(found))

for member in Membership.objects.select_related("study"):
    attempt(lambda: entrance.enter(study, member.name).key.material)
    attempt(lambda: keys.unlock(member.id, study.id, installation).material)
    attempt(lambda: guarding.unlock_names(member.id, study.id, installation))
    attempt(lambda: member.key)
    for kind in locks.Kind:
        opened = locks.opened_by(member.id, kind, installation.material.hex())
        tried += 1
        if opened is not None:
            read.append("lock")
for row in models.Unlocked.objects.all():
    for key in (bytes(row.found_by), bytes(row.box)[:32], installation.material):
        from base64 import urlsafe_b64encode
        attempt(lambda: entrance.enter_unlocked(study, urlsafe_b64encode(key).decode()).key.material)
made_up = keys.StudyKey(study.id, installation.material)
for sealed in Sealed.objects.all():
    attempt(lambda: store.open_bytes(made_up, sealed.id))
print(tried, len(read), models.Unlocked.objects.count())
"""


def shell(folder: Path) -> tuple[int, int, int]:
    """What the host gets in a shell: how often they tried, how often something opened, and how many are unlocked."""
    env = clean(folder) | {
        "FIRSTHAND_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", SHELL], capture_output=True, text=True, timeout=120, env=env, check=False
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    tried, read, unlocked = map(int, ran.stdout.split())
    return tried, read, unlocked


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


class Site:
    """A served folder, asked by hand."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._log = log.open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "firsthand.doors.commands", "--data", folder, "serve", "--port", "0", "--no-open"],
            stdout=subprocess.PIPE, stderr=self._log, text=True, env=clean(folder) | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().split(" at ")[1].split()[0].rstrip("/")

    def ask(
        self, path: str, jar: CookieJar | None = None, form: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """An answer's status and text; nobody is led on."""
        jar = CookieJar() if jar is None else jar
        headers = {"Referer": self.address + path}
        if form is not None:
            form |= {"csrfmiddlewaretoken": next(one.value or "" for one in jar if one.name == "csrftoken")}
        body = urlencode(form).encode() if form is not None else None
        opener = build_opener(HTTPCookieProcessor(jar), _Stay())
        try:
            with opener.open(Request(self.address + path, body, headers)) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as other:
            with other:
                return other.code, other.read().decode()

    def sign_in(self, name: str) -> CookieJar:
        jar = CookieJar()
        self.ask("/s/kept/sign-in/", jar)
        status, _text = self.ask("/s/kept/sign-in/", jar, {"name": name, "passphrase": WORDS[name]})
        assert status == 302
        return jar

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._log.close()


@pytest.fixture(scope="module")
def planted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted(tmp_path_factory.mktemp("host") / "data")


@pytest.fixture
def folder(planted_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planted_once, tmp_path / "data"))


@pytest.fixture(scope="module")
def locked_once(planted_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Where everybody has a secret of their own, and what Lea's shell holds."""
    folder = Path(shutil.copytree(planted_once, tmp_path_factory.mktemp("locked") / "data"))
    return folder, with_own_secrets(folder)


@pytest.fixture
def locked(locked_once: tuple[Path, dict[str, str]], tmp_path: Path) -> tuple[Path, dict[str, str]]:
    return Path(shutil.copytree(locked_once[0], tmp_path / "data")), locked_once[1]


def test_where_nobody_has_a_secret_of_their_own_the_hosts_tries_succeed(folder: Path) -> None:
    """Without this, the test below could be one that cannot fail."""
    assert "study key" in opened_by_the_host(folder)
    assert shell(folder)[1] > 0
    assert MARKER in firsthand(folder, "sources").out.lower()


def test_where_everybody_has_the_host_reads_nothing(
    locked: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder, held = locked
    assert MARKER in done(folder, "sources", env=held).out.lower()
    log = folder / "server.log"
    site = Site(folder, log)
    jar = site.sign_in("Lea")
    source = done(folder, "sources", "--json", env=held).json["sources"][0]["id"]
    page = f"/s/kept/sources/{source}/"
    assert MARKER in site.ask(page, jar)[1].lower()
    site.ask(f"/s/kept/nowhere/{MARKER}/", jar)
    done(folder, "backup", folder / "kept.backup", env=held)
    site.kill()

    # A server that was killed goes on for who holds the cookie, and asks everybody else.
    site = Site(folder, log)
    try:
        assert MARKER in site.ask(page, jar)[1].lower()
        forged = CookieJar()
        _set(forged, "sessionid", _forged_session(folder))
        for cookies in (CookieJar(), forged):
            for path in (page, "/s/kept/", "/s/kept/trail/", "/s/kept/rights/", f"{page}reader/"):
                status, text = site.ask(path, cookies)
                assert (status, MARKER in text.lower()) == (302, False), path
            for path in (f"sources/{source}/text", "things", "field"):
                status, text = site.ask(f"/api/s/kept/{path}", cookies)
                assert (status, MARKER in text.lower()) == (401, False), path

        # While it is open: all files, the log, and both databases with their logs.
        assert on_postgresql() or (folder / "keyring.sqlite3-wal").exists()
        assert found_in(folder) == []
        assert opened_by_the_host(folder) == []
        tried, read, unlocked = shell(folder)
        assert (read, unlocked) == (0, 3 + 1)  # the shells in which they unlocked it, and Lea's browser
        assert tried > 30
    finally:
        site.kill()
    for command in READING:
        answer = firsthand(folder, *[word.replace("OUT", str(tmp_path / "out")) for word in command])
        assert answer.status == 1, command
        assert "secret of their own" in answer.err
        assert MARKER not in (answer.out + answer.err).lower()
    assert not list(tmp_path.glob("out.*"))
    looked_over = done(folder, "verify").out
    assert "locked studies, whose words were not opened" in looked_over
    assert "All is well." in done(folder, "verify", env=held).out

    # The host as a member, with their own secret, has no key either; and what was held has an end.
    hope = _exported(done(folder, "unlock", "--as", "Hope", said=WORDS["Hope"] + "\n").out)
    answer = firsthand(folder, "sources", env=hope)
    assert (answer.status, MARKER in answer.out.lower()) == (1, False)
    assert "Your role in this study is host" in answer.err
    assert "unset FIRSTHAND_UNLOCKED" in done(folder, "unlock", "--end", env=held).out
    assert "has ended" in firsthand(folder, "sources", env=held).err


def test_an_old_backup_brings_back_nobodys_way_in(
    locked: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder, held = locked
    backup = tmp_path / "kept.backup"
    done(folder, "backup", backup)
    done(folder, "member", "remove", "Cody", env=held)
    done(folder, "restore", backup)
    answer = firsthand(folder, "unlock", "--as", "Cody", said=WORDS["Cody"] + "\n")
    assert (answer.status, "opens nothing here" in answer.err) == (1, True)
    assert MARKER in done(folder, "sources", env=held).out.lower()  # Lea's is as it was

    # In an empty folder it is as it was when it was made: the passphrases of then.
    elsewhere = tmp_path / "elsewhere"
    done(elsewhere, "restore", backup)
    for name in ("Lea", "Cody"):
        shell_ = _exported(done(elsewhere, "unlock", "--as", name, said=WORDS[name] + "\n").out)
        assert MARKER in done(elsewhere, "sources", env=shell_).out.lower()
    assert opened_by_the_host(elsewhere) == []


def test_an_old_backup_brings_back_no_passkey(locked: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, held = locked
    answers = {"Lea": "L" * 43, "Cody": "C" * 43}
    with served(folder, tmp_path) as site:
        for name, answer in answers.items():
            jar = site.sign_in(name)
            sent = {
                "label": f"{MARKER} on a ring",
                "current": WORDS[name],
                "answer": answer,
                "credential": "AAAA",
            }
            assert site.ask("/s/kept/secret/passkeys/", jar, sent)[0] == 302
            assert by_passkey(site, answer) == 302
        lea = site.sign_in("Lea")
        assert MARKER in site.ask("/s/kept/secret/", lea)[1].lower()
    assert found_in(folder) == []
    assert opened_by_the_host(folder) == []
    backup = tmp_path / "kept.backup"
    done(folder, "backup", backup)
    done(folder, "member", "remove", "Cody", env=held)
    with served(folder, tmp_path) as site:
        lea = site.sign_in("Lea")
        way = re.search(r'action="([^"]+/passkeys/[^"]+/take-back/)"', site.ask("/s/kept/secret/", lea)[1])
        assert way
        assert site.ask(way[1], lea, {})[0] == 302
    done(folder, "restore", backup)
    with served(folder, tmp_path) as site:
        assert [by_passkey(site, answer) for answer in answers.values()] == [400, 400]


@contextmanager
def served(folder: Path, logs: Path) -> Iterator[Site]:
    """A folder, served while something is asked of it."""
    site = Site(folder, logs / "site.log")
    try:
        yield site
    finally:
        site.kill()


def by_passkey(site: Site, answer: str) -> int:
    """The status with which somebody is let in, or not, who brings what a passkey answered and nothing else."""
    jar = CookieJar()
    site.ask("/s/kept/sign-in/", jar)
    return site.ask("/s/kept/sign-in/passkey/", jar, {"answer": answer})[0]


def _forged_session(folder: Path) -> str:
    """The host has what the sessions are signed with, and says that they are Lea."""
    code = (
        "import django; django.setup()\n"
        "from django.contrib.sessions.backends.signed_cookies import SessionStore\n"
        "one = SessionStore(); one['acting'] = {'kept': 'Lea'}; one.save(); print(one.session_key)"
    )
    env = clean(folder) | {
        "FIRSTHAND_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True, timeout=60
    ).stdout.strip()


def _set(jar: CookieJar, name: str, value: str) -> None:
    jar.set_cookie(
        Cookie(
            0,
            name,
            value,
            None,
            False,
            "127.0.0.1",
            False,
            False,
            "/",
            True,
            False,
            None,
            True,
            None,
            None,
            {},
        )  # fmt: skip
    )
