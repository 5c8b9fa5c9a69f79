"""Who waits for which study, and for whom at which place: one for each process, on its event loop.

It knows ids and numbers. Whether there is anything in an entry for somebody, it does not: it only has them asked again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Held:
    """What an answer without news says, inwards, of what it waits for: as of which entry and which turn."""

    study: UUID
    entry: int
    place: UUID
    turn: int
    member: UUID

    @classmethod
    def read(cls, written: str) -> Held:
        """What `str()` wrote."""
        study, entry, place, turn, member = written.split()
        return cls(UUID(study), int(entry), UUID(place), int(turn), UUID(member))

    def __str__(self) -> str:
        return f"{self.study.hex} {self.entry} {self.place.hex} {self.turn} {self.member.hex}"


class Hub:
    """Wakes who waits. `grown`, `stirred` and `let_go` may be called from any thread; the rest from the loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._events: dict[UUID, set[asyncio.Event]] = {}
        self._entries: dict[UUID, int] = {}
        self._turns: dict[UUID, int] = {}
        self._studies: Counter[UUID] = Counter()  # how many wait for it
        self.here: Counter[tuple[UUID, UUID]] = Counter()  # how often a member waits at a place
        self.stopping = False

    def begin(self) -> None:
        """From here on, on this loop."""
        self._loop, self.stopping = asyncio.get_running_loop(), False

    def grown(self, study: UUID, entry: int) -> None:
        """A study has an entry of that number."""
        self._on_loop(self._grown, study, entry)

    def stirred(self, place: UUID, turn: int) -> None:
        """Somebody came to a place, or went: the how manieth time."""
        self._on_loop(self._stirred, place, turn)

    def let_go(self) -> None:
        """The server stops: everybody is answered now, and nobody is held any more."""
        self._on_loop(self._let_go)

    @contextmanager
    def waiting(self, held: Held) -> Iterator[asyncio.Event]:
        """An event that is set when there may be news. What came while the answer was made counts, too."""
        event, pair = asyncio.Event(), (held.place, held.member)
        for key in (held.study, held.place):
            self._events.setdefault(key, set()).add(event)
        self._studies[held.study] += 1
        self.here[pair] += 1
        if self._behind(self._entries, held.study, held.entry) or self._behind(
            self._turns, held.place, held.turn
        ):
            event.set()
        try:
            yield event
        finally:
            for key in (held.study, held.place):
                self._events[key].discard(event)
                if not self._events[key]:
                    del self._events[key]
            _one_less(self._studies, held.study)
            _one_less(self.here, pair)

    def awaited(self) -> list[UUID]:
        """The studies that somebody waits for."""
        return list(self._studies)

    def held(self) -> int:
        """How many requests are held."""
        return sum(self._studies.values())

    def _on_loop(self, call: Callable[..., None], *args: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *args)

    def _grown(self, study: UUID, entry: int) -> None:
        if entry > self._entries.get(study, 0):
            self._entries[study] = entry
            self._wake(study)

    def _stirred(self, place: UUID, turn: int) -> None:
        if turn > self._turns.get(place, 0):
            self._turns[place] = turn
            self._wake(place)

    def _let_go(self) -> None:
        self.stopping = True
        for key in list(self._events):
            self._wake(key)

    def _wake(self, key: UUID) -> None:
        for event in self._events.get(key, ()):
            event.set()

    @staticmethod
    def _behind(known: dict[UUID, int], key: UUID, number: int) -> bool:
        """Whether more is known than somebody saw; what they saw is known from here on."""
        behind = known.get(key, 0) > number
        known[key] = max(known.get(key, 0), number)
        return behind


def _one_less(counted: Counter[K], key: K) -> None:
    counted[key] -= 1
    if not counted[key]:
        del counted[key]


hub = Hub()
