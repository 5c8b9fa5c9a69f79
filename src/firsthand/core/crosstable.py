"""Rows by columns, each cell a number of different things: people, sources, codings or characters.

>>> cells = distinct([0, 0, 0, 1], [0, 0, 1, 1], [7, 7, 7, 8], (2, 2))
>>> cells.tolist()
[[1, 1], [0, 1]]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from firsthand.core.marks import Ints, Marks, merged


def distinct(
    rows: Ints | Sequence[int],
    columns: Ints | Sequence[int],
    things: Ints | Sequence[int],
    shape: tuple[int, int],
) -> Ints:
    """How many different things stand in each cell; a thing that comes again counts once."""
    row, column, thing = (np.asarray(one, np.int64) for one in (rows, columns, things))
    if not len(row):
        return np.zeros(shape, np.int64)
    cells = row * shape[1] + column
    many = int(thing.max()) + 1
    if many * shape[0] * shape[1] <= 1 << 27:  # a table of who was there is quicker than sorting
        there = np.zeros(many * shape[0] * shape[1], bool)
        there[cells * many + thing] = True
        counted: Ints = there.reshape(shape[0], shape[1], many).sum(2, dtype=np.int64)
        return counted
    kept = np.unique(cells * many + thing) // many
    return np.bincount(kept, minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)


def characters(rows: Ints, columns: Ints, where: Marks, shape: tuple[int, int]) -> Ints:
    """How many code points stand under each cell's stretches together: what is marked twice counts once."""
    cells = np.asarray(rows, np.int64) * shape[1] + np.asarray(columns, np.int64)
    once = merged(Marks(where.docs, where.starts, where.ends, cells))
    return sums(once.labels, once.lengths, shape)


def sums(cells: Ints, amounts: Ints, shape: tuple[int, int]) -> Ints:
    """Whole numbers added up by cell; exact up to 2 to the 53."""
    added = np.bincount(cells, weights=amounts, minlength=shape[0] * shape[1])
    return added.reshape(shape).astype(np.int64)
