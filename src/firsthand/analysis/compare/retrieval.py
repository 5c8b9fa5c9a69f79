"""From a query to excerpts in context, and to how many people's words they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.coding.excerpts import Excerpt, with_words
from firsthand.analysis.coding.selectors import CodingLine, all_codings, uncounted_codings
from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.scope import Codings, whose_words
from firsthand.core.selecting.choosing import chosen, needed
from firsthand.core.selecting.query import Query
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.people.selectors import known_people
from firsthand.field.sources.selectors import order_of_texts
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import talks, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.since import within_one_look

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
    opened: Mapping[UUID, Text]  # the texts they are in, with their words where those were asked for


@dataclass(frozen=True, slots=True)
class InContext:
    """An excerpt with some of the words before and after it, those on one line."""

    excerpt: Excerpt
    before: str
    after: str


@within_one_look()
def find(by: Membership, query: Query, *, with_texts: bool = False) -> Found:
    """The codings that a query is about, as far as this member may know of them.

    Only codings of the codes that it comes down to are looked at. `with_texts`: the texts are opened with their words,
    for whoever goes on to read all of them. Raises `Problem` where the query names what is not there.
    """
    require(by, "study.read")
    names, order = Names(by), order_of_texts(by)
    codes = needed(query, names.codes_of)
    counted = [line for line in all_codings(by, codes) if line.version_id in order]
    scope = Codings(by, counted, names)
    found = [counted[key] for key in chosen(query, scope)]
    found.sort(key=lambda line: _reading_order(line, order[line.version_id]))
    versions = {line.version_id for line in found}
    opened, known = (texts if with_texts else talks)(by, versions), known_people(by)
    whose = whose_words(by, opened)
    people = {person for line in found for person in whose(line)} & known
    uncounted = [line for line in uncounted_codings(by, codes) if line.version_id in order]
    return Found(
        tuple(found), len(people), len(known), len(versions), _besides(by, query, names, counted, uncounted),
        len(scope.unmeasured), opened,
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


def _besides(
    by: Membership,
    query: Query,
    names: Names,
    counted: Sequence[CodingLine],
    uncounted: Sequence[CodingLine],
) -> int:
    """How many of those that are not counted a query would find, were they counted."""
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
