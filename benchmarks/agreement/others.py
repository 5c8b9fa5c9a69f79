"""One run of another library, by a Python that has it: `PYTHON -m benchmarks.agreement.others NAME`.

Each does what it can: krippendorff and nltk the short table, the others the long one; `characters` is what one would do
without a sweep, an array a character, for one code and two coders.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from itertools import combinations
from time import process_time

import numpy as np

from benchmarks.agreement import CODERS, DOCUMENTS, FULL, LENGTH, SHORT, UNITS, made

seconds: dict[str, float] = {}


def timed(name: str, do: Callable[[], object]) -> None:
    """Do it, and note what processor time it took."""
    start = process_time()
    do()
    seconds[name] = process_time() - start


def krippendorff() -> None:
    """Alpha."""
    import krippendorff as library

    data = made.table(SHORT).T.astype(float)
    for metric in ("nominal", "interval"):
        timed(
            f"alpha, {metric}",
            lambda metric=metric: library.alpha(reliability_data=data, level_of_measurement=metric),
        )


def nltk() -> None:
    """Alpha and Fleiss, which it calls pi."""
    from nltk.metrics.agreement import AnnotationTask

    rows = made.table(SHORT).tolist()
    task = AnnotationTask(
        [(at, unit, value) for unit, row in enumerate(rows) for at, value in enumerate(row)]
    )
    timed("alpha, nominal", task.alpha)
    timed("fleiss", task.pi)


def statsmodels() -> None:
    """Fleiss."""
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    timed("fleiss", lambda: fleiss_kappa(aggregate_raters(made.table(UNITS))[0]))


def sklearn() -> None:
    """Kappa, two by two."""
    from sklearn.metrics import cohen_kappa_score

    rows = made.table(UNITS)
    pairs = [*combinations(range(CODERS), 2)]
    timed(
        "kappa of 6 pairs", lambda: [cohen_kappa_score(rows[:, one], rows[:, other]) for one, other in pairs]
    )


def characters() -> None:
    """One code and two coders, an array a character, and scikit-learn's kappa of those."""
    from sklearn.metrics import cohen_kappa_score

    columns = made.columns(FULL)

    def paint(coder: int) -> np.ndarray:
        marked = np.zeros(DOCUMENTS * LENGTH, dtype=np.bool_)
        for row in np.flatnonzero((columns["code"] == 0) & (columns["coder"] == coder)):
            at = columns["doc"][row] * LENGTH
            marked[at + columns["start"][row] : at + columns["end"][row]] = True
        return marked

    timed("kappa of one code and one pair", lambda: cohen_kappa_score(paint(0), paint(1)))


if __name__ == "__main__":
    {one.__name__: one for one in (krippendorff, nltk, statsmodels, sklearn, characters)}[sys.argv[1]]()
    print(
        json.dumps(
            {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
        )
    )
