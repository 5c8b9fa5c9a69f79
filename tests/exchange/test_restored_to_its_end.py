"""A backup is brought back to its end, or goes on: no no is lost, and nobody is let in by what let them in once."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from accounts import ON
from commands import done, firsthand
from exchange.test_another_machine import told
from on_postgresql import as_files, asked

pytestmark = pytest.mark.process

TALK = "MARIGOLD: The broom is behind the door, and the door is mine.\nINTERVIEWER: Whose else?\n"
BEGUN = """
from firsthand.exchange.keeping.backup import restore
with folder.served():
    restore(__import__("pathlib").Path(__import__("os").environ["BACKUP"]))
print("{}")
"""
NOES = """
import json
from firsthand.giving_back.models import Withdrawal
print(json.dumps({"levels": [one.level for one in Withdrawal.objects.all()]}))
"""
COMES_IN = """
import json
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from firsthand.ground.accounts import links
from firsthand.ground.accounts.models import Link
def account(name, password):
    one = User.objects.create_user(name, password=password)
    TOTP.activate(one, "JBSWY3DPEHPK3PXP")
    return one
"""
FIRST = f"""{COMES_IN}
account("ada", "lantern row at dusk")
SocialAccount.objects.create(user=account("ben", "seven small boats out"), provider="house", uid="one")
links.to_join(may_begin=True)
print("{{}}")
"""
SINCE = f"""{COMES_IN}
ada, ben = User.objects.get(username="ada"), User.objects.get(username="ben")
ada.is_active = False
ada.save()
ben.set_password("eleven green doors shut")
ben.save()
Authenticator.objects.filter(user=ben).delete()
SocialAccount.objects.filter(user=ben).delete()
SocialAccount.objects.create(user=ada, provider="house", uid="one")
print("{{}}")
"""
NOW = f"""{COMES_IN}
ada, ben = User.objects.get(username="ada"), User.objects.get(username="ben")
print(json.dumps({{
    "ada": [ada.is_active, Authenticator.objects.filter(user=ada).count()],
    "ben": [ben.check_password("seven small boats out"), ben.check_password("eleven green doors shut"),
            Authenticator.objects.filter(user=ben).count()],
    "links": Link.objects.count(),
    "house": [one.user.username for one in SocialAccount.objects.all()],
}}))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with Marigold's words, whom people come to read by accounts; and a backup of it."""
    folder = tmp_path_factory.mktemp("to_its_end")
    data, talk = folder / "data", folder / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(data, "init", "--study", "Kept")
    done(data, "import", talk, "--participants")
    told(data, FIRST)
    done(data, "backup", folder / "old.backup")
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy, in which Marigold said no since."""
    data = Path(shutil.copytree(made / "data", tmp_path / "data"))
    done(data, "withdraw", "--participant", "P01", "--level", "L1")
    return data


def noes(data: Path) -> list[object]:
    """What is known of withdrawals."""
    return [told(data, NOES), done(data, "participants", "--json").json]


def cut_short(data: Path, backup: Path) -> None:
    """The data is in its place, and the program is ended before it takes over what was said since."""
    told(data, BEGUN, BACKUP=str(backup))
    assert (data / "restore.json").exists()


def test_a_restore_that_was_cut_short_goes_on_at_the_next_start(made: Path, data: Path) -> None:
    said = noes(data)
    cut_short(data, made / "old.backup")
    done(data, "sources")  # whatever is begun
    assert noes(data) == said
    assert told(data, NOES) == {"levels": ["L1_stop"]}
    assert not (data / "restore.json").exists()
    assert done(data, "verify", "--json").json["sound"] is True


def test_it_goes_on_from_what_stood_there_first_however_often_it_is_begun(made: Path, data: Path) -> None:
    said = noes(data)
    cut_short(data, made / "old.backup")
    cut_short(data, made / "old.backup")
    assert "Taken over" in done(data, "restore", made / "old.backup").out
    assert noes(data) == said
    assert not (data / "restore.json").exists()


def test_without_what_stood_there_nothing_begins(made: Path, data: Path) -> None:
    cut_short(data, made / "old.backup")
    (before,) = data.glob("before-restore-*.backup")
    aside = before.rename(data.parent / "aside")
    refused = firsthand(data, "sources")
    assert refused.status == 1
    assert str(before) in refused.err
    aside.rename(before)
    done(data, "sources")
    assert told(data, NOES) == {"levels": ["L1_stop"]}


def test_who_was_let_in_no_more_is_not_let_in_by_an_old_backup(made: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(made / "data", tmp_path / "data"))
    assert told(data, NOW) == {"ada": [True, 1], "ben": [True, False, 1], "links": 1, "house": ["ben"]}
    told(data, SINCE)
    done(data, "restore", made / "old.backup", env=ON)
    assert told(data, NOW) == {"ada": [False, 1], "ben": [False, True, 0], "links": 0, "house": ["ada"]}


UPGRADED = """
from firsthand.exchange.keeping import backup, upgrading
kept = backup.make(backup.free_name(upgrading.file_of("before-upgrade.backup")))[0]
upgrading.note(state="done", backup=str(kept), version="x", due=["default"])
print("{}")
"""


def test_nor_by_a_roll_back(made: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(made / "data", tmp_path / "data"))
    told(data, UPGRADED)
    told(data, SINCE)
    said = done(data, "upgrade", "--roll-back", env=ON).out
    assert "who was let in no more stays out" in said
    assert told(data, NOW) == {"ada": [False, 1], "ben": [False, True, 0], "links": 0, "house": ["ada"]}
    assert done(data, "verify", "--json").json["sound"] is True


def test_a_copy_that_is_all_zeros_fills_no_disk(data: Path, tmp_path: Path) -> None:
    zeros = tmp_path / "other.backup"
    for path, kind in ((zeros, "firsthand data"), (Path(f"{zeros}.keys"), "firsthand keys")):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            with bundle.open("firsthand.sqlite3", "w") as file:
                for _megabyte in range(200):
                    file.write(bytes(1024 * 1024))
            bundle.writestr("manifest.json", f'{{"kind": "{kind}", "sha256": {{"firsthand.sqlite3": ""}}}}')
    refused = firsthand(data, "join", zeros, env={"FIRSTHAND_QUOTA": "100000000"})
    assert refused.status == 1
    assert "no room for more" in refused.err
    assert list(data.glob("scratch*")) == []


WRITING = """
import os
from pathlib import Path
from firsthand.analysis.memos.services import write_memo
from firsthand.exchange.keeping.delivering import deliver
from firsthand.exchange.keeping.telling import told_to
class Busy:
    steps = 0
    def step(self, what, size):
        self.steps += 1
        write_memo(by, kind="theory", title=f"Meanwhile {self.steps}", body="Somebody goes on.")
    def done(self, size):
        pass
with told_to(Busy()):
    found = deliver(Path(os.environ["BACKUP"]))
print(f'{{"steps": {Busy.steps}, "sealed": {str(found.sealed).lower()}}}')
"""


@pytest.mark.embedded
def test_a_backup_comes_about_though_people_write_from_one_copy_to_the_next(
    data: Path, tmp_path: Path
) -> None:
    assert told(data, WRITING, BACKUP=str(tmp_path / "busy.backup"))["sealed"] is False
    new = tmp_path / "new"
    done(new, "restore", tmp_path / "busy.backup")
    assert done(new, "trail", "--json").out.count("memo.write") >= 1
    assert done(new, "verify", "--json").json["sound"] is True


LATER = "INSERT INTO django_migrations (app, name, applied) VALUES ('coding', '9999_later', '2030-01-01')"


@pytest.mark.parametrize("newer", ["firsthand.sqlite3", "keyring.sqlite3"])
def test_a_backup_of_a_newer_version_is_refused_before_anything_is_replaced(
    data: Path, tmp_path: Path, newer: str
) -> None:
    tomorrow = Path(shutil.copytree(data, tmp_path / "tomorrow"))
    done(data, "withdraw", "--participant", "P01", "--level", "L2")
    said = noes(data)
    asked(tomorrow, newer, LATER)
    kept = tmp_path / "newer.backup"
    zipped(tomorrow, kept)
    refused = firsthand(data, "restore", kept)
    assert refused.status == 1
    assert "made with a newer version" in refused.err
    assert "Nothing was changed" in refused.err
    assert noes(data) == said
    assert list(data.glob("before-restore-*")) == []


def zipped(data: Path, kept: Path) -> None:
    """A backup of a folder that this version does not open any more."""
    with TemporaryDirectory() as scratch:
        rows = as_files(data, Path(scratch))
        for path, kind, names in (
            (kept, "firsthand data", ["firsthand.sqlite3"]),
            (Path(f"{kept}.keys"), "firsthand keys", ["keyring.sqlite3", "secret"]),
        ):
            files = {name: (rows if "sqlite" in name else data) / name for name in names}
            sums = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}
            with zipfile.ZipFile(path, "w") as bundle:
                for name, file in files.items():
                    bundle.write(file, name)
                bundle.writestr("manifest.json", json.dumps({"kind": kind, "sha256": sums}))


def harmed(file: Path, how: str) -> None:
    """As a failing disk does it, or a newer version that was tried out."""
    if how == "newer":
        asked(file.parent, file.name, LATER)
        return
    size = file.stat().st_size
    with file.open("r+b") as raw:
        if how == "zeroed":
            raw.write(bytes(4096))
        elif how == "overwritten":
            raw.seek(4096)
            raw.write(b"\xff" * min(4096 * 40, size - 4096))
        else:
            raw.truncate(0)


@pytest.mark.embedded("A file of the folder is damaged.")
@pytest.mark.parametrize("how", ["zeroed", "overwritten", "emptied", "newer"])
def test_where_what_stands_cannot_be_read_it_is_put_aside_and_this_is_said(
    made: Path, data: Path, how: str
) -> None:
    file = data / "firsthand.sqlite3"
    harmed(file, how)
    was = file.read_bytes()
    said = done(data, "restore", made / "old.backup").out
    assert "NOT taken over" in said
    (aside,) = data.glob("firsthand.sqlite3.unreadable-*[0-9]")
    assert str(aside) in said
    assert aside.read_bytes() == was
    assert done(data, "verify", "--json").json["sound"] is True
    assert told(data, NOES) == {"levels": []}


@pytest.mark.embedded("A file of the folder is damaged.")
@pytest.mark.parametrize("how", ["zeroed", "overwritten", "emptied", "newer"])
def test_a_keyring_that_cannot_be_read_is_not_gone_round(
    made: Path, data: Path, tmp_path: Path, how: str
) -> None:
    """It alone knows what was destroyed. Put away, the data still says what withdrawals took out."""
    done(data, "withdraw", "--participant", "P01", "--level", "L3")
    keyring, stood = data / "keyring.sqlite3", (data / "firsthand.sqlite3").read_bytes()
    harmed(keyring, how)
    was = keyring.read_bytes()
    refused = firsthand(data, "restore", made / "old.backup")
    assert refused.status == 1
    assert f"put {keyring}" in refused.err
    assert "into another folder, delete nothing" in refused.err
    assert ((data / "firsthand.sqlite3").read_bytes(), keyring.read_bytes()) == (stood, was)
    for one in data.glob("keyring.sqlite3*"):
        one.rename(tmp_path / one.name)
    said = done(data, "restore", made / "old.backup").out
    assert "NOT taken over, since no key opens them: 2 answers" in said
    assert done(data, "sources", "--json").json["sources"] == []
    assert done(data, "verify", "--json").json["sound"] is True
