"""Krippendorff's alpha of coders who cut a text into pieces themselves and gave each piece a value.

Four readings of one continuum: `u` of cutting and coding together, `bar_u` (|u) of cutting alone, `cu` of coding what
both took for a piece, and `ku` ((k)u) of one value. Krippendorff, Mathet, Bouvry and Widlöcher 2016, Qual Quant
50:2347; Krippendorff 2019, Content Analysis, section 12.6. These are not the alpha-U of 1995 and 2004,
nor that of 2013, which are other formulas under the same name.

A coder holds one value at a place. Codes that may overlap are compared one by one.

Alex, Paul and Suzan on a continuum of 60 (2019, figure 12.11; published .51, .413, .724):

>>> alex = [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")]
>>> paul = [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")]
>>> suzan = [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")]
>>> found = unitized(60, [alex, paul, suzan])
>>> round(found.u.value, 3), round(found.bar_u.value, 4), round(found.cu.value, 3), round(found.coverage, 3)
(0.51, 0.4136, 0.724, 0.461)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from firsthand.core.agreement.coefficient import (
    NO_VARIATION,
    Basis,
    Coefficient,
    Counted,
    Formula,
)
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

Unit = tuple[int, int, Hashable]
GAP = None  # the value of what is no piece
SOURCE = "Krippendorff, Mathet, Bouvry and Widlöcher 2016"
NO_PIECES_MEET = "No piece of one coder meets a piece of another."


@dataclass(frozen=True, slots=True)
class OfValue:
    """One value: (k)u, and how much of what has that value meets a piece of another coder at all."""

    ku: Coefficient
    coverage: float


@dataclass(frozen=True, slots=True)
class Unitized:
    """The family. `coverage` is how much of the continuum cu rests on."""

    u: Coefficient
    bar_u: Coefficient
    cu: Coefficient
    coverage: float
    per_value: dict[Hashable, OfValue]


def unitized(length: int, coders: Sequence[Iterable[Unit]], unit: str = "character") -> Unitized:
    """The family over a continuum of that length. Raises `Problem` where a coder's pieces overlap, or lie outside."""
    return unitized_over([(length, coders)], unit)


def unitized_over(
    documents: Iterable[tuple[int, Sequence[Iterable[Unit]]]], unit: str = "character"
) -> Unitized:
    """The family over several documents with the same coders, laid end to end."""
    lines: list[list[Unit]] = []
    at = 0
    for length, coders in documents:
        lines = lines or [[] for _ in coders]
        for number, (line, units) in enumerate(zip(lines, coders, strict=True), 1):
            line += [(start + at, end + at, value) for start, end, value in _line(length, units, number)]
        at += length
    if len(lines) < 2:
        raise Problem(_("Agreement needs two coders."))
    return _Continuum(at, lines, Basis(unit, at, len(lines))).family()


def _line(length: int, units: Iterable[Unit], number: int) -> list[Unit]:
    """A coder's pieces and the gaps between them, from 0 to the end."""
    line: list[Unit] = []
    at = 0
    for start, end, value in sorted(units, key=lambda one: one[:2]):
        if start < at or end <= start or end > length:
            what = _("overlap") if line and start < at else _("lie outside the text, or are empty")
            raise Problem(
                _(
                    "Pieces of coder %(number)s %(what)s, at %(start)s. A coder holds one value at a place: "
                    "compare codes that overlap one by one."
                )
                % {"number": number, "what": what, "start": start}
            )
        if start > at:
            line.append((at, start, GAP))
        line.append((start, end, value))
        at = end
    return [*line, (at, length, GAP)] if at < length else line


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Coincidences by value: observed along the diagonal, marginals, and the squares of what pairs with itself."""

    alike: dict[Hashable, float]
    margin: dict[Hashable, float]
    squares: dict[Hashable, float]

    @property
    def total(self) -> float:
        return sum(self.margin.values())

    def expected(self, one: Hashable, other: Hashable) -> float:
        """Coincidences of two values by chance, no piece paired with itself."""
        meeting = self.margin[one] * self.margin[other] - (self.squares[one] if one == other else 0)
        return meeting / (self.total - sum(self.squares.values()) / self.total)

    def unlike(self, value: Hashable) -> float:
        """Expected coincidences of a value with all others."""
        return sum(self.expected(value, other) for other in self.margin if other != value)


class _Continuum:
    def __init__(self, length: int, lines: list[list[Unit]], basis: Basis) -> None:
        self._length, self._lines, self._basis = length, lines, basis
        self._met: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
        self._mass: list[tuple[Hashable, float]] = []
        share = 1 / (len(lines) - 1)
        for one, other in permutations(lines, 2):
            for value, second, much in _meetings(one, other):
                self._met[value, second] += much * share
        for line in lines:
            self._mass += self._masses(line, [other for other in lines if other is not line])

    def family(self) -> Unitized:
        whole, pieces = self._whole(), self._pieces()
        covered = sum(pieces.margin.values()) / (self._length * len(self._lines)) if self._length else 0.0
        values = [value for value in whole.margin if value is not GAP]
        return Unitized(
            u=self._coefficient("u", whole),
            bar_u=self._bar(whole),
            cu=self._coefficient("cu", pieces, NO_PIECES_MEET),
            coverage=covered,
            per_value={value: self._of_value(value, whole, pieces) for value in sorted(values, key=str)},
        )

    def _whole(self) -> _Matrix:
        """All of the continuum, gaps as a value of their own."""
        margin: dict[Hashable, float] = defaultdict(float)
        squares: dict[Hashable, float] = defaultdict(float)
        for line in self._lines:
            for start, end, value in line:
                margin[value] += end - start
                # A gap is not one thing: each of its places stands alone.
                squares[value] += (end - start) ** (1 if value is GAP else 2)
        return _Matrix({value: self._met[value, value] for value in margin}, margin, squares)

    def _pieces(self) -> _Matrix:
        """Only where pieces meet: each weighs as much as meets a piece of the others."""
        margin: dict[Hashable, float] = defaultdict(float)
        squares: dict[Hashable, float] = defaultdict(float)
        for value, mass in self._mass:
            margin[value] += mass
            squares[value] += mass**2
        kept = {value: much for value, much in margin.items() if much}
        return _Matrix({value: self._met[value, value] for value in kept}, kept, squares)

    def _masses(self, line: list[Unit], others: list[list[Unit]]) -> Iterator[tuple[Hashable, float]]:
        """How much of each piece meets pieces of the other coders, in the mean over them."""
        for piece in line:
            if piece[2] is not GAP:
                met = sum(
                    much
                    for other in others
                    for _, second, much in _meetings([piece], other)
                    if second is not GAP
                )
                yield piece[2], met / len(others)

    def _coefficient(self, name: str, matrix: _Matrix, empty: str = NO_VARIATION) -> Coefficient:
        expected = sum(map(matrix.unlike, matrix.margin)) if matrix.margin else 0.0
        observed = matrix.total - sum(matrix.alike.values())
        return self._said(name, expected, observed, NO_VARIATION if matrix.margin else empty)

    def _bar(self, whole: _Matrix) -> Coefficient:
        """All values merged: piece against gap. The cells of the matrix are added, not reckoned anew."""
        expected = 2 * whole.unlike(GAP) if GAP in whole.margin else 0.0
        apart = sum(much for (one, other), much in self._met.items() if (one is GAP) != (other is GAP))
        return self._said("bar_u", expected, apart, NO_VARIATION)

    def _of_value(self, value: Hashable, whole: _Matrix, pieces: _Matrix) -> OfValue:
        if value not in pieces.margin:
            return OfValue(self._said("ku", 0.0, 0.0, NO_PIECES_MEET), 0.0)
        margin = pieces.margin[value]
        unlike = pieces.unlike(value)
        observed = (margin - pieces.alike[value]) * (unlike + pieces.expected(value, value)) / margin
        return OfValue(self._said("ku", unlike, observed, NO_VARIATION), margin / whole.margin[value])

    def _said(self, name: str, expected: float, observed: float, undefined: str) -> Coefficient:
        formula: Formula[Counted] = Formula(
            name, SOURCE, undefined, lambda _sums: (expected - observed, expected)
        )
        return formula.of(Counted(self._length), self._basis)


def _meetings(one: Sequence[Unit], other: Sequence[Unit]) -> Iterator[tuple[Hashable, Hashable, int]]:
    """The values of two coders wherever their pieces or gaps share places, and how many."""
    first = second = 0
    while first < len(one) and second < len(other):
        (begins, ends, value), (starts, stops, another) = one[first], other[second]
        if (much := min(ends, stops) - max(begins, starts)) > 0:
            yield value, another, much
        if ends <= stops:
            first += 1
        if stops <= ends:
            second += 1
