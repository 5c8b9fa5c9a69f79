"""What words are more frequent in one set of texts than in another (keyness).

Rayson P, Garside R (2000) Comparing corpora using frequency profiling. Two kinds of G² are in use and differ a little:
over the two cells of the word alone, as they have it, and over all four. Which one it is, is said by its name here.

>>> found = Keyness(30, 10, 10000, 20000)
>>> [round(figure.value, 6) for figure in (found.two_cells, found.four_cells, found.log_ratio)]
[29.039228, 29.080962, 2.584963]
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from firsthand.core.figures import Figure, undefined
from firsthand.core.words.beside import log_likelihood

EMPTY = "one of the two sets has no words"
ABSENT = "the word is in one of the two sets only: no ratio can be said"
NOWHERE = "the word is in neither"


@dataclass(frozen=True, slots=True)
class Keyness:
    """How often a word is in one set and in the other, and how many words each has."""

    here: int
    there: int
    words_here: int
    words_there: int

    @property
    def wanting(self) -> str:
        """Why nothing can be said; empty where something can."""
        if not self.words_here or not self.words_there:
            return EMPTY
        return "" if self.here + self.there else NOWHERE

    @property
    def two_cells(self) -> Figure:
        """G² over the word's own two cells."""
        if self.wanting:
            return undefined(self.wanting)
        share = (self.here + self.there) / (self.words_here + self.words_there)
        expected = [self.words_here * share, self.words_there * share]
        return Figure(log_likelihood([self.here, self.there], expected))

    @property
    def four_cells(self) -> Figure:
        """G² over the word and all other words."""
        two = self.two_cells
        if two.value is None:
            return two
        others = [self.words_here - self.here, self.words_there - self.there]
        share = sum(others) / (self.words_here + self.words_there)
        return Figure(two.value + log_likelihood(others, [self.words_here * share, self.words_there * share]))

    @property
    def log_ratio(self) -> Figure:
        """How many doublings more frequent it is here than there."""
        if self.wanting or not self.here or not self.there:
            return undefined(self.wanting or ABSENT)
        return Figure(log2((self.here / self.words_here) / (self.there / self.words_there)))
