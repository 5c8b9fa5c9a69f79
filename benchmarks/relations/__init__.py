"""Counting over very many codings: co-occurrence of all codes, and codes by people; from a hundred thousand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import process_time

import numpy as np

from firsthand.core.crosstable import distinct
from firsthand.core.marks import Marks, meetings
from firsthand.core.relations import co_occurrence

CODES, PEOPLE, TURNS, CHARACTERS = 200, 1_000, 400, 50_000
A_DOCUMENT = 1_000  # codings, by four coders
SIZES = (100_000, 1_000_000, 10_000_000)
AIMED_AT = 1_000_000
AIMS = {"co-occurrence of all codes": 2.0, "codes by people": 0.3}  # seconds of the processor
REPEATS = {100_000: 9, 1_000_000: 5, 10_000_000: 1}


@dataclass(frozen=True, slots=True)
class Took:
    """What took how many seconds of the processor, and the floor: the same rows sorted and counted once by numpy."""

    what: str
    codings: int
    seconds: float
    floor: float
    result: int


def invented(codings: int, seed: int = 1) -> tuple[Marks, Marks]:
    """Codings by document and place, as a study gives them; and whose turns are where, one person a document."""
    random = np.random.default_rng(seed)
    documents = max(codings // A_DOCUMENT, 1)
    starts = random.integers(0, CHARACTERS - 300, codings)
    docs = np.sort(random.integers(0, documents, codings))
    order = np.lexsort((starts, docs))
    found = Marks(
        docs[order], starts[order], starts[order] + random.integers(20, 300, codings),
        random.integers(0, CODES, codings),
    )  # fmt: skip
    turn = CHARACTERS // TURNS
    begins = np.tile(np.arange(0, CHARACTERS, 2 * turn), documents)  # every other turn is the interviewer's
    speaks = np.repeat(np.arange(documents), TURNS // 2)
    return found, Marks(speaks, begins, begins + turn, speaks % PEOPLE)


def codes_by_people(codings: Marks, words: Marks) -> int:
    """In how many people's words each code is: how many cells are not empty."""
    table = np.zeros((CODES, PEOPLE), np.int64)
    for i, j in meetings(codings, words):
        person = words.labels[j]
        table += distinct(codings.labels[i], person, np.zeros_like(person), table.shape)
    return int((table > 0).sum())


def measured(sizes: tuple[int, ...] = SIZES) -> list[Took]:
    """Everything, at each size."""
    found = []
    for size in sizes:
        codings, words = invented(size)
        floor = _seconds(partial(_floor, codings), REPEATS.get(size, 1))[0]
        for what, run in _runs(codings, words).items():
            seconds, result = _seconds(run, REPEATS.get(size, 1))
            found.append(Took(what, size, seconds, floor, result))
    return found


def _runs(codings: Marks, words: Marks) -> dict[str, Callable[[], int]]:
    return {
        "co-occurrence of all codes": lambda: int(co_occurrence(codings, CODES).pairs.sum()),
        "codes by people": lambda: codes_by_people(codings, words),
    }


def _floor(codings: Marks) -> int:
    order = np.argsort(codings.labels, kind="stable")
    return int(np.bincount(codings.labels[order], minlength=CODES).sum())


def _seconds(run: Callable[[], int], repeats: int) -> tuple[float, int]:
    """The median of so many runs."""
    took = []
    for _run in range(repeats):
        before = process_time()
        result = run()
        took.append(process_time() - before)
    return median(took), result
