"""Interviews by codes: which code is in which interview, what was new at each, and how it grew.

>>> found = Incidence.of([[1, 1, 0], [1, 0, 1], [1, 0, 0]])
>>> found.new, found.cumulative, found.in_so_many
((2, 1, 0), (2, 3, 3), {1: 2, 3: 1})
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from firsthand.core.marks import Ints


@dataclass(frozen=True)
class Incidence:
    """Rows are interviews in field order, columns codes. Codes that are in no interview do not count."""

    table: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Incidence:
        """From rows of noughts and ones."""
        width = len(rows[0]) if rows else 0
        return cls(np.array(rows, bool).reshape(len(rows), width))

    @property
    def interviews(self) -> int:
        """How many: T."""
        return int(self.table.shape[0])

    @cached_property
    def frequencies(self) -> Ints:
        """In how many interviews each code is, of those that are in any: Y."""
        counts = self.table.sum(0, dtype=np.int64)
        used: Ints = counts[counts > 0]
        return used

    @property
    def codes(self) -> int:
        """How many codes were found: S."""
        return len(self.frequencies)

    @cached_property
    def in_so_many(self) -> dict[int, int]:
        """How many codes are in exactly j interviews: Q by j."""
        return dict(sorted(Counter(self.frequencies.tolist()).items()))

    @cached_property
    def first_in(self) -> Ints:
        """In which interview, from 0, each code came first; -1 where in none."""
        return np.where(self.table.any(0), self.table.argmax(0) if self.interviews else 0, -1)

    @property
    def new(self) -> tuple[int, ...]:
        """New codes at each interview."""
        came = self.first_in[self.first_in >= 0]
        return tuple(np.bincount(came, minlength=self.interviews).tolist())

    @property
    def cumulative(self) -> tuple[int, ...]:
        """Codes so far, at each interview."""
        return tuple(np.cumsum(self.new, dtype=np.int64).tolist())
