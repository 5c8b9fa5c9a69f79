"""The nearest of very many vectors: first by their signs alone, then exactly among those that come near.

Of a vector of 384 numbers the signs are 384 bits. How many differ is quickly counted, and the thousand with the fewest
are measured exactly; among a million mixtures of real passages that misses about two of a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Halves = NDArray[np.float16]
CANDIDATES = 1000  # measured exactly
BLOCK = 1 << 16  # vectors whose signs are counted at a time: they stay in the processor's own memory


@dataclass(frozen=True, slots=True)
class Near:
    """A vector that was found: its place among all, how near (cosine), and to which of those that were asked about."""

    place: int
    score: float
    to: int


class Rows:
    """Vectors of length one, in half precision, to be searched."""

    def __init__(self, rows: Halves) -> None:
        self.rows = rows

    def nearest(self, vector: NDArray[np.floating], most: int) -> list[Near]:
        """The nearest to one vector, nearest first."""
        return self.nearest_to_any([vector], most)

    def nearest_to_any(self, vectors: list[NDArray[np.floating]], most: int) -> list[Near]:
        """The nearest to any of some vectors, each once, with the one that it is nearest to."""
        best: dict[int, Near] = {}
        for number, vector in enumerate(vectors):
            wanted = np.asarray(vector, np.float32)
            places = self._candidates(wanted, max(CANDIDATES, most))
            scores = self.rows[places].astype(np.float32) @ wanted
            for place, score in zip(places.tolist(), scores.tolist(), strict=True):
                if place not in best or score > best[place].score:
                    best[place] = Near(place, score, number)
        return sorted(best.values(), key=lambda one: (-one.score, one.place))[:most]

    @cached_property
    def signs(self) -> NDArray[np.uint64]:
        """The signs of all vectors, 64 a word; a word of all of them lies together."""
        return packed(self.rows)

    def _candidates(self, wanted: NDArray[np.float32], most: int) -> NDArray[np.intp]:
        """The places of those whose signs differ least."""
        if len(self.rows) <= most:
            return np.arange(len(self.rows))
        off = self._differing(packed(wanted[None]))
        counts = np.bincount(off)
        least = int(np.searchsorted(np.cumsum(counts), most))  # at most so many signs off
        return np.flatnonzero(off <= least)

    def _differing(self, asked: NDArray[np.uint64]) -> NDArray[np.uint16]:
        off = np.empty(len(self.rows), np.uint16)
        for start in range(0, len(off), BLOCK):
            words = self.signs[:, start : start + BLOCK]
            np.sum(np.bitwise_count(words ^ asked), axis=0, dtype=np.uint16, out=off[start : start + BLOCK])
        return off


def packed(rows: NDArray[np.floating]) -> NDArray[np.uint64]:
    """The signs of vectors as words of 64 bits: one row a word, one column a vector.

    >>> packed(np.array([[1.0, -1.0, 1.0], [-1.0, -1.0, -1.0]])).tolist()
    [[5, 0]]
    """
    signs = (
        rows.astype("<f2", copy=False).view("<i2") >= 0
    )  # as whole numbers: numpy compares halves ten times as slowly
    bits = np.packbits(signs, axis=1, bitorder="little")
    whole = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8)))
    return np.ascontiguousarray(whole.view("<u8").T)
