"""Searching: words or a pattern, in every text and memo that a member may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.memos.selectors import MemoLine, memos
from firsthand.core.finding import Rule
from firsthand.core.problems import Problem
from firsthand.core.spans import Span, within
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

MOST = 1_000  # places that are shown: more cannot be looked at
AROUND = 70  # code points shown on either side


@dataclass(frozen=True, slots=True)
class Hit:
    """A place at which something is: in a source, or else in a memo; with the words around it."""

    source: SourceLine | None
    memo: MemoLine | None
    span: Span
    place: str
    said_by: tuple[str, ...]
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Searched:
    """The first places, and how many there are: in how many sources and memos, in words of how many people."""

    hits: list[Hit]
    total: int
    sources: int
    people: int
    memos: int


def search(by: Membership, rule: Rule, *, in_texts: bool = True, in_memos: bool = True) -> Searched:
    """Where words or a pattern are. Not in what is said of somebody who was not asked, nor in speakers' labels.

    Raises `Problem` where a pattern takes too long, or nothing is to be searched.
    """
    require(by, "study.read")
    if not (in_texts or in_memos):
        raise Problem(_("Say where to look: in texts, in memos, or in both."))
    search = _Search(rule)
    if in_texts:
        search.through_texts(by)
    if in_memos:
        for memo in memos(by):
            search.through_memo(memo)
    return search.result()


class _Search:
    """A search under way."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._hits: list[Hit] = []
        self._total = 0
        self._sources: set[UUID] = set()
        self._people: set[UUID] = set()
        self._memos: set[UUID] = set()

    def through_texts(self, by: Membership) -> None:
        lines = sources(by)
        opened = texts(by, [line.version_id for line in lines])
        unasked = bystanders_in(by, opened)
        for line in lines:
            self._through(line, opened[line.version_id], unasked.get(line.version_id, []))

    def _through(self, line: SourceLine, text: Text, unasked: list[Span]) -> None:
        for span in self._rule.find_each(text.words, lambda: labels(text)):
            if within(span, unasked):
                continue
            names, people = text.said_by(span)
            self._total += 1
            self._sources.add(line.id)
            self._people.update(person.id for person in people)
            if len(self._hits) < MOST:
                before, words, after = around(text.words, span, unasked)
                self._hits.append(Hit(line, None, span, text.place(span.start), names, before, words, after))

    def through_memo(self, memo: MemoLine) -> None:
        said = f"{memo.title}\n{memo.body}"
        for span in self._rule.find_each(said, list):
            self._total += 1
            self._memos.add(memo.id)
            if len(self._hits) < MOST:
                self._hits.append(Hit(None, memo, span, "", (memo.author,), *around(said, span, [])))

    def result(self) -> Searched:
        return Searched(self._hits, self._total, len(self._sources), len(self._people), len(self._memos))


def labels(text: Text) -> list[Span]:
    """Where speakers' labels are."""
    return [Span(turn.start, turn.words) for turn in text.structure.turns if turn.start < turn.words]


def around(text: str, span: Span, unasked: list[Span]) -> tuple[str, str, str]:
    """The words before a place, the place, and the words after it, on one line; without those of who was not asked."""
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    stretches = [(start, span.start), (span.start, span.end), (span.end, end)]
    before, words, after = _said(text, stretches, unasked)
    return before, words, after


def _said(text: str, stretches: list[tuple[int, int]], unasked: list[Span]) -> Iterator[str]:
    for start, end in stretches:
        words = spoken_words(text, Span(start, end), unasked) if start < end else ""
        yield words.replace("\n", " ")
