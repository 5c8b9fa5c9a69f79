"""Very many marked stretches at once, as arrays: which of them meet, and what they cover together.

`core.spans` is for one text on a page; here a million codings of a thousand texts are gone through in one sweep. Spans
are half-open, in code points, and never meet across documents.

>>> tea = Marks.of([(0, 0, 5, 0), (0, 8, 12, 0), (1, 0, 5, 0)])
>>> cups = Marks.of([(0, 3, 9, 1), (0, 12, 14, 1)])
>>> [pair.tolist() for pair in meeting(tea, cups)]
[[0, 1], [0, 0]]
>>> [pair.tolist() for pair in meeting(tea, cups, within=0)]
[[0, 1, 1], [0, 0, 1]]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

AT_ONCE = 2_000_000  # pairs that are held in memory at a time


@dataclass(frozen=True, slots=True)
class Marks:
    """Stretches: of document `docs[i]`, from `starts[i]` up to, not including, `ends[i]`, labelled `labels[i]`."""

    docs: Ints
    starts: Ints
    ends: Ints
    labels: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int]]) -> Marks:
        """From rows of document, start, end and label."""
        table = np.array(list(rows), np.int64).reshape(-1, 4)
        return cls(*(np.ascontiguousarray(column) for column in table.T))

    def __len__(self) -> int:
        return len(self.docs)

    def __getitem__(self, which: Ints | NDArray[np.bool_]) -> Marks:
        return Marks(self.docs[which], self.starts[which], self.ends[which], self.labels[which])

    @property
    def lengths(self) -> Ints:
        """In code points."""
        return self.ends - self.starts

    def labelled(self, label: int) -> Marks:
        """Those with one label."""
        return self[self.labels == label]


def meeting(one: Marks, two: Marks, within: int = -1) -> tuple[Ints, Ints]:
    """Every pair of a mark of `one` and a mark of `two` that share a code point, as two arrays of places.

    `within`: also those with at most so many code points between them; 0 is touching, -1 is overlap alone.
    """
    found = list(meetings(one, two, within))
    first = np.concatenate([pair[0] for pair in found]) if found else np.zeros(0, np.int64)
    second = np.concatenate([pair[1] for pair in found]) if found else np.zeros(0, np.int64)
    order = np.lexsort((second, first))
    return first[order], second[order]


def meetings(one: Marks, two: Marks, within: int = -1) -> Iterator[tuple[Ints, Ints]]:
    """The same in blocks, in no order: of pairs there can be very many more than marks.

    Of two that meet, either the second starts in the first, or the first starts in the second and after its start. Each
    kind is a run in the order of starts, found by bisection.
    """
    if not len(one) or not len(two):
        return
    width = int(max(one.ends.max(), two.ends.max())) + max(within, 0) + 2
    a, b = _OnOneLine(one, width), _OnOneLine(two, width)
    reach = within + 1
    for places, others in _runs(a.starts, a.ends + reach, b.starts):
        yield a.placed(places), b.placed(others)
    for places, others in _runs(b.starts + 1, b.ends + reach, a.starts):
        yield a.placed(others), b.placed(places)


def beginning_in(one: Marks, two: Marks, *, later: bool = False) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of a mark and one of `two` that begins in it; `later`: after it begins. In blocks, in no order."""
    if not len(one) or not len(two):
        return
    width = int(max(one.ends.max(), two.ends.max())) + 2
    a, b = _OnOneLine(one, width), _OnOneLine(two, width)
    for places, others in _runs(a.starts + later, a.ends, b.starts):
        yield a.placed(places), b.placed(others)


def pairs_within(marks: Marks) -> Iterator[tuple[Ints, Ints]]:
    """Every two of some marks that share a code point, each pair once, in blocks and in no order.

    >>> three = Marks.of([(0, 0, 5, 0), (0, 4, 9, 0), (0, 9, 10, 0)])
    >>> [[pair.tolist() for pair in block] for block in pairs_within(three)]
    [[[0], [1]]]
    """
    if not len(marks):
        return
    line = _OnOneLine(marks, int(marks.ends.max()) + 1)
    for places, others in _runs(line.starts, line.ends, line.starts, after_itself=True):
        yield line.placed(places), line.placed(others)


def merged(marks: Marks) -> Marks:
    """What the marks of each label cover, as marks of that label that do not touch, by label, document and place.

    >>> together = merged(Marks.of([(0, 4, 6, 7), (0, 0, 5, 7), (0, 6, 9, 8)]))
    >>> together.starts.tolist(), together.ends.tolist(), together.labels.tolist()
    ([0, 6], [6, 9], [7, 8])
    """
    if not len(marks):
        return marks
    found = in_order(marks)
    found = found[_by_label(found.labels)]
    new_line = np.r_[True, (np.diff(found.labels) != 0) | (np.diff(found.docs) != 0)]
    line = np.cumsum(new_line) - 1
    width = int(found.ends.max()) + 2
    starts, ends = found.starts + line * width, found.ends + line * width
    furthest = np.maximum.accumulate(ends)
    first = np.r_[True, starts[1:] > furthest[:-1]]
    last = np.r_[first[1:], True]
    heads = found[first]
    return Marks(heads.docs, heads.starts, furthest[last] - line[last] * width, heads.labels)


def in_order(marks: Marks) -> Marks:
    """The same by document and start: as they are, where they are so."""
    line = _OnOneLine(marks, int(marks.ends.max()) + 1) if len(marks) else None
    return marks if line is None or line.order is None else marks[line.order]


def _by_label(labels: Ints) -> Ints:
    """An order by label that leaves the order within a label. Numbers of two bytes are sorted in one pass."""
    small = labels.min() >= 0 and labels.max() < 1 << 16
    return np.argsort(labels.astype(np.uint16) if small else labels, kind="stable")


def shared(one: Marks, two: Marks, places: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Where the stretches that pairs share begin and end."""
    return (
        np.maximum(one.starts[places], two.starts[others]),
        np.minimum(one.ends[places], two.ends[others]),
    )


class _OnOneLine:
    """Marks in order of start on one line of all documents, each begun where nothing of another can reach."""

    def __init__(self, marks: Marks, width: int) -> None:
        self.starts = marks.docs * width + marks.starts
        self.ends = marks.docs * width + marks.ends
        self.order: Ints | None = None  # where they are in order already
        if (self.starts[1:] < self.starts[:-1]).any():
            self.order = np.argsort(self.starts, kind="stable")
            self.starts, self.ends = self.starts[self.order], self.ends[self.order]

    def placed(self, places: Ints) -> Ints:
        """Which marks stand at some places of the line."""
        return places if self.order is None else self.order[places]


def _runs(lows: Ints, highs: Ints, line: Ints, after_itself: bool = False) -> Iterator[tuple[Ints, Ints]]:
    """For each i the places of `line` with lows[i] <= line < highs[i]: pairs of i and place, in blocks.

    `after_itself`: only the places after i.
    """
    first = (
        np.arange(1, len(line) + 1) if after_itself else np.searchsorted(line, lows, "left").astype(np.int64)
    )
    counts = np.maximum(np.searchsorted(line, highs, "left").astype(np.int64) - first, 0)
    totals = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        done = totals[begin - 1] if begin else 0
        stop = max(int(np.searchsorted(totals, done + AT_ONCE, "right")), begin + 1)
        block = counts[begin:stop]
        if block.any():
            places = np.repeat(np.arange(begin, stop), block)
            offsets = np.arange(len(places)) - np.repeat(np.cumsum(block) - block, block)
            yield places, np.repeat(first[begin:stop], block) + offsets
        begin = stop
