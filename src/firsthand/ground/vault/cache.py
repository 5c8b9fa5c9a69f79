"""Opened words, kept in memory so that reading costs once. Never on disk, never past the process.

An entry can only be had with the study's opened key, whose mark it bears: the cache is a faster vault, not a way round
it. Whoever comes with another key, and be it one made up for the same study, finds nothing here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from hmac import compare_digest
from threading import Lock
from uuid import UUID

LIMIT_BYTES = 256 * 1024 * 1024


class Opened:
    """The most recently used words, up to `limit` bytes of them."""

    def __init__(self, limit: int = LIMIT_BYTES) -> None:
        self._limit = limit
        self._held = 0
        self._words: OrderedDict[tuple[UUID, UUID], tuple[bytes | str, bytes, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, study_id: UUID, text_id: UUID, *, mark: bytes) -> bytes | str | None:
        """The words, if they are here and were opened with the key of this mark."""
        with self._lock:
            found = self._words.get((study_id, text_id))
            if found is None or not compare_digest(found[1], mark):
                return None
            self._words.move_to_end((study_id, text_id))
            return found[0]

    def put(self, study_id: UUID, text_id: UUID, words: bytes | str, *, mark: bytes) -> None:
        """Keep words; the least recently used make room."""
        size = len(words) + 200
        with self._lock:
            self._drop((study_id, text_id))
            self._words[study_id, text_id] = (words, mark, size)
            self._held += size
            while self._held > self._limit:
                self._drop(next(iter(self._words)))

    def forget(self, study_id: UUID, text_ids: Iterable[UUID]) -> None:
        """Let go of words whose key was destroyed."""
        with self._lock:
            for text_id in text_ids:
                self._drop((study_id, text_id))

    def forget_study(self, study_id: UUID) -> None:
        """Let go of a study's words, as when nobody has it open any more."""
        with self._lock:
            for place in [place for place in self._words if place[0] == study_id]:
                self._drop(place)

    def clear(self) -> None:
        """Let go of everything, as when a member leaves."""
        with self._lock:
            self._words.clear()
            self._held = 0

    def _drop(self, place: tuple[UUID, UUID]) -> None:
        found = self._words.pop(place, None)
        if found is not None:
            self._held -= found[2]


opened = Opened()
