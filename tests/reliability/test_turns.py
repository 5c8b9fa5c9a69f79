"""Threads of one process that write wait for each other in turn, and nobody is kept waiting by one that is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connections

from firsthand.config.databases import sqlite
from firsthand.config.sqlite.base import DatabaseWrapper


@pytest.fixture(autouse=True)
def _by_hand(django_db_blocker: Any) -> Iterator[None]:
    """These files are no test database: each is made, opened and closed here."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with sqlite3.connect(path := tmp_path / "some.sqlite3") as made:
        made.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT)")
    made.close()
    return path


@contextmanager
def connected(file: Path, timeout: float = 20) -> Iterator[Any]:
    """A connection of its own, as each thread of the server has one."""
    settings = connections.settings["default"] | sqlite(file)
    settings["OPTIONS"] = settings["OPTIONS"] | {"timeout": timeout}
    connection = DatabaseWrapper(settings, "default")
    connection.inc_thread_sharing()
    try:
        yield connection
    finally:
        connection.close()


def begin(connection: Any) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: Any, how: str) -> None:
    getattr(connection, how)()
    if how != "close":
        connection.set_autocommit(True)


@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
def test_who_waits_goes_on_as_soon_as_the_one_before_is_done(file: Path, how: str) -> None:
    went: list[str] = []
    asked = Event()

    def second() -> None:
        with connected(file) as connection:
            asked.set()
            begin(connection)
            went.append("second")
            end(connection, "commit")

    with connected(file) as connection:
        begin(connection)
        other = Thread(target=second)
        other.start()
        assert asked.wait(20)
        other.join(0.2)
        assert went == []
        went.append("first")
        end(connection, how)
        other.join(20)
    assert went == ["first", "second"]


def test_who_waits_too_long_is_told_as_sqlite_tells_it_and_leaves_nothing_behind(file: Path) -> None:
    with connected(file) as first, connected(file, timeout=0.05) as second:
        begin(first)
        with pytest.raises(OperationalError, match="database is locked"):
            begin(second)
        end(first, "commit")
        begin(second)
        end(second, "commit")


def test_a_writer_of_another_process_keeps_nobodys_turn(file: Path) -> None:
    with (
        sqlite3.connect(file) as elsewhere,
        connected(file, timeout=0.05) as first,
        connected(file) as second,
    ):
        elsewhere.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            begin(first)
        elsewhere.rollback()
        begin(second)
        second.cursor().execute("INSERT INTO row (name) VALUES ('kept')")
        end(second, "commit")
        assert elsewhere.execute("SELECT name FROM row").fetchall() == [("kept",)]
    elsewhere.close()


def test_a_commit_that_fails_is_rolled_back_before_the_next_writes(file: Path) -> None:
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE child (parent INTEGER REFERENCES row (id) DEFERRABLE INITIALLY DEFERRED)")
    made.close()
    with connected(file) as first, connected(file, timeout=0.05) as second:
        begin(first)
        first.cursor().execute("INSERT INTO row (name) VALUES ('not kept')")
        first.cursor().execute("INSERT INTO child (parent) VALUES (99)")
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            first.commit()
        with pytest.raises(OperationalError, match="database is locked"):
            begin(second)
        end(first, "rollback")
        begin(second)
        assert second.cursor().execute("SELECT count(*) FROM row").fetchone() == (0,)
        end(second, "rollback")
