"""What follows what: transitions between codes, and how far they are from what their order by chance would give.

A sequence is the codes of one document (or of what one may follow across in it), by start, then end, then code. No
transition crosses from one sequence to the next. Adjusted residuals: z = (x - e) / sqrt(e (1 - p row) (1 - p column)),
e = row × column / N (Haberman 1978; Bakeman & Gottman 1997, Observing Interaction). With few transitions z is not
normal: p comes from shuffling each sequence.

>>> found = lags([[0, 1, 0, 1, 2, 0, 1, 2, 2, 0, 1, 0, 2, 1, 0, 1, 2, 0, 1, 0]], 3)
>>> found.counts.tolist()
[[0, 6, 1], [4, 0, 3], [3, 1, 1]]
>>> round(found.residual(0, 1).value, 3), round(found.yule_q(0, 1).value, 6)
(3.373, 0.970149)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from firsthand.core.figures import Figure, ratio, undefined
from firsthand.core.marks import Ints

DRAWS = 999

COLLAPSED = (
    "a code is never counted after itself here, and row × column is not what chance gives: see p by shuffling"
)


@dataclass(frozen=True, slots=True)
class Lags:
    """Transitions at a lag: `counts[a, b]` times b comes so many steps after a. `selves`: whether b may be a."""

    counts: Ints
    lag: int
    selves: bool

    @property
    def transitions(self) -> int:
        """How many there are."""
        return int(self.counts.sum())

    def share(self, a: int, b: int) -> Figure:
        """Of what follows a, the share that is b."""
        return ratio(int(self.counts[a, b]), int(self.counts[a].sum()), "nothing follows this code")

    def expected(self, a: int, b: int) -> Figure:
        """As many as chance would give, from how often a is followed and b follows."""
        if not self.selves:
            return undefined(COLLAPSED)
        row, column = int(self.counts[a].sum()), int(self.counts[:, b].sum())
        return ratio(row * column, self.transitions, "there are no transitions")

    def residual(self, a: int, b: int) -> Figure:
        """How far the count is from that, adjusted: about normal where rows have some thirty transitions."""
        expected = self.expected(a, b)
        if expected.value is None:
            return expected
        n = self.transitions
        row, column = self.counts[a].sum() / n, self.counts[:, b].sum() / n
        spread = expected.value * (1 - row) * (1 - column)
        if spread <= 0:
            return undefined("one of the codes has none of the transitions, or all of them")
        return Figure(float((self.counts[a, b] - expected.value) / sqrt(spread)))

    def yule_q(self, a: int, b: int) -> Figure:
        """(ad - bc) / (ad + bc) of the table of two by two: from a or not, to b or not. Between -1 and 1."""
        both = int(self.counts[a, b])
        from_a, to_b = int(self.counts[a].sum()) - both, int(self.counts[:, b].sum()) - both
        neither = self.transitions - both - from_a - to_b
        with_, against = both * neither, from_a * to_b
        return ratio(with_ - against, with_ + against, "the table of two by two has too many empty cells")


def lags(sequences: Sequence[Sequence[int]], codes: int, *, lag: int = 1, selves: bool = True) -> Lags:
    """Count transitions. Without `selves`, a code that comes several times in a row is one event."""
    if lag < 1:
        raise ValueError("A lag is one step or more.")
    cells = np.zeros(codes * codes, np.int64)
    for sequence in sequences:
        events = np.asarray(sequence if selves else _once_in_a_row(sequence), np.int64)
        if len(events) > lag:
            cells += np.bincount(events[:-lag] * codes + events[lag:], minlength=codes * codes)
    return Lags(cells.reshape(codes, codes), lag, selves)


def shuffled(
    sequences: Sequence[Sequence[int]],
    codes: int,
    *,
    lag: int = 1,
    selves: bool = True,
    draws: int = DRAWS,
    seed: int = 1,
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """For each transition a p, two-sided: how often a shuffled order of each sequence is as far from their mean."""
    random = np.random.default_rng(seed)
    found = lags(sequences, codes, lag=lag, selves=selves).counts
    drawn = np.array(
        [
            lags(
                [random.permutation(one).tolist() for one in sequences], codes, lag=lag, selves=selves
            ).counts
            for _draw in range(draws)
        ]
    )
    mean = drawn.mean(0)
    far = (np.abs(drawn - mean) >= np.abs(found - mean) - 1e-9).sum(0)
    p: np.ndarray[tuple[int, int], np.dtype[np.float64]] = (far + 1) / (draws + 1)
    return p


def in_order(rows: Sequence[tuple[int, int, int]]) -> list[int]:
    """The codes of (start, end, code) in the order in which they count.

    >>> in_order([(5, 9, 2), (0, 9, 1), (0, 4, 3)])
    [3, 1, 2]
    """
    return [code for _start, _end, code in sorted(rows)]


def _once_in_a_row(sequence: Sequence[int]) -> list[int]:
    return [code for place, code in enumerate(sequence) if not place or code != sequence[place - 1]]
