"""A text as it goes: what is left out is marked, in words and not letter by letter, so that no length is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext as _

from firsthand.core.edits import Edit, Edits
from firsthand.core.spans import Span, covered, without
from firsthand.core.transcript import words_said
from firsthand.field.people.selectors import Person
from firsthand.field.sources.selectors import SourceLine
from firsthand.giving_back.archive.kept_back import INTERVIEWER, Going


@dataclass(frozen=True, slots=True)
class Row:
    """A turn of a text as it goes: its number in the whole text; no speaker where something is left out."""

    number: int
    speaker: str
    span: Span
    words: str


@dataclass(frozen=True)
class CutText:
    """One text as it goes."""

    going: Going

    @property
    def line(self) -> SourceLine:
        """Its source."""
        return self.going.line

    @cached_property
    def words(self) -> str:
        """All of it."""
        return self._edits.text

    @cached_property
    def gaps(self) -> list[Span]:
        """The stretches of the whole text that are left out: those that only a space parts are one."""
        words = self.going.text.words
        found: list[Span] = []
        for span in covered(_without_space(words, span) for span, _why in self.going.hidden):
            if found and not words[found[-1].end : span.start].strip():
                found[-1] = found[-1].union(span)
            else:
                found.append(span)
        return found

    def span(self, span: Span) -> Span | None:
        """Where a stretch of the whole text is now; None where nothing of it goes."""
        words = self.going.text.words
        if not any(left.words_in(words).strip() for left in without(span, self.gaps)):
            return None
        return self._edits.span(span)

    def rows(self) -> Iterator[Row]:
        """Turn by turn; a text without turns is line by line."""
        told: Span | None = None
        for number, (said, who) in enumerate(self._pieces(), 1):
            gap = next((one for one in self.gaps if one.encloses(said)), None)
            span = self._edits.span(said if gap is None else gap)
            if span is not None and (gap is None or gap != told):
                yield Row(number, "" if gap else who, span, span.words_in(self.words))
            told = gap or told

    def _pieces(self) -> Iterator[tuple[Span, str]]:
        text = self.going.text
        turns = text.structure.turns
        for turn in turns:
            if said := words_said(turn, text.words):
                speaker = text.speakers.get(turn.voice)
                yield said, _called(speaker.person if speaker else None)
        starts = [] if turns else [*text.lines, len(text.words) + 1]
        for start, end in pairwise(starts):
            if text.words[start : end - 1].strip():
                yield Span(start, end - 1), ""

    @cached_property
    def _edits(self) -> Edits:
        named = [Edit(span, _("[a person]")) for span in covered(self.going.named)]
        return Edits(self.going.text.words, [*(Edit(gap, left_out()) for gap in self.gaps), *named])


def left_out() -> str:
    """What stands in the place of what does not go."""
    return _("[left out]")


def _called(person: Person | None) -> str:
    return person.pseudonym if person else INTERVIEWER


def _without_space(words: str, span: Span) -> Span:
    """The stretch without the space after its last word, so that what follows keeps its line."""
    kept = len(span.words_in(words).rstrip())
    return Span(span.start, span.start + max(1, kept))
