"""One server to a database, also where PostgreSQL is begun anew: the lock is taken again, or its server ends.

Settings are the whole server's, and it is ended here: it is one of our own, beside that of the suite.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commands import Staying, done, serving
from firsthand.exchange.keeping.one_server import HOLDER, SERVED
from harness.servers import PATIENCE, Cluster, cluster, free_port
from on_postgresql import on_postgresql

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not on_postgresql(), reason="there is no PostgreSQL to test on"),
]
MANY = {"FIRSTHAND_ACCOUNTS": "1", "FIRSTHAND_HOSTS": "127.0.0.1", "FIRSTHAND_ADDRESS": "http://127.0.0.1"}
Kept = tuple[Path, dict[str, str]]


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster() as one:
        yield one


@pytest.fixture(scope="module")
def kept(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A data folder on that PostgreSQL, and what says so."""
    data, env = tmp_path_factory.mktemp("served") / "data", {"FIRSTHAND_DATABASE": database.create("served")}
    done(data, "init", "--study", "Served", env=env)
    return data, env


@contextmanager
def line(kept: Kept) -> Iterator[Any]:
    """What another machine would be connected by."""
    import psycopg

    with psycopg.connect(kept[1]["FIRSTHAND_DATABASE"], autocommit=True) as one:
        yield one


def holder(kept: Kept) -> int | None:
    """Whose connection holds the lock."""
    with line(kept) as one:
        found = one.execute(HOLDER, [SERVED >> 32, SERVED & 0xFFFFFFFF]).fetchone()
        return found[0] if found else None


def until(so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def serves(kept: Kept, *words: str) -> Iterator[Staying]:
    data, env = kept
    server = serving(data, free_port(), env | MANY if words else env, *words)
    try:
        server.line()
        until(lambda: holder(kept) is not None)
        yield server
    finally:
        if not server.ended():
            server.end(signal.SIGKILL)
        until(lambda: holder(kept) is None)


def test_the_lock_is_taken_again_where_its_connection_was_ended(kept: Kept) -> None:
    with serves(kept) as server:
        before = holder(kept)
        with line(kept) as one:
            one.execute("SELECT pg_terminate_backend(%s)", [before])
        until(lambda: holder(kept) not in (None, before))
        assert not server.ended(1)
        with line(kept) as one:
            assert one.execute("SELECT pg_try_advisory_lock(%s)", [SERVED]).fetchone() == (False,)


def test_the_lock_is_taken_again_where_postgresql_was_begun_anew(kept: Kept, database: Cluster) -> None:
    with serves(kept) as server:
        database.kill()
        time.sleep(4)  # out of reach for longer than it is between two looks
        assert not server.ended()
        database.start()
        until(lambda: holder(kept) is not None)
        assert not server.ended(1)


PRODUCTION = ("--production", "--without-tls", "--workers", "2")


@pytest.mark.parametrize("words", [(), PRODUCTION], ids=["one", "many"])
def test_a_server_ends_with_a_sentence_where_another_took_the_lock(
    kept: Kept, words: tuple[str, ...]
) -> None:
    with serves(kept, *words) as server, line(kept) as one:
        one.execute("SELECT pg_terminate_backend(%s)", [holder(kept)])
        one.execute("SELECT pg_advisory_lock(%s)", [SERVED])  # before it looks
        assert server.ended(PATIENCE), server.out.read_text()
        assert "another Firsthand serves it now" in server.out.read_text()
        assert "Traceback" not in server.out.read_text()
