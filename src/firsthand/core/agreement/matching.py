"""Agreement on whole segments: which segment of one coder is the same as which of the other, give or take its edges.

Two segments are as like as what they share of what either covers (IoU). Those at least `least` alike are matched one to
one, as many as can be, and among as many those that are most alike.

>>> first = [Span(0, 100), Span(200, 260), Span(400, 450), Span(460, 500)]
>>> second = [Span(5, 100), Span(200, 240), Span(245, 262), Span(405, 500), Span(600, 620)]
>>> found = matched(first, second, 0.5)
>>> found.pairs, found.split, found.merged
([(0, 0), (1, 1)], [1], [3])
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from firsthand.core.agreement.coefficient import NOBODY_MARKED, Basis, Coefficient, Formula, Numbers
from firsthand.core.spans import Span

ANY = 0.0  # a shared character is enough
USUAL = 0.5
STRICT = 0.9

Edges = dict[int, dict[int, float]]  # how like each segment of the first is to which of the second


class Found(NamedTuple):
    """Segments matched, and those of one coder alone."""

    both: Numbers
    first: Numbers
    second: Numbers

    @property
    def n(self) -> Numbers:
        """All segments."""
        return 2 * self.both + self.first + self.second


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs` by their places in the two lists. `split`: segments of the first that the second cut into several;
    `merged`: segments of the second that cover several of the first.
    """

    pairs: list[tuple[int, int]]
    counts: Found
    split: list[int]
    merged: list[int]


_FORMULAS: tuple[Formula[Found], ...] = (
    Formula("segments", "share of segments matched, 2TP/(nA+nB)", NOBODY_MARKED, lambda t: (2 * t.both, t.n)),
    Formula(
        "segment_precision", "the second coder’s segments that match", "The second coder marked nothing.",
        lambda t: (t.both, t.both + t.second),
    ),
    Formula(
        "segment_recall", "the first coder’s segments that match", "The first coder marked nothing.",
        lambda t: (t.both, t.both + t.first),
    ),
)  # fmt: skip
SEGMENTS = {one.name: one for one in _FORMULAS}


def of_segments(counts: Found, basis: Basis) -> dict[str, Coefficient]:
    """The coefficients of matched segments, by name. Where nothing was marked there is nothing to match."""
    return {
        name: formula.of(counts, basis) if counts.n else formula.without(NOBODY_MARKED, basis)
        for name, formula in SEGMENTS.items()
    }


def matched(first: Sequence[Span], second: Sequence[Span], least: float = USUAL) -> Matching:
    """The segments of two coders of one text and code, matched. `least` 0 takes whatever shares a character."""
    near = _touching(first, second)
    edges = {
        one: {other: like for other, like in others.items() if like >= least} for one, others in near.items()
    }
    pairs = sorted(pair for group in _together(edges) for pair in _best(edges, *group))
    counts = Found(len(pairs), len(first) - len(pairs), len(second) - len(pairs))
    back: dict[int, list[int]] = defaultdict(list)
    for one, others in near.items():
        for other in others:
            back[other].append(one)
    split = [one for one, others in near.items() if _holds(first[one], [second[at] for at in others])]
    merged = [other for other, ones in back.items() if _holds(second[other], [first[at] for at in ones])]
    return Matching(pairs, counts, sorted(split), sorted(merged))


def likeness(one: Span, other: Span) -> float:
    """What two stretches share of what either covers."""
    shared = one.overlap(other)
    return len(shared) / (len(one) + len(other) - len(shared)) if shared else 0.0


def _holds(whole: Span, pieces: Sequence[Span]) -> bool:
    """Whether several pieces lie in a stretch, each at least by half."""
    inside = [piece for piece in pieces if (shared := whole.overlap(piece)) and 2 * len(shared) >= len(piece)]
    return len(inside) > 1


def _touching(first: Sequence[Span], second: Sequence[Span]) -> Edges:
    """How like each two segments are that share a character. Both lists are gone through once, by place."""
    edges: Edges = {}
    waiting = sorted(range(len(second)), key=lambda at: second[at].start)
    open_ones: list[int] = []
    begun = 0
    for one in sorted(range(len(first)), key=lambda at: first[at].start):
        span = first[one]
        while begun < len(waiting) and second[waiting[begun]].start < span.end:
            open_ones.append(waiting[begun])
            begun += 1
        open_ones = [at for at in open_ones if second[at].end > span.start]
        edges[one] = {at: likeness(span, second[at]) for at in open_ones if span.touches(second[at])}
    return edges


def _together(edges: Edges) -> list[tuple[list[int], list[int]]]:
    """The segments that hang together by edges: each such group is matched by itself."""
    back: dict[int, list[int]] = defaultdict(list)
    for one, others in edges.items():
        for other in others:
            back[other].append(one)
    groups: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for begin, others in edges.items():
        if begin in seen or not others:
            continue
        ones, found, left = [], dict[int, None](), [begin]
        seen.add(begin)
        while left:
            ones.append(one := left.pop())
            for other in edges[one]:
                found[other] = None
                fresh = [at for at in back[other] if at not in seen]
                seen.update(fresh)
                left += fresh
        groups.append((sorted(ones), sorted(found)))
    return groups


def _best(edges: Edges, ones: list[int], others: list[int]) -> list[tuple[int, int]]:
    """As many pairs as can be, and of as many the most alike."""
    if len(ones) == 1:
        (one,) = ones
        return [(one, max(others, key=lambda other: (edges[one][other], -other)))]
    from scipy.optimize import linear_sum_assignment

    # A pair more weighs more than all likeness together.
    most = min(len(ones), len(others)) + 1
    worth = np.array(
        [[most + edges[one][other] if other in edges[one] else 0.0 for other in others] for one in ones]
    )
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [
        (ones[row], others[column]) for row, column in zip(rows, columns, strict=True) if worth[row, column]
    ]
