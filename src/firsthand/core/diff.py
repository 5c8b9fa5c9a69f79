"""What two versions of a text share, in order: one diff by lines, then inside what changed by words.

difflib alone is quadratic at worst, and worst is what transcripts are: the same short lines again and again.
So stretches are lined up by the pieces that occur exactly once on both sides (Bram Cohen's “patience diff”),
and difflib sees only what is small. All positions are code points.

>>> blocks("Tea helps. So does rest.", "Warm tea helps. So does rest.")
[Block(old=1, new=6, length=23)]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import NamedTuple

LINES = re.compile(r"[^\n]*\n|[^\n]+")
TOKENS = re.compile(r"\w+|\s+|[^\w\s]")

SMALL = 40_000  # pieces of old times pieces of new, up to which difflib is quick whatever the text
DEEPEST = 12  # rounds of lining up; texts that need more are not versions of one another
ALIKE = 0.3  # two stretches that share less than this only happen to use the same words or letters


class Block(NamedTuple):
    """`length` code points that stand at `old` in the old text and at `new` in the new one."""

    old: int
    new: int
    length: int


class Gap(NamedTuple):
    """A stretch between two blocks: what was there in the old text, and what took its place in the new."""

    old: int
    old_end: int
    new: int
    new_end: int


def blocks(old: str, new: str) -> list[Block]:
    """The stretches that both texts share, in order in both, none touching the next on both sides.

    Cost: about n log n in the length of the texts, whatever they are.
    """
    found = _within(old, new, Gap(0, len(old), 0, len(new)), LINES)
    for finer in (_within_words, _edges):
        gaps_left = gaps(found, len(old), len(new))
        found = _joined([*found, *(block for gap in gaps_left for block in finer(old, new, gap))])
    return found


def gaps(found: Sequence[Block], old_length: int, new_length: int) -> list[Gap]:
    """What lies between, before and after the blocks, where there is anything."""
    fenced = [Block(0, 0, 0), *found, Block(old_length, new_length, 0)]
    between = [
        Gap(one.old + one.length, two.old, one.new + one.length, two.new) for one, two in pairwise(fenced)
    ]
    return [gap for gap in between if gap.old < gap.old_end or gap.new < gap.new_end]


def _within_words(old: str, new: str, gap: Gap) -> list[Block]:
    return _if_alike(gap, _within(old, new, gap, TOKENS))


def _edges(old: str, new: str, gap: Gap) -> list[Block]:
    """What a gap begins and ends with on both sides: the ends of a word whose middle was corrected."""
    before, after = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    head = shared_head(before, after)
    tail = shared_head(before[head:][::-1], after[head:][::-1])
    ends = [Block(gap.old, gap.new, head), Block(gap.old_end - tail, gap.new_end - tail, tail)]
    return _if_alike(gap, [block for block in ends if block.length])


def _if_alike(gap: Gap, found: list[Block]) -> list[Block]:
    """`found`, if that is enough of the gap to say that one side is a version of the other; else nothing."""
    shorter = min(gap.old_end - gap.old, gap.new_end - gap.new)
    return found if sum(block.length for block in found) >= ALIKE * shorter else []


def _within(old: str, new: str, gap: Gap, piece: re.Pattern[str]) -> list[Block]:
    """The blocks inside `gap`, made of whole pieces."""
    ours = piece.findall(old, gap.old, gap.old_end)
    theirs = piece.findall(new, gap.new, gap.new_end)
    old_at = list(accumulate(map(len, ours), initial=gap.old))
    new_at = list(accumulate(map(len, theirs), initial=gap.new))
    runs = _runs(ours, theirs)
    return _joined([Block(old_at[i], new_at[j], old_at[i + n] - old_at[i]) for i, j, n in runs if n])


def _joined(found: list[Block]) -> list[Block]:
    """`found` in order, with blocks that follow one another on both sides made one."""
    result: list[Block] = []
    for block in sorted(found):
        last = result[-1] if result else Block(0, 0, 0)
        if result and (last.old + last.length, last.new + last.length) == (block.old, block.new):
            result[-1] = Block(last.old, last.new, last.length + block.length)
        else:
            result.append(block)
    return result


def _runs(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(i, j, n): `n` pieces from `i` in ours equal those from `j` in theirs.

    No two cross or overlap; they come in no set order, and some are empty.
    """
    waiting = [(0, len(ours), 0, len(theirs), DEEPEST)]
    while waiting:
        i, i_end, j, j_end, rounds = waiting.pop()
        a, b = ours[i:i_end], theirs[j:j_end]
        head = shared_head(a, b)
        tail = shared_head(a[head:][::-1], b[head:][::-1])
        yield i, j, head
        yield i_end - tail, j_end - tail, tail
        a, b, i, j = a[head : len(a) - tail], b[head : len(b) - tail], i + head, j + head
        anchors = _anchors(a, b) if rounds else []
        if anchors:
            yield from ((i + x, j + y, 1) for x, y in anchors)
            fence = [(-1, -1), *anchors, (len(a), len(b))]
            for (x, y), (x_end, y_end) in pairwise(fence):
                if x + 1 < x_end and y + 1 < y_end:
                    waiting.append((i + x + 1, i + x_end, j + y + 1, j + y_end, rounds - 1))
        elif len(a) * len(b) <= SMALL:
            for x, y, n in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
                yield i + x, j + y, n


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The pieces found exactly once on both sides, as index pairs: as many as stand in the same order."""
    once = {piece for piece, times in Counter(a).items() if times == 1}
    twice = {piece for piece, times in Counter(b).items() if times > 1}
    places = {piece: y for y, piece in enumerate(b) if piece in once and piece not in twice}
    return _rising([(x, places[piece]) for x, piece in enumerate(a) if piece in places])


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of `pairs` (rising in x, all y different) that rises in y too.

    >>> _rising([(0, 5), (1, 2), (2, 3), (3, 1)])
    [(1, 2), (2, 3)]
    """
    lowest: list[int] = []  # for each length of choice so far: the lowest y that it can end on …
    ends: list[int] = []  # … and the pair that y belongs to
    before: list[int] = []
    for index, (_, y) in enumerate(pairs):
        length = bisect_left(lowest, y)
        lowest[length : length + 1] = [y]
        ends[length : length + 1] = [index]
        before.append(ends[length - 1] if length else -1)
    result: list[tuple[int, int]] = []
    step = ends[-1] if ends else -1
    while step >= 0:
        result.append(pairs[step])
        step = before[step]
    return result[::-1]


def shared_head(a: Sequence[str], b: Sequence[str]) -> int:
    """How many pieces (or code points) `a` and `b` begin with alike."""
    for index, (one, two) in enumerate(zip(a, b, strict=False)):
        if one != two:
            return index
    return min(len(a), len(b))
