"""Since when each table of a study is as it is: by its trail, of which every process reads only what came since.

What follows from some tables stands for as long as no entry touches one of them, whatever else is written: while
sixteen people code, who may read what is not worked out anew for each coding. A page asks dozens of times what is
shown to whom: within `one_look`, the trail is asked once, and again after this process has written anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from firsthand.ground.trail import recording
from firsthand.ground.trail.changes import Changes, tables_in

# An entry, by which it is known again: two of one number, one of them before a backup was restored, differ in time.
Mark = tuple[int, object]
NONE: Mark = (0, None)
FOLLOWED = 20  # entries; where more came since, everything may be another

_known: dict[UUID, Moment] = {}

# What the look at hand knows: for each study where its trail stood, and how many entries were written here by then.
_look: ContextVar[dict[UUID, tuple[int, Moment]] | None] = ContextVar("look", default=None)


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a study's trail stands: its latest entry, and by table the latest that touched it since `began`."""

    latest: Mark
    began: Mark
    touched: Mapping[str, Mark]

    def of(self, tables: Collection[str]) -> Mark:
        """The latest entry that may have changed one of these tables."""
        return max((self.touched[one] for one in tables if one in self.touched), default=self.began)


@contextmanager
def one_look() -> Iterator[None]:
    """A request, a command, an act: it decides by what stood when it first asked, or when this process last wrote."""
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


def moment(study_id: UUID) -> Moment:
    """Where a study's trail stands, for the look at hand."""
    look = _look.get()
    if look is None:
        return _now(study_id)
    written = recording.written()
    if study_id not in look or look[study_id][0] != written:
        look[study_id] = (written, _now(study_id))
    return look[study_id][1]


def _now(study_id: UUID) -> Moment:
    latest, was = _latest(study_id), _known.get(study_id)
    if was is None or latest != was.latest:
        was = _known[study_id] = _followed(study_id, was, latest) or Moment(
            latest, latest, MappingProxyType({})
        )
    return was


def _followed(study_id: UUID, was: Moment | None, latest: Mark) -> Moment | None:
    """The moment after `was`, by the entries that came since; None where they do not tell all that is another."""
    if was is None or not 0 < latest[0] - was.latest[0] <= FOLLOWED:
        return None
    touched = dict(was.touched)
    (number, at, _written), *since = _entries_from(study_id, was.latest[0]) or [(*NONE, "")]
    if (number, at) != was.latest:
        return None  # the trail is another one
    mark = was.latest
    for number, at, written in since:
        mark, tables = (number, at), tables_in(Changes.read(written))
        if not tables:
            return None  # what changes no row may concern anything
        touched.update(dict.fromkeys(tables, mark))
    return Moment(mark, was.began, MappingProxyType(touched))


def _latest(study_id: UUID) -> Mark:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, at FROM trail_entry WHERE study_id = %s ORDER BY number DESC LIMIT 1",
            [study_id.hex],
        )
        return cursor.fetchone() or NONE


def _entries_from(study_id: UUID, number: int) -> list[tuple[int, object, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, at, changes FROM trail_entry WHERE study_id = %s AND number >= %s ORDER BY number",
            [study_id.hex, number],
        )
        return [(number, at, changes) for number, at, changes in cursor.fetchall()]
