"""A database file from elsewhere, which the program is to work with: looked at by SQLite alone before Django sees it.

Whoever sends a copy to be joined may have made the file by hand. A view in the place of a table runs whatever its maker
wrote as soon as a row is asked for, and need never end; so may a trigger, a column that is worked out, or a check that
calls a function. So a file is opened only where it is made of plain tables, and whoever reads it has only so much
patience. How long is counted in steps of SQLite's machine, not in seconds: a busy server refuses no honest copy.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

from django.apps import apps
from django.core.management import CommandError
from django.db import Error, connections, router
from django.db.migrations.exceptions import InconsistentMigrationHistory, MigrationSchemaMissing
from django.db.utils import DatabaseErrorWrapper
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping import cells
from firsthand.ground.studies import space

STEPS = 100_000  # of SQLite's machine, between two looks whether it is enough
LOOKS = 5_000  # of which each statement that is short takes none
BYTES_FOR_A_LOOK = 2_000  # of the file: what reads a long one through takes longer
MOST_NAMED = 5_000  # tables, indexes and triggers
MIGRATIONS = ("id", "app", "name", "applied")
_LIMITS = {
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_SETTINGS = ("trusted_schema = OFF", "query_only = ON", "temp_store = MEMORY", "cell_size_check = ON")
_MAY = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_ASKED = {"table_info", "table_xinfo", "index_xinfo", "integrity_check"}
_OF_THE_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}  # it is told as what it is
_BREAKS_OFF = (sqlite3.Error, ValueError, OverflowError, MemoryError)
_STUMBLES = (  # when it is brought up to date, since it says that it is of an earlier version
    Error, MigrationSchemaMissing, InconsistentMigrationHistory, CommandError, *_BREAKS_OFF,
    TypeError, LookupError, AttributeError,
)  # fmt: skip
_OURS = re.compile(  # the trail's own (ground/trail/migrations/0001_initial.py)
    r"CREATE TRIGGER trail_no_(update|delete) BEFORE (UPDATE|DELETE) ON \"?trail_entry\"? "
    r"BEGIN SELECT RAISE\(ABORT, '[a-z :-]*'\); END"
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_OF_SQLITE = re.compile(r"(?<=^CREATE TABLE )sqlite_(?:sequence|stat\d)\b")  # the one sort that has no marks
_BEFORE_A_BRACKET = re.compile(r"([\w?]+)?\s*\(")
_NAME_WITH_A_LIST = re.compile(r"\b(?:TABLE|REFERENCES|ON) \?\s*\(")
_WORDS = {
    None, "CHECK", "UNIQUE", "KEY", "IN", "NOT", "AND", "OR", "WHERE", "CHAR", "VARCHAR", "DECIMAL",
}  # fmt: skip


class Patience:
    """Asked by SQLite now and then whether a statement is to be broken off."""

    def __init__(self, size: int) -> None:
        self._left = LOOKS + size // BYTES_FOR_A_LOOK

    def __call__(self) -> int:
        self._left -= 1
        return int(self._left < 0)


def not_ours() -> Problem:
    """What is said of a file that is not opened, or not read on."""
    return Problem(
        _("The database in this backup is damaged, or Firsthand did not make it: nothing was taken from it.")
    )


def opened(database: Path) -> sqlite3.Connection:
    """The file, which is only read, with limits: nothing is called, and no other file is opened."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.set_authorizer(_may)
    connection.set_progress_handler(Patience(database.stat().st_size), STEPS)
    return connection


def require_plain(database: Path, *needed: str) -> None:
    """Raises `Problem` for a file that is not whole, that lacks a table, or that has more in it than plain tables."""
    try:
        with closing(opened(database)) as connection:
            if not _is_plain(connection, needed):
                raise not_ours()
    except _BREAKS_OFF as error:
        raise not_ours() from error


def require_fitting(alias: str) -> None:
    """Raises `Problem` where a row of a database that is up to date holds what none of the program's ever did."""
    models = [
        model
        for config in apps.get_app_configs()
        for model in router.get_migratable_models(config, alias, include_auto_created=True)
    ]
    connection = connections[alias]
    try:
        if not cells.all_fit(connection.connection, models):
            raise not_ours()
    except _BREAKS_OFF as error:
        raise not_ours() from error


def with_patience(alias: str, size: int) -> None:
    """From now on whatever Django asks of a stranger's database ends; what goes wrong with it is told as a `Problem`.

    Its errors are told from those of the databases that are ours, which are faults or a disk that is full.
    """
    connection = connections[alias]
    connection.wrap_database_errors = _Said(connection)
    connection.ensure_connection()
    connection.connection.set_progress_handler(Patience(size), STEPS)


@contextmanager
def stumbling() -> Iterator[None]:
    """A file that says it is of an earlier version, and is not, makes migrations stumble: told as a `Problem`."""
    try:
        yield
    except _STUMBLES as error:
        raise space.as_problem(error) or not_ours() from error


class _Said(DatabaseErrorWrapper):
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, sqlite3.Error) and not _of_the_disk(error):
            raise not_ours() from error
        super().__exit__(kind, error, traceback)


def _of_the_disk(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_DISK


def _may(action: int, first: str | None, second: str | None, _in: str | None, _by: str | None) -> int:
    may = action in _MAY or (action == sqlite3.SQLITE_PRAGMA and first in _ASKED)
    return sqlite3.SQLITE_OK if may else sqlite3.SQLITE_DENY


def _is_plain(connection: sqlite3.Connection, needed: Iterable[str]) -> bool:
    named = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(MOST_NAMED + 1)
    tables = [str(name) for kind, name, _sql in named if kind == "table"]
    return (
        len(named) <= MOST_NAMED
        and set(needed) <= set(tables)
        and all(_is_known(kind, sql) for kind, _name, sql in named)
        and all(_has_plain_columns(connection, table) for table in tables)
        and _columns(connection, "django_migrations") == list(MIGRATIONS)
        and connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    )


def _is_known(kind: object, sql: object) -> bool:
    """Whether it is a table or an index that calls nothing, or one of the two triggers that are ours."""
    if kind == "index" and sql is None:
        return True  # of a rule of the table
    if not isinstance(sql, str):
        return False
    if kind == "trigger":
        return _OURS.fullmatch(sql) is not None
    begins = {"table": ("CREATE TABLE ",), "index": ("CREATE INDEX ", "CREATE UNIQUE INDEX ")}
    return sql.startswith(begins.get(str(kind), ())) and _calls_nothing(sql)


def _calls_nothing(sql: str) -> bool:
    """Whether what stands before each bracket is a word of SQL's or the name of a table: never that of a function."""
    bare = _NAME_WITH_A_LIST.sub(", (", _OF_SQLITE.sub("?", _QUOTED.sub("?", sql)))
    if any(mark in bare for mark in ("/*", "--", "[", "`")):
        return False
    before = (found[1] for found in _BEFORE_A_BRACKET.finditer(bare))
    return all((word.upper() if word else None) in _WORDS for word in before)


def _has_plain_columns(connection: sqlite3.Connection, table: str) -> bool:
    """Whether each column is written, and none worked out."""
    quoted = table.replace('"', '""')
    return not any(row[6] for row in connection.execute(f'PRAGMA table_xinfo("{quoted}")'))


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
