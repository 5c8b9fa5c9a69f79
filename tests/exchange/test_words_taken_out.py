"""Words that were taken out are gone from every file: raw, decompressed, and from older backups by today's keyring.

A marker is planted in what somebody says, in what is made of it and in what is kept of its past. The control: before
the withdrawal the same search, with the same keys, finds it again and again.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commands import clean, done, firsthand
from exchange.test_keeping import clear_texts
from firsthand.ground.vault import cipher
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.secret import Secret
from on_postgresql import asked, in_files

pytestmark = pytest.mark.process

MARKER = "quillon4d7be9"
STREET = "quarrel street"  # replaced because it tells, and kept under the guardian's key
SAID = f"I kept {MARKER} under the stairs for nine winters"
TALK = f"""INTERVIEWER: Where was it?
IKE: {SAID}, and on Quarrel Street nobody asked.
INTERVIEWER: And after that?
IKE: After {MARKER} I slept.
"""
GROUP = f"""INTERVIEWER: Who sweeps here?
IKE: Whoever has seen {MARKER} sweeps.
MARIGOLD: The broom is behind the door.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with the marker in it, backed up as it grew, five times."""
    folder = tmp_path_factory.mktemp("leaving")
    data, kept = folder / "data", folder / "kept"
    kept.mkdir()
    for name, text in (("talk.txt", TALK), ("group.txt", GROUP)):
        (folder / name).write_text(text, "utf-8")
    done(data, "init", "--study", "Kept")
    done(data, "import", folder / "talk.txt", folder / "group.txt", "--participants")
    done(data, "backup", kept / "1.backup")
    for source, start, end in (("S1", 25, 70), ("S2", 28, 60), ("S2", 75, 95)):
        done(
            data,
            "apply",
            "--source",
            source,
            "--code",
            f"about {MARKER}",
            "--start",
            start,
            "--end",
            end,
            "--as",
            "Cody",
        )
    done(data, "autocode", "--code", "found", "--words", MARKER, "--apply", "--as", "Cody")
    done(data, "undo", "--as", "Cody")
    done(data, "redo", "--as", "Cody")
    done(data, "backup", kept / "2.backup")
    _run(data, MEMO)
    done(data, "backup", kept / "3.backup")
    done(data, "deidentify", "--propose")
    done(data, "deidentify", "--accept-all")
    done(data, "backup", kept / "4.backup")
    done(data, "report", "codings", "--out", folder / "codings.csv")
    done(data, "backup", kept / "5.backup")
    return folder


# A memo that quotes, changed and changed again; a claim and an example that do; a correction of the talk.
MEMO = f"""
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.memos.services import change_memo, write_memo
from firsthand.analysis.themes.services import make_claim, make_theme
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of
memo = write_memo(by, kind="theory", title="Stairs", body="He says: {SAID}.")
change_memo(by, memo=memo, title="Stairs", body="He says it twice: {SAID}.")
make_code(by, name="Keeping", example="{SAID}.")
make_claim(by, theme=make_theme(by, name="Keeping"), sentence="What is kept, {SAID}, is kept apart.")
row = source(by, "S1")
correct_typed(by, source=row, version=row.current, text=text_of(by, row).words.replace("I slept", "I slept at last"))
"""


def script(lines: str) -> str:
    """A few lines as the study's lead."""
    head = """
    import django
    django.setup()
    from firsthand.exchange.keeping import folder
    from firsthand.ground.studies.entrance import enter, find_study
    by = enter(find_study())
    """
    return textwrap.dedent(head) + lines


def _run(data: Path, lines: str, *, check: bool = True) -> int:
    """The same in a process of their own."""
    run = subprocess.run(
        [sys.executable, "-c", script(lines)],
        env=clean(data) | {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert not check or run.returncode == 0, run.stderr
    return run.returncode


# Searching ------------------------------------------------------------------------------------------------------------


def raw(folder: Path) -> list[str]:
    """The files in which the marker stands, as they are or unpacked."""
    wanted = [
        form.encode(code)
        for form in (MARKER, MARKER.upper(), MARKER.title())
        for code in ("utf-8", "utf-16-le")
    ]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(mark in text for text in clear_texts(path) for mark in wanted)
    ]


def opened(rows: dict[str, bytes], keyring: Path, secret: Secret) -> Iterator[str]:
    """Everything in some sealed rows that a keyring opens, with the study's key and with the one for names."""
    with closing(sqlite3.connect(keyring)) as keys:
        member, study, box = keys.execute("SELECT member_id, study_id, box FROM keyring_wrap").fetchone()
        study_key = AESGCM(_unwrapped(secret, "study key", member, study, box))
        member, study, box = keys.execute("SELECT member_id, study_id, box FROM keyring_nameswrap").fetchone()
        private = X25519PrivateKey.from_private_bytes(_unwrapped(secret, "names key", member, study, box))
        names = NamesKey(UUID(study), private)
        for text_id, plain, guarded in keys.execute("SELECT id, box, guarded FROM keyring_textkey"):
            about, sealed = UUID(text_id).bytes, rows.get(text_id)
            if not sealed or not (plain or guarded):
                continue
            text_key = cipher.unseal(study_key, plain, about) if plain else names.opened(guarded, about)
            yield cipher.unseal(AESGCM(text_key), sealed, about).decode("utf-8", "replace")


def _unwrapped(secret: Secret, purpose: str, member: str, study: str, box: bytes) -> bytes:
    opener = AESGCM(secret.derived(purpose, bytes.fromhex(member)))
    return cipher.unseal(opener, box, bytes.fromhex(member + study))


def sealed_in(database: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(database)) as data:
        return dict(data.execute("SELECT id, box FROM vault_sealed"))


def found_with_todays_keys(data: Path, backups: Path, scratch: Path) -> dict[str, int]:
    """In the study and in each backup: how many texts with the marker today's keyring opens."""
    secret = Secret.found_in(data)
    assert secret is not None
    here = in_files(data, scratch)
    places = {"today": sealed_in(here / "firsthand.sqlite3")}
    for path in sorted(backups.glob("*.backup")):
        with zipfile.ZipFile(path) as bundle:
            bundle.extract("firsthand.sqlite3", scratch)
        places[path.name] = sealed_in(scratch / "firsthand.sqlite3")
    keyring = here / "keyring.sqlite3"
    return {
        name: sum(
            MARKER in text.casefold() or STREET in text.casefold() for text in opened(rows, keyring, secret)
        )
        for name, rows in places.items()
    }


def test_no_byte_of_the_words_is_left_anywhere(made: Path, tmp_path: Path) -> None:
    data, kept = made / "data", made / "kept"
    (made / "codings.csv").unlink()  # a copy that left: the receipt asks for it
    before = found_with_todays_keys(data, kept, tmp_path)
    assert all(count > 1 for count in before.values()), before
    assert len(before) == 6
    looked = done(data, "withdraw", "--participant", "P01", "--level", "L3", "--preview", "--json").json
    receipt = tmp_path / "receipt.txt"
    done(
        data,
        "withdraw",
        "--participant",
        "P01",
        "--level",
        "L3",
        "--receipt",
        receipt,
        "--backups-gone",
        "2030-01-31",
    )
    written = receipt.read_text("utf-8")
    assert "copies of the keys from before are still there" in written
    assert "31 January 2030" in written
    assert MARKER not in written
    assert next(one["count"] for one in looked["places"] if one["place"] == "memo_quoting_own_words") == 1

    assert set(found_with_todays_keys(data, kept, tmp_path).values()) == {0}
    assert raw(data) == raw(kept) == []
    assert done(data, "verify", "--json").json["sound"] is True
    shown = (
        done(data, "trail", "--json").out
        + done(data, "sources", "--json").out
        + done(data, "codings", "--json").out
    )
    assert MARKER not in shown.casefold()

    old_keys = sorted(kept.glob("*.keys"))
    assert len(old_keys) == 5
    assert _opens_with(old_keys[0], kept / "1.backup", tmp_path) > 0  # why they have to go
    done(data, "backup", kept / "6.backup", "--keyring-keep", "1")
    assert sorted(kept.glob("*.keys")) == [kept / "6.backup.keys"]
    for path in sorted(kept.glob("*.backup")):
        assert _opens_with(kept / "6.backup.keys", path, tmp_path) == 0
    assert raw(data) == raw(kept) == []


def _opens_with(keys: Path, backup: Path, scratch: Path) -> int:
    """How many texts with the marker a backup gives up to a copy of the keyring."""
    with zipfile.ZipFile(keys) as bundle:
        for name in ("keyring.sqlite3", "secret"):
            bundle.extract(name, scratch)
    with zipfile.ZipFile(backup) as bundle:
        bundle.extract("firsthand.sqlite3", scratch)
    secret = Secret(bytes.fromhex((scratch / "secret").read_text("ascii").strip()))
    rows = sealed_in(scratch / "firsthand.sqlite3")
    return sum(MARKER in text.casefold() for text in opened(rows, scratch / "keyring.sqlite3", secret))


# Words that stand in no text of today: a note that was removed, turns that were corrected out of a talk and are coded
# still, a table whose first row was removed.
NO_TEXT_OF_TODAY = f"""
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.core.spans import Span
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.people.selectors import participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.importing import import_sources, read_files
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of
note = write_note(by, layers={{"description": 'Noon. Ike: "My {MARKER} feet, and nobody asks." We sit.'}})
remove_source(by, source=note)
group = source(by, "group")
words = text_of(by, group).words
start = words.index("Whoever has seen")
apply_code(by, source=group, code=make_code(by, name="Brooms"), span=Span(start, start + 20))
without = "".join(line for line in words.splitlines(keepends=True) if not line.startswith("IKE"))
correct_typed(by, source=group, version=group.current, text=without)
table = "Words\\nThe broom.\\nThe {MARKER} is mine.\\n"
first, his = import_sources(by, incoming=read_files(by, [("table.csv", table.encode())])[0])
mark_own_words(by, source=his, participant=participant(by, "P01"), span=Span(0, 10))
remove_source(by, source=first)
"""


def test_no_byte_is_left_of_words_that_stand_in_no_text_of_today(tmp_path: Path) -> None:
    data, kept, scratch = tmp_path / "data", tmp_path / "kept", tmp_path / "scratch"
    for folder in (kept, scratch):
        folder.mkdir()
    (tmp_path / "group.txt").write_text(GROUP, "utf-8")
    done(data, "init", "--study", "Kept")
    done(data, "import", tmp_path / "group.txt", "--participants")
    done(data, "backup", kept / "1.backup")
    _run(data, NO_TEXT_OF_TODAY)
    done(data, "backup", kept / "2.backup")
    assert all(found_with_todays_keys(data, kept, scratch).values())
    done(data, "withdraw", "--participant", "P01", "--level", "L3")
    assert set(found_with_todays_keys(data, kept, scratch).values()) == {0}
    assert raw(data) == raw(kept) == []
    assert done(data, "verify", "--json").json["sound"] is True
    for _time in range(12):
        firsthand(data, "undo")
    assert set(found_with_todays_keys(data, kept, scratch).values()) == {0}


# Killing --------------------------------------------------------------------------------------------------------------

KILLED_AT = {
    "inside the transaction, when half is done": (
        "firsthand.giving_back.leaving.carrying_out",
        "leave_for_good",
    ),
    "before the entry is written": ("firsthand.ground.trail.recording", "write_entry"),
    "when all is committed and no key is gone": ("firsthand.ground.vault.store", "destroy_keys"),
    "when the keys are gone and the log is not emptied": ("firsthand.giving_back.leaving.erasing", "press"),
    "before the boxes are emptied": ("firsthand.ground.vault.store", "empty_boxes"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed") / "data"
    talk = folder.parent / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(folder, "init", "--study", "Kept")
    done(folder, "import", talk, "--participants")
    done(folder, "apply", "--source", "S1", "--code", "Keeping", "--start", 30, "--end", 60, "--as", "Cody")
    done(folder, "backup", folder.parent / "kept.backup")
    return folder


@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_kill_leaves_nothing_done_or_what_the_next_start_finishes(
    small: Path, tmp_path: Path, moment: str
) -> None:
    import shutil

    data = Path(shutil.copytree(small, tmp_path / "data"))
    module, name = KILLED_AT[moment]
    lines = f"""
import os
import {module} as place
place.{name} = lambda *args, **more: os._exit(9)
from firsthand.field.people.selectors import participant
from firsthand.giving_back.leaving.carrying_out import withdraw
withdraw(by, participant=participant(by, "P01"), named="L3")
"""
    assert _run(data, lines, check=False) == 9
    nothing_done = "transaction" in moment or "entry" in moment
    assert (
        done(data, "verify", "--json").json["sound"] is True
    )  # any command: the program starts, and finishes
    left = len(done(data, "sources", "--json").json["sources"])
    kept = tmp_path / "kept"
    kept.mkdir()
    shutil.copy(small.parent / "kept.backup", kept)
    counted = found_with_todays_keys(data, kept, tmp_path)
    if nothing_done:
        assert left == 1
        assert all(count > 0 for count in counted.values())
        done(data, "withdraw", "--participant", "P01", "--level", "L3")
        counted = found_with_todays_keys(data, kept, tmp_path)
    assert done(data, "sources", "--json").json["sources"] == []
    assert set(counted.values()) == {0}
    assert (
        firsthand(data, "withdraw", "--participant", "P01", "--level", "L3").status == 1
    )  # once, and no more
    undone = "SELECT count(*) FROM giving_back_erasure WHERE done_at IS NULL"
    assert asked(data, "firsthand.sqlite3", undone) == [(0,)]


@pytest.mark.embedded
def test_the_key_itself_is_in_no_file_of_the_folder(small: Path, tmp_path: Path) -> None:
    """What opened the words is overwritten, and not only out of sight: in the keyring and in its log."""
    import shutil

    data = Path(shutil.copytree(small, tmp_path / "data"))
    with closing(sqlite3.connect(data / "keyring.sqlite3")) as keys:
        boxes = dict(keys.execute("SELECT id, box FROM keyring_textkey"))
    with closing(sqlite3.connect(data / "firsthand.sqlite3")) as rows:
        talks = [
            text for pair in rows.execute("SELECT text, structure FROM sources_textversion") for text in pair
        ]
    with closing(
        sqlite3.connect(data / "keyring.sqlite3")
    ) as served:  # somebody has it open: the log stays a file
        served.execute("SELECT count(*) FROM keyring_textkey").fetchone()
        done(data, "withdraw", "--participant", "P01", "--level", "L3")
        assert (data / "keyring.sqlite3-wal").exists()
        everything = _everything(data)
    assert not [text for text in talks if boxes[text] in everything]
    everything = _everything(data)
    assert talks
    assert not [text for text in talks if boxes[text] in everything]
    assert any(box in everything for text, box in boxes.items() if text not in talks)


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
