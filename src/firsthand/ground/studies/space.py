"""Whether there is room to write, and what a disk that refused is said to have done.

Below a floor of free disk, or above the quota, no act begins that adds; what takes out still may, and reading goes
on. A write that the disk refuses is rolled back by the database and told as what it is. Where a disk could not *keep*
what it was given (fsync), this process writes nothing more until it is begun anew: the system may have dropped the
pages, and would say yes the next time.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connections
from django.utils.translation import gettext as _

from firsthand.core.problems import Halted, NoRoom, Problem

ENDINGS = ("", "-wal")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# SQLite's ways of saying that the shared memory beside its log could not grow: a full disk, too.
NO_ROOM_FOR_INDEX = {sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMOPEN}
POSTGRESQL_FULL, POSTGRESQL_IO = "53100", "58030"
TAKES_OUT = (".remove", ".withdraw", ".revoke", ".take_back", ".delete", ".end", ".unmark")
ALWAYS = {"consent.set", "page.answer", "apart.keep", "leaving.settle"}
MEASURED_FOR = 10.0  # seconds


class _State:
    halted = False
    measured = (0.0, 0)  # when, and bytes


def require(act: str) -> None:
    """Raises `Halted` or `NoRoom` where an act must not begin."""
    require_going()
    if act not in ALWAYS and not act.endswith(TAKES_OUT):
        require_room(0)


def require_going() -> None:
    """Raises `Halted` where this process writes nothing more."""
    if _State.halted:
        raise Halted(_halted())


def require_room(size: int) -> None:
    """Raises `NoRoom` where so many bytes more would come below the floor or above the quota."""
    if free() - size < settings.KEEPING.floor:
        raise NoRoom(
            _(
                "The disk on which this study is kept is nearly full. Nothing was changed, and nothing is lost. "
                "Reading goes on; whoever looks after the machine has to make room."
            )
        )
    if settings.KEEPING.quota is not None and used() + size > settings.KEEPING.quota:
        raise NoRoom(
            _(
                "This installation has no room for more: it may come to %(size)d MB. Nothing was changed. "
                "Whoever looks after the machine can allow more."
            )
            % {"size": settings.KEEPING.quota // 1_000_000}
        )


def free() -> int:
    """Bytes free for us on the disk of the data folder."""
    disk = os.statvfs(settings.DATA)
    return disk.f_bavail * disk.f_frsize


def used() -> int:
    """Bytes that both databases come to, as measured some seconds ago at most."""
    at, size = _State.measured
    if not at or time.monotonic() - at > MEASURED_FOR:
        size = sum(map(_size, ("default", "keyring")))
        _State.measured = (time.monotonic(), size)
    return size


def _size(alias: str) -> int:
    connection = connections[alias]
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = str(connection.settings_dict["NAME"])
    return sum(file.stat().st_size for end in ENDINGS if (file := Path(name + end)).exists())


@contextmanager
def told() -> Iterator[None]:
    """What a disk refuses inside is told as a `Problem`; everything else goes on as it is."""
    try:
        yield
    except (OSError, OperationalError, sqlite3.OperationalError) as refused:
        problem = as_problem(refused)
        if problem is None:
            raise
        raise problem from refused


def as_problem(refused: BaseException) -> Problem | None:
    """What a disk's refusal means; None where it is none. After one that lost what it was given, nothing is written."""
    codes = list(_codes(refused))
    if any(code in NO_ROOM or code == POSTGRESQL_FULL for code in codes):
        return NoRoom(
            _(
                "There is no room left on the disk. Nothing of this was kept, and nothing else is lost. Once there is "
                "room again, try once more."
            )
        )
    if any(code in (errno.EIO, POSTGRESQL_IO) for code in codes):
        _State.halted = True
        return Halted(_halted())
    return None


def _codes(refused: BaseException | None) -> Iterator[int | str]:
    """The system's numbers for what happened, however deep the error that tells them lies."""
    seen: set[int] = set()
    while refused is not None and id(refused) not in seen:
        seen.add(id(refused))
        if isinstance(refused, OSError) and refused.errno is not None:
            yield refused.errno
        if isinstance(code := getattr(refused, "sqlite_errorcode", None), int):
            yield from _of_sqlite(code)
        if isinstance(state := getattr(refused, "sqlstate", None), str):
            yield state
        refused = refused.__cause__ or refused.__context__


def _of_sqlite(code: int) -> Iterator[int]:
    if code == sqlite3.SQLITE_FULL or code in NO_ROOM_FOR_INDEX:
        yield errno.ENOSPC
    elif code & 0xFF == sqlite3.SQLITE_IOERR:
        yield errno.EIO


def halted() -> bool:
    """Whether this process writes nothing more."""
    return _State.halted


def _halted() -> str:
    return _(
        "The disk could not keep what it was given, so nothing is written any more until Firsthand is begun anew. "
        "Reading goes on. Whoever looks after the machine should look at the disk first, and at the latest backup."
    )
