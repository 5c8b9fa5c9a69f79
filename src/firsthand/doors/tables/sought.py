"""Tables of what is looked for: codings by a query, places by words, words by how often they are said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.coding.excerpts import with_words
from firsthand.analysis.coding.selectors import coding as coding_called
from firsthand.analysis.compare import retrieval, searching
from firsthand.analysis.compare import vocabulary as words_of
from firsthand.analysis.similar import looking
from firsthand.analysis.similar.looking import MOST
from firsthand.core.finding import Rule
from firsthand.core.problems import Problem
from firsthand.core.selecting.reading import read
from firsthand.doors.tables.counted_rows import WordRow
from firsthand.doors.tables.found import Found
from firsthand.doors.tables.rows import CodingRow, HitRow, SimilarRow
from firsthand.ground.studies.access import require

if TYPE_CHECKING:
    from firsthand.analysis.coding.excerpts import Excerpt
    from firsthand.analysis.compare.searching import Hit
    from firsthand.ground.studies.models import Membership

MOST_SIMILAR = 200
PLACES = {"": (True, True), "texts": (True, False), "memos": (False, True)}


def coding_row(one: Excerpt) -> CodingRow:
    """A coding with its words, as a row."""
    coding, source = one.coding, one.source
    return CodingRow(
        coding.id, source.id, source.ref, source.title, source.layer, coding.code.id, coding.code.name,
        coding.code.path, coding.coder, coding.span.start, coding.span.end, one.words, one.place, one.said_by,
        tuple(person.label for person in one.people), coding.standpoint, coding.stance, coding.at,
    )  # fmt: skip


def find(by: Membership, query: str) -> Found[CodingRow]:
    """The codings that a query finds, with how much that is in people."""
    found = retrieval.find(by, read(query), with_texts=True)
    notes = [
        _("%(people)s of %(all)s people, %(sources)s sources.")
        % {"people": found.people, "all": found.of_people, "sources": found.sources}
    ]
    if found.bystanders:
        notes.append(
            _("%(count)s more not counted: they stand on words of somebody who was not asked.")
            % {"count": found.bystanders}
        )
    if found.unmeasured:
        notes.append(
            _("%(count)s could not be measured: their text has no turns, or no times.")
            % {"count": found.unmeasured}
        )
    excerpts = with_words(by, found.lines, opened=found.opened)
    return Found([coding_row(one) for one in excerpts], tuple(notes))


def search(
    by: Membership, words: str, pattern: bool = False, exact: bool = False, where: str = ""
) -> Found[HitRow]:
    """Where words are, or what a regular expression finds, in texts and memos."""
    if where not in PLACES:
        raise Problem(_("Look in texts, in memos, or in both: where is one of “texts”, “memos” and “”."))
    in_texts, in_memos = PLACES[where]
    rule = Rule("pattern" if pattern else "words", words, exact=exact)
    found = searching.search(by, rule, in_texts=in_texts, in_memos=in_memos)
    notes = [
        _("%(total)s places in %(sources)s sources and %(memos)s memos; words of %(people)s people.")
        % {"total": found.total, "sources": found.sources, "memos": found.memos, "people": found.people}
    ]
    if found.total > len(found.hits):
        notes.append(_("Only the first %(count)s are here.") % {"count": len(found.hits)})
    return Found([_hit(one) for one in found.hits], tuple(notes))


def _hit(one: Hit) -> HitRow:
    source, memo = one.source, one.memo
    return HitRow(
        source.id if source else None, source.ref if source else "", memo.id if memo else None, one.span.start,
        one.span.end, one.place, one.said_by, one.before, one.words, one.after,
    )  # fmt: skip


def similar(
    by: Membership, words: str = "", code: str = "", coding: str = "", most: int = MOST
) -> Found[SimilarRow]:
    """Passages worded like words, like an excerpt, or near a code: one of the three. That they were shown is noted."""
    require(by, "study.read")
    if sum(map(bool, (words.strip(), code, coding))) != 1:
        raise Problem(_("Say what to look by: words, a code, or a coding."))
    if not 1 <= most <= MOST_SIMILAR:
        raise Problem(_("Between 1 and %(most)s passages can be shown.") % {"most": MOST_SIMILAR})
    if code:
        found = looking.near_code(by, code=code_called(by, code), most=most)
    elif coding:
        found = looking.like_coding(by, coding=coding_called(by, _uuid(coding)), most=most)
    else:
        found = looking.like_words(by, words=words, most=most)
    notes = (
        _("The nearest of %(among)s passages. Wording and topic, not meaning. Nothing was sent anywhere.")
        % {"among": found.among},
    )
    return Found([_similar(one) for one in found.passages], notes)


def _uuid(coding: str) -> UUID:
    try:
        return UUID(coding)
    except ValueError:
        raise Problem(_("A coding has no name: give its row of a table, or its id.")) from None


def _similar(one: looking.Passage) -> SimilarRow:
    return SimilarRow(
        one.rank, one.source.id, one.source.ref, one.span.start, one.span.end, one.place, one.said_by, one.before,
        one.words, one.after, one.near_to,
    )  # fmt: skip


def vocabulary(by: Membership, without: str = "") -> Iterable[WordRow]:
    """Which words participants say, in how many people’s mouths; `without` the small words of a language: en, es …"""
    for one in words_of.most_said(words_of.spoken_by_people(by), language=without):
        yield WordRow(one.word, one.count, one.people, one.dp.value, one.dp.reason)
