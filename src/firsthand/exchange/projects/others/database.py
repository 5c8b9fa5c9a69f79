"""A stranger's SQLite database, read without trust: from memory, with limits, and from plain tables only.

Nothing of it touches the disk, views and triggers never run, no function is called, no other file is opened.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.projects.recognising import DATABASE
from firsthand.exchange.projects.refi.archive import MEGABYTE, damaged

MOST_BYTES = 512 * MEGABYTE
MOST_IN_A_CELL = 200 * MEGABYTE
MOST_ROWS = 2_000_000
MOST_SECONDS = 60.0
_STEPS = 100_000  # of the database's machine, between two looks at the clock
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MOST_IN_A_CELL,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# ValueError: the library says what is wrong in bytes of the file, which need not be letters.
_BREAKS_OFF = (sqlite3.Error, ValueError, OverflowError, MemoryError)
_READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


@dataclass(frozen=True, slots=True)
class Row:
    """A row, of which nothing is believed: a column may be missing, or hold something else than it should."""

    cells: dict[str, object]

    def text(self, column: str) -> str:
        """What is written there; empty where nothing is."""
        cell = self.cells.get(column)
        return "" if cell is None or isinstance(cell, bytes) else str(cell)

    def number(self, column: str) -> int | None:
        """The whole number there; None where there is none."""
        cell = self.cells.get(column)
        if isinstance(cell, str):
            cell = int(cell) if cell.strip().isdecimal() and len(cell) < 19 else None
        if isinstance(cell, float):
            cell = int(cell) if cell.is_integer() and abs(cell) < 2**53 else None
        return cell if isinstance(cell, int) else None


class Tables:
    """The plain tables of a database."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self._name = name
        self._connection = connection
        self._left = MOST_ROWS
        found = self._asked("SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')")
        self._plain = {str(one): _is_plain(kind, sql) for kind, one, sql in found}

    def hold(self, *names: str) -> bool:
        """Whether all of these are there."""
        return all(name in self._plain for name in names)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, in the order in which they were written; none where there is no such table."""
        if table not in self._plain:
            return
        if not self._plain[table]:
            raise Problem(
                _("“%(table)s” in %(name)s is no plain table, which no honest program does: it is not read.")
                % {"table": table, "name": self._name}
            )
        columns = [str(column) for _place, column, *_rest in self._asked(f'PRAGMA table_info("{table}")')]
        names = ", ".join('"{}"'.format(column.replace('"', '""')) for column in columns)
        for cells in self._asked(f'SELECT {names} FROM "{table}"'):  # noqa: S608 - tables that we name ourselves
            self._left -= 1
            if self._left < 0:
                raise Problem(
                    _("%(name)s holds more than any project does: it is not read.") % {"name": self._name}
                )
            yield Row(dict(zip(columns, cells, strict=True)))

    def _asked(self, question: str) -> Iterator[tuple[object, ...]]:
        try:
            yield from self._connection.execute(question)
        except _BREAKS_OFF as error:
            raise damaged(self._name) from error


@contextmanager
def tables(name: str, data: bytes) -> Iterator[Tables]:
    """The tables of a database file. Raises `Problem` for what is none, is damaged, or is more than any project."""
    if not data.startswith(DATABASE):
        raise Problem(_("%(name)s is no SQLite database.") % {"name": name})
    if len(data) > MOST_BYTES:
        raise Problem(_("%(name)s is longer than any project: it is not read.") % {"name": name})
    connection = sqlite3.connect(":memory:")
    try:
        _opened(connection, name, data)
        yield Tables(name, connection)
    finally:
        connection.close()


def _opened(connection: sqlite3.Connection, name: str, data: bytes) -> None:
    connection.text_factory = lambda written: written.decode("utf-8", errors="replace")
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    try:
        connection.deserialize(_closed(data))
        for setting in (
            "trusted_schema = OFF",
            "query_only = ON",
            "temp_store = MEMORY",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {setting}")
    except _BREAKS_OFF as error:
        raise damaged(name) from error
    connection.set_authorizer(_may)
    until = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)


def _closed(data: bytes) -> bytes:
    """The file as one that was closed well: where changes went to a journal beside it, there is none in memory."""
    return data[:18] + b"\x01\x01" + data[20:] if data[18:20] == b"\x02\x02" else data


def _may(action: int, first: str | None, second: str | None, _in: str | None, _by: str | None) -> int:
    may = action in _READING or (action == sqlite3.SQLITE_PRAGMA and first == "table_info")
    return sqlite3.SQLITE_OK if may else sqlite3.SQLITE_DENY


def _is_plain(kind: object, sql: object) -> bool:
    words = str(sql or "").upper().split()
    return kind == "table" and words[:2] == ["CREATE", "TABLE"]
