"""A text made ready for looking: its words, folded, and what stands before each of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

import regex

from firsthand.core.folding import folded
from firsthand.core.identifying.material import Document, Hint
from firsthand.core.identifying.rules import rule
from firsthand.core.spans import Span

WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+(?:['’]\p{L}+)*")
# “MARIGOLD: ”, at the beginning of a line: who speaks, in a text that does not say so otherwise.
LABEL = regex.compile(r"^(?:\[[^\]\n]*\] *)?[\p{Lu}\d][\p{L}\p{M}\d .'’_()-]{0,39}:(?=\s)", regex.MULTILINE)
_OPENING = " \t\"'“”‘’«»()[]*_~-–—•¿¡"
_INITIALS = frozenset("ABCDEFGHJKLMNOPQRSTUVWXYZ")  # without “I”
_POSSESSIVE = ("'s", "’s", "'", "’")


def fold(word: str) -> str:
    """A word without case, accents and possessive."""
    return bare(folded(word).text)


def bare(word: str) -> str:
    """A word without its possessive.

    >>> bare("Denise's")
    'Denise'
    """
    for ending in _POSSESSIVE:
        word = word.removesuffix(ending)
    return word


def folded_words(text: str) -> list[str]:
    """All words of a text, folded.

    >>> folded_words("Émile Fontenot's")
    ['emile', 'fontenot']
    """
    return [fold(found.group()) for found in WORD.finditer(text)]


class Page:
    """A document and its words by number. Made once, looked at by every kind of looking."""

    def __init__(self, document: Document, memory: dict[str, str] | None = None) -> None:
        self.document, self.text = document, document.words
        self._memory = {} if memory is None else memory  # foldings of words seen before
        found = list(WORD.finditer(self.text))
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]

    def __len__(self) -> int:
        return len(self.starts)

    def word(self, number: int) -> str:
        """As it is written, without its possessive."""
        return bare(self.text[self.starts[number] : self.ends[number]])

    @cached_property
    def folded(self) -> list[str]:
        """Each word without case, accents and possessive."""
        memory, text = self._memory, self.text
        result = []
        for start, end in zip(self.starts, self.ends, strict=True):
            word = text[start:end]
            plain = memory.get(word)
            if plain is None:
                plain = memory[word] = fold(word)
            result.append(plain)
        return result

    def span(self, first: int, last: int) -> Span:
        """From the first of some words to the last of them, without its possessive."""
        return Span(self.starts[first], self.starts[last] + len(self.word(last)))

    def number_at(self, place: int) -> int:
        """The number of the first word that ends after a place."""
        return bisect_right(self.ends, place)

    def between(self, number: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.ends[number] : self.starts[number + 1]] if number + 1 < len(self) else "\n"

    def opens(self, number: int) -> bool:
        """Whether a sentence begins with this word, so that its capital says nothing."""
        place = self.starts[number] - 1
        while place >= 0 and self.text[place] in _OPENING:
            place -= 1
        return place < 0 or self.text[place] in ".!?…:;\n"

    def capital(self, number: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.starts[number]].isupper()

    @cached_property
    def capitals(self) -> list[int]:
        """The numbers of the words that begin with a capital letter."""
        text = self.text
        return [number for number, start in enumerate(self.starts) if text[start].isupper()]

    def joined(self, number: int) -> bool:
        """Whether a word and the next are of one name: a space between them, a hyphen, or an initial's stop."""
        between = self.between(number)
        return between in {" ", "-", "\u00a0"} or (between == ". " and self.word(number) in _INITIALS)

    @cached_property
    def shouts(self) -> bool:
        """Whether the whole text is in capitals, so that they say nothing."""
        return self.text.isupper()

    @cached_property
    def labels(self) -> list[Span]:
        """Where speakers' labels stand: at the beginnings of lines, where nobody's words are.

        In a text that does not say who speaks, only those in capitals: else “Mrs Hart: no” would be one.
        """
        found = (Span(*match.span()) for match in LABEL.finditer(self.text))
        return [span for span in found if self.document.talk or span.words_in(self.text).isupper()]

    def is_label(self, span: Span) -> bool:
        """Whether a stretch is a part of a speaker's label."""
        place = bisect_right(self.labels, span.start, key=lambda label: label.start) - 1
        return place >= 0 and self.labels[place].touches(span)

    def speaker(self, place: int) -> str | None:
        """Who speaks there: a participant's label, "" for somebody else, None where nobody speaks."""
        number = bisect_right(self.document.talk, place, key=lambda said: said[0].start) - 1
        if number < 0 or self.document.talk[number][0].end <= place:
            return None
        return self.document.talk[number][1]

    def hint(self, span: Span, of: str, why: str, replacement: str | None = None, person: str = "") -> Hint:
        """A hint at a stretch of this text."""
        replaced = rule(of).replacement if replacement is None else replacement
        return Hint(self.document.key, span, of, replaced, why, person)

    def matches(self, pattern: regex.Pattern[str]) -> Iterator[regex.Match[str]]:
        """Where a pattern is, outside labels."""
        for match in pattern.finditer(self.text):
            if not self.is_label(Span(match.start(), max(match.end(), match.start() + 1))):
                yield match

    def words_of(self, span: Span) -> range:
        """The numbers of the words in a stretch."""
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))
