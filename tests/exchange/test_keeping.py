"""A data folder is backed up, brought back and looked over; and no file of it holds a word in the clear."""

from __future__ import annotations

import gzip
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

from commands import clean, done, firsthand
from on_postgresql import as_files, asked, on_postgresql

pytestmark = pytest.mark.process

MARKER = "zephyr-marker-8c1f0e"
DATA, KEYRING = "firsthand.sqlite3", "keyring.sqlite3"
NO_TRIGGER = (
    "DROP TRIGGER trail_no_change ON trail_entry" if on_postgresql() else "DROP TRIGGER trail_no_update"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a marker planted in every kind of words."""
    folder = tmp_path_factory.mktemp("keeping") / "data"
    done(folder, "init", "--study", "Kept")
    talk = folder.parent / f"{MARKER}.txt"
    talk.write_text(
        f"{MARKER.upper()}: I said {MARKER} once.\nLENA: Yes.\n{MARKER.upper()}: And {MARKER} again.\n",
        "utf-8",
    )
    done(folder, "import", talk, "--participants")
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
    done(folder, "undo", "--as", "Cody")
    done(folder, "redo", "--as", "Cody")
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to do things to. Nothing runs on it, so that copying files is safe."""
    return Path(shutil.copytree(made, tmp_path / "data"))


def clear_texts(path: Path) -> list[bytes]:
    """A file's bytes, raw and by every way of unpacking that opens it."""
    raw = path.read_bytes()
    texts = [raw]
    for unpack in (gzip.decompress, zlib.decompress, lambda data: zlib.decompress(data, -15)):
        try:
            texts.append(unpack(raw))
        except (OSError, EOFError, zlib.error):
            continue
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as bundle:
            texts += [bundle.read(name) for name in bundle.namelist()]
    return texts


def found_in(folder: Path) -> list[str]:
    """The files in which the marker stands; where rows are on a server, those that they are copied to."""
    with TemporaryDirectory() as scratch:
        rows = as_files(folder, Path(scratch))
        return [found for place in {folder, rows} for found in _found_in(place)]


def _found_in(folder: Path) -> list[str]:
    wanted = [MARKER.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    wanted += [MARKER.upper().encode(), MARKER.title().encode()]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(mark in text for text in clear_texts(path) for mark in wanted)
    ]


def test_a_marker_in_a_source_is_in_no_file_of_the_folder_or_of_a_backup(data: Path, tmp_path: Path) -> None:
    assert any(MARKER in one["words"].lower() for one in done(data, "codings", "--json").json["codings"])
    done(data, "backup", data / "kept.backup")
    assert found_in(data) == []


def test_the_marker_search_itself_finds_what_is_in_the_clear(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text(MARKER)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(MARKER.encode()))
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("inside.txt", MARKER)
    assert len(found_in(tmp_path)) == 3


def test_a_backup_comes_back_whole_into_an_empty_folder(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.backup"
    done(data, "backup", backup)
    new = tmp_path / "new"
    done(new, "restore", backup)
    assert done(new, "codings", "--json").json == done(data, "codings", "--json").json
    assert done(new, "verify", "--json").json["sound"] is True


def test_restoring_over_a_study_keeps_what_was_there(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.backup"
    done(data, "backup", backup)
    done(data, "undo")
    before = done(data, "restore", backup, "--json").json["before"]
    assert len(done(data, "codings", "--json").json["codings"]) == 1
    done(data, "restore", before[0])
    assert done(data, "codings", "--json").json["codings"] == []
    assert done(data, "verify", "--json").json["sound"] is True


def test_a_destroyed_key_does_not_come_back_with_an_old_backup(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.backup"
    done(data, "backup", backup)
    asked(data, KEYRING, "UPDATE keyring_textkey SET box = NULL, destroyed_at = '2026-01-01'")
    assert "Taken out again" in done(data, "restore", backup).out
    assert done(data, "codings", "--json").json["codings"] == []
    assert asked(data, KEYRING, "SELECT count(*) FROM keyring_textkey WHERE box IS NOT NULL") == [(0,)]
    assert done(data, "verify", "--json").json["sound"] is True


def test_a_secret_that_was_lost_comes_back_with_a_backup(data: Path, tmp_path: Path) -> None:
    done(data, "backup", tmp_path / "kept.backup")
    (data / "secret").unlink()
    done(data, "restore", tmp_path / "kept.backup")
    assert done(data, "verify", "--json").json["sound"] is True
    assert done(data, "codings", "--json").json["codings"]


def test_a_backup_without_its_keys_opens_nothing_elsewhere(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.backup"
    done(data, "backup", backup)
    (tmp_path / "kept.backup.keys").unlink()
    answer = firsthand(tmp_path / "new", "restore", backup)
    assert answer.status == 1
    assert "keys" in answer.err


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_a_damaged_backup_is_refused_and_changes_nothing(data: Path, tmp_path: Path, damage: str) -> None:
    backup = tmp_path / "kept.backup"
    done(data, "backup", backup)
    raw = bytearray(backup.read_bytes())
    if damage == "flipped":
        raw[len(raw) // 2] ^= 0xFF
    contents = {"cut": bytes(raw[: len(raw) // 2]), "flipped": bytes(raw), "empty": b"", "other": b"hello"}[
        damage
    ]
    backup.write_bytes(contents)
    answer = firsthand(data, "restore", backup)
    assert answer.status == 1
    assert "damaged" in answer.err
    assert done(data, "verify", "--json").json["sound"] is True


def test_what_a_killed_backup_left_lying_is_gone_at_the_next_start(data: Path) -> None:
    """There is a copy of the keyring in it, which would outlive what is destroyed in the keyring itself."""
    left, at_work = data / ".scratch-left", data / ".scratch-at-work"
    for folder in (left, at_work):
        folder.mkdir()
        (folder / KEYRING).write_bytes(b"keys")
    with FileLock(data / ".scratch-at-work.lock"):  # as the process holds that makes a backup
        done(data, "sources")
        assert (left.exists(), at_work.exists()) == (False, True)
    done(data, "sources")
    assert list(data.glob(".scratch-*")) == []


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from firsthand.exchange.keeping import backup, delivering

def rename(part, to):
    if to.name == "kept.backup.keys" and to.parent == Path(sys.argv[2]).parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(part, to)

replace, Path.rename = Path.replace, rename
{"backup": backup.make, "delivered": delivering.deliver}[sys.argv[1]](Path(sys.argv[2]))
"""


@pytest.mark.parametrize("how", ["backup", "delivered"])
def test_keys_that_a_killed_process_was_writing_elsewhere_are_gone_at_the_next_start(
    data: Path, tmp_path: Path, how: str
) -> None:
    env = clean(data) | {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    argv = [sys.executable, "-c", KILLED, how, str(tmp_path / "kept.backup")]
    assert subprocess.run(argv, env=env, check=False).returncode == -signal.SIGKILL
    mine = tmp_path / "somebody-elses.part"
    mine.write_bytes(b"of another program")
    (left,) = tmp_path.glob("kept.*.part")
    assert zipfile.is_zipfile(left), "a whole copy of the keyring"
    done(data, "sources")
    assert list(tmp_path.glob("*.part")) == [mine]


def test_a_backup_never_overwrites_another(data: Path, tmp_path: Path) -> None:
    done(data, "backup", tmp_path / "kept.backup")
    assert "never overwrites" in firsthand(data, "backup", tmp_path / "kept.backup").err


def test_of_the_copies_of_the_keys_the_newest_stay_wherever_they_are(data: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = tmp_path / "not-a-copy.keys"
    other.write_bytes(b"somebody else's")
    for number, folder in enumerate((data, elsewhere, tmp_path, elsewhere)):
        done(data, "backup", folder / f"{number}.backup")
    done(data, "backup", tmp_path / "4.backup", "--keyring-keep", "2")
    kept = {path.name for folder in (data, elsewhere, tmp_path) for path in folder.glob("*.keys")}
    assert kept == {"3.backup.keys", "4.backup.keys", "not-a-copy.keys"}
    assert {path.name for folder in (data, elsewhere, tmp_path) for path in folder.glob("*.backup")} == {
        f"{number}.backup" for number in range(5)
    }
    done(data, "restore", tmp_path / "2.backup")  # its own keys are gone: the folder's keyring opens it
    assert done(data, "verify", "--json").json["sound"] is True
    assert firsthand(data, "backup", tmp_path / "5.backup", "--keyring-keep", "0").status == 2


def tamper(data: Path, file: str, statement: str) -> None:
    """As somebody might who has the database."""
    if on_postgresql():
        statement = statement.replace("zeroblob(60)", "decode(repeat('00', 60), 'hex')")
    elif file == DATA:
        asked(data, DATA, "DROP TRIGGER trail_no_delete")
    asked(data, file, statement)


@pytest.mark.parametrize(
    ("file", "statement", "says"),
    [
        (DATA, "UPDATE coding_coding SET start = start + 1", "does not stand on the words"),
        (DATA, "DELETE FROM trail_entry WHERE number = 3", "gap"),
        (DATA, "UPDATE codebook_code SET hue = 11", "does not give the rows"),
        (DATA, "UPDATE vault_sealed SET box = zeroblob(60)", "does not open"),
        (KEYRING, "DELETE FROM keyring_textkey", "not in the keyring"),
        (DATA, "DELETE FROM codebook_code", "points at a row that is not there"),
        (DATA, NO_TRIGGER, "does not refuse changes"),
    ],
)
def test_verify_finds_what_was_tampered_with(data: Path, file: str, statement: str, says: str) -> None:
    tamper(data, file, statement)
    answer = firsthand(data, "verify", "--json")
    assert answer.status == 1
    assert any(says in fault for fault in answer.json["faults"]), answer.out + answer.err


@pytest.mark.embedded
@pytest.mark.parametrize("name", ["secret", KEYRING, DATA])
def test_what_is_missing_is_named_and_nothing_is_made_in_its_place(data: Path, name: str) -> None:
    (data / name).unlink()
    answer = firsthand(data, "sources")
    assert answer.status == 1
    assert name in answer.err
    assert not (data / name).exists()


def test_a_folder_that_is_being_served_is_not_served_twice_nor_restored_over(
    data: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "kept.backup"
    done(data, "backup", backup)
    with FileLock(data / "serving.lock"):
        for words in (("serve", "--no-open", "--port", "0"), ("restore", backup)):
            answer = firsthand(data, *words)
            assert (answer.status, "already" in answer.err) == (1, True)
        assert len(done(data, "codings", "--json").json["codings"]) == 1


def tables_of(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every table with its columns and where they point, every index and trigger, and the migrations on record."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        found: dict[str, set[tuple[object, ...]]] = {
            f"{kind} {name}": {(sql,)} for kind, name, sql in made if kind != "table"
        }
        for name in (name for kind, name, _sql in made if kind == "table"):
            columns = connection.execute(f"PRAGMA table_info('{name}')").fetchall()
            keys = connection.execute(f"PRAGMA foreign_key_list('{name}')").fetchall()
            found[name] = {tuple(one[1:]) for one in columns} | {tuple(one[2:]) for one in keys}
        found["migrations"] = set(connection.execute("SELECT app, name FROM django_migrations"))
    return found


@pytest.mark.embedded
def test_a_new_folder_has_the_tables_that_the_migrations_come_to(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "migrated", ignore=shutil.ignore_patterns("*.sqlite3*"))
    env = clean() | {
        "FIRSTHAND_DATA": str(tmp_path / "migrated"),
        "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
    }
    for alias in ("default", "keyring"):
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--database", alias, "-v", "0"], env=env, check=True
        )
    for name in ("firsthand.sqlite3", "keyring.sqlite3"):
        made, migrated = tables_of(data / name), tables_of(tmp_path / "migrated" / name)
        assert len(made) > 10
        assert made == migrated


@pytest.mark.embedded("The trail of a data folder's own file is cut off by hand.")
def test_a_backup_tells_a_trail_that_was_cut_off_since(data: Path, tmp_path: Path) -> None:
    done(data, "backup", tmp_path / "kept.backup")
    done(data, "verify", "--anchor", tmp_path / "kept.backup")
    with closing(sqlite3.connect(data / DATA)) as database, database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("DELETE FROM trail_entry WHERE number = (SELECT max(number) FROM trail_entry)")
    refused = firsthand(data, "verify", "--anchor", tmp_path / "kept.backup")
    assert refused.status == 1
    assert "is not the one that was anchored" in refused.out + refused.err
