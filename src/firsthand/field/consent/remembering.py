"""What follows from a study's rows alone, worked out once for as long as nothing is written.

Every write is an entry in the trail, so the latest entry says whether anything can have changed. In memory only.
A page asks dozens of times what is shown to whom: within `one_look`, the latest entry is asked for once, and again
after this process has written anything.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TypeVar, cast
from uuid import UUID

from django.db import connection

from firsthand.ground.trail import recording
from firsthand.ground.vault.cache import ALSO_FORGET

T = TypeVar("T")
HELD = 64

# The tables on which it depends what is shown to whom. While an act changes one of them, nothing is remembered.
DECIDING = frozenset(
    {
        "consent.consent", "people.participant", "sources.source", "sources.textversion", "sources.voice",
        "sources.ownwords", "fieldwork.visit", "fieldwork.present", "fieldwork.fieldnote",
        "rounds.round", "rounds.roundcoder", "rounds.roundsource",
    }
)  # fmt: skip

_held: OrderedDict[Hashable, tuple[object, object, UUID | None]] = OrderedDict()
_lock = Lock()

# What the look at hand knows: for each study its latest entry, and how many entries were written here by then.
_look: ContextVar[dict[UUID, tuple[int, object]] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """A request or a command: it decides by what stood when it first asked, or when something was written here last."""
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


@contextmanager
def within_one_look() -> Iterator[None]:
    """The same for one question alone, where nobody looks yet: a list of a thousand excerpts asks the trail once."""
    if _look.get() is not None:
        yield
        return
    with one_look():
        yield


def remembered(what: Hashable, study_id: UUID, make: Callable[[], T]) -> T:
    """What `make` gives, made anew only where the study has another entry since, or the act at hand may change it."""
    act = recording.current()
    if act is not None and not act.changes.tables.isdisjoint(DECIDING):
        return make()
    now = moment(study_id)
    with _lock:
        was, found, _whose = _held.get(what, (None, None, None))
    if was is not None and was == now:
        return cast(T, found)
    made = make()
    with _lock:
        _held[what] = (now, made, study_id)
        _held.move_to_end(what)
        while len(_held) > HELD:
            _held.popitem(last=False)
    return made


def forget(study_id: UUID) -> None:
    """Let go of what followed from a study's rows: who decided what was opened for it."""
    with _lock:
        for what in [what for what, (_moment, _found, whose) in _held.items() if whose == study_id]:
            del _held[what]


ALSO_FORGET.append(forget)


def moment(study_id: UUID) -> object:
    """By what one knows whether anything was written since: the latest entry's number and time."""
    look = _look.get()
    if look is None:
        return _latest(study_id)
    written = recording.written()
    if study_id not in look or look[study_id][0] != written:
        look[study_id] = (written, _latest(study_id))
    return look[study_id][1]


def _latest(study_id: UUID) -> object:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, at FROM trail_entry WHERE study_id = %s ORDER BY number DESC LIMIT 1",
            [study_id.hex],
        )
        return cursor.fetchone()
