"""Krippendorff's alpha where a unit may carry several codes, chance being taken from the single codes (mv-alpha).

Krippendorff and Craggs 2016, Commun. Methods Meas. 10:181-198. A rating is a set of codes, and two are as far apart as
Dice's distance says: (p + q - 2m) / (p + q), where one has p codes, the other q, and m are in both; two empty ones are
not apart. Observed disagreement Do is the mean, over ratings of units that two coders or more rated, of the distance to
the unit's other ratings. Expected disagreement is

    De = sum over p, q of (N_p/N)(N_q/N) · [sum of w(C, K) · distance(C, K)] / [sum of w(C, K)]

over all sets C of p codes and K of q codes, with N_p ratings of p codes among N, and w the product, over codes, of n
for a code in one of the two sets and n(n - 1) for one in both, n being how often the code was given. Two sets of sizes
that could not both be drawn (a code given once cannot be in both) count as not apart. A distance of whole sets
(Jaccard, Dice, MASI) takes chance from whole ratings instead, so that rare combinations weigh otherwise.

All sets need not be gone through: the distance depends on p, q and m alone, and the weight of all pairs of sets with
these is the coefficient of x^p y^q z^m in the product, over codes, of 1 + nx + ny + n(n - 1)xyz. In whole numbers.

Their table 3 (published: .2865907):

>>> b, d, bd, a = frozenset("b"), frozenset("d"), frozenset("bd"), frozenset("a")
>>> rows = [(bd, d, None), (frozenset("abd"), b, bd), (frozenset(), a, a), (a, None, None)]
>>> found = mv_alpha(Table.of(rows))
>>> round(found.alpha.value, 7), found.observed, round(found.expected, 7)
(0.2865907, 0.4625, 0.6482955)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from firsthand.core.agreement.coefficient import NO_VARIATION, Coefficient, Counted, Formula
from firsthand.core.agreement.distances import dice
from firsthand.core.agreement.units import MISSING, Table
from firsthand.core.problems import Problem

SOURCE = "Krippendorff and Craggs 2016, several codes on a unit, Dice’s distance"
MOST_STEPS = 3_000_000  # codes × sizes × sizes × what both share: a few seconds

Sizes = tuple[int, int, int]  # how many codes in the one set, in the other, in both


@dataclass(frozen=True, slots=True)
class Several:
    """Alpha of several codes on a unit, and what it is made of; None where it has no value."""

    alpha: Coefficient
    observed: float | None
    expected: float | None


def mv_alpha(table: Table) -> Several:
    """Alpha of a table whose values are sets of codes. Raises `Problem` where there are too many to go through."""
    ratings = [table.values[place] for place in table.pairable.flat if place != MISSING]
    observed, expected = table.disagreements(dice)[0], _expected(ratings) if ratings else 0.0
    formula: Formula[Counted] = Formula(
        "alpha", SOURCE, NO_VARIATION, lambda _sums: (expected - observed, expected)
    )
    alpha = formula.of(Counted(len(table.pairable)), table.basis(table.pairable))
    return Several(alpha, *((observed, expected) if ratings else (None, None)))


def _expected(ratings: list[frozenset[Any]]) -> float:
    """De of ratings."""
    sizes = Counter(map(len, ratings))
    given = Counter(code for rating in ratings for code in rating)
    if len(given) * (max(sizes) + 1) ** 3 > MOST_STEPS:
        raise Problem(
            f"With {len(given)} codes and up to {max(sizes)} of them on a unit, chance cannot be reckoned while "
            "somebody waits. Choose jaccard, dice or masi."
        )
    weights = _weights(given.values(), max(sizes))
    far = sum(
        one_times * other_times * _apart(weights, one, other)
        for one, one_times in sizes.items()
        for other, other_times in sizes.items()
    )
    return far / len(ratings) ** 2


def _apart(weights: dict[Sizes, int], one: int, other: int) -> float:
    """How far sets of so many codes are apart on average. Such as cannot both be drawn are not apart."""
    shared = {m: weights[one, other, m] for m in range(min(one, other) + 1)}
    every = sum(shared.values()) * (one + other)
    return sum(weight * (one + other - 2 * m) for m, weight in shared.items()) / every if every else 0.0


def _weights(given: Iterable[int], most: int) -> dict[Sizes, int]:
    """The weight of all pairs of sets by their sizes and what they share: a product of polynomials, code by code."""
    found: dict[Sizes, int] = {(0, 0, 0): 1}
    for n in given:
        grown: dict[Sizes, int] = defaultdict(int, found)
        for (p, q, m), weight in found.items():
            if p < most:
                grown[p + 1, q, m] += n * weight
            if q < most:
                grown[p, q + 1, m] += n * weight
            if n > 1 and p < most and q < most:
                grown[p + 1, q + 1, m + 1] += n * (n - 1) * weight
        found = grown
    return defaultdict(int, found)
