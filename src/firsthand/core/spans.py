"""Stretches of a text. The one unit of the whole program: code points of the stored text, half-open.

>>> Span(0, 5).overlap(Span(3, 9))
Span(start=3, end=5)
>>> Span(3, 9).words_in("It's his soup.")
's his '
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

T = TypeVar("T")


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """From `start` up to, not including, `end`; both in code points, 0 <= start < end.

    Raises `Problem` for an empty or reversed stretch: there is no coding of nothing.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start:
            raise Problem(
                _("A stretch of text starts before it ends, from 0 on: %(start)s to %(end)s does not.")
                % {"start": self.start, "end": self.end}
            )

    def __len__(self) -> int:
        return self.end - self.start

    def words_in(self, text: str) -> str:
        """The words this span covers in `text`."""
        return text[self.start : self.end]

    def around(self, text: str, width: int) -> tuple[str, str]:
        """Up to `width` code points of `text` before this span, and after it."""
        return text[max(0, self.start - width) : self.start], text[self.end : self.end + width]

    def fits(self, length: int) -> bool:
        """Whether the span lies inside a text of `length` code points."""
        return self.end <= length

    def touches(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def encloses(self, other: Span) -> bool:
        """Whether every code point of `other` is in this span."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> Span | None:
        """The code points in both, or None where they share none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def union(self, other: Span) -> Span:
        """The smallest span that encloses both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def without(self, other: Span) -> list[Span]:
        """What is left of this span when `other` is cut out: none, one or two pieces, in order.

        >>> Span(0, 10).without(Span(3, 5))
        [Span(start=0, end=3), Span(start=5, end=10)]
        """
        pieces = [(self.start, min(self.end, other.start)), (max(self.start, other.end), self.end)]
        return [Span(start, end) for start, end in pieces if start < end]

    def split(self, at: int) -> tuple[Span, Span]:
        """The two halves on either side of the code point `at`, which must lie inside.

        Raises `Problem` where a half would be empty.
        """
        return Span(self.start, at), Span(at, self.end)

    def moved(self, by: int) -> Span:
        """The same stretch `by` code points further on (or back, where negative)."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Segment(Generic[T]):
    """A stretch over which the same things apply: what a page draws in one piece."""

    span: Span
    things: tuple[T, ...]


def segments(length: int, marked: Iterable[tuple[Span, T]]) -> list[Segment[T]]:
    """Cut a text of `length` code points wherever a marked stretch starts or ends.

    The segments cover the text from 0 to `length` without gap or overlap; `things` keeps the order given.
    Cost: n log n in the number of marks, plus the sum of the depths.

    >>> [(s.span.start, s.span.end, s.things) for s in segments(9, [(Span(0, 5), "a"), (Span(3, 7), "b")])]
    [(0, 3, ('a',)), (3, 5, ('a', 'b')), (5, 7, ('b',)), (7, 9, ())]
    """
    marks = list(marked)
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    for index, (span, _mark) in enumerate(marks):
        opens.setdefault(span.start, []).append(index)
        closes.setdefault(span.end, []).append(index)
    cuts = sorted({0, length} | {cut for cut in (*opens, *closes) if 0 < cut < length})
    result: list[Segment[T]] = []
    active: set[int] = set()
    for start, end in pairwise(cuts):
        active.difference_update(closes.get(start, ()))
        active.update(opens.get(start, ()))
        result.append(Segment(Span(start, end), tuple(marks[index][1] for index in sorted(active))))
    return result


def covered(spans: Iterable[Span]) -> list[Span]:
    """The code points under at least one of `spans`, as spans that do not touch, in order.

    >>> covered([Span(4, 6), Span(0, 2), Span(1, 3), Span(6, 7)])
    [Span(start=0, end=3), Span(start=4, end=7)]
    """
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = result[-1].union(span)
        else:
            result.append(span)
    return result


def within(span: Span, others: Iterable[Span]) -> bool:
    """Whether a stretch lies wholly in one of some others.

    >>> within(Span(2, 4), [Span(0, 3), Span(3, 6)]), within(Span(2, 4), [Span(0, 5)])
    (False, True)
    """
    return any(one.encloses(span) for one in others)


def without(span: Span, others: Iterable[Span]) -> list[Span]:
    """What is left of a stretch without some others.

    >>> without(Span(0, 10), [Span(2, 4), Span(8, 12)])
    [Span(start=0, end=2), Span(start=4, end=8)]
    """
    edges = [span.start]
    for one in covered(others):
        if one.start < span.end and one.end > span.start:
            edges += [max(one.start, span.start), min(one.end, span.end)]
    edges.append(span.end)
    return [Span(start, end) for start, end in list(pairwise(edges))[::2] if start < end]


def total(spans: Sequence[Span]) -> int:
    """How many code points lie under at least one of `spans`."""
    return sum(len(span) for span in covered(spans))
