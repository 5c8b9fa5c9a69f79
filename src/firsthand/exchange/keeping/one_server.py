"""One server to a database, wherever it runs: a lock of PostgreSQL's, looked at for as long as pages are served.

PostgreSQL lets go of it when the connection ends: also where it is begun anew itself, or a network breaks. Then it is
taken again, and where another server was quicker, this one ends: of two, each would take the other's place unasked.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Thread
from time import monotonic, sleep

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem

LOG = logging.getLogger("firsthand.keeping")
SERVED = 0x46697273744861  # the number of PostgreSQL’s lock that says so
AGAIN = 0.05  # seconds until it is asked for once more
LOOK_EVERY, WHILE_LOST = 3.0, 0.5  # seconds
HOLDER = """
SELECT a.pid, a.backend_start FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND (l.classid, l.objid, l.objsubid) = (%s, %s, 1)
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
Session = tuple[int, datetime]


@contextmanager
def held(seconds: float) -> Iterator[None]:
    """Hold PostgreSQL's lock. Raises `Problem` where another has it for so long, or has taken it meanwhile."""
    line = connections["default"].copy()
    try:
        end = monotonic() + seconds
        while not _locked(line):
            if monotonic() >= end:
                raise Problem(
                    _(
                        "Another Firsthand serves this database already, perhaps on another machine. Stop it first."
                    )
                )
            sleep(AGAIN)
        watch = Watch(line)
        watch.start()
    except BaseException:
        line.close()
        raise
    try:
        yield
    finally:
        watch.end()
        if watch.taken:
            raise Problem(_taken())


class Watch(Thread):
    """Looks every few seconds whether the line stands on which the lock is held, and takes it again."""

    def __init__(self, line: BaseDatabaseWrapper) -> None:
        super().__init__(name="one server", daemon=True)
        line.inc_thread_sharing()
        self._line, self._over = line, Event()
        self._session = _session(line)
        self.taken = False

    def run(self) -> None:
        """Until the end, or until another has it."""
        stands = True
        while not self._over.wait(LOOK_EVERY if stands else WHILE_LOST):
            stands = self._stands() or self._taken_again()
            if self.taken:
                _end_this_server()
                return

    def end(self) -> None:
        """Stop, wait for that, and let go of the lock."""
        self._over.set()
        self.join(LOOK_EVERY)
        if not self.is_alive():
            self._line.close()

    def _stands(self) -> bool:
        """Whether it is the same one still: Django connects anew, without a lock, where there was none."""
        with suppress(Error):
            return _session(self._line) == self._session
        return False

    def _taken_again(self) -> bool:
        """Whether it is held again. A database that does not answer yet is asked once more, for as long as it takes."""
        try:
            self._line.close()
            if _locked(self._line):
                self._session = _session(self._line)
                LOG.warning("", extra={"event": "the database was out of reach, and is held again"})
                return True
            self._look_who()
        except Error:
            pass
        return False

    def _look_who(self) -> None:
        """Another server; or our own line of before, which the database takes for standing where the network broke."""
        with self._line.cursor() as cursor:
            cursor.execute(HOLDER, [SERVED >> 32, SERVED & 0xFFFFFFFF])
            holder = cursor.fetchone()
            if holder is not None and holder == self._session:
                cursor.execute("SELECT pg_terminate_backend(%s)", [holder[0]])
            else:
                self.taken = holder is not None


def _locked(line: BaseDatabaseWrapper) -> bool:
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SERVED])
        return bool(cursor.fetchone()[0])


def _session(line: BaseDatabaseWrapper) -> Session:
    with line.cursor() as cursor:
        cursor.execute("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        pid, begun = cursor.fetchone()
        return pid, begun


def _end_this_server() -> None:
    """As somebody at its terminal would: it answers what it was asked, and says why at its end."""
    LOG.error("", extra={"event": "another server has this database"})
    if callable(signal.getsignal(signal.SIGINT)):
        os.kill(os.getpid(), signal.SIGINT)
    else:  # begun in the background of a script, where nobody interrupts
        sys.stderr.write(f"{_taken()}\n")
        os.kill(os.getpid(), signal.SIGTERM)


def _taken() -> str:
    return _(
        "The database was out of reach for a moment, and another Firsthand serves it now, perhaps on another machine. "
        "This one has ended."
    )
