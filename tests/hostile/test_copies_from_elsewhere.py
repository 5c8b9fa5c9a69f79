"""A copy of the study that somebody made by hand comes to be joined: it is refused with a sentence, and ends.

An honest copy is made of the cast's own study as it stands, in a moment; what is hostile is made from it.
"""

# ruff: noqa: S608 (names of tables in a database that is made here)

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from conftest import Cast
from firsthand.config.databases import DATA_FILE, KEYRING_FILE, sqlite
from firsthand.core.problems import Problem
from firsthand.exchange.joining.beside import BESIDE, DATA_TABLES, KEY_TABLES
from firsthand.exchange.joining.services import join_copy, look_over
from firsthand.exchange.keeping import backup, strangers
from firsthand.exchange.keeping.beside import beside
from firsthand.exchange.keeping.copies import KEYS_KIND, MANIFEST
from hostile.attacks import attacks_on, zipped
from hostile.mutants import mutant
from hostile.seeds import Seed
from hostile.test_hostile import MANY, SEED, SLOW_HERE
from hostile.watching import outcome
from museum import NAMES, SCHEMAS
from texts import bring

pytestmark = pytest.mark.embedded

SENTENCE = "The database in this backup is damaged, or Firsthand did not make it"
NO_BACKUP = "is no whole Firsthand backup"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
ODD = (
    "NULL", "x'ff00fe'", "9223372036854775807", "9e999", "''", "'x'", "'[]'", "'{}'", "'[[1]]'", "-1",
    "'2026-13-45'", f"'{'f' * 32}'", "'0001-01-01 00:00:00'", "2147483647", "'[[\"a\",\"b\",null,{}]]'",
)  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """Another copy of a study: its two databases."""

    data: bytes
    keyring: bytes

    def files(self) -> tuple[bytes, bytes]:
        """The backup, and the file with its keys."""
        return packed(backup.DATA_KIND, DATA_FILE, self.data), packed(KEYS_KIND, KEYRING_FILE, self.keyring)


def packed(kind: str, name: str, database: bytes) -> bytes:
    manifest = {"kind": kind, "version": "0", "made_at": "", "sha256": {name: sha256(database).hexdigest()}}
    return zipped({name: database, MANIFEST: json.dumps(manifest).encode()})


def as_it_stands(alias: str) -> bytes:
    """A database as this test sees it, closed well."""
    data: bytes = connections[alias].connection.serialize()
    return data[:18] + b"\1\1" + data[20:]


@pytest.fixture
def copy(cast: Cast) -> Copy:
    """An honest one; since then something was done here."""
    bring(cast.lea, "LEA: Soup.")
    made = Copy(as_it_stands("default"), as_it_stands("keyring"))
    bring(cast.lea, "LEA: Tea.")
    return made


@pytest.fixture(autouse=True)
def _a_database_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests open no databases but those they name, and this one has no name before it is there."""
    forbidding = BaseDatabaseWrapper.ensure_connection

    def ensure(self: Any) -> None:
        if self.connection is None and self.alias == BESIDE:
            with self.wrap_database_errors:
                self.connect()
        else:
            forbidding(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure)


def said_of(by: Any, backup_file: bytes, keys: bytes) -> str:
    """What the page answers whoever sends that to be looked over."""
    browser = Client(raise_request_exception=False)
    begin = f"/s/{by.study.slug}/"
    browser.post(f"{begin}acting/", {"name": "Lea"})
    sent = {"file": SimpleUploadedFile("a.backup", backup_file), "keys": SimpleUploadedFile("a.keys", keys)}
    answer = browser.post(f"{begin}copies/preview/", sent)
    assert answer.status_code == 400, answer.status_code
    assert list(Path(settings.DATA).glob(".scratch-*")) == []
    return answer.content.decode()


def test_an_honest_copy_is_looked_over_and_joined(cast: Cast, copy: Copy, tmp_path: Path) -> None:
    there = Copy(as_it_stands("default"), as_it_stands("keyring"))
    for made in (copy, there):
        joining(cast.lea, *made.files(), tmp_path)
    assert list(Path(settings.DATA).glob(".scratch-*")) == []


def joining(by: Any, file: bytes, keys: bytes, folder: Path) -> None:
    (folder / "a.backup").write_bytes(file)
    (folder / "a.backup.keys").write_bytes(keys)
    look_over(by, file=folder / "a.backup")
    join_copy(by, file=folder / "a.backup")


@pytest.mark.parametrize("name", NAMES)
def test_backups_of_every_earlier_version_are_plain(name: str, tmp_path: Path) -> None:
    file = SCHEMAS / f"{name}.backup"
    strangers.require_plain(backup.unpacked(file, backup.DATA_KIND, tmp_path)[DATA_FILE], *DATA_TABLES)
    keys = backup.unpacked(backup.keys_file(file), KEYS_KIND, tmp_path)
    strangers.require_plain(keys[KEYRING_FILE], *KEY_TABLES)


# What is around the database

MANIFESTS = {
    "a list": b"[]",
    "brackets without end": b"[" * 100_000,
    "a word": b'"sha256"',
    "no files": json.dumps({"kind": backup.DATA_KIND, "sha256": {}}).encode(),
    "a list in the place of files": json.dumps({"kind": backup.DATA_KIND, "sha256": []}).encode(),
    "a list of files": json.dumps({"kind": backup.DATA_KIND, "sha256": [DATA_FILE]}).encode(),
    "nothing in the place of files": json.dumps({"kind": backup.DATA_KIND, "sha256": None}).encode(),
    "numbers for digests": json.dumps({"kind": backup.DATA_KIND, "sha256": {DATA_FILE: 1}}).encode(),
    "a kind that is a list": json.dumps({"kind": [], "sha256": {}}).encode(),
    "nothing at all": b"",
}


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_a_backup_with_another_manifest_than_ours_is_refused(cast: Cast, copy: Copy, manifest: str) -> None:
    sent = zipped({DATA_FILE: copy.data, MANIFEST: MANIFESTS[manifest]})
    assert NO_BACKUP in said_of(cast.lea, sent, copy.files()[1])


def test_a_backup_that_says_it_is_locked_is_refused(cast: Cast, copy: Copy) -> None:
    sent, keys = copy.files()
    locked = bytearray(sent)
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            struct.pack_into("<H", locked, at + flags, 1)
    assert NO_BACKUP in said_of(cast.lea, bytes(locked), keys)


# What the database is

Change = Callable[[sqlite3.Connection], object]


def changed(database: bytes, change: Change) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        change(connection)
        connection.commit()
        return connection.serialize()


def a_view_without_end(connection: sqlite3.Connection) -> None:
    names = [row[1] for row in connection.execute("PRAGMA table_info(studies_study)")]
    columns = ", ".join(f"hex(x) AS {name}" for name in names)
    connection.execute("DROP TABLE studies_study")
    connection.execute(f"CREATE VIEW studies_study AS {ENDLESS} SELECT {columns} FROM n WHERE x < 0")


def migrations_that_are_a_view(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
    connection.execute("CREATE VIEW django_migrations AS SELECT * FROM elsewhere")


def migrations_of_other_columns(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE django_migrations")
    connection.execute("CREATE TABLE django_migrations (a)")


def every_migration_and_no_tables(connection: sqlite3.Connection) -> None:
    drop_triggers(connection)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if name not in ("django_migrations", *DATA_TABLES) and not name.startswith("sqlite_"):
            connection.execute(f'DROP TABLE "{name}"')


def no_migration_at_all(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM django_migrations")


def an_early_migration_left_out(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM django_migrations WHERE name = '0001_initial' AND app = 'trail'")


def a_trigger(connection: sqlite3.Connection) -> None:
    connection.execute(f"CREATE TRIGGER t AFTER UPDATE ON studies_study BEGIN {ENDLESS} SELECT x FROM n; END")


def a_trigger_by_the_name_of_ours(connection: sqlite3.Connection) -> None:
    drop_triggers(connection)
    connection.execute("CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail_entry BEGIN SELECT hex(1); END")


def a_column_that_is_worked_out(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE studies_study ADD COLUMN more AS (hex(zeroblob(90000000)))")


def a_check_that_calls_a_function(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE more (a CHECK (hex(zeroblob(90000000)) <> a))")


def a_check_that_hides_what_it_calls(connection: sqlite3.Connection) -> None:
    connection.execute('CREATE TABLE more (a CHECK ("hex" /* */ (zeroblob(90000000)) <> a))')


def an_index_of_what_is_worked_out(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE INDEX more ON studies_study (upper(title))")


def a_virtual_table(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE VIRTUAL TABLE more USING fts5(a)")


def a_row_that_points_nowhere(connection: sqlite3.Connection) -> None:
    connection.execute(f"UPDATE sources_source SET brought_by_id = '{'f' * 32}'")


def an_id_that_is_none(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE sources_source SET about = 'x'")


def a_moment_of_bytes(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE studies_study SET made_at = x'ff00fe'")


def a_trail_of_other_changes(connection: sqlite3.Connection) -> None:
    drop_triggers(connection)
    connection.execute("UPDATE trail_entry SET changes = '[[1]]'")


def drop_triggers(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")


CHANGES: tuple[Change, ...] = (
    a_view_without_end, migrations_that_are_a_view, migrations_of_other_columns, every_migration_and_no_tables,
    no_migration_at_all, an_early_migration_left_out, a_trigger, a_trigger_by_the_name_of_ours,
    a_column_that_is_worked_out, a_check_that_calls_a_function, a_check_that_hides_what_it_calls,
    an_index_of_what_is_worked_out, a_virtual_table, a_row_that_points_nowhere, an_id_that_is_none,
    a_moment_of_bytes, a_trail_of_other_changes,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_database_that_is_not_ours_is_refused(cast: Cast, copy: Copy, change: Change) -> None:
    hostile = replace(copy, data=changed(copy.data, change))
    assert SENTENCE in said_of(cast.lea, *hostile.files())


JUNK = {
    "nothing": b"",
    "words": b"hello" * 200,
    "only its first words": b"SQLite format 3\0",
    "a broken one": b"",
}


@pytest.mark.parametrize("junk", JUNK)
def test_a_file_that_is_no_database_is_refused(cast: Cast, copy: Copy, junk: str) -> None:
    broken = copy.data[:100] + b"\xff" * 4000 if junk == "a broken one" else JUNK[junk]
    for hostile in (replace(copy, data=broken), replace(copy, keyring=broken)):
        assert SENTENCE in said_of(cast.lea, *hostile.files())


def test_a_question_to_it_that_does_not_end_is_broken_off(
    cast: Cast, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "LOOKS", 20)
    (tmp_path / DATA_FILE).write_bytes(copy.data)
    with beside(BESIDE, sqlite(tmp_path / DATA_FILE)), connections[BESIDE].cursor() as cursor:
        strangers.with_patience(BESIDE, len(copy.data))
        with pytest.raises(Problem, match=SENTENCE):
            cursor.execute(f"{ENDLESS} SELECT count(*) FROM n")


# The attacks of the other doors, and mutants


def altered_cell(database: bytes, chance: Random) -> bytes:
    """One cell, or two, with something odd in it: it leads deepest, since the file is whole."""

    def change(connection: sqlite3.Connection) -> None:
        drop_triggers(connection)
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
            if not name.startswith(("sqlite_", "django_", "auth_"))
            and connection.execute(f'SELECT 1 FROM "{name}"').fetchone()
        ]
        table = chance.choice(tables)
        column = chance.choice([row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')])
        some = f'(SELECT rowid FROM "{table}" LIMIT 2 OFFSET {chance.randrange(3)})'
        odd = chance.choice(ODD)
        with suppress(sqlite3.IntegrityError):
            connection.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = {odd} WHERE rowid IN {some}')

    return changed(database, change)


def hostile_copies(copy: Copy) -> Iterator[tuple[str, bytes, bytes]]:
    """What is sent, and what it is called: first every attack, then mutants without end."""
    file, keys = copy.files()
    data, keyring = (
        Seed(name, database, ()) for name, database in ((DATA_FILE, copy.data), (KEYRING_FILE, copy.keyring))
    )
    zips = [Seed("a.backup", file, ()), Seed("a.keys", keys, ())]
    for what, made in attacks_on(zips[0], ""):
        yield what, made, keys
    for what, made in attacks_on(data, ""):
        yield what, *replace(copy, data=made).files()
    for what, made in attacks_on(keyring, ""):
        yield what, *replace(copy, keyring=made).files()
    chance = Random(SEED)
    while True:
        yield "cell", *replace(copy, data=altered_cell(copy.data, chance)).files()
        yield "cell of keys", *replace(copy, keyring=altered_cell(copy.keyring, chance)).files()
        yield "zip", mutant(zips[0], chance), keys
        yield "zip of keys", file, mutant(zips[1], chance)
        yield "bytes", *replace(copy, data=mutant(data, chance)).files()


@pytest.mark.slow
def test_hostile_copies_harm_nothing(
    cast: Cast, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "temporary"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    quick = (one for one in hostile_copies(copy) if one[0] not in SLOW_HERE)
    wrong, said = [], 0
    for what, file, keys in islice(quick, max(120, MANY // 5)):
        (tmp_path / "a.backup").write_bytes(file)
        (tmp_path / "a.backup.keys").write_bytes(keys)

        def door(by: Any, _name: str, _data: bytes) -> object:
            return join_copy(by, file=tmp_path / "a.backup")

        found = outcome(door, cast.lea, "a.backup", file, scratch=scratch, own=Path(settings.DATA))
        said += bool(found.said)
        wrong += [f"{what}: {found.wrong}"] if found.wrong else []
    assert wrong == [], "\n".join(wrong)
    assert said > 60
