"""What follows from a study's rows alone, worked out once for as long as none of those rows is written.

Every write is an entry in the trail, so the latest entry that touched its tables says whether anything can have
changed. In memory only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar, cast
from uuid import UUID
from weakref import WeakValueDictionary

from firsthand.ground.trail import recording
from firsthand.ground.trail.since import Mark, moment
from firsthand.ground.vault.cache import ALSO_FORGET

T = TypeVar("T")
HELD = 512  # among them some for each member
PATIENCE = 5.0  # seconds for which one waits for another that makes the same

_held: OrderedDict[Hashable, tuple[Mark | None, object, UUID | None]] = OrderedDict()
_making: WeakValueDictionary[Hashable, Lock] = WeakValueDictionary()  # one at a time
_lock = Lock()


def remembered(
    what: Hashable,
    study_id: UUID,
    make: Callable[[], T],
    *,
    of: frozenset[str] = frozenset(),
    decided_by: frozenset[str] = frozenset(),
) -> T:
    """What `make` gives, made anew only where an entry since has touched one of the tables `of`, from which alone it
    follows (without them: any entry), or where the act at hand may change it: it touched one of those tables, or of
    those that it is `decided_by` until the act is an entry.
    """
    act = recording.current()
    if act is not None and _touches(act.changes.tables, decided_by or of):
        return make()
    stands = moment(study_id)
    mark = stands.of(of) if of else stands.latest
    was, found = _standing(what)
    if was == mark:
        return cast(T, found)
    with _in_turn(what):
        was, found = _standing(what)
        if was == mark:  # somebody made it meanwhile
            return cast(T, found)
        made = make()
        _keep(what, mark, made, study_id)
        return made


def _standing(what: Hashable) -> tuple[Mark | None, object]:
    with _lock:
        return _held.get(what, (None, None, None))[:2]


def _keep(what: Hashable, mark: Mark, made: object, study_id: UUID) -> None:
    with _lock:
        _held[what] = (mark, made, study_id)
        _held.move_to_end(what)
        while len(_held) > HELD:
            _held.popitem(last=False)


@contextmanager
def _in_turn(what: Hashable) -> Iterator[None]:
    """One makes, and who asks for the same meanwhile waits: after a new code, requests that are worked on together
    would each read the whole codebook. Who has waited long makes it, too: it may be they on whom the other waits.
    """
    with _lock:
        turn = _making.setdefault(what, Lock())
    mine = turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            turn.release()


def _touches(touched: set[str], tables: frozenset[str]) -> bool:
    return not touched.isdisjoint(tables) if tables else bool(touched)


def forget(study_id: UUID) -> None:
    """Let go of what followed from a study's rows: who decided what was opened for it."""
    with _lock:
        for what in [what for what, (_moment, _found, whose) in _held.items() if whose == study_id]:
            del _held[what]


ALSO_FORGET.append(forget)
