"""Words in a text that are nearly the ones sought. An edit is a letter put in, left out or replaced.

After G. Myers, “A fast bit-vector algorithm for approximate string matching based on dynamic programming”,
Journal of the ACM 46 (1999). A column of the table is two whole numbers with a bit for each code point of the
words, so the cost is that of reading the text once (for words of up to some thousand code points).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Fit(NamedTuple):
    """From `start` to `end` (code points of the text searched), words differ by `edits`."""

    start: int
    end: int
    edits: int


def best_fit(words: str, text: str, expected: int, most: int) -> Fit | None:
    """The stretch of `text` that differs from `words` by the fewest edits; of equals, one near `expected`.

    None where that takes more than `most` edits, which must be fewer than `words` has code points.

    >>> best_fit("recieved it", "I have received it now", 7, most=3)
    Fit(start=7, end=18, edits=2)
    """
    ends = [len(words), *edits_by_end(words, text)]
    edits = min(ends)
    if edits > most:
        return None
    end = _nearest_of(edits, ends, expected + len(words))
    starts = [len(words), *edits_by_end(words[::-1], text[:end][::-1], from_start=True)]
    back = _nearest_of(edits, starts, len(words))
    return Fit(end - back, end, edits)


def edits_by_end(words: str, text: str, *, from_start: bool = False) -> Iterator[int]:
    """For each code point of `text`: the edits between `words` and the stretch, ending there, most like them.

    With `from_start`, the stretch is always all of the text up to there.

    >>> list(edits_by_end("tea", "a tee"))
    [2, 3, 2, 1, 1]
    >>> list(edits_by_end("tea", "a tee", from_start=True))
    [2, 3, 3, 3, 3]
    """
    masks: dict[str, int] = {}
    for bit, letter in enumerate(words):
        masks[letter] = masks.get(letter, 0) | 1 << bit
    full, last = (1 << len(words)) - 1, 1 << (len(words) - 1)
    more, fewer, edits = (
        full,
        0,
        len(words),
    )  # where a row is one more, or one fewer, than the row above
    for letter in text:
        same = masks.get(letter, 0)
        diagonal = (((same & more) + more) ^ more) | same | fewer
        right_more = fewer | (full & ~(diagonal | more))
        right_fewer = more & diagonal
        edits += bool(right_more & last) - bool(right_fewer & last)
        right_more, right_fewer = (right_more << 1 | from_start) & full, right_fewer << 1 & full
        more = right_fewer | (full & ~(diagonal | right_more))
        fewer = right_more & diagonal
        yield edits


def _nearest_of(value: int, values: list[int], expected: int) -> int:
    """The index of `value` in `values` nearest to `expected`."""
    places = [index for index, one in enumerate(values) if one == value]
    return min(places, key=lambda index: abs(index - expected))
