"""Whose turn it is to write, among the threads of one process.

SQLite has one writer. Who finds it busy sleeps, looks again, and sleeps longer each time: up to a tenth of a second,
while others who came later go first. Threads that wait for each other here go on at once when it is their turn.
"""

from __future__ import annotations

from collections import defaultdict
from threading import Lock

_turns: defaultdict[str, Lock] = defaultdict(Lock)  # by file


class Turn:
    """One connection's turn at a file."""

    def __init__(self, file: str) -> None:
        self._lock, self._has = _turns[file], False

    def wait(self, seconds: float) -> bool:
        """Whether it came in that time, or is this connection's already."""
        self._has = self._has or self._lock.acquire(timeout=seconds)
        return self._has

    def over(self) -> None:
        """Let the next go on. Nothing happens where it is not this connection's."""
        if self._has:
            self._has = False
            self._lock.release()
