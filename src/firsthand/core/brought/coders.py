"""Coders in a table: units by coders, and how much two of them marked.

>>> from firsthand.core.brought.grid import grid_in
>>> found = of_units(grid_in("unit,Ana,Bo\\n1,yes,yes\\n2,no,no\\n3,yes,no\\n"), Asked())
>>> round(found.parts[0].rows[0][1].value, 3)
0.667
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from firsthand.core.agreement import distances, intervals
from firsthand.core.agreement.coefficient import NOTHING_COMPARED, Basis, Coefficient, Interval
from firsthand.core.agreement.coefficients import PAIR, of_pair
from firsthand.core.agreement.multivalued import Several, mv_alpha
from firsthand.core.agreement.reading import table_of
from firsthand.core.agreement.tallies import Fourfold
from firsthand.core.agreement.units import Table, every
from firsthand.core.brought.grid import Grid
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.figures import Figure, ratio, undefined

NAMES = {
    "percent": "Alike", "f1": "Positive agreement (F1)", "negative": "Negative agreement", "jaccard": "Jaccard",
    "precision": "Precision", "recall": "Recall", "kappa": "Cohen’s kappa", "kappa_max": "Highest kappa",
    "pi": "Scott’s pi", "fleiss": "Fleiss’ kappa", "alpha": "Krippendorff’s alpha", "ac1": "Gwet’s AC1",
    "ac2": "Gwet’s AC2", "s": "Bennett’s S",
}  # fmt: skip
SETS = {"jaccard": distances.jaccard, "dice": distances.dice, "masi": distances.masi}
DRAWN = ("units drawn anew", "pairs of ratings drawn anew (Krippendorff)")
MANY_VALUED = "mv"
OF_SETS = (*SETS, MANY_VALUED)
METRICS = (*distances.METRICS, *OF_SETS)


def columns_of(found: Mapping[str, Coefficient]) -> tuple[Column, ...]:
    """A column for each coefficient, with the formula it was had by."""
    return tuple(Column(name, NAMES[name], one.formula) for name, one in found.items())


def figures_of(found: Mapping[str, Coefficient]) -> tuple[Figure, ...]:
    """The coefficients as figures."""
    return tuple(Figure(one.value, one.reason) for one in found.values())


def of_units(grid: Grid, asked: Asked) -> Reckoned:
    """Units by coders: every coefficient, each value against the others, and how far alpha may be trusted."""
    if asked.metric in OF_SETS:
        return _of_sets(grid, asked)
    table, coders = table_of(
        grid.all_rows(), values=[one.strip() for one in asked.values.split(",") if one.strip()]
    )
    metric = cast("distances.Named", asked.metric)
    found = dict(every(table, metric, cast("distances.Weights | None", asked.weights or None)))
    found["kappa_max"] = table.kappa_max()
    drawn = [
        intervals.by_units(table, metric, seed=asked.seed),
        intervals.by_krippendorffs_pairs(table, metric, seed=asked.seed),
    ]
    parts = [
        Part("all", "How far coders agree", columns_of(found), (("", *figures_of(found)),)),
        *_each_value(table),
        Part(
            "alpha_between", "Between what alpha lies, in 95 of 100 drawings",
            (Column("low", "From"), Column("high", "To")),
            tuple((called, *_ends(one)) for called, one in zip(DRAWN, drawn, strict=True)), ours=True,
        ),
    ]  # fmt: skip
    return Reckoned("units", _stands_on(table, coders, asked), tuple(parts))


def _of_sets(grid: Grid, asked: Asked) -> Reckoned:
    """With several codes on a unit alpha alone can be had."""
    table, coders = table_of(grid.all_rows(), sets=True)
    found = several(table, asked.metric)
    columns = (
        Column("alpha", NAMES["alpha"], found.alpha.formula),
        Column("observed", "Observed disagreement", "the mean distance of a rating from the others of its unit"),
        Column("expected", "Expected disagreement", "the mean distance of two ratings, by chance"),
    )  # fmt: skip
    row = [
        _or_why(value, found.alpha.reason) for value in (found.alpha.value, found.observed, found.expected)
    ]
    part = Part("all", "How far coders agree", columns, (("", *row),))
    return Reckoned("units", _stands_on(table, coders, asked), (part,))


def several(table: Table, metric: str) -> Several:
    """Alpha of sets of codes, by a distance of whole sets, or with chance taken from the single codes (`mv`)."""
    if metric == MANY_VALUED:
        return mv_alpha(table)
    found = table.alpha(SETS[metric])
    called = f"Krippendorff 2004, with the distance of sets that is called {metric}"
    observed = table.disagreements(SETS[metric]) if len(table.pairable) else (None, None)
    return Several(replace(found, formula=called), *observed)


def _or_why(value: float | None, reason: str) -> Figure:
    return Figure(value) if value is not None else undefined(reason)


def _stands_on(table: Table, coders: list[str], asked: Asked) -> tuple[tuple[str, str | int], ...]:
    return (
        ("Units", len(table.places)), ("Units that two coders rated, or more", len(table.pairable)),
        ("Coders", ", ".join(coders)), ("Values", len(table.values)), ("Metric", asked.metric),
    )  # fmt: skip


def _each_value(table: Table) -> Iterable[Part]:
    """Each value against all others; of two values that says nothing more."""
    if len(table.values) > 2:
        found = table.fleiss_by_value()
        rows = tuple((_written(value), Figure(one.value, one.reason)) for value, one in found.items())
        columns = (Column("fleiss", NAMES["fleiss"], "Fleiss 1971, the value against all others"),)
        yield Part("values", "Each value against the others", columns, rows)


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _ends(one: Interval) -> tuple[Figure, Figure]:
    if one.low is None or one.high is None:
        return undefined(one.reason), undefined(one.reason)
    return Figure(one.low), Figure(one.high)


# How much two coders marked ----------------------------------------------------------------------------------------


def of_fourfold(grid: Grid, asked: Asked) -> Reckoned:
    """How much both marked, each alone, and neither: a row each, whatever is counted (characters, turns, answers)."""
    rows: list[tuple[Cell, ...]] = []
    counts = zip(*(grid.numbers(one) for one in ("both", "first", "second", "neither")), strict=True)
    for called, (both, first, second, neither) in zip(labels(grid), counts, strict=True):
        rows.append((called, *of_two(Fourfold(both, first, second, neither))))
    part = Part("all", "How far two coders agree", TWO, tuple(rows))
    return Reckoned("fourfold", (("Rows", len(rows)), ("Coders", 2)), (part,))


def of_two(counts: Fourfold) -> tuple[Cell, ...]:
    """What two coders marked and every coefficient of it, as `TWO` has it."""
    n = int(counts.n)
    both, first, second, neither = (
        int(one) for one in (counts.both, counts.first, counts.second, counts.neither)
    )
    return (
        both, first, second, neither, ratio(2 * both + first + second, 2 * n, NOTHING_COMPARED),
        ratio(abs(both - neither), n, NOTHING_COMPARED), ratio(abs(first - second), n, NOTHING_COMPARED),
        *figures_of(of_pair(counts, Basis("unit", n, 2))),
    )  # fmt: skip


TWO = (
    Column("both", "Both", places=0), Column("first", "The first alone", places=0),
    Column("second", "The second alone", places=0), Column("neither", "Neither", places=0),
    Column("marked", "Share marked", "(2a+b+c)/2n"),
    Column("prevalence", "Prevalence index", "|a-d|/n (Byrt and others 1993)"),
    Column("bias", "Bias index", "|b-c|/n (Byrt and others 1993)"),
    *(Column(name, NAMES[name], formula.source) for name, formula in PAIR.items()),
)  # fmt: skip


def labels(grid: Grid) -> list[str]:
    """What rows are called: by their first column, where that names them; else by their number."""
    first = [row.cells[0] for row in grid.rows]
    if grid.names[0] in OF_COUNTS or not all(first) or len(set(first)) < len(first):
        return [f"row {row.number}" for row in grid.rows]
    return first


OF_COUNTS = frozenset(
    ["both", "first", "second", "neither", "one", "two", "all", "here", "there", "interviews", "codes"]
)
