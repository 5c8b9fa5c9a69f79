"""Agreement, reckoned by four other libraries on a thousand tables drawn at random: `python -m tools.oracles`.

It runs in an environment of its own, since one of them may not be shipped (krippendorff: GPL) and none is needed:

    python -m venv /tmp/oracles
    /tmp/oracles/bin/pip install krippendorff nltk statsmodels scikit-learn scipy
    PYTHONPATH=src /tmp/oracles/bin/python -m tools.oracles [TABLES] [--seed N]

It prints for each coefficient how many values were compared and by how much they differed at most, and ends with 1
where that is more than 1e-9. Where others give a number, and we say that there is none, it counts what they gave.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np

from firsthand.core.agreement.coefficient import Basis, Coefficient
from firsthand.core.agreement.coefficients import of_pair
from firsthand.core.agreement.distances import METRICS
from firsthand.core.agreement.tallies import Fourfold
from firsthand.core.agreement.units import Table

TOLERANCE = 1e-9
Rows = list[list[int | None]]
Oracle = tuple[str, Callable[[], float], Coefficient]


def drawn(random: Random) -> Rows:
    """A table: 2 to 5 coders, up to 40 units, 1 to 6 values; half of them with codings missing, coders half alike."""
    coders, values = random.randint(2, 5), random.randint(1, 6)
    missing = random.choice([0, 0, random.random() / 2])
    alike = random.random()
    rows: Rows = []
    for _ in range(random.randint(1, 40)):
        true = random.randint(1, values)
        row = [true if random.random() < alike else random.randint(1, values) for _ in range(coders)]
        rows.append([None if random.random() < missing else value for value in row])
    return rows


def oracles(rows: Rows) -> Iterator[Oracle]:
    """What each library can say of a table, beside ours."""
    table = Table.of(rows)
    yield from _krippendorff(rows, table)
    complete = [row for row in rows if None not in row]
    if complete == rows:
        yield from _fleiss(rows, table)
        yield from _nltk(rows, table)
    pair: Rows = [row[:2] for row in rows if None not in row[:2]]
    if pair:
        yield from _of_two(pair)
    yield from _yes_and_no(pair)


def _krippendorff(rows: Rows, table: Table) -> Iterator[Oracle]:
    import krippendorff

    data = np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float).T
    for metric in METRICS:
        yield (
            f"alpha, {metric}: krippendorff",
            lambda metric=metric: krippendorff.alpha(reliability_data=data, level_of_measurement=metric),
            table.alpha(metric),
        )


def _fleiss(rows: Rows, table: Table) -> Iterator[Oracle]:
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    yield "fleiss: statsmodels", lambda: fleiss_kappa(aggregate_raters(np.array(rows))[0]), table.fleiss()


def _nltk(rows: Rows, table: Table) -> Iterator[Oracle]:
    from nltk.metrics.agreement import AnnotationTask

    task = AnnotationTask(
        [(f"c{at}", f"u{unit}", value) for unit, row in enumerate(rows) for at, value in enumerate(row)]
    )
    yield "alpha, nominal: nltk", task.alpha, table.alpha()
    yield "fleiss: nltk", task.pi, table.fleiss()
    yield "percent: nltk", task.avg_Ao, table.percent()
    if table.coders == 2:
        yield "pi: nltk", task.pi, table.pi()
        yield "kappa: nltk", task.kappa, table.kappa()
        yield "s: nltk", task.S, table.s()


def _of_two(rows: Rows) -> Iterator[Oracle]:
    from sklearn.metrics import cohen_kappa_score
    from statsmodels.stats.inter_rater import cohens_kappa

    table = Table.of(rows)
    one, other = zip(*rows, strict=True)
    yield "kappa: scikit-learn", lambda: cohen_kappa_score(one, other), table.kappa()
    values = len(table.values)
    counts = np.zeros((values, values))
    np.add.at(counts, tuple(table.places.T), 1)
    yield "kappa: statsmodels", lambda: cohens_kappa(counts).kappa, table.kappa()
    yield "kappa_max: statsmodels", lambda: cohens_kappa(counts).kappa_max, table.kappa_max()


def _yes_and_no(rows: Rows) -> Iterator[Oracle]:
    """Whether the first value was given or not: the formulas of marked text."""
    from sklearn import metrics

    yes = [[value == 1 for value in row] for row in rows]
    if not yes:
        return
    one, other = (np.array(column) for column in zip(*yes, strict=True))
    counts = Fourfold(
        int((one & other).sum()),
        int((one & ~other).sum()),
        int((~one & other).sum()),
        int((~one & ~other).sum()),
    )
    pair = of_pair(counts, Basis("unit", counts.n, 2))
    for name, score in (
        ("f1", metrics.f1_score), ("jaccard", metrics.jaccard_score), ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
    ):  # fmt: skip
        yield f"{name}: scikit-learn", lambda score=score: score(one, other, zero_division=np.nan), pair[name]
    yield "kappa of marked text: scikit-learn", lambda: metrics.cohen_kappa_score(one, other), pair["kappa"]


def main() -> int:
    """Compare, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.oracles", description=__doc__.splitlines()[0])
    parser.add_argument("tables", type=int, nargs="?", default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    random = Random(wanted.seed)
    most: dict[str, float] = defaultdict(float)
    compared: Counter[str] = Counter()
    undefined: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(wanted.tables):
        for name, ask, ours in oracles(drawn(random)):
            theirs = _asked(ask)
            if ours.value is None:
                undefined[name][theirs if isinstance(theirs, str) else f"{theirs:g}"] += 1
            elif isinstance(theirs, str):
                undefined[name][f"{theirs}, where ours is {ours.value:g}"] += 1
            else:
                compared[name] += 1
                most[name] = max(most[name], abs(theirs - ours.value))
    for name in sorted(compared):
        other = ", ".join(f"{what} {many} times" for what, many in undefined[name].most_common(4))
        print(
            f"{name:38} {compared[name]:6,}  {most[name]:.1e}"
            + (f"   without a value here: {other}" if other else "")
        )
    worst = max(most.values())
    print(f"Most: {worst:.1e}; allowed: {TOLERANCE:.0e}.")
    return int(worst > TOLERANCE)


def _asked(ask: Callable[[], Any]) -> float | str:
    """What the library says: a number, or how it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = float(ask())
        except Exception as failed:  # noqa: BLE001, RUF100 - whatever it is, it is told
            return type(failed).__name__
    return found if np.isfinite(found) else "nan"


if __name__ == "__main__":
    sys.exit(main())
