"""Nobody who is held misses anything or hears it twice, whatever is killed meanwhile.

`FIRSTHAND_READERS=200` holds so many, over two processes where there is PostgreSQL, with sixteen writers.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Iterator

import pytest

from live.crowd import Crowd, Line, faults, gather
from live.house import House, seconds_of
from on_postgresql import databases_of, drop, on_postgresql

pytestmark = [pytest.mark.process, pytest.mark.slow]

READERS = int(os.environ.get("FIRSTHAND_READERS", "20"))
FULL = READERS >= 100
WRITERS, EACH, PAUSE = (16, 15, 2.0) if FULL else (4, 6, 0.4)
IDLE = 20.0 if FULL else 0.0
ON = [
    *(["embedded"] if FULL or not on_postgresql() else []),
    *(["postgresql"] if on_postgresql() else []),
]


@pytest.fixture(scope="module", params=ON)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server for many, on either database."""
    data = tmp_path_factory.mktemp("crowd") / "data"
    one = House(data)
    if request.param == "postgresql":
        one.database = databases_of(data)["FIRSTHAND_DATABASE"]
    yield ready(one, *(["--workers", 2] if one.database else []))
    one.end(signal.SIGKILL)
    drop(data.parent)


def ready(house: House, *words: object) -> House:
    house.peopled()
    house.begin(*words)
    house.found()
    return house


def in_trail(house: House) -> set[str]:
    """The codings that are there, asked of the database itself."""
    return {one for (one,) in house.rows("SELECT CAST(id AS text) FROM coding_coding")}


def told(house: House, crowd: Crowd, **more: object) -> None:
    took = sorted(crowd.took)
    figures = {
        "database": "PostgreSQL" if house.database else "SQLite", "processes": len(house.workers()),
        "readers": len(crowd.heard), "codings": len(crowd.made), "asked": crowd.asked, "cut off": crowd.cut,
        "p50": round(took[len(took) // 2], 3), "p95": round(took[int(len(took) * 0.95)], 3), **more,
    }  # fmt: skip
    print(json.dumps(figures))


@pytest.mark.skipif(not FULL, reason="measures; with FIRSTHAND_READERS=200")
def test_how_soon_what_is_done_is_seen_and_what_a_reader_costs_who_waits(house: House) -> None:
    cost = 0.0

    async def idle() -> None:
        nonlocal cost
        await asyncio.sleep(10)
        workers, before = house.workers(), seconds_of(house.workers())
        await asyncio.sleep(IDLE)
        cost = (seconds_of(workers) - before) / IDLE / READERS * 1000

    crowd = asyncio.run(gather(house, readers=READERS, writers=WRITERS, each=4, pause=10.0, idle=idle))
    told(house, crowd, idle=round(cost, 3))
    assert faults(crowd, in_trail(house)) == []


def test_every_reader_hears_of_every_coding_once_though_processes_are_killed(house: House) -> None:
    before = in_trail(house)

    def meanwhile() -> None:
        time.sleep(EACH * PAUSE / 3)
        if house.database:
            os.kill(house.workers()[0], signal.SIGKILL)
            time.sleep(EACH * PAUSE / 3)
            house.end()
            house.begin("--workers", 2)
        else:
            house.end(signal.SIGKILL)
            house.begin()

    crowd = asyncio.run(
        gather(house, readers=READERS, writers=WRITERS, each=EACH, pause=PAUSE, meanwhile=meanwhile)
    )
    told(house, crowd)
    assert crowd.cut > 0
    assert len(crowd.made) == WRITERS * EACH
    assert faults(crowd, in_trail(house) - before) == []


def test_who_asks_from_the_latest_there_is_misses_something_and_that_is_found(house: House) -> None:
    async def from_now(line: Line, _told: int) -> int:
        _status, said = await line.ask("GET", f"sources/{house.source}/feed?since=0")
        return int(said["entry"])

    crowd = asyncio.run(gather(house, readers=4, writers=2, each=4, pause=0.2, since=from_now, wait=1))
    assert faults(crowd, in_trail(house)) != []
