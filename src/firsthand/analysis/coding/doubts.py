"""What a correction made doubtful: the words that were coded, beside the words where the coding stands now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import CodingLine, doubtful_of
from firsthand.core.spans import Span
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import texts
from firsthand.ground.studies.models import Membership

AROUND = 160  # code points before and after


@dataclass(frozen=True, slots=True)
class InContext:
    """Words with what stands before and after them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful coding: its words as they were, and as they probably are now; None where no trace is left."""

    coding: CodingLine
    was: InContext
    now: InContext | None


def doubts_of(by: Membership, source: Source) -> list[Doubt]:
    """The doubtful codings of a source, in the order of the text as it was."""
    lines = doubtful_of(by, source)
    places = {
        key: (version, Span(start, end))
        for key, version, start, end in Coding.objects.filter(
            study_id=by.study_id, id__in=[line.id for line in lines]
        ).values_list("id", "was_in", "was_start", "was_end")
        if version is not None and start is not None and end is not None
    }
    opened = texts(by, {version for version, _span in places.values()} | {source.current})
    return [
        Doubt(
            line,
            _in_context(opened[version].words, span),
            _now(line, source.current, opened[source.current].words),
        )
        for line in lines
        for version, span in [places[line.id]]
        if version in opened
    ]


def _now(line: CodingLine, current: UUID, words: str) -> InContext | None:
    return _in_context(words, line.span) if line.version_id == current else None


def _in_context(text: str, span: Span) -> InContext:
    before, after = span.around(text, AROUND)
    return InContext(before, span.words_in(text), after)
