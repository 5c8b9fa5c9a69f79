"""Gamma: agreement of coders who cut a text into pieces of their own and gave each a code; pieces may overlap.

Mathet, Widlöcher and Métivier 2015, Computational Linguistics 41:437-479: 1 less the disorder of the best alignment
(`aligning`) by the mean disorder of the best alignments of continua that chance made. Chance: for each coder some
coder's pieces, all moved on by a number drawn anew, the end going on at the beginning; no two of the numbers nearer to
one another than half a mean piece. So gamma is drawn, not reckoned: with another seed it is a little other.

On the same alignments `gamma_cat` asks how far codes differ, of pieces that stand beside one another, each pair
weighing as much as its places fit, max(0, 1 - alpha · unlike places), by how many others stand there; `gamma_k` the
same of pairs with one code. Mathet 2017, Computational Linguistics 43:661-681, where a piece beside nothing says
nothing of codes, as a missing coding says nothing to alpha: `aligned`. Beside it stands `counted`, as pygamma-agreement
0.5.9 reckons it, where such a piece is as unlike as can be. The two may lie far apart.

>>> same = [(0, 10, "x"), (20, 30, "y")]
>>> gamma([same, same], samples=10).gamma.value
1.0
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

import numpy as np

from firsthand.core.agreement.aligning import USUAL, Aligned, Beside, Lines, Piece, Unlike, aligned, pairs_in
from firsthand.core.agreement.coefficient import Basis, Coefficient, Interval
from firsthand.core.problems import Problem

SAMPLES, SEED = 100, 1
MOST_SAMPLES = 1_000
MOST_WORK = 400_000  # unitary alignments times continua: half a minute, where nothing else is done
SOURCE = "1 - observed / expected disorder (Mathet, Widlöcher and Métivier 2015)"
COUNTED = "the same of codes alone, a piece beside nothing being unlike (as pygamma-agreement 0.5.9)"
ALONE = "the same of codes alone, of pieces beside one another alone (Mathet 2017)"
ONE_CODER = "It compares coders, and here is one."
NO_PIECES = "Nobody marked a piece."
NONE_BESIDE = "No such piece stands beside one of another coder where the other is."
NO_DISORDER = "By chance there is no disorder either."
TOO_FEW = "Too few continua were drawn to say between what it lies."
METHOD = "how well the mean of continua drawn by chance is known, 95 %"


@dataclass(frozen=True, slots=True)
class OfCodes:
    """Gamma-cat, or gamma-k of a code: pieces beside nothing counted as unlike, and of aligned pieces alone."""

    counted: Coefficient
    aligned: Coefficient


@dataclass(frozen=True, slots=True)
class Gamma:
    """The family, and what it is made of: the best alignment, its disorder, and what chance gives."""

    gamma: Coefficient
    gamma_cat: OfCodes
    gamma_k: dict[Hashable, OfCodes]
    alignment: list[Beside]
    observed: float | None
    expected: float | None


def gamma(lines: Lines, unlike: Unlike = USUAL, *, samples: int = SAMPLES, seed: int = SEED) -> Gamma:
    """The family over one text. Raises `Problem` where it is too large, or a piece is empty."""
    pieces = [piece for line in lines for piece in line]
    basis = Basis("piece", len(pieces), len(lines))
    if len(lines) < 2 or not pieces:
        return _none(ONE_CODER if len(lines) < 2 else NO_PIECES, basis)
    if any(start >= end for start, end, _code in pieces):
        raise Problem("A piece holds a character at least: here is one that does not.")
    if not 1 < samples <= MOST_SAMPLES:
        raise Problem(f"Between 2 and {MOST_SAMPLES:,} continua can be drawn.")
    found = aligned(lines, unlike)
    if found.candidates * samples > MOST_WORK:
        raise Problem(
            f"Gamma is slow: {len(pieces):,} pieces that can stand beside one another in {found.candidates:,} ways, "
            f"drawn {samples:,} times, are too much while somebody waits. Draw fewer, or bring a shorter text."
        )
    drawn = [aligned(one, unlike) for one in _shuffled(lines, samples, np.random.default_rng(seed))]
    asked = _Asked(found, drawn, unlike, basis, seed)
    whole = [one.disorder for one in drawn]
    codes: list[Hashable] = sorted({piece[2] for piece in pieces}, key=str)
    return Gamma(
        asked.said("gamma", SOURCE, found.disorder, whole), asked.of_codes("gamma_cat", None),
        {code: asked.of_codes("gamma_k", code) for code in codes}, found.rows, found.disorder, fmean(whole),
    )  # fmt: skip


def _none(reason: str, basis: Basis) -> Gamma:
    whole, counted, alone = (
        Coefficient(name, None, reason, source, 1, basis)
        for name, source in (("gamma", SOURCE), ("gamma_cat", COUNTED), ("gamma_cat", ALONE))
    )
    return Gamma(whole, OfCodes(counted, alone), {}, [], None, None)


# What chance makes -------------------------------------------------------------------------------------------------


def _shuffled(lines: Lines, samples: int, random: np.random.Generator) -> Iterable[list[list[Piece]]]:
    """So many continua, none of them empty."""
    ends = [end for line in lines for piece in line for end in piece[:2]]
    first, length = min(ends), max(ends) - min(ends)
    total = sum(len(line) for line in lines)
    apart = sum(end - start for line in lines for start, end, _code in line) / total / 2
    made = 0
    while made < samples:
        moved = _numbers(len(lines), length, apart, random)
        whose = random.integers(len(lines), size=len(lines))
        continuum = [
            [_moved(piece, by, first, length) for piece in lines[coder]]
            for by, coder in zip(moved, whose.tolist(), strict=True)
        ]
        if any(continuum):
            made += 1
            yield continuum


def _numbers(many: int, length: int, apart: float, random: np.random.Generator) -> list[int]:
    """By how much pieces are moved on: no two nearer than that, as long as there is room for it."""
    found: list[int] = []
    free = np.arange(length)
    for _ in range(many):
        found.append(int(random.choice(free if len(free) else np.arange(length))))
        free = free[abs(free - found[-1]) > apart]
    return found


def _moved(piece: Piece, by: int, first: int, length: int) -> Piece:
    """A piece moved on; one that would begin behind the end begins as far behind the beginning."""
    start, end, code = piece
    begin = first + (start - first + by) % length
    return begin, begin + end - start, code


# Coefficients ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    found: Aligned
    drawn: Sequence[Aligned]
    unlike: Unlike
    basis: Basis
    seed: int

    def of_codes(self, name: str, code: Hashable | None) -> OfCodes:
        """Both readings. A continuum in which there is no such pair says nothing of what chance gives."""
        both = (
            self.said(
                name, source, self._disorder(self.found, code, alone),
                [of for one in self.drawn if (of := self._disorder(one, code, alone)) is not None],
            )
            for source, alone in ((COUNTED, False), (ALONE, True))
        )  # fmt: skip
        return OfCodes(*both)

    def said(self, name: str, source: str, observed: float | None, drawn: Sequence[float]) -> Coefficient:
        """1 less observed by expected, and between what it lies, since the mean of so many is known no better."""
        expected = fmean(drawn) if drawn else 0.0
        if observed is None or not expected:
            reason = NONE_BESIDE if observed is None else NO_DISORDER
            return Coefficient(name, None, reason, source, 1, self.basis)
        half = 1.96 * stdev(drawn) / sqrt(len(drawn)) if len(drawn) > 1 else 0.0
        low = 1 - observed / (expected - half) if half < expected else None
        high = 1 - observed / (expected + half) if low is not None else None
        many = len(self.drawn)
        interval = Interval(
            low, high, METHOD, "continua", many, many, self.seed, many - len(drawn), "" if low is not None else TOO_FEW
        )  # fmt: skip
        return Coefficient(name, 1 - observed / expected, "", source, 1, self.basis, interval)

    def _disorder(self, found: Aligned, code: Hashable | None, alone: bool) -> float | None:
        """How far codes of pieces beside one another differ, by how well their places fit; None of none."""
        far = total = 0.0
        for one, other, many in pairs_in(found.rows):
            if code is not None and one[2] != code and (other is None or other[2] != code):
                continue
            if other is None:
                weight, unlike = (0.0 if alone else self.unlike.empty), self.unlike.empty
            else:
                weight = max(0.0, 1 - self.unlike.alpha * self.unlike.places(one, other)) / (many - 1)
                unlike = self.unlike.codes(one, other)
            far, total = far + weight * unlike, total + weight
        return far / total if total else None
