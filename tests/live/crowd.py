"""Many readers held on one talk while others code in it, and a count of what each of them heard.

Each reader is a connection of its own, which asks for news, waits, asks again with the number it was given, and begins
anew when it is cut off. A coding that is made is one event: whoever reads the talk has to be told of it once.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

from live.house import NAMES, House

PATIENCE = 40.0
AFTER_NEWS = 0.8  # seconds until a page asks again: as the reader does (reader/src/live.ts)


_ROUNDS = count()  # of crowds in the same talk, each on words of its own


class CutOffError(Exception):
    """The server is not there, or went while it answered."""


class Line:
    """A connection that is kept, and asks one thing at a time."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._in: asyncio.StreamReader | None = None
        self._out: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The status and what was said. Raises `CutOffError`."""
        try:
            return await asyncio.wait_for(self._ask(method, path, body), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as cut:
            self.close()
            raise CutOffError from cut

    async def _ask(self, method: str, path: str, body: object) -> tuple[int, Any]:
        if self._out is None:
            self._in, self._out = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._in
        data = json.dumps(body).encode() if body is not None else b""
        head = (
            f"{method} /api/s/waiting/{path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: Bearer {self._token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        self._out.write(head.encode() + data)
        await self._out.drain()
        first = (await self._in.readline()).split()
        if len(first) < 2:
            raise ConnectionResetError
        status = int(first[1])
        length, closes = 0, False
        while (line := (await self._in.readuntil(b"\n")).strip().lower()) != b"":
            name, _colon, value = line.partition(b":")
            if name == b"content-length":
                length = int(value)
            closes = closes or (name == b"connection" and value.strip() == b"close")
        said = await self._in.readexactly(length)
        if closes:
            self.close()
        return status, json.loads(said) if said[:1] in (b"{", b"[") else None

    def close(self) -> None:
        """Let go of it."""
        if self._out is not None:
            self._out.close()
        self._in = self._out = None


@dataclass
class Crowd:
    """What happened: when each coding was made, and when who heard of it, how often."""

    house: House
    wait: int = 25
    made: dict[str, float] = field(default_factory=dict)  # a coding, and when it was sent
    heard: list[Counter[str]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    backwards: int = 0
    cut: int = 0
    asked: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    until: int | None = None  # the number of the last entry, once everything is made
    there: int = 0

    async def read(self, who: str, *, since: Callable[[Line, int], Awaitable[int]] | None = None) -> None:
        """One reader, until it has heard of the last entry. `since`: from where it asks, if not where it was told."""
        line, heard = Line(self.house.port, self.house.tokens[who]), Counter[str]()
        self.heard.append(heard)
        number, sign, first = self.begun, "", True
        while self.until is None or number < self.until:
            asked = number if since is None else await since(line, number)
            try:
                status, said = await line.ask(
                    "GET", f"sources/{self.house.source}/feed?since={asked}&wait={self.wait}&who={sign}"
                )
            except CutOffError:
                self.cut += 1
                await asyncio.sleep(0.3)
                continue
            self.asked += 1
            if status >= 500 or said is None:
                await asyncio.sleep(0.3)
                continue
            assert status == 200, said
            assert isinstance(said, dict)
            now = time.monotonic()
            self.backwards += said["entry"] < number
            for one in said["changed"]:
                heard[one["id"]] += 1
                if one["id"] in self.made:
                    self.took.append(now - self.made[one["id"]])
            news = said["entry"] != number
            number, sign = said["entry"], said["who"]
            self.there += first
            first = False
            if news and self.until is None:
                await asyncio.sleep(AFTER_NEWS)
        line.close()

    async def write(self, who: str, number: int, many: int, pause: float, roll: Random) -> None:
        """One coder, who makes so many codings, each on words of its own, each until it is answered."""
        line = Line(self.house.port, self.house.tokens[who])
        for _ in range(many):
            start = next(self._places)
            body = {
                "act_id": str(uuid4()), "version": self.house.version, "start": start, "end": start + 3,
                "path": [f"Code {number}"],
            }  # fmt: skip
            sent = time.monotonic()
            while True:
                with suppress(CutOffError):
                    status, said = await line.ask("POST", f"sources/{self.house.source}/codings", body)
                    if status == 200:
                        self.made[said["coding"]["id"]] = sent
                        break
                    assert status >= 500, said
                await asyncio.sleep(0.2)
            await asyncio.sleep(pause * roll.uniform(0.5, 1.5))
        line.close()

    def __post_init__(self) -> None:
        self._places = iter(range(next(_ROUNDS) * 4000, 22_000, 4))


async def gather(
    house: House,
    *,
    readers: int,
    writers: int,
    each: int,
    pause: float,
    meanwhile: Callable[[], None] | None = None,
    since: Callable[[Line, int], Awaitable[int]] | None = None,
    idle: Callable[[], Awaitable[None]] | None = None,
    wait: int = 25,
    seed: int = 1,
) -> Crowd:
    """Readers come, writers write while something happens, and all readers go on until they have heard of the end."""
    crowd = Crowd(house, wait)
    latest = Line(house.port, house.tokens["Lea"])
    crowd.begun = await _latest(latest, house)
    reading = [
        asyncio.ensure_future(crowd.read(NAMES[one % len(NAMES)], since=since)) for one in range(readers)
    ]
    if idle is not None:
        await idle()
    roll = Random(seed)
    writing = [
        asyncio.ensure_future(crowd.write(NAMES[one % len(NAMES)], one, each, pause, roll))
        for one in range(writers)
    ]
    if meanwhile is not None:
        await asyncio.to_thread(meanwhile)
    await asyncio.gather(*writing)
    crowd.until = await _latest(latest, house)
    latest.close()
    try:
        await asyncio.wait_for(asyncio.gather(*reading), 120)
    finally:
        await asyncio.sleep(0.2)  # until connections are closed
    return crowd


async def _latest(line: Line, house: House) -> int:
    while True:
        with suppress(CutOffError):
            status, said = await line.ask("GET", f"sources/{house.source}/feed?since=0")
            if status == 200:
                return int(said["entry"])
        await asyncio.sleep(0.3)


def faults(crowd: Crowd, made: set[str]) -> list[str]:
    """What is wrong with what the readers heard, beside the codings that the trail tells of."""
    found = []
    if set(crowd.made) - made:
        found.append(f"{len(set(crowd.made) - made)} answered codings are not in the trail")
    for number, heard in enumerate(crowd.heard):
        missing, twice = made - set(heard), [one for one, often in heard.items() if often > 1]
        if missing or twice or set(heard) - made:
            found.append(f"reader {number}: {len(missing)} missing, {len(twice)} more than once")
    if crowd.backwards:
        found.append(f"{crowd.backwards} answers went backwards")
    return found
