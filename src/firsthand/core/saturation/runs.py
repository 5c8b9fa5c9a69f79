"""Base and run: how few new codes a run of interviews brings, beside what the first ones held.

Guest G, Namey E, Chen M (2020) A simple method to assess and report thematic saturation in qualitative research. PLoS
ONE 15:e0232076. New codes in the run, divided by the codes of the base; “6+2” is a threshold met after six interviews
and confirmed by a run of two. The authors promise nothing: at 0% they had found 87 to 89 in a hundred themes of two
alike sets, and 69 to 76 of a mixed one. Runs slide by one interview.

>>> found = Incidence.of([[1, 1, 0, 0]] * 4 + [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
>>> cell = assess(found, base=4, run=2)
>>> [(run.first, run.last, run.new) for run in cell.runs], cell.reached(0.05), cell.reached(0.0)
([(5, 6, 0), (6, 7, 1)], '4+2', '4+2')
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firsthand.core.figures import Figure, ratio, undefined
from firsthand.core.marks import Ints
from firsthand.core.saturation.incidence import Incidence

BASES, RUNS, THRESHOLDS = (4, 5, 6), (2, 3), (0.05, 0.0)
ORDERS = 5_000

NO_BASE = "the base holds no codes"


@dataclass(frozen=True, slots=True)
class Run:
    """Interviews `first` to `last`, counted from 1: new codes in them, and these beside the codes of the base."""

    first: int
    last: int
    new: int
    ratio: Figure


@dataclass(frozen=True, slots=True)
class Cell:
    """All runs of one length after a base of one size."""

    base: int
    run: int
    base_codes: int
    runs: tuple[Run, ...]

    def reached(self, threshold: float) -> str | None:
        """“6+2” where a run first meets the threshold; None where none does."""
        for one in self.runs:
            if one.ratio.value is not None and one.ratio.value <= threshold:
                return f"{one.first - 1}+{self.run}"
        return None


def assess(incidence: Incidence, base: int, run: int) -> Cell:
    """One base size by one run length, in the order in which interviews were held."""
    so_far = (0, *incidence.cumulative)
    held = so_far[base] if base < len(so_far) else 0
    runs = tuple(
        Run(first, first + run - 1, new, ratio(new, held, NO_BASE))
        for first in range(base + 1, incidence.interviews - run + 2)
        for new in [so_far[first + run - 1] - so_far[first - 1]]
    )
    return Cell(base, run, held, runs)


def every_cell(incidence: Incidence) -> list[Cell]:
    """All base sizes by all run lengths: one alone can be picked to please."""
    return [assess(incidence, base, run) for base in BASES for run in RUNS]


class Orders:
    """Many random orders of the same interviews: how often a threshold is met if they had come otherwise.

    >>> drawn = Orders(Incidence.of([[1, 0], [1, 0], [1, 0], [0, 1]]), orders=400)
    >>> 0.2 < drawn.share(2, 2, 0.0).value < 0.8
    True
    """

    def __init__(self, incidence: Incidence, *, orders: int = ORDERS, seed: int = 1) -> None:
        self._interviews = incidence.interviews
        self._so_far = _accumulated(incidence, orders, seed)

    def share(self, base: int, run: int, threshold: float) -> Figure:
        """In what share of the orders some run meets the threshold."""
        if self._interviews < base + run:
            return undefined(f"a base of {base} and a run of {run} take {base + run} interviews")
        firsts = np.arange(base, self._interviews - run + 1)
        new = self._so_far[:, firsts + run] - self._so_far[:, firsts]
        held = self._so_far[:, [base]]
        met = ((new <= threshold * held + 1e-12) & (held > 0)).any(1)
        return Figure(float(met.mean()))


def _accumulated(incidence: Incidence, orders: int, seed: int) -> Ints:
    """Codes so far after 0, 1, 2 … interviews, a row for each of so many random orders."""
    random, many = np.random.default_rng(seed), incidence.interviews
    place = random.permuted(np.tile(np.arange(many), (orders, 1)), axis=1)  # where each interview comes
    new = np.zeros((orders, many + 1), np.int64)
    for code in incidence.table.T:
        if code.any():
            np.add.at(new, (np.arange(orders), place[:, code].min(1) + 1), 1)
    return np.cumsum(new, axis=1)
