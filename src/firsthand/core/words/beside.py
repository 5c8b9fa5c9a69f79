"""What stands beside what (collocation): two words, how often each, how often together, of how many words.

Church KW, Hanks P (1990) Comput Linguist 16:22-29 (PMI); Manning CD, Schütze H (1999) Foundations of Statistical
Natural Language Processing, ch. 5 (t, chi-square, and the two examples below); Dunning T (1993) Comput Linguist
19:61-74 (G²); Rychlý P (2008) RASLAN (logDice); Bouma G (2009) GSCL (normalised PMI).

>>> new = Pair(15828, 4675, 8, 14307668)  # “new companies”
>>> round(new.t.value, 6), round(new.chi2.value, 2)
(0.999932, 1.55)
>>> round(Pair(42, 20, 20, 14307668).pmi.value, 2)  # “Ayatollah Ruhollah”
18.38
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log2, sqrt

from firsthand.core.figures import Figure, ratio, undefined

NEVER = "they never stand together"


@dataclass(frozen=True, slots=True)
class Pair:
    """How often one word, the other, and both together; of how many words (or places) in all."""

    one: int
    two: int
    both: int
    all: int

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """The table of two by two: both, only the one, only the other, neither."""
        return (
            self.both,
            self.one - self.both,
            self.two - self.both,
            self.all - self.one - self.two + self.both,
        )

    @property
    def pmi(self) -> Figure:
        """Pointwise mutual information, in bits. High for rare words: read it beside the count."""
        if not self.both:
            return undefined(NEVER)
        return Figure(log2(self.both * self.all / (self.one * self.two)))

    @property
    def npmi(self) -> Figure:
        """The same between -1 and 1."""
        pmi = self.pmi
        if pmi.value is None:
            return pmi
        return ratio(pmi.value, -log2(self.both / self.all), "they stand together everywhere")

    @property
    def t(self) -> Figure:
        """How far together is from chance, in its own spread: high for frequent words."""
        if not self.both:
            return undefined(NEVER)
        return Figure((self.both - self.one * self.two / self.all) / sqrt(self.both))

    @property
    def chi2(self) -> Figure:
        """Pearson's, over the table of two by two."""
        a, b, c, d = self.cells
        return ratio(
            self.all * (a * d - b * c) ** 2, (a + b) * (c + d) * (a + c) * (b + d), "a margin is empty"
        )

    @property
    def g2(self) -> Figure:
        """The log-likelihood ratio over all four cells."""
        a, b, c, d = self.cells
        return Figure(log_likelihood([a, b, c, d], _expected(a, b, c, d))) if self.all else undefined(NEVER)

    @property
    def dice(self) -> Figure:
        """Twice together, of all there is of both."""
        return ratio(2 * self.both, self.one + self.two, "neither word is there")

    @property
    def log_dice(self) -> Figure:
        """14 + log2 of Dice: at most 14, and the same for texts of any length."""
        dice = self.dice
        return Figure(14 + log2(dice.value)) if dice.value else undefined(dice.reason or NEVER)


def log_likelihood(observed: Sequence[float], expected: Sequence[float]) -> float:
    """2 × sum of O ln(O / E); an empty cell adds nothing."""
    return 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o)


def _expected(a: int, b: int, c: int, d: int) -> list[float]:
    n = a + b + c + d
    return [row * column / n for row in (a + b, c + d) for column in (a + c, b + d)]


def beside(texts: Iterable[Sequence[str]], word: str, *, window: int = 5) -> dict[str, Pair]:
    """Every word that stands within so many words of a word, never across texts: the most frequent first.

    Together counts each place at which the other word stands near this one, once.

    >>> beside([["tea", "and", "soup"], ["soup", "tea"]], "tea", window=1)["soup"]
    Pair(one=2, two=2, both=1, all=5)
    """
    every: Counter[str] = Counter()
    near: Counter[str] = Counter()
    for text in texts:
        every.update(text)
        places = [at for at, one in enumerate(text) if one == word]
        around = {
            other
            for at in places
            for other in range(max(0, at - window), min(len(text), at + window + 1))
            if text[other] != word
        }
        near.update(text[at] for at in around)
    whole = every.total()
    return {other: Pair(every[word], every[other], both, whole) for other, both in near.most_common()}
