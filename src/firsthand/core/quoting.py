"""Somebody's words, found again where others wrote them down: in a memo, a definition, a claim.

A run of words counts as quoted where it is long enough not to be chance, and nobody else says the same:

>>> quotes = Quotes(["I'm the only clock that gets up off its chair."], ["Nobody is the only clock."])
>>> text = "What of the clock that gets up off its chair? A clock."
>>> [span.words_in(text) for span in quotes.found(text)]
['clock that gets up off its chair']

Words that somebody set in marks of quotation count however few they are, and so does a word with figures in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from firsthand.core.identifying.ordinary import ORDINARY
from firsthand.core.identifying.page import WORD, fold
from firsthand.core.spans import Span, covered

RUN = 4  # words in a row that are no chance, where one of them is not an everyday word
LONG = 7  # and that are none where all of them are
IN_MARKS = regex.compile(r'"([^"\n]+)"|“([^”\n]+)”|‘([^’\n]+)’|«([^»\n]+)»|„([^“”\n]+)[“”]|~([^~\n]+)~')

Gram = tuple[str, ...]


class Quotes:
    """Somebody's words, ready to be looked for. What others say too is not theirs alone."""

    def __init__(self, own: Iterable[str], others: Iterable[str] = ()) -> None:
        said = [_folded(text) for text in own]
        self._all = {gram for words in said for size in range(1, RUN + 1) for gram in _grams(words, size)}
        self._only = set(self._all)
        for text in others:
            words = _folded(text)
            for size in range(1, RUN + 1):
                self._only.difference_update(_grams(words, size))

    def __bool__(self) -> bool:
        return bool(self._all)

    def found(self, text: str) -> list[Span]:
        """Where their words stand in a text, in order; stretches never touch."""
        places = [(match.start(), match.end()) for match in WORD.finditer(text)]
        words = [fold(text[start:end]) for start, end in places]
        spans = [Span(places[first][0], places[last][1]) for first, last in self._runs(words)]
        spans += [Span(*places[at]) for at, word in enumerate(words) if self._tells(word)]
        spans += list(self._in_marks(text))
        return covered(spans)

    def holds(self, words: str) -> bool:
        """Whether some words, few as they are, are theirs and nobody else's."""
        folded = _folded(words)
        if len(folded) <= RUN:
            return tuple(folded) in self._only
        return all(gram in self._all for gram in _grams(folded, RUN)) and any(
            gram in self._only for gram in _grams(folded, RUN)
        )

    def _runs(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The first and last word of each run that is theirs."""
        at = 0
        while at + RUN <= len(words):
            end = at
            while tuple(words[end : end + RUN]) in self._all and end + RUN <= len(words):
                end += 1
            if end == at:
                at += 1
                continue
            last = end + RUN - 2
            if self._no_chance(words[at : last + 1]):
                yield at, last
            at = end

    def _no_chance(self, run: Sequence[str]) -> bool:
        if not any(gram in self._only for gram in _grams(run, RUN)):
            return False
        return len(run) >= LONG or any(word not in ORDINARY for word in run)

    def _tells(self, word: str) -> bool:
        return (word,) in self._only and any(letter.isdigit() for letter in word) and not word.isdecimal()

    def _in_marks(self, text: str) -> Iterator[Span]:
        for match in IN_MARKS.finditer(text):
            (group,) = (number for number, said in enumerate(match.groups(), 1) if said is not None)
            if self.holds(match[group]):
                yield Span(*match.span(group))


def _folded(text: str) -> list[str]:
    return [fold(found.group()) for found in WORD.finditer(text)]


def _grams(words: Sequence[str], size: int) -> Iterator[Gram]:
    for at in range(len(words) - size + 1):
        yield tuple(words[at : at + size])
