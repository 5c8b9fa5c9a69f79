"""The nearest of very many vectors: how long a search takes, and how many of the true nearest it finds."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import process_time

import numpy as np
from numpy.typing import NDArray

from firsthand.core.similar.nearest import Rows

DIMENSIONS, NEAREST = 384, 10
A_TOPIC, MIDDLE = 20, 0.36  # vectors of a topic; how far all lie in one direction
SIZES = (10_000, 100_000, 1_000_000)
AIMED_AT, AIM_SECONDS, AIM_FOUND = 1_000_000, 0.020, 0.98
BLOCK = 50_000


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the processor for a search by signs, and through all; of the ten nearest, how many are found."""

    vectors: int
    building: float
    seconds: float
    floor: float
    found: float
    asked: int


def invented(vectors: int, seed: int = 1) -> NDArray[np.float16]:
    """Vectors as those of real passages lie: all a little in one direction, directions of unlike weight, and in topics.

    Over 401 passages of the demonstration the model's cosines have a mean of .13 and a spread of .10; here .14 and .08.
    Half of a vector is its topic. The smallest topics have ten vectors, the largest very many.
    """
    chance = np.random.default_rng(seed)
    share = (1 + np.arange(DIMENSIONS) / 20) ** -1.2
    turned = np.linalg.qr(chance.standard_normal((DIMENSIONS, DIMENSIONS)))[0]
    weight = (np.sqrt(share / share.sum())[:, None] * turned).astype(np.float32)
    middle = chance.standard_normal(DIMENSIONS)
    middle *= MIDDLE / np.linalg.norm(middle)
    topics = chance.standard_normal((vectors // A_TOPIC, DIMENSIONS), np.float32)
    rows = np.empty((vectors, DIMENSIONS), np.float16)
    for start in range(0, vectors, BLOCK):
        size = min(BLOCK, vectors - start)
        which = (len(topics) * chance.random(size) ** 2).astype(np.intp)
        made = (
            np.sqrt(0.5) * (topics[which] + chance.standard_normal((size, DIMENSIONS), np.float32)) @ weight
        )
        made = middle.astype(np.float32) + made * np.float32((1 - MIDDLE**2) ** 0.5)
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        rows[start : start + size] = made
    return rows


def measured(sizes: tuple[int, ...] = SIZES, asked: int = 50) -> list[Took]:
    """Each size: so many vectors are asked by, each of them one that is there."""
    return [_of(size, asked) for size in sizes]


def _of(size: int, asked: int) -> Took:
    rows, chance = invented(size), np.random.default_rng(2)
    by = rows[chance.integers(0, size, asked)].astype(np.float32)
    found = Rows(rows)
    before = process_time()
    assert found.signs.size
    building = process_time() - before
    seconds, near = _timed(lambda one: {hit.place for hit in found.nearest(one, NEAREST)}, by)
    floor, true = _timed(lambda one: set(_through_all(rows, one)), by)
    met = sum(len(one & other) for one, other in zip(near, true, strict=True))
    return Took(size, building, seconds, floor, met / (NEAREST * asked), asked)


def _through_all(rows: NDArray[np.float16], one: NDArray[np.float32]) -> list[int]:
    """Exactly, in half precision as they are kept: the floor of what is simple."""
    scores = np.concatenate(
        [rows[start : start + BLOCK].astype(np.float32) @ one for start in range(0, len(rows), BLOCK)]
    )
    return [int(place) for place in np.argpartition(-scores, NEAREST)[:NEAREST]]


def _timed(run: object, by: NDArray[np.float32]) -> tuple[float, list[set[int]]]:
    took, found = [], []
    for one in by:
        before = process_time()
        found.append(run(one))  # type: ignore[operator]
        took.append(process_time() - before)
    return median(took), found
