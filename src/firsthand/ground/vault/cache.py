"""Opened words, kept in memory so that reading costs once. Never on disk, never past the process.

An entry can only be had with the study's opened key, whose mark it bears: the cache is a faster vault, not a way round
it. Whoever comes with another key, and be it one made up for the same study, finds nothing here.

Another process may destroy keys meanwhile. The keyring counts how often it was done; whoever comes in reads that count
(`keys.unlock`), and what was opened under a smaller one is let go of.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hmac import compare_digest
from threading import Lock
from uuid import UUID

LIMIT_BYTES = 256 * 1024 * 1024

# What else a process made of a study's words, and lets go of with them: rooms above this one add to it.
ALSO_FORGET: list[Callable[[UUID], None]] = []


class Opened:
    """The most recently used words, up to `limit` bytes of them."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self._limit = limit
        self._held = 0
        self._words: OrderedDict[tuple[UUID, UUID], tuple[bytes | str, bytes, int]] = OrderedDict()
        self._gone: dict[UUID, int] = {}  # by study, how often keys were destroyed, as far as was noticed
        self._lock = Lock()

    def get(self, study_id: UUID, text_id: UUID, *, mark: bytes) -> bytes | str | None:
        """The words, if they are here and were opened with the key of this mark."""
        with self._lock:
            found = self._words.get((study_id, text_id))
            if found is None or not compare_digest(found[1], mark):
                return None
            self._words.move_to_end((study_id, text_id))
            return found[0]

    def put(self, study_id: UUID, text_id: UUID, words: bytes | str, *, mark: bytes, gone: int = 0) -> None:
        """Keep words; the least recently used make room. Not those that somebody opened who came in before keys were
        destroyed: `gone` is the count as they read it.
        """
        size = len(words) + 200
        with self._lock:
            self._drop((study_id, text_id))
            if gone < self._gone.get(study_id, 0):
                return
            self._words[study_id, text_id] = (words, mark, size)
            self._held += size
            while self._held > self._limit:
                self._drop(next(iter(self._words)))

    def keep_up(self, study_id: UUID, gone: int) -> None:
        """Let go of a study's words where keys were destroyed since they were opened, in whatever process."""
        with self._lock:
            if gone <= self._gone.get(study_id, 0):
                return
            self._gone[study_id] = gone
            self._drop_study(study_id)

    def forget(self, study_id: UUID, text_ids: Iterable[UUID]) -> None:
        """Let go of words whose key was destroyed."""
        with self._lock:
            for text_id in text_ids:
                self._drop((study_id, text_id))

    def forget_study(self, study_id: UUID) -> None:
        """Let go of a study's words and of what was made of them, as when nobody has it open any more."""
        with self._lock:
            self._drop_study(study_id)
        for also in ALSO_FORGET:
            also(study_id)

    def clear(self) -> None:
        """Let go of everything, as when a member leaves."""
        with self._lock:
            self._words.clear()
            self._held = 0

    def _drop_study(self, study_id: UUID) -> None:
        for place in [place for place in self._words if place[0] == study_id]:
            self._drop(place)

    def _drop(self, place: tuple[UUID, UUID]) -> None:
        found = self._words.pop(place, None)
        if found is not None:
            self._held -= found[2]


opened = Opened()
