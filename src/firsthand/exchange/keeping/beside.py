"""A database beside those that the program works on: a file that was brought, a copy being made, another server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from firsthand.config import databases
from firsthand.exchange.keeping import strangers, tables


@contextmanager
def beside(alias: str, where: Mapping[str, Any]) -> Iterator[str]:
    """Open a database under a name of its own. A keyring's ends with “keyring”: by that its tables are known."""
    connections.databases[alias] = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: dict(where)})[
        alias
    ]
    try:
        yield alias
    finally:
        _forget(alias)


@contextmanager
def file_beside(alias: str, path: Path) -> Iterator[str]:
    """A file of rows, opened, and brought up to date: it may be an earlier version's."""
    with beside(alias, databases.sqlite(path)):
        if tables.due(alias):
            tables.bring_up_to_date(alias)
        yield alias


@contextmanager
def strangers_file_beside(alias: str, path: Path, *needed: str) -> Iterator[str]:
    """A file of rows that anybody may have made: opened where it is plain, whole and has the tables that are `needed`.

    Raises `Problem`, also where a question to it has no end.
    """
    strangers.require_plain(path, *needed)
    with beside(alias, databases.sqlite(path)):
        strangers.with_patience(alias, path.stat().st_size)
        with strangers.stumbling():
            if tables.due(alias):
                tables.bring_up_to_date(alias)
        strangers.require_fitting(alias)
        yield alias


@contextmanager
def new_file(alias: str, path: Path, like: str) -> Iterator[str]:
    """A new file with the tables that the database `like` has. It is one file at the end, its log in it."""
    with beside(alias, databases.sqlite(path)):
        tables.make_like(alias, like)
        yield alias
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def turned_to(target: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """The program works on other databases, and those it worked on stand beside: by their names, under which names."""
    left = {alias: f"left_{alias}" for alias in target}
    was = {alias: connections.databases[alias] for alias in target}
    for alias, name in left.items():
        connections.databases[name] = {**was[alias]}
    try:
        for alias, where in target.items():
            _forget(alias)
            whole = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: dict(where)})
            connections.databases[alias] = whole[alias]
        yield left
    finally:
        for alias, name in left.items():
            _forget(name)
            _forget(alias)
            connections.databases[alias] = was[alias]


def _forget(alias: str) -> None:
    if alias in connections.databases:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
