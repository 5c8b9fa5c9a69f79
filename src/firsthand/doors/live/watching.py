"""How a process hears that a study has grown, whoever made it grow, and who is where in the others.

PostgreSQL says so at once (LISTEN). That is for speed; certainty is looking every two seconds, which goes on where
nothing is said: behind a pool that keeps such words to itself, or while the database is begun anew. With SQLite there
is one server, which tells itself; that another program wrote (a command) shows in a counter of the database's.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import parent_process
from secrets import token_hex
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from firsthand.doors.live.hub import Hub
from firsthand.doors.live.presence import Pair, Presence
from firsthand.ground.trail import announcing

if TYPE_CHECKING:
    import psycopg

LOG = logging.getLogger("firsthand.live")
STEP = 0.5  # seconds, in which one listens
LOOK_EVERY = 2.0
SAY_EVERY = 3.0  # who is here: well below the time after which somebody counts as away
HERE, AWAY = "here", "away"
IN_ONE = 100  # pairs in a message, of which PostgreSQL takes 8000 bytes


class Watcher(Thread):
    """Looks and listens until it is ended."""

    def __init__(self, hub: Hub, presence: Presence) -> None:
        super().__init__(name="watcher", daemon=True)
        self._hub, self._presence = hub, presence
        self._over = Event()
        self._me = token_hex(8)
        self._counter: int | None = None
        self._looked = self._said = 0.0
        self._parent = os.getppid() if parent_process() is not None else None

    def end(self) -> None:
        """Stop, and wait for that."""
        self._over.set()
        self.join(STEP * 4)

    def run(self) -> None:
        """Until the end."""
        embedded = connection.vendor == "sqlite"
        try:
            while not self._over.is_set():
                try:
                    if embedded:
                        self._over.wait(STEP)
                        self._go_on()
                    else:
                        self._listen()
                except Exception:  # whatever it is: who waits is not to wait for nothing
                    LOG.exception("", extra={"event": "watching"})
                    self._over.wait(STEP)
        finally:
            connection.close()

    # ---------- what PostgreSQL says ----------

    def _listen(self) -> None:
        import psycopg

        try:
            with psycopg.connect(**_address(), autocommit=True) as line:
                line.execute(f"LISTEN {announcing.CHANNEL}")
                self._looked = 0.0  # what was said before is not heard any more
                while not self._over.is_set():
                    for said in line.notifies(timeout=STEP):
                        with suppress(ValueError, IndexError):  # what others say on it is not ours
                            self._hear(said.payload)
                    self._go_on(line)
        except psycopg.Error:
            self._go_on()
            self._over.wait(STEP)

    def _hear(self, said: str) -> None:
        kind, *rest = said.split()
        if kind == announcing.GROWN:
            self._hub.grown(UUID(rest[0]), int(rest[1]))
        elif kind in (HERE, AWAY) and rest[0] != self._me:
            pairs = [(UUID(one[:32]), UUID(one[32:])) for one in rest[1:]]
            if kind == HERE:
                self._presence.seen(pairs, elsewhere=True)
            else:
                self._presence.left(pairs)

    def _say(self, line: psycopg.Connection[Any]) -> None:
        everything = monotonic() - self._said >= SAY_EVERY
        came, went = self._presence.to_tell(everything=everything)
        for kind, pairs in ((AWAY, went), (HERE, came)):
            for some in _parts(pairs):
                words = " ".join([kind, self._me, *(place.hex + member.hex for place, member in some)])
                line.execute("SELECT pg_notify(%s, %s)", [announcing.CHANNEL, words])
        if everything:
            self._said = monotonic()

    # ---------- looking ----------

    def _go_on(self, line: psycopg.Connection[Any] | None = None) -> None:
        self._end_with_parent()
        self._presence.seen(list(self._hub.here))
        self._presence.forget()
        if line is not None:
            self._say(line)
        self._look()

    def _look(self) -> None:
        """Read where the studies are that somebody waits for. A database that does not answer is asked again."""
        try:
            due = (
                monotonic() - self._looked >= LOOK_EVERY
            )  # also what was written before somebody waited for it
            if not due and not (connection.vendor == "sqlite" and self._written_since()):
                return
            self._looked = monotonic()
            for study, entry in announcing.heads(self._hub.awaited()).items():
                self._hub.grown(study, entry)
        except (DatabaseError, InterfaceError):
            connection.close()

    def _written_since(self) -> bool:
        with connection.cursor() as cursor:
            counter: int = cursor.execute("PRAGMA data_version").fetchone()[0]
        before, self._counter = self._counter, counter
        return counter != before

    def _end_with_parent(self) -> None:
        """A worker whose server is gone would go on answering beside the next one."""
        if self._parent is not None and os.getppid() != self._parent:
            self._parent = None
            os.kill(os.getpid(), signal.SIGTERM)


def _address() -> dict[str, Any]:
    """How Django comes to the database, for a connection that is kept for listening."""
    return dict(connection.get_connection_params())


def _parts(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    for start in range(0, len(pairs), IN_ONE):
        yield pairs[start : start + IN_ONE]
