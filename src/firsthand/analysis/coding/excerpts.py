"""Coded words, with all that is needed to cite them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.readable import countable, countable_under, readable
from firsthand.analysis.coding.selectors import CodingLine, as_lines, those
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.people.selectors import Person
from firsthand.field.sources.selectors import SourceLine, lines_by_text
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import talks, texts
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.since import within_one_look


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The coded words, with all that is needed to cite them and to find them again."""

    coding: CodingLine
    source: SourceLine
    words: str
    place: str  # “turn 12” or “line 40”
    said_by: tuple[str, ...]  # pseudonyms, or labels where no participant was named
    people: tuple[Person, ...]
    held: str = ""  # “no” or “review”: why the words are not here, where they were asked for to be quoted


@within_one_look()
def excerpts(
    by: Membership, *, codes: Iterable[Code | UUID] | None = None, coding_ids: Iterable[UUID] | None = None
) -> list[Excerpt]:
    """Coded words with their sources: of some codes, of some codings, or all, by source and place.

    A coding that is asked for by name is there also where it stands on a bystander's words alone: without the words.
    """
    if coding_ids is not None:
        return with_words(by, those(by, readable(by), set(coding_ids)))
    rows = countable(by) if codes is None else countable_under(by, codes)
    return with_words(by, as_lines(by, rows))


@within_one_look()
def with_words(
    by: Membership,
    codings: Iterable[CodingLine],
    *,
    held: Mapping[UUID, str] = MappingProxyType({}),
    opened: Mapping[UUID, Text] | None = None,
) -> list[Excerpt]:
    """The words of codings, each text opened once, in order of source and place.

    `held`: the codings whose words are held back, and why. A text of which nothing else is wanted stays sealed.
    `opened`: the texts, where they have been opened already.
    """
    found = list(codings)
    versions = {line.version_id for line in found}
    wanted = {line.version_id for line in found if line.id not in held}
    if opened is None:
        opened = texts(by, wanted)
        if held_back := versions - wanted:
            opened |= talks(by, held_back)
    shown = lines_by_text(by, opened)
    unasked = bystanders_in(by, versions)
    result = [
        _excerpt(
            line,
            opened[line.version_id],
            shown[line.version_id],
            unasked.get(line.version_id, ()),
            held.get(line.id, ""),
        )
        for line in found
        if line.version_id in shown
    ]
    return sorted(result, key=_reading_order)


def _excerpt(
    line: CodingLine, text: Text, source: SourceLine, unasked: Sequence[Span] = (), held: str = ""
) -> Excerpt:
    words = "" if held else spoken_words(text.words, line.span, unasked)
    there = bool(text.words) or len(text.talk.starts) > 1  # lines are counted in the words, turns are not
    place = text.place(line.span.start) if there else "–"
    return Excerpt(line, source, words, place, *text.said_by(line.span), held)


def _reading_order(one: Excerpt) -> tuple[int, int, int, tuple[str, ...], str]:
    """By source and place. Plain numbers: comparing spans themselves would take longer than all the rest."""
    coding = one.coding
    return one.source.number, coding.span.start, coding.span.end, coding.code.path, coding.coder
