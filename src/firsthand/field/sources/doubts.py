"""What a correction made doubtful: the words that were marked, beside the words where the mark stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

from firsthand.core.spans import Span
from firsthand.field.sources.models import Source
from firsthand.field.sources.placing import Row
from firsthand.field.sources.sight import seen
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.rows import rows_of

AROUND = 160  # code points before and after


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


def doubts_in(by: Membership, source: Source, model: type[Row]) -> list[Doubt[Row]]:
    """The doubtful rows of one kind on a source, in the order of the text as it was."""
    require(by, "study.read")
    doubtful = rows_of(model).filter(study_id=by.study_id, version__source=source, was_in__isnull=False)
    rows: list[Row] = list(doubtful.select_related("version").order_by("was_start", "was_end", "id"))
    opened = texts(by, {row.was_in for row in rows if row.was_in} | {source.current})
    found = []
    for row in rows:
        was = opened.get(row.was_in) if row.was_in else None
        if was is None or row.was_start is None or row.was_end is None:
            continue
        before, now = Span(row.was_start, row.was_end), None
        if row.version_id == source.current and (span := seen(by, source.current, row.span)) is not None:
            now = _in_context(opened[source.current].words, span)
        found.append(Doubt(row, _in_context(was.words, before), now))
    return found


def _in_context(text: str, span: Span) -> InContext:
    before, after = span.around(text, AROUND)
    return InContext(before, span.words_in(text), after)
