"""That the trail of a study has grown is told to who waits for it: an id and a number, and nothing of what happened.

On PostgreSQL the database itself tells it to every process, in the transaction of the entry: what is not committed is
never told, and what is told is there. Within this process it is told at once, when the entry is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from django.db import connection, transaction

CHANNEL = "firsthand"
GROWN = "grown"  # how a message begins that tells of an entry: who talks on the same channel of something else says so

Listener = Callable[[UUID, int, str], None]
LISTENERS: list[Listener] = []


def announce(study_id: UUID, number: int, act: str) -> None:
    """Say that an entry was written. The caller is in its transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{GROWN} {study_id.hex} {number}"])
    for listener in LISTENERS:
        transaction.on_commit(partial(listener, study_id, number, act), robust=True)


def heads(studies: Iterable[UUID]) -> dict[UUID, int]:
    """The number of the latest entry of each of these studies: one step in an index for each."""
    found = {}
    with connection.cursor() as cursor:
        for study_id in studies:
            cursor.execute("SELECT max(number) FROM trail_entry WHERE study_id = %s", [study_id.hex])
            found[study_id] = cursor.fetchone()[0] or 0
    return found
