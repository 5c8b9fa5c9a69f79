"""Who is reading what just now: in memory, forgotten within seconds, and never written anywhere.

Ids alone are kept, and ids alone are told to the other processes of a server (`watching.py`): what people are called is
looked up by whoever may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from threading import Lock
from time import monotonic
from uuid import UUID

AWAY_AFTER = 20.0  # seconds without a sign

Pair = tuple[UUID, UUID]  # a place, and a member who is there


def nobody_listens(place: UUID, turn: int) -> None:
    """Where no request is held, nobody has to hear who came and went."""


class Presence:
    """The members who asked for a place's news lately, or whose request for it is held."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: dict[UUID, dict[UUID, float]] = {}
        self._ours: set[Pair] = set()  # of whom this process had the sign itself
        self._told: set[Pair] = set()
        self._turns: dict[UUID, int] = {}
        self._lock = Lock()
        self.stirred: Callable[[UUID, int], None] = nobody_listens

    def here(self, place: UUID, member: UUID) -> tuple[list[UUID], int]:
        """Note that a member is here; the others who are, and the turn as of which that is so."""
        self.seen([(place, member)])
        with self._lock:
            now = self._clock()
            others = [
                one for one, until in self._until.get(place, {}).items() if until > now and one != member
            ]
            return others, self._turns.get(place, 0)

    def seen(self, pairs: Iterable[Pair], *, elsewhere: bool = False) -> None:
        """A sign of these, `elsewhere` by another process."""
        with self._lock:
            now, came = self._clock(), set()
            for place, member in pairs:
                at = self._until.setdefault(place, {})
                if at.get(member, 0.0) <= now:
                    came.add(place)
                at[member] = now + AWAY_AFTER
                if not elsewhere:
                    self._ours.add((place, member))
            turns = self._next_turns(came)
        self._stir(turns)

    def left(self, pairs: Iterable[Pair]) -> None:
        """These went, and said so."""
        with self._lock:
            gone = {place for place, member in pairs if self._take_out(place, member)}
            turns = self._next_turns(gone)
        self._stir(turns)

    def forget(self) -> None:
        """Let go of those of whom there was no sign for too long."""
        with self._lock:
            now = self._clock()
            over = [
                (place, one) for place, at in self._until.items() for one, until in at.items() if until <= now
            ]
            turns = self._next_turns({place for place, one in over if self._take_out(place, one)})
        self._stir(turns)

    def to_tell(self, *, everything: bool = False) -> tuple[list[Pair], list[Pair]]:
        """Who came (all who are here, where `everything`) and who went since this was asked last, of this process."""
        with self._lock:
            came = self._ours if everything else self._ours - self._told
            went = self._told - self._ours
            self._told = set(self._ours)
            return sorted(came), sorted(went)

    def _take_out(self, place: UUID, member: UUID) -> bool:
        self._ours.discard((place, member))
        at = self._until.get(place, {})
        was = at.pop(member, None) is not None
        if not at:
            self._until.pop(place, None)
        return was

    def _next_turns(self, places: Iterable[UUID]) -> dict[UUID, int]:
        turns = {place: self._turns.get(place, 0) + 1 for place in places}
        self._turns |= turns
        return turns

    def _stir(self, turns: dict[UUID, int]) -> None:
        for place, turn in turns.items():
            self.stirred(place, turn)


def sign_of(members: Iterable[UUID]) -> str:
    """A few letters that are others whenever these are: by which a page says whom it knows to be here."""
    ids = ",".join(one.hex for one in sorted(members))
    return sha256(ids.encode()).hexdigest()[:8] if ids else ""


presence = Presence()
