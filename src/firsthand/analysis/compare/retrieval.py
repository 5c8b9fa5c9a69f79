"""From a query to excerpts in context, and to how many people's words they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firsthand.analysis.coding.selectors import (
    CodingLine,
    Excerpt,
    all_codings,
    uncounted_codings,
    with_words,
)
from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.scope import Codings
from firsthand.core.selecting.choosing import chosen, needed
from firsthand.core.selecting.query import Query
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.sources.selectors import order_of_texts
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

AROUND = 110  # code points of the words before and after


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds: codings in order of source and place, and how much that is. People first."""

    lines: tuple[CodingLine, ...]
    people: int  # whose words they are
    of_people: int  # how many take part
    sources: int
    bystanders: int  # codings that are not counted: on words of somebody who was not asked
    unmeasured: int  # codings that were asked how far off they are, where nothing tells (turns, seconds)


@dataclass(frozen=True, slots=True)
class InContext:
    """An excerpt with some of the words before and after it, those on one line."""

    excerpt: Excerpt
    before: str
    after: str


def find(by: Membership, query: Query) -> Found:
    """The codings that a query is about, as far as this member may know of them.

    Only codings of the codes that it comes down to are looked at. Raises `Problem` where it names what is not there.
    """
    require(by, "study.read")
    names = Names(by)
    codes = needed(query, names.codes_of)
    order = order_of_texts(by)
    counted = [line for line in all_codings(by, codes) if line.version_id in order]
    scope = Codings(by, counted, names)
    found = [counted[key] for key in chosen(query, scope)]
    found.sort(key=lambda line: _reading_order(line, order[line.version_id]))
    known = {one.id for one in names.people}
    people = {person for line in found for person in scope.people_of(line)} & known
    return Found(
        tuple(found), len(people), len(known), len({line.version_id for line in found}),
        _on_bystanders(by, query, names, counted, order), len(scope.unmeasured),
    )  # fmt: skip


def in_context(by: Membership, lines: Sequence[CodingLine], around: int = AROUND) -> list[InContext]:
    """The words of some codings, with those around them: without what is said of people who were not asked."""
    found = with_words(by, lines)
    versions = {one.coding.version_id for one in found}
    opened, unasked = texts(by, versions), bystanders_in(by, versions)

    def words(one: Excerpt, start: int, end: int) -> str:
        version = one.coding.version_id
        text = opened[version].words
        if not 0 <= start < end <= len(text):
            return ""
        return spoken_words(text, Span(start, end), unasked.get(version, ()))

    return [
        InContext(
            one,
            _whole(words(one, max(0, span.start - around), span.start), cut_before=span.start > around),
            _whole(
                words(one, span.end, min(length, span.end + around)), cut_after=span.end + around < length
            ),
        )
        for one in found
        for span, length in [(one.coding.span, len(opened[one.coding.version_id].words))]
    ]


def _on_bystanders(
    by: Membership, query: Query, names: Names, counted: Sequence[CodingLine], order: Iterable[object]
) -> int:
    """How many codings a query would find besides, were they not on a bystander's words alone."""
    known = set(order)
    codes = needed(query, names.codes_of)
    uncounted = [line for line in uncounted_codings(by, codes) if line.version_id in known]
    if not uncounted:
        return 0
    found = chosen(query, Codings(by, [*counted, *uncounted], names))
    return sum(key >= len(counted) for key in found)


def _reading_order(line: CodingLine, number: int) -> tuple[int, int, int, tuple[str, ...], str]:
    return number, line.span.start, line.span.end, line.code.path, line.coder


def _whole(words: str, *, cut_before: bool = False, cut_after: bool = False) -> str:
    """Words on one line, with none of them broken off where they were cut."""
    if cut_before:
        words = "… " + words.partition(" ")[2]
    if cut_after:
        words = words.rpartition(" ")[0] + " …"
    return re.sub(r"\s+", " ", words)
