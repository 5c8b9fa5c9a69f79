"""How far codings of one code are from the nearest of another, and whether nearer than chance would put them.

Chance: the codings of the first code are put anywhere in their own documents, each as long as it is, so often; where
the median gap then is as small as the one found, or smaller, in a share p of all times (with the one found among them),
nearness is no surprise.

>>> a, b = Marks.of([(0, 0, 10, 0), (0, 90, 95, 0), (1, 0, 5, 0)]), Marks.of([(0, 12, 20, 1), (0, 80, 92, 1)])
>>> nearest(a, b).tolist()
[2, 0, -1]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firsthand.core.figures import Figure, undefined
from firsthand.core.marks import Ints, Marks

DRAWS = 999


def nearest(one: Marks, two: Marks) -> Ints:
    """The gap between each mark of `one` and the nearest of `two` in its document: 0 at overlap, -1 where none is."""
    gaps = np.full(len(one), -1, np.int64)
    if not len(one) or not len(two):
        return gaps
    width = int(max(one.ends.max(), two.ends.max())) + 1
    order = np.lexsort((two.starts, two.docs))
    docs, starts = two.docs[order], two.docs[order] * width + two.starts[order]
    ends = np.maximum.accumulate(two.docs[order] * width + two.ends[order])
    after = np.searchsorted(starts, one.docs * width + one.ends)
    far = np.iinfo(np.int64).max
    ahead, behind = np.full(len(one), far), np.full(len(one), far)
    there = after < len(docs)
    there[there] = docs[after[there]] == one.docs[there]
    ahead[there] = starts[after[there]] - (one.docs * width + one.ends)[there]
    there = after > 0
    there[there] = docs[after[there] - 1] == one.docs[there]
    behind[there] = np.maximum((one.docs * width + one.starts)[there] - ends[after[there] - 1], 0)
    least = np.minimum(ahead, behind)
    gaps[least < far] = least[least < far]
    return gaps


@dataclass(frozen=True, slots=True)
class Proximity:
    """The median gap, the median of it under random relocation, and how often chance comes as near."""

    gap: Figure
    by_chance: Figure
    p: Figure
    counted: int  # codings with some coding of the other code in their document
    draws: int
    seed: int


def proximity(one: Marks, two: Marks, lengths: Ints, *, draws: int = DRAWS, seed: int = 1) -> Proximity:
    """How near `one` stands to `two`, in documents of these lengths."""
    found = nearest(one, two)
    kept = one[found >= 0]
    if not len(kept):
        none = undefined("there is no document with codings of both")
        return Proximity(none, none, none, 0, draws, seed)
    random, gap = np.random.default_rng(seed), float(np.median(found[found >= 0]))
    medians = np.array([np.median(nearest(_anywhere(kept, lengths, random), two)) for _draw in range(draws)])
    p = (int((medians <= gap).sum()) + 1) / (draws + 1)
    return Proximity(Figure(gap), Figure(float(np.median(medians))), Figure(p), len(kept), draws, seed)


def _anywhere(marks: Marks, lengths: Ints, random: np.random.Generator) -> Marks:
    starts = random.integers(0, lengths[marks.docs] - marks.lengths + 1)
    return Marks(marks.docs, starts, starts + marks.lengths, marks.labels)
