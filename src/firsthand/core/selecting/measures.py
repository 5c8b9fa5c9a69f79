"""In which sentence, and in which second, positions of a text are: what distances between codings are counted in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from firsthand.core.finding import SENTENCE_END
from firsthand.core.transcript import Turn, turn_at


def sentence_ends(text: str) -> list[int]:
    """Where each sentence or line ends that has anything in it.

    >>> sentence_ends("Tea? Yes.\\n\\nWe sat.")
    [4, 9, 18]
    """
    ends: list[int] = []
    for match in SENTENCE_END.finditer(text):
        if text[ends[-1] if ends else 0 : match.end()].strip():
            ends.append(match.end())
    return ends


def number_at(edges: Sequence[int], position: int) -> int:
    """In which of the stretches that end at `edges` a position is, from 0.

    >>> number_at([4, 9], 3), number_at([4, 9], 4), number_at([4, 9], 12)
    (0, 1, 2)
    """
    return bisect_right(edges, position)


def seconds_of(turns: Sequence[Turn], start: int, end: int) -> tuple[float, float] | None:
    """From when to when the turns last in which a stretch begins and ends; None where no times are known.

    A turn is the finest that a transcript knows: two stretches of one turn are no second apart.

    >>> seconds_of([Turn(0, 0, 5, 0, 1000, 3000), Turn(5, 5, 9, 0, 4000, None)], 2, 7)
    (1.0, 4.0)
    """
    first, last = turn_at(turns, start), turn_at(turns, end - 1)
    if first is None or last is None or first.begins is None or last.begins is None:
        return None
    return first.begins / 1000, (last.begins if last.ends is None else last.ends) / 1000
