"""Whether a code goes with an attribute: counted in people, never in codings, and with what few people allow.

The unit is the participant. Tests: chi-square with Cramér's V; Fisher's exact test, and Freeman and Halton's for more
rows or columns, by going through every table with the same margins, or by drawing where there are too many.

>>> nine = people([1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0, 0, 0], asked=True)
>>> nine.exact.p, nine.exact.arrangements
(Figure(value=0.047619047619047616, reason=''), 126)
>>> round(nine.exact.smallest.value, 6), round(nine.exact.smallest_this_way.value, 6)
(0.007937, 0.047619)

Fisher RA (1935) The Design of Experiments. Freeman GH, Halton JH (1951) Biometrika 38:141-149. Holm S (1979) Scand J
Statist 6:65-70.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import comb, factorial, prod, sqrt

import numpy as np
from scipy.special import chdtrc, gammaln

from firsthand.core.figures import Figure, undefined
from firsthand.core.marks import Ints

Table = Sequence[Sequence[int]]

FEW = 20  # people: under these, no p-values unless asked for, and never percentages
EXACT_UP_TO = 200_000  # tables
DRAWS = 20_000
EXACT_PEOPLE = 5_000

MANY_PEOPLE = "of more than 5,000 people it is not reckoned: chi-square says the same of so many"
NOT_ASKED = "under twenty people p-values are off until somebody asks for them"
ONE_GROUP = "all people are alike in one of the two: there is nothing to compare"
FOR_TWO = "it is for two by two"
OF_CODINGS = (
    "a test on counts of codings takes what one person said often for many people: count people instead"
)


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Pearson's chi-square over a table of people, and what it stands on."""

    chi2: Figure
    dof: int
    p: Figure
    v: Figure  # Cramér's
    least_expected: Figure


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact test, or one by `draws` where that is not 0.

    `smallest`: the least p that these margins can give at all; `smallest_this_way`: where the code goes with the
    attribute in the direction in which it does here (of two by two).
    """

    p: Figure
    greater: Figure  # one-sided, of two by two: as many in the first cell, or more
    arrangements: int  # ways of giving the labels to the people
    draws: int
    smallest: Figure
    smallest_this_way: Figure


@dataclass(frozen=True, slots=True)
class Association:
    """A code by an attribute, in people."""

    table: tuple[tuple[int, ...], ...]
    people: int
    chi_square: ChiSquare
    exact: Exact


def people(
    attribute: Sequence[Hashable], code: Sequence[Hashable], *, asked: bool = False, seed: int = 1
) -> Association:
    """One value of each for every participant. Under twenty people the p-values are off unless `asked` for."""
    if len(attribute) != len(code):
        raise ValueError("Every participant has one value of each.")
    return of_people(tabled(attribute, code), asked=asked, seed=seed)


def of_people(table: Table, *, asked: bool = False, seed: int = 1) -> Association:
    """The same of a table that counts people. Under twenty people the p-values are off unless `asked` for."""
    counted = tuple(map(tuple, table))
    everybody = sum(map(sum, counted))
    off = NOT_ASKED if everybody < FEW and not asked else ""
    return Association(counted, everybody, _without_p(chi_square(table), off), _exactly(table, off, seed))


def tabled(one: Sequence[Hashable], two: Sequence[Hashable]) -> tuple[tuple[int, ...], ...]:
    """How many people have which pair of values, the values in the order in which they come, largest first if numbers.

    >>> tabled(["a", "b", "a"], [True, False, False])
    ((1, 1), (0, 1))
    """
    rows, columns = _values(one), _values(two)
    counts = {(row, column): 0 for row in rows for column in columns}
    for pair in zip(one, two, strict=True):
        counts[pair] += 1
    return tuple(tuple(counts[row, column] for column in columns) for row in rows)


def _values(given: Sequence[Hashable]) -> list[Hashable]:
    if all(isinstance(value, int) for value in given):
        return sorted(set(given), reverse=True)  # type: ignore[type-var]
    return list(dict.fromkeys(given))


def of_codings(table: Table) -> Figure:
    """A test on a table of codings is refused: its p, and why there is none.

    >>> of_codings([[40, 10], [10, 40]]).value is None
    True
    """
    return undefined(OF_CODINGS)


def chi_square(table: Table) -> ChiSquare:
    """chi2 = sum of (O - E)² / E; V = sqrt(chi2 / (n min(r - 1, c - 1))). Empty rows and columns do not count.

    >>> chi_square([[10, 10, 20], [20, 20, 20]]).chi2.value.__round__(4)
    2.7778
    """
    counts = _filled(table)
    if min(counts.shape) < 2:
        none = undefined(ONE_GROUP)
        return ChiSquare(none, 0, none, none, none)
    n = counts.sum()
    expected = np.outer(counts.sum(1), counts.sum(0)) / n
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    rows, columns = counts.shape
    dof = (rows - 1) * (columns - 1)
    v = sqrt(chi2 / (n * min(rows - 1, columns - 1)))
    p = float(chdtrc(dof, chi2))
    return ChiSquare(Figure(chi2), dof, Figure(p), Figure(v), Figure(float(expected.min())))


def exact(table: Table, *, seed: int = 1) -> Exact:
    """Fisher's exact test, two-sided: the share of all arrangements that are as unlikely as this one, or more.

    >>> tea = exact([[3, 1], [1, 3]])
    >>> round(tea.p.value, 6), round(tea.greater.value, 6)
    (0.485714, 0.242857)
    """
    counts = [[int(cell) for cell in row] for row in _filled(table)]
    if len(counts) < 2 or len(counts[0]) < 2:
        none = undefined(ONE_GROUP)
        return Exact(none, none, 1, 0, none, none)
    rows, columns = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    if sum(rows) > EXACT_PEOPLE:
        many = undefined(MANY_PEOPLE)
        return Exact(many, many, 0, 0, many, many)
    every = _arrangements(rows)
    tables = list(islice(_tables(rows, columns), EXACT_UP_TO + 1))
    if len(tables) > EXACT_UP_TO:
        unknown = undefined(f"more than {EXACT_UP_TO:,} tables have these margins: it was not looked for")
        return Exact(_drawn(counts, seed), undefined(FOR_TWO), every, DRAWS, unknown, unknown)
    weights = [weight for weight, _first in tables]
    p = _as_unlikely(weights, _weight(counts), every)
    return Exact(
        p, _greater(counts, tables, every), every, 0, _as_unlikely(weights, min(weights), every),
        _this_way(counts, tables, every),
    )  # fmt: skip


def smallest_attainable(sizes: tuple[int, int]) -> tuple[Figure, tuple[int, ...]]:
    """The least two-sided p that two groups of these sizes can give, and for codes of how many people they can.

    >>> least, held_by = smallest_attainable((4, 5))
    >>> round(least.value, 6), held_by
    (0.007937, (4, 5))
    >>> least, held_by = smallest_attainable((2, 7))
    >>> round(least.value, 6), held_by
    (0.027778, (2, 7))
    """
    everybody = sum(sizes)
    if min(sizes) < 1:
        return undefined(ONE_GROUP), ()
    least: dict[int, float] = {}
    for held in range(1, everybody):
        weights = [weight for weight, _first in _tables(list(sizes), [held, everybody - held])]
        ways = sum(weight for weight in weights if weight == min(weights))
        least[held] = float(Fraction(ways, comb(everybody, sizes[0])))
    best = min(least.values())
    return Figure(best), tuple(held for held, p in least.items() if p == best)


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's adjustment, in the order given: of m tests the k-th least p times m - k + 1, never falling, at most 1.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(ps)), key=lambda one: ps[one])
    adjusted, before = [0.0] * len(ps), 0.0
    for rank, one in enumerate(order):
        before = adjusted[one] = min(1.0, max(before, ps[one] * (len(ps) - rank)))
    return adjusted


def _without_p(found: ChiSquare, off: str) -> ChiSquare:
    if not off or found.p.value is None:
        return found
    return replace(found, p=undefined(off))


def _exactly(table: Table, off: str, seed: int) -> Exact:
    found = exact(table, seed=seed)
    if not off or found.p.value is None:
        return found
    return replace(found, p=undefined(off), greater=undefined(off))


def _filled(table: Table) -> Ints:
    """Without rows and columns in which nobody is."""
    counts = np.array(table, np.int64)
    filled: Ints = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    return filled


def _arrangements(sizes: Sequence[int]) -> int:
    """In how many ways labels can be given to people, so many of each."""
    return factorial(sum(sizes)) // prod(map(factorial, sizes))


def _weight(table: Sequence[Sequence[int]]) -> int:
    """How many arrangements give a table: whole numbers, so that equally likely is told from nearly."""
    return prod(_arrangements(column) for column in zip(*table, strict=True))


def _tables(rows: list[int], columns: list[int]) -> Iterator[tuple[int, int]]:
    """Every table with these margins: its weight, and its first cell."""
    if not columns:
        yield 1, 0
        return
    for column in _columns(rows, columns[0]):
        left = [have - taken for have, taken in zip(rows, column, strict=True)]
        ways = _arrangements(column)
        for weight, _first in _tables(left, columns[1:]):
            yield ways * weight, column[0]


def _columns(rows: list[int], wanted: int) -> Iterator[list[int]]:
    """Every way of taking so many from the rows, so that none is left owing."""
    if len(rows) == 1:
        if wanted <= rows[0]:
            yield [wanted]
        return
    rest = sum(rows[1:])
    for taken in range(max(0, wanted - rest), min(rows[0], wanted) + 1):
        for others in _columns(rows[1:], wanted - taken):
            yield [taken, *others]


def _as_unlikely(weights: Sequence[int], here: int, every: int) -> Figure:
    """The share of all arrangements that give a table as unlikely as one of this weight, or more."""
    return Figure(float(Fraction(sum(weight for weight in weights if weight <= here), every)))


def _greater(counts: list[list[int]], tables: Sequence[tuple[int, int]], every: int) -> Figure:
    if (len(counts), len(counts[0])) != (2, 2):
        return undefined(FOR_TWO)
    above = sum(weight for weight, first in tables if first >= counts[0][0])
    return Figure(float(Fraction(above, every)))


def _this_way(counts: list[list[int]], tables: Sequence[tuple[int, int]], every: int) -> Figure:
    """The least p on the side of what would be expected on which the table lies."""
    if (len(counts), len(counts[0])) != (2, 2):
        return undefined(FOR_TWO)
    (a, b), (c, d) = counts
    firsts = {first: weight for weight, first in tables}
    furthest = max(firsts) if a * d >= b * c else min(firsts)
    return _as_unlikely(list(firsts.values()), firsts[furthest], every)


def _drawn(counts: list[list[int]], seed: int) -> Figure:
    """p = (hits + 1) / (draws + 1): the labels dealt anew to the people, so often."""
    random = np.random.default_rng(seed)
    shape = (len(counts), len(counts[0]))
    rows = np.repeat(np.arange(shape[0]), [sum(row) for row in counts])
    columns = np.repeat(np.arange(shape[1]), [sum(column) for column in zip(*counts, strict=True)])
    here = gammaln(np.array(counts) + 1).sum()
    hits = 0
    for _draw in range(DRAWS):
        cells = random.permutation(rows) * shape[1] + columns
        hits += bool(gammaln(np.bincount(cells, minlength=shape[0] * shape[1]) + 1).sum() >= here - 1e-9)
    return Figure((hits + 1) / (DRAWS + 1))
