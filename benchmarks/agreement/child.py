"""One run of ours, in a process of its own: `python -m benchmarks.agreement.child codings|table SIZE`."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from itertools import combinations
from time import process_time
from typing import TypeVar

import numpy as np

from benchmarks.agreement import CODERS, CODES, DOCUMENTS, LENGTH, made
from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Basis
from firsthand.core.agreement.coefficients import MANY, of_many, of_pair
from firsthand.core.agreement.histogram import Histogram, sweep
from firsthand.core.agreement.intervals import by_documents
from firsthand.core.agreement.tallies import added, fourfold, of_one, tallies
from firsthand.core.agreement.units import Table

T = TypeVar("T")
seconds: dict[str, float] = {}


def timed(name: str, do: Callable[[], T]) -> T:
    """Do it, and note what processor time it took."""
    start = process_time()
    done = do()
    seconds[name] = process_time() - start
    return done


def codings(size: int) -> None:
    """Codings → histogram → every coefficient of every code, over all coders and two by two; then 2,000 drawings."""
    columns = made.columns(size)
    everybody = np.full(DOCUMENTS, (1 << CODERS) - 1)
    found = Codings(**columns, lengths=np.full(DOCUMENTS, LENGTH), codes=CODES, coders=CODERS, seen=everybody)
    events = np.concatenate([columns["start"], columns["end"]])
    timed("sorting as many numbers", lambda: np.sort(events))
    histogram = timed("sweep", lambda: sweep(found))
    timed("coefficients", lambda: _every(histogram.pooled()))
    timed("2,000 drawings", lambda: by_documents(tallies(histogram), [*MANY.values()]))


def _every(pooled: Histogram) -> None:
    basis = Basis("character", DOCUMENTS * LENGTH, CODERS, DOCUMENTS)
    many = added(tallies(pooled))
    for code in range(CODES):
        of_many(of_one(many, code), basis)
    for pair in combinations(range(CODERS), 2):
        counts = added(fourfold(pooled, *pair))
        for code in range(CODES):
            of_pair(of_one(counts, code), basis)


def table(units: int) -> None:
    """Every coefficient of a table, each alone, as the other libraries are measured."""
    rows = made.table(units)
    found = Table(rows - 1, tuple(range(1, int(rows.max()) + 1)))
    timed("alpha, nominal", found.alpha)
    timed("alpha, interval", lambda: found.alpha("interval"))
    timed("fleiss", found.fleiss)
    timed("AC1", found.ac1)
    timed(
        "kappa of 6 pairs",
        lambda: [found.of_coders(*pair).kappa() for pair in combinations(range(CODERS), 2)],
    )


if __name__ == "__main__":
    {"codings": codings, "table": table}[sys.argv[1]](int(sys.argv[2]))
    print(
        json.dumps(
            {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
        )
    )
