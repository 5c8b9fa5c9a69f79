"""What peers keep for themselves is gone after ninety days from every file: raw, unpacked, and by today's keyring.

A marker is planted in an entry, in a story, in the lines of a reflection and in whom somebody turns to; some is kept,
and stays. The control: before that day the same search, with the same keys, finds it, and the lead's keys do not.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commands import clean, done
from exchange.test_keeping import clear_texts
from exchange.test_words_taken_out import script
from firsthand.ground.vault import cipher
from firsthand.ground.vault.between import Between
from firsthand.ground.vault.private import NotesKey
from firsthand.ground.vault.secret import Secret
from on_postgresql import as_files

pytestmark = pytest.mark.process

MARKER = "quassia8f1c3e"
PLANTED = f"""
from datetime import date
from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.studies.services import add_member
from firsthand.work.contact import choose_contact
from firsthand.work.log.entries import Said
from firsthand.work.log.services import write_entry
from firsthand.work.reflection.services import agree, ask, peers, write_lines
from firsthand.work.story.services import write_story
pru = add_member(by, name="Pru", role="peer", secret=installation_secret())
cody = add_member(by, name="Cody", role="coder", secret=installation_secret())
write_entry(pru, said=Said(date.today(), ("talk",), "One moment: {MARKER}.", words="{MARKER}"), ok_words=True)
first = write_story(pru, said={{"S1": "{MARKER} for a winter."}})
write_story(pru, said={{"S1": "{MARKER} for a whole winter."}}, seen=first)
choose_contact(pru, "{MARKER}, evenings")
peers(pru), peers(cody)
write_lines(cody, agree(cody, ask(pru, other_id=cody.id)), lines=["{MARKER} first."])
"""
TOGETHER = """
from firsthand.ground.studies.entrance import enter, find_study
from firsthand.work.reflection.services import my_reflections
print([one.lines for who in ("Pru", "Cody") for one in my_reflections(enter(find_study(), who))])
"""
LATER = """
from datetime import date, timedelta
from firsthand.work.forgetting import forget_what_is_due
print(forget_what_is_due(date.today() + timedelta(days=90)))
"""


def run(data: Path, lines: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", script(lines)],
        env=clean(data) | {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def raw(folder: Path) -> list[str]:
    wanted = [MARKER.encode(code) for code in ("utf-8", "utf-16-le")]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(mark in text for text in clear_texts(path) for mark in wanted)
    ]


def notes_keys(keyring: Path, secret: Secret) -> list[NotesKey]:
    """Every member's key of their notes, as the installation's secret opens it."""
    with closing(sqlite3.connect(keyring)) as keys:
        rows = keys.execute("SELECT member_id, study_id, box FROM keyring_noteswrap").fetchall()
    found = []
    for member, study, box in rows:
        salt = bytes.fromhex(member)
        opener = AESGCM(secret.derived("key of one's own notes", salt))
        material = cipher.unseal(opener, box, salt + bytes.fromhex(study))
        found.append(NotesKey(UUID(member), UUID(study), material))
    return found


def openers(found: list[NotesKey]) -> list[NotesKey | Between]:
    """All that opens anything: each one's own, and what each two have together."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    from firsthand.ground.vault import pairs

    every: list[NotesKey | Between] = list(found)
    for one in found:
        for other in found:
            if one.member_id < other.member_id:
                both = b"".join(sorted((one.member_id.bytes, other.member_id.bytes)))
                halves = [
                    X25519PublicKey.from_public_bytes(pairs.public_half(half)) for half in other.pairs()
                ]
                every.append(
                    Between(
                        tuple(
                            cipher.derive(mine.exchange(half), "a secret of two", both)
                            for mine in one.pairs()
                            for half in halves
                        )
                    )
                )
    return every


def opened(database: Path, keyring: Path, secret: Secret) -> int:
    """How many of what members keep for themselves, with the marker in it, all keys of a keyring open."""
    with closing(sqlite3.connect(database)) as data, closing(sqlite3.connect(keyring)) as keys:
        boxes = dict(data.execute("SELECT id, box FROM vault_private"))
        text_keys = dict(keys.execute("SELECT id, box FROM keyring_privatekey WHERE box IS NOT NULL"))
    count = 0
    for text_id in boxes.keys() & text_keys.keys():
        box = boxes[text_id]
        about = UUID(text_id).bytes
        for opener in openers(notes_keys(keyring, secret)):
            try:
                text_key = opener.opened(text_keys[text_id], about)
            except cipher.WrongKey:
                continue
            count += MARKER.encode() in cipher.unseal(AESGCM(text_key), box, about)
    return count


def test_after_ninety_days_nothing_opens_in_any_file(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    kept.mkdir()
    done(data, "init", "--study", "Kept")
    run(data, PLANTED)
    done(data, "backup", kept / "1.backup")
    secret = Secret.found_in(data)
    assert secret is not None
    here = as_files(data, tmp_path)
    databases = {"today": here / "firsthand.sqlite3", "then": tmp_path / "then" / "firsthand.sqlite3"}
    with zipfile.ZipFile(kept / "1.backup") as bundle:
        bundle.extract("firsthand.sqlite3", tmp_path / "then")
    keyring = here / "keyring.sqlite3"
    assert {name: opened(file, keyring, secret) for name, file in databases.items()} == {
        "today": 4,
        "then": 4,
    }
    with closing(sqlite3.connect(keyring)) as keys:
        before = [box for (box,) in keys.execute("SELECT box FROM keyring_privatekey WHERE box IS NOT NULL")]
    assert raw(data) == raw(kept) == []

    assert run(data, LATER).strip() == "3"  # the entry, the story, the lines; whom one turns to is kept
    as_files(data, tmp_path)

    assert {name: opened(file, keyring, secret) for name, file in databases.items()} == {
        "today": 1,
        "then": 1,
    }
    assert raw(data) == raw(kept) == []
    with closing(sqlite3.connect(keyring)) as keys:
        left = [box for (box,) in keys.execute("SELECT box FROM keyring_privatekey WHERE box IS NOT NULL")]
    gone = set(before) - set(left)
    assert len(gone) == 3
    files = [path for place in (data, here) for path in place.rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    assert not [box for box in gone if box in everything]
    assert done(data, "verify", "--json").json["sound"] is True


def test_on_another_machine_it_opens_for_its_writer_under_the_secret_of_that(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    done(here, "init", "--study", "Kept")
    run(here, PLANTED)
    done(here, "backup", tmp_path / "1.backup")
    done(there, "init", "--study", "Another")
    done(there, "restore", tmp_path / "1.backup")
    (entry,) = done(there, "log", "list", "--as", "Pru", "--json").json["entries"]
    assert MARKER in entry["moment"]
    assert done(there, "log", "list", "--as", "Cody", "--json").json["entries"] == []
    assert run(there, TOGETHER).count(MARKER) == 2


def test_brought_back_from_a_backup_it_stays_forgotten(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kept")
    run(data, PLANTED)
    done(data, "backup", tmp_path / "1.backup")
    run(data, LATER)
    done(data, "restore", tmp_path / "1.backup")
    secret = Secret.found_in(data)
    assert secret is not None
    here = as_files(data, tmp_path)
    assert opened(here / "firsthand.sqlite3", here / "keyring.sqlite3", secret) == 1
    entries = done(data, "log", "list", "--as", "Pru", "--json").json["entries"]
    assert entries == []
