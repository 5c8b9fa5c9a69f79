"""What follows from a study's rows alone, worked out once for as long as nothing is written.

Every write is an entry in the trail, so the latest entry says whether anything can have changed. In memory only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast
from uuid import UUID

from django.db import connection

from firsthand.ground.trail import recording

T = TypeVar("T")
HELD = 64

# The tables on which it depends what is shown to whom. While an act changes one of them, nothing is remembered.
DECIDING = frozenset(
    {
        "consent.consent", "people.participant", "sources.source", "sources.textversion", "sources.voice",
        "sources.ownwords", "fieldwork.visit", "fieldwork.present", "fieldwork.fieldnote",
    }
)  # fmt: skip

_held: OrderedDict[Hashable, tuple[object, object]] = OrderedDict()
_lock = Lock()


def remembered(what: Hashable, study_id: UUID, make: Callable[[], T]) -> T:
    """What `make` gives, made anew only where the study has another entry since, or the act at hand may change it."""
    act = recording.current()
    if act is not None and any(change[0] in DECIDING for change in act.changes):
        return make()
    now = moment(study_id)
    with _lock:
        was, found = _held.get(what, (None, None))
    if was is not None and was == now:
        return cast(T, found)
    made = make()
    with _lock:
        _held[what] = (now, made)
        _held.move_to_end(what)
        while len(_held) > HELD:
            _held.popitem(last=False)
    return made


def moment(study_id: UUID) -> object:
    """By what one knows whether anything was written since: the latest entry's number and time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, at FROM trail_entry WHERE study_id = %s ORDER BY number DESC LIMIT 1",
            [study_id.hex],
        )
        return cursor.fetchone()
