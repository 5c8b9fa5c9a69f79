"""Pieces of several coders put side by side as well as can be: the best alignment of Mathet, Widlöcher and Métivier.

The unified and holistic method gamma, 2015, Computational Linguistics 41:437-479. Two pieces are as unlike as alpha
times how far their places differ, ((|starts apart| + |ends apart|) / both lengths)², and beta times whether their codes
do; a piece beside nothing is unlike by `empty`. A unitary alignment takes a piece, or none, of each coder; its disorder
is the mean over pairs of coders. An alignment takes every piece once; its disorder is the sum over its unitary ones, by
the mean number of pieces of a coder. The best is found exactly: it is an integer program, which HiGHS solves (in
scipy). Where several are as good, it is one that takes the fewest rows.

>>> found = aligned([[(0, 10, "x")], [(0, 10, "y"), (90, 95, "x")]])
>>> found.rows, round(found.disorder, 4)
([((0, 10, 'x'), (0, 10, 'y')), (None, (90, 95, 'x'))], 1.3333)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from firsthand.core.agreement.coefficient import Floats, Ints
from firsthand.core.problems import Problem

Piece = tuple[int, int, Hashable]
Lines = Sequence[Sequence[Piece]]  # a line a coder
Beside = tuple[Piece | None, ...]  # a piece, or none, of each coder

MOST_CANDIDATES = 100_000
MOST_TRIED = 5_000_000
NONE = -1
TIE = 1e-6  # of `empty`, for each row: what decides between alignments that are as good


@dataclass(frozen=True, slots=True)
class Unlike:
    """How much places count, how much codes, and how unlike a piece is from nothing."""

    alpha: float = 3.0
    beta: float = 1.0
    empty: float = 1.0

    def places(self, one: Piece, other: Piece) -> float:
        """How far the places of two pieces differ."""
        apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
        return (apart / (one[1] - one[0] + other[1] - other[0])) ** 2 * self.empty

    def codes(self, one: Piece, other: Piece) -> float:
        """Whether the codes of two pieces do."""
        return self.empty if one[2] != other[2] else 0.0


USUAL = Unlike()


@dataclass(frozen=True, slots=True)
class Aligned:
    """An alignment, in the order of places, its disorder, and out of how many unitary alignments it was found."""

    rows: list[Beside]
    disorder: float
    candidates: int


def aligned(lines: Lines, unlike: Unlike = USUAL) -> Aligned:
    """The best alignment. Raises `Problem` where there are more candidates than can be gone through."""
    pieces = sum(map(len, lines))
    taken, disorder = _candidates(lines, unlike)
    chosen = _cover(lines, taken, disorder + TIE * unlike.empty)
    rows = [
        tuple(line[at] if at != NONE else None for line, at in zip(lines, row, strict=True))
        for row in taken[chosen].tolist()
    ]
    whole = float(disorder[chosen].sum()) * len(lines) / pieces
    return Aligned(sorted(rows, key=_place), whole, len(taken))


def _place(row: Beside) -> tuple[int, int]:
    return min((one[0], one[1]) for one in row if one is not None)


def _candidates(lines: Lines, unlike: Unlike) -> tuple[Ints, Floats]:
    """Every unitary alignment that could be in the best one, and its disorder.

    None that is worse than its pieces each by itself, which come to `empty` each. Coder by coder: what is already worse
    than that could become is left out.
    """
    coders = len(lines)
    pairs = coders * (coders - 1) / 2
    apart = {
        (one, other): _table(lines[one], lines[other], unlike)
        for one, other in combinations(range(coders), 2)
    }
    taken, disorder = np.zeros((1, 0), np.int64), np.zeros(1)
    for coder, line in enumerate(lines):
        if len(taken) * (len(line) + 1) > MOST_TRIED:
            raise Problem(TOO_MANY)
        grown = np.repeat(disorder[:, None], len(line) + 1, axis=1)
        for before in range(coder):
            grown += apart[before, coder][taken[:, before]]
        here = np.array([*range(len(line)), NONE])
        real = (taken != NONE).sum(axis=1)[:, None] + (here != NONE) + (coders - coder - 1)
        row, column = np.nonzero(grown <= real * unlike.empty * pairs * (1 + 1e-12))
        taken, disorder = np.column_stack([taken[row], here[column]]), grown[row, column]
    some = (taken != NONE).any(axis=1)
    if int(some.sum()) > MOST_CANDIDATES:
        raise Problem(TOO_MANY)
    return taken[some], disorder[some] / pairs


TOO_MANY = (
    "There are too many pieces so near one another that any could stand beside any: gamma cannot be reckoned while "
    "somebody waits. Bring a shorter text, or fewer coders."
)


def _table(one: Sequence[Piece], other: Sequence[Piece], unlike: Unlike) -> Floats:
    """How unlike each two pieces of two coders are; the last row and column are no piece."""
    found: Floats = np.full((len(one) + 1, len(other) + 1), float(unlike.empty))
    if one and other:
        (starts, ends), (starts_too, ends_too) = (_ends(line) for line in (one, other))
        apart = abs(starts[:, None] - starts_too) + abs(ends[:, None] - ends_too)
        both = (ends - starts)[:, None] + (ends_too - starts_too)
        codes = np.array([[first[2] != second[2] for second in other] for first in one])
        found[:-1, :-1] = (unlike.alpha * (apart / both) ** 2 + unlike.beta * codes) * unlike.empty
    return found


def _ends(line: Sequence[Piece]) -> tuple[Floats, Floats]:
    return tuple(np.array([piece[at] for piece in line], np.float64) for at in (0, 1))  # type: ignore[return-value]


def _cover(lines: Lines, taken: Ints, disorder: Floats) -> Ints:
    """Which candidates together take every piece once, with the least disorder."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    first = np.cumsum([0, *map(len, lines)])
    row, coder = np.nonzero(taken != NONE)
    piece = first[coder] + taken[row, coder]
    once = csr_array((np.ones(len(row)), (piece, row)), shape=(int(first[-1]), len(taken)))
    found = milp(
        disorder, integrality=np.ones(len(taken)), bounds=Bounds(0, 1), constraints=LinearConstraint(once, 1, 1),
        options={"mip_rel_gap": 0},
    )  # fmt: skip
    if found.x is None:
        raise RuntimeError(f"The best alignment was not found: {found.message}")
    return np.nonzero(found.x > 0.5)[0]


def pairs_in(rows: Sequence[Beside]) -> Iterator[tuple[Piece, Piece | None, int]]:
    """For each two coders what of theirs stands beside one another, a piece at least, and how many pieces there are."""
    for row in rows:
        many = sum(one is not None for one in row)
        for one, other in combinations(row, 2):
            if one is not None or other is not None:
                yield (one, other, many) if one is not None else (other, None, many)  # type: ignore[misc]
