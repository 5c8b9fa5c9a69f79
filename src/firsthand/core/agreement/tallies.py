"""The few sums of a histogram on which every coefficient of marked and unmarked text rests.

They are sums over documents, so that one can draw documents anew and add up again without a second sweep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from firsthand.core.agreement.coefficient import Floats, Ints, Numbers
from firsthand.core.agreement.histogram import Histogram

S = TypeVar("S", "Fourfold", "Tallies")


@dataclass(frozen=True, slots=True)
class Fourfold:
    """Two coders and one code: how much both marked, the first alone, the second alone, and neither."""

    both: Numbers
    first: Numbers
    second: Numbers
    neither: Numbers

    @property
    def n(self) -> Numbers:
        """All of it."""
        return self.both + self.first + self.second + self.neither


@dataclass(frozen=True, slots=True)
class Tallies:
    """Two coders or more and one code, over units that m >= 2 coders looked at and k of them marked.

    `n`: units. `ratings`: sum of m. `marked`: sum of k. `share`: sum of k/m. `apart`: sum of the share of pairs of
    coders who differ, 2k(m-k) / m(m-1). `split`: the same in coincidences, 2k(m-k) / (m-1). `even`: whether m is the
    same everywhere.
    """

    n: Numbers
    ratings: Numbers
    marked: Numbers
    share: Numbers
    apart: Numbers
    split: Numbers
    even: bool = True

    @property
    def unmarked(self) -> Numbers:
        """Ratings that did not mark the unit."""
        return self.ratings - self.marked


def fourfold(found: Histogram, first: int, second: int) -> Fourfold:
    """For each document and code, as arrays [document, code]: of what both coders looked at."""
    looked = ((found.seen >> first) & (found.seen >> second) & 1) == 1
    one, other = (found.mask >> first) & 1, (found.mask >> second) & 1
    counts = looked[found.doc]
    both, left, right = (
        _cells(found, found.size * (which & counts)) for which in (one & other, one & ~other, other & ~one)
    )
    length = np.where(looked, found.lengths, 0).astype(np.float64)[:, None]
    return Fourfold(both, left, right, length - both - left - right)


def tallies(found: Histogram) -> Tallies:
    """For each document and code, as arrays [document, code]: of what two coders or more looked at."""
    many = _bits(found.seen)
    many[many < 2] = 0
    m, k = many[found.doc], _bits(found.mask)
    counted = np.where(m > 0, found.size, 0)
    split = counted * 2 * k * (m - k) / np.maximum(m - 1, 1)
    whole = np.where(many > 0, found.lengths, 0).astype(np.float64)
    of_all = np.ones((1, found.codes))
    looked = {int(one) for one in many[(many > 0) & (found.lengths > 0)]}
    return Tallies(
        n=whole[:, None] * of_all,
        ratings=(whole * many)[:, None] * of_all,
        marked=_cells(found, counted * k),
        share=_cells(found, counted * k / np.maximum(m, 1)),
        apart=_cells(found, split / np.maximum(m, 1)),
        split=_cells(found, split),
        even=len(looked) < 2,
    )


def added(sums: S, axis: int = 0) -> S:
    """Summed over documents (0), or over what is left after that."""
    return _each(sums, lambda column: column.sum(axis=axis))


def of_one(sums: S, *place: Any) -> S:
    """Those of one document, one code, or both; or of several, as an array takes them."""
    return _each(sums, lambda column: column[place])


def weighed(sums: S, weights: Floats) -> S:
    """Summed over documents so many times over: one row of the result for each row of `weights`."""
    return _each(sums, lambda column: weights @ column)


def gathered(sums: S, group: Ints, groups: int) -> S:
    """Summed over the documents of each group, where whole groups are drawn anew."""

    def by_group(column: Floats) -> Floats:
        found = np.zeros((groups, *column.shape[1:]))
        np.add.at(found, group, column)
        return found

    return _each(sums, by_group)


def _each(sums: S, do: Callable[[Floats], Numbers]) -> S:
    columns = [one.name for one in fields(sums) if one.name != "even"]
    return replace(sums, **{name: do(getattr(sums, name)) for name in columns})


def _cells(found: Histogram, weights: Ints | Floats) -> Floats:
    docs = len(found.lengths)
    cells = np.bincount(found.doc * found.codes + found.code, weights, docs * found.codes)
    return np.asarray(cells, dtype=np.float64).reshape(docs, found.codes)


def _bits(masks: Ints) -> Ints:
    """How many bits of each number are set."""
    return np.bitwise_count(masks).astype(np.int64)
