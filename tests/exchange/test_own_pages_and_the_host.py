"""Whoever has all files and powers of the host, and no slip and no member's secret, reads nothing of an own page.

Neither what it shows nor what a participant wrote there: at rest, while a page is open in a browser, and before anybody
has taken the letters in. That the tries are real is shown by the same tries with the code: there they succeed.
"""

from __future__ import annotations

import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from commands import clean, done
from exchange.test_host_cannot_read import Site, planted, with_own_secrets
from exchange.test_keeping import MARKER, found_in

pytestmark = pytest.mark.process

SHELL = """
import os
from base64 import urlsafe_b64encode
import django
django.setup()
from firsthand.core.problems import Problem
from firsthand.giving_back.own_page import coming_in
from firsthand.giving_back.own_page.models import Letter, Shown
from firsthand.ground.studies import entrance
from firsthand.ground.studies.models import Study
from firsthand.ground.vault import cipher, keys, slips, unlocking
from firsthand.ground.vault.keyring.models import LetterKey, SlipLock, Unlocked
from firsthand.ground.vault.secret import Secret

study, installation = Study.objects.get(), entrance.installation_secret()
tried, read = 0, []

def attempt(what):
    global tried
    tried += 1
    try:
        found = what()
    except Problem:
        return
    if found is not None:
        read.append(found)

lock = SlipLock.objects.get()
held = [bytes(part) for part in (lock.found_by, lock.public, lock.seals_to, lock.opens)]
held += [bytes(row.box) for row in LetterKey.objects.all()]
held += [bytes(part) for row in Unlocked.objects.all() for part in (row.found_by, row.box)]
secrets = [Secret(installation.material)]
secrets += [Secret(part[at:at + 32]) for part in held for at in range(0, len(part) - 31)]
if os.environ.get("THE_CODE"):
    secrets.append(slips._secret(study.id, os.environ["THE_CODE"].replace("-", "")[:28]))
for secret in secrets:
    attempt(lambda: slips._opened(lock, study.id, secret))
    opened = slips.OpenSlip(lock.slip_id, study.id, secret, lock.ends_at)
    for shown in Shown.objects.all():
        attempt(lambda: slips.shown(opened, bytes(shown.box)))
    for letter in Letter.objects.all():
        attempt(lambda: slips.open_letter(keys.StudyKey(study.id, secret.material), letter.id, bytes(letter.box)))
    attempt(lambda: coming_in.own_page(study, urlsafe_b64encode(secret.material).decode()))
print(tried, len(read), Letter.objects.count())
"""


def shell(folder: Path, code: str = "") -> tuple[int, int, int]:
    """How often the host tried, how often something opened, and how many letters were waiting."""
    env = clean(folder) | {
        "FIRSTHAND_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", SHELL], capture_output=True, text=True, timeout=120, check=False,
        env=env | {"THE_CODE": code},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    tried, read, letters = map(int, ran.stdout.split())
    return tried, read, letters


def test_the_host_reads_nothing_of_an_own_page(tmp_path: Path) -> None:
    folder = planted(tmp_path / "data")
    held = with_own_secrets(folder)
    card = tmp_path / "card.html"
    made = done(folder, "slip", "make", "--participant", "P01", "--card", card, "--json", env=held).json
    site, jar = Site(folder, folder / "server.log"), CookieJar()
    try:
        site.ask("/s/kept/mine/", jar)
        assert site.ask("/s/kept/mine/", jar, {"code": made["code"]})[0] == 302
        status, page = site.ask("/s/kept/mine/words/1/", jar)
        assert (status, MARKER in page) == (200, True)
        remark = {"verdict": "not_said", "text": f"Never {MARKER}."}
        assert site.ask("/s/kept/mine/words/1/1/", jar, remark)[0] == 302
        for path in ("words/", "words/1/", "answers/"):  # without the cookie
            assert site.ask(f"/s/kept/mine/{path}")[0] == 302

        # While the page is open and the letter waits: all files, the log, and both databases with their logs.
        assert found_in(folder) == []
        tried, read, letters = shell(folder)
        assert (read, letters) == (0, 1)
        assert tried > 500
        assert shell(folder, made["code"])[1] >= 2  # what the page shows, and that the slip opens
        for text in (made["code"], made["code"].replace("-", "")[:28]):
            assert not [
                path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
            ]
    finally:
        site.kill()
    assert MARKER in done(folder, "sources", env=held).out.lower()  # which takes the letter in
    assert shell(folder)[1:] == (0, 0)
    done(folder, "backup", folder / "kept.backup", env=held)
    assert found_in(folder) == []
    assert "All is well." in done(folder, "verify", env=held).out
    assert MARKER not in card.read_text("utf-8").lower()
    assert done(folder, "slip", "list", "--json", env=held).json["slips"][0]["opens"] is True
    assert done(folder, "slip", "revoke", "--participant", "P01", "--json", env=held).json["taken_back"] == 1
    assert (
        done(folder, "slip", "list", "--participant", "P01", "--json", env=held).json["slips"][0]["opens"]
        is False
    )
