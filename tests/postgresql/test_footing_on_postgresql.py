"""Firsthand does not start where PostgreSQL could lose an answered write: each wrong setting is made, and refused.

Settings are the whole server's: it is one of our own, beside that of the suite.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import done, firsthand
from firsthand.exchange.keeping import one_server
from harness.servers import PATIENCE, Cluster, cluster
from on_postgresql import on_postgresql

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not on_postgresql(), reason="there is no PostgreSQL to test on"),
]
SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as one:
        yield one


@pytest.fixture(scope="module")
def sound(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A data folder on that server, and what says so."""
    data, env = tmp_path_factory.mktemp("sound") / "data", {"FIRSTHAND_DATABASE": server.create("sound")}
    done(data, "init", "--study", "Sound", env=env)
    return data, env


def sql(server: Cluster, *lines: str) -> object:
    """What the last of some lines gives."""
    import psycopg

    with psycopg.connect(server.address("postgres"), autocommit=True) as line:
        found = [line.execute(one) for one in lines][-1]  # type: ignore[arg-type]
        return found.fetchone() if found.description else None


def put(server: Cluster, line: str, setting: str, value: str) -> None:
    """Change a setting, and wait until whoever comes is told the new one."""
    sql(server, line, "SELECT pg_reload_conf()")
    end = time.monotonic() + PATIENCE
    while sql(server, f"SHOW {setting}") != (value,):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_settings_of_postgresql_that_could_lose_something_are_refused(
    server: Cluster, sound: tuple[Path, dict[str, str]]
) -> None:
    data, env = sound
    for setting in SETTINGS:
        put(server, f"ALTER SYSTEM SET {setting} = off", setting, "off")
        said = firsthand(data, "doctor", "--json", env=env)
        assert said.status == 1
        assert any(setting in one["sentence"] for one in said.json["findings"] if one["grade"] == "refused")
        assert f"{setting} off" in firsthand(data, "serve", "--no-open", "--port", 0, env=env).err
        put(server, f"ALTER SYSTEM RESET {setting}", setting, "on")
    assert firsthand(data, "doctor", env=env).status == 0


def test_an_empty_database_and_one_of_few_letters_are_refused(
    server: Cluster, sound: tuple[Path, dict[str, str]]
) -> None:
    data, env = sound
    said = firsthand(data, "verify", env={"FIRSTHAND_DATABASE": server.address("template1")})
    assert said.status == 1
    assert "nothing was made in it" in said.err
    sql(server, "CREATE DATABASE letters ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    said = firsthand(data, "doctor", env=env | {"FIRSTHAND_KEYRING": server.address("letters")})
    assert said.status == 1
    assert "LATIN1" in said.out


def test_a_second_server_on_the_same_database_is_refused(sound: tuple[Path, dict[str, str]]) -> None:
    import psycopg

    data, env = sound
    with psycopg.connect(env["FIRSTHAND_DATABASE"]) as line:
        line.execute("SELECT pg_advisory_lock(%s)", [one_server.SERVED])
        said = firsthand(data, "serve", "--no-open", "--port", 0, env=env)
    assert said.status == 1
    assert "on another machine" in said.err
