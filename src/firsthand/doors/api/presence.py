"""Who is reading what just now: in memory, forgotten within seconds, and never written anywhere."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from uuid import UUID

AWAY_AFTER = 8.0  # seconds without a sign


class Presence:
    """The members who asked for a source's news lately."""

    def __init__(self) -> None:
        self._seen: dict[UUID, dict[UUID, tuple[str, float]]] = {}
        self._lock = Lock()

    def here(self, source_id: UUID, member_id: UUID, name: str) -> list[dict[str, object]]:
        """Note that a member is here; the others who are."""
        now = monotonic()
        with self._lock:
            readers = self._seen.setdefault(source_id, {})
            readers[member_id] = (name, now)
            for gone in [key for key, (_name, at) in readers.items() if now - at > AWAY_AFTER]:
                del readers[gone]
            return [{"id": key, "name": other} for key, (other, _at) in readers.items() if key != member_id]


presence = Presence()
