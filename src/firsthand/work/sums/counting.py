"""Which cells are shown: those of enough entries by enough people, each by itself.

No total is among them, of entries or of people: from none of these numbers can another be taken away so that a
small cell is left. What is shown is the same whether or not there was anything in the cells that are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

LEAST_ENTRIES, LEAST_WRITERS = 5, 3

Cell = tuple[str, str]  # a question, and what was chosen


def shown(slips: Iterable[tuple[Cell, bytes]]) -> dict[Cell, int]:
    """From what was chosen, each with a mark of who did, the cells that may be shown, with their entries.

    >>> shown([(("what", "talk"), writer) for writer in (b"a", b"a", b"b", b"b", b"c")])
    {('what', 'talk'): 5}
    >>> shown([(("what", "talk"), writer) for writer in (b"a", b"a", b"a", b"b", b"b")])
    {}
    """
    writers: dict[Cell, list[bytes]] = defaultdict(list)
    for cell, writer in slips:
        writers[cell].append(writer)
    return {
        cell: len(marks)
        for cell, marks in writers.items()
        if len(marks) >= LEAST_ENTRIES and len(set(marks)) >= LEAST_WRITERS
    }


def quarter_of(day: date) -> str:
    """The quarter of a day. They sort as they follow.

    >>> quarter_of(date(2026, 11, 26))
    '2026Q4'
    """
    return f"{day.year:04}Q{(day.month + 2) // 3}"
