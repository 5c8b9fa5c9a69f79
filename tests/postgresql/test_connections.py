"""A server of several processes has a connection of PostgreSQL for each of its threads, or the doctor says so."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from commands import Staying, done, serving
from firsthand.exchange.keeping.connecting import FOR_OTHERS, OF_A_PROCESS
from harness.servers import PATIENCE, Cluster, cluster, free_port
from on_postgresql import on_postgresql

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not on_postgresql(), reason="there is no PostgreSQL to test on"),
]
MANY = {"FIRSTHAND_ACCOUNTS": "1", "FIRSTHAND_HOSTS": "127.0.0.1", "FIRSTHAND_ADDRESS": "https://127.0.0.1"}
EACH = sum(OF_A_PROCESS.values())
GIVEN = FOR_OTHERS + EACH + EACH // 2  # enough for one process, and not for two
RESERVED = 3
COUNTED = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'counted%'"
Kept = tuple[Path, dict[str, str]]


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster(max_connections=str(GIVEN + RESERVED)) as one:
        yield one


@pytest.fixture(scope="module")
def kept(database: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A data folder on that PostgreSQL, and what says so."""
    data, env = tmp_path_factory.mktemp("served") / "data", {"FIRSTHAND_DATABASE": database.create("counted")}
    done(data, "init", "--study", "Counted", env=env)
    return data, env


def begun(kept: Kept, port: int, *words: str) -> Staying:
    data, env = kept
    return serving(data, port, env | MANY, "--production", "--behind-proxy", "127.0.0.1", *words)


def said(server: Staying, word: str) -> str:
    """Everything that it says, until it says this."""
    end = time.monotonic() + PATIENCE
    while word not in (text := server.out.read_text("utf-8")):
        assert time.monotonic() < end, text
        assert not server.ended(), text
        time.sleep(0.05)
    return text


def of_connections(kept: Kept) -> dict[str, Any]:
    findings = done(kept[0], "doctor", "--json", env=kept[1]).json["findings"]
    return next(one for one in findings if one["name"] == "connections")


def test_unasked_there_are_as_many_processes_as_there_are_connections_for(kept: Kept) -> None:
    server = begun(kept, free_port())
    try:
        assert "1 process;" in said(server, "Firsthand is at")
        assert of_connections(kept)["grade"] == "good"
    finally:
        server.end(signal.SIGKILL)


def test_the_doctor_says_where_more_were_asked_for(kept: Kept) -> None:
    server = begun(kept, free_port(), "--workers", "2")
    try:
        assert "2 processes;" in said(server, "Firsthand is at")
        found = of_connections(kept)
        assert (found["grade"], "connections for 1 process" in found["sentence"]) == ("care", True)
    finally:
        server.end()


def test_a_process_wants_no_more_connections_than_are_counted_for_it(kept: Kept, database: Cluster) -> None:
    import psycopg

    port, most = free_port(), 0
    server = begun(kept, port, "--workers", "1")

    def ask(_number: int) -> None:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE):
            pass

    try:
        said(server, "Firsthand is at")
        with (
            psycopg.connect(database.address("postgres"), autocommit=True) as line,
            ThreadPoolExecutor(12) as many,
        ):
            for _round in range(30):
                list(many.map(ask, range(24)))
                most = max(most, line.execute(COUNTED).fetchone()[0])  # type: ignore[index]
    finally:
        server.end(signal.SIGKILL)
    assert EACH // 2 < most <= EACH + 5  # the lock, and what is done at the beginning
