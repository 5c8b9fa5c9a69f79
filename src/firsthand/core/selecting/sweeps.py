"""How stretches of a text stand to each other, for many at once: each side is sorted once, nothing is paired off.

Half-open: stretches that touch do not overlap. Nothing in one text stands in any way to something in another.

Every way of standing is one question: is there a b, other than a, whose `low` is at most this and whose `high` is at
least that? Sorted by `low`, with the highest `high` so far beside each, a search by halves answers it.

>>> hope, waiting = Stretch(1, "S1", 0, 10), Stretch(2, "S1", 5, 12)
>>> sorted(related([hope], "overlaps", [waiting])), sorted(related([hope], "overlaps", [Stretch(3, "S1", 10, 12)]))
([1], [])
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from firsthand.core.selecting.query import How

NONE = float("-inf")
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A coding's place: in which text, from where to where; `first` and `last` the same in what distance is counted in.

    `where` may be more than the text: the text and who speaks, so that only the same speaker's words stand together.
    """

    key: int
    where: Hashable
    start: int
    end: int
    first: float = -1.0
    last: float = -1.0


# For each way: `low` and `high` of a b, and between what they have to be for an a, where `d` is the distance.
_LOW_AND_HIGH: dict[How, Callable[[Stretch], Pair]] = {
    "overlaps": lambda b: (b.start, b.end),
    "within": lambda b: (b.start, b.end),
    "encloses": lambda b: (-b.start, -b.end),
    "equals": lambda b: (0, 0),  # only what has the same edges is compared at all
    "near": lambda b: (b.first, b.last),
    "followed by": lambda b: (-b.start, -b.first),
}
_WANTED: dict[How, Callable[[Stretch, float], Pair]] = {
    "overlaps": lambda a, d: (a.end - 1, a.start + 1),
    "within": lambda a, d: (a.start, a.end),
    "encloses": lambda a, d: (-a.start, -a.end),
    "equals": lambda a, d: (0, 0),
    "near": lambda a, d: (a.last + d, a.first - d),
    "followed by": lambda a, d: (-a.end, -(a.last + d)),
}


def related(left: Iterable[Stretch], how: How, right: Iterable[Stretch], distance: float = 0) -> set[int]:
    """The keys of `left` of which one of `right` stands so: overlaps, within, encloses, equals, followed by, near."""
    sides: dict[Hashable, list[Stretch]] = defaultdict(list)
    for one in right:
        sides[_together(one, how)].append(one)
    sorted_sides = {where: _Side(how, found) for where, found in sides.items()}
    wanted = _WANTED[how]
    return {
        one.key
        for one in left
        if (side := sorted_sides.get(_together(one, how))) and side.has(*wanted(one, distance), one.key)
    }


def _together(one: Stretch, how: How) -> Hashable:
    return (one.where, one.start, one.end) if how == "equals" else one.where


class _Side:
    """One side of a text, sorted by `low`: up to each place the highest `high`, and the highest of another coding."""

    def __init__(self, how: How, stretches: Iterable[Stretch]) -> None:
        shape = _LOW_AND_HIGH[how]
        rows = sorted((*shape(one), one.key) for one in stretches)
        self._lows = [low for low, _high, _key in rows]
        self._highest: list[tuple[float, int, float]] = []
        high, whose, second = NONE, -1, NONE
        for _low, reached, key in rows:
            if key == whose:
                high = max(high, reached)
            elif reached > high:
                high, whose, second = reached, key, high
            else:
                second = max(second, reached)
            self._highest.append((high, whose, second))

    def has(self, low: float, high: float, but: int) -> bool:
        """Whether anything but one coding has its `low` up to, and its `high` from, what is given."""
        place = bisect_right(self._lows, low)
        if not place:
            return False
        highest, whose, second = self._highest[place - 1]
        return (second if whose == but else highest) >= high
