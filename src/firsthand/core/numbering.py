"""Numbers without a gap, for somebody for whom some of the numbered things are as if they had never been.

>>> numbering = Numbering([3, 7])
>>> [numbering.shown(number) for number in (1, 2, 4, 6, 8)]
[1, 2, 3, 5, 6]
>>> [numbering.meant(number) for number in (1, 2, 3, 5, 6)]
[1, 2, 4, 6, 8]
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

LABEL = re.compile(r"P(\d+)")


class Numbering:
    """Numbers as they are given here, and as somebody sees them from whom those of `hidden` are kept."""

    def __init__(self, hidden: Iterable[int] = ()) -> None:
        self.hidden: Sequence[int] = sorted(hidden)

    def shown(self, number: int) -> int:
        """What a number is for them. A hidden number is that of the last thing before it."""
        return number - bisect_right(self.hidden, number)

    def meant(self, shown: int) -> int:
        """The number of what they call by a number."""
        number = shown
        for hidden in self.hidden:
            if hidden > number:
                break
            number += 1
        return number


class Numbers:
    """Numbers that are given by counting on from the highest that stands, as they would be without some things.

    `events`: what happened, in order: a thing with its number when it came, or with None when it went. What came back
    has the number that it had; a number that was not the next one was somebody's wish, and stays.

    >>> numbers = Numbers([("a", 1), ("b", 2), ("b", None), ("c", 2), ("d", 3), ("e", 9)], hidden={"b", "c"})
    >>> [numbers.shown(number) for number in (1, 3, 9)], numbers.meant(2), numbers.meant(4)
    ([1, 2, 9], 3, 0)
    """

    def __init__(self, events: Iterable[tuple[str, int | None]] = (), hidden: Collection[str] = ()) -> None:
        given: dict[str, int] = {}
        real: dict[str, int] = {}
        there: dict[str, int] = {}
        for thing, number in events:
            if number is None:
                real.pop(thing, None)
                there.pop(thing, None)
                continue
            wished = number != max(real.values(), default=0) + 1
            real[thing] = number
            if thing in hidden:
                continue
            if thing not in given:
                given[thing] = number if wished else max(there.values(), default=0) + 1
            there[thing] = given[thing]
        self._shown: Mapping[int, int] = {real[thing]: number for thing, number in there.items()}
        self._meant = {number: kept for kept, number in self._shown.items()}
        self._same = not hidden

    def shown(self, number: int) -> int:
        """What a number is for them."""
        return self._shown.get(number, number)

    def meant(self, shown: int) -> int:
        """The number of what they call by a number; 0, which nothing has, where they call nothing so."""
        return shown if self._same else self._meant.get(shown, 0)


def labels_shown(every: Iterable[str], hidden: Iterable[str]) -> dict[str, str]:
    """How participants are labelled for somebody from whom some are kept: what followed on them moves up.

    Where a number was left out already the row begins anew, as it would have without them.

    >>> labels_shown(["P01", "P02", "P03", "P07", "Ann"], ["P02"])
    {'P01': 'P01', 'P03': 'P02', 'P07': 'P07', 'Ann': 'Ann'}
    """
    gone = set(hidden)
    plain = {label: label for label in every if label not in gone}
    numbered = sorted((int(found[1]), label) for label in every if (found := LABEL.fullmatch(label)))
    before, back = 0, 0
    for number, label in numbered:
        if number != before + 1:
            back = 0
        if label in gone:
            back += 1
        else:
            plain[label] = f"P{number - back:02}"
        before = number
    return plain
