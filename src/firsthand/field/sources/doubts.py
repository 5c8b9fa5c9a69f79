"""What a correction made doubtful: the words that were marked, beside the words where the mark stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from django.db.models import Q

from firsthand.core.spans import Span
from firsthand.field.sources.models import Source
from firsthand.field.sources.placing import Row
from firsthand.field.sources.sight import seen
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.rows import rows_of

AROUND = 160  # code points before and after
DOUBTFUL = Q(was_in__isnull=False)


@dataclass(frozen=True, slots=True)
class InContext:
    """Words with what stands before and after them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt(Generic[Row]):
    """A doubtful row: its words as they were, and as they probably are now; None where no trace is left."""

    row: Row
    was: InContext
    now: InContext | None


def doubts_in(by: Membership, source: Source, model: type[Row], *, which: Q = DOUBTFUL) -> list[Doubt[Row]]:
    """The doubtful rows of one kind on a source, in the order of the text as it was."""
    require(by, "study.read")
    doubtful = rows_of(model).filter(which, study_id=by.study_id, version__source=source)
    rows: list[Row] = list(doubtful.select_related("version").order_by("was_start", "was_end", "id"))
    opened = texts(by, {_before(row)[0] for row in rows} | {source.current})
    found = []
    for row in rows:
        version, before = _before(row)
        was, now = opened.get(version), None
        if was is None:
            continue
        if row.version_id == source.current and (span := seen(by, source.current, row.span)) is not None:
            now = _in_context(opened[source.current].words, span)
        found.append(Doubt(row, _in_context(was.words, before), now))
    return found


def _before(row: Row) -> tuple[UUID, Span]:
    """In which text the words were, and where: one that was left behind is still there."""
    if row.was_in is None or row.was_start is None or row.was_end is None:
        return row.version_id, row.span
    return row.was_in, Span(row.was_start, row.was_end)


def _in_context(text: str, span: Span) -> InContext:
    before, after = span.around(text, AROUND)
    return InContext(before, span.words_in(text), after)
