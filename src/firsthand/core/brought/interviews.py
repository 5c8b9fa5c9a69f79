"""Interviews by codes, in the order in which they were held; or only how many codes are in how many of them."""

from __future__ import annotations

from collections.abc import Iterator

from firsthand.core.brought.coders import labels
from firsthand.core.brought.grid import Grid, Row, few_enough
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.figures import Figure, undefined
from firsthand.core.problems import Problem
from firsthand.core.saturation.curves import Fit, directly, fitted
from firsthand.core.saturation.incidence import Incidence
from firsthand.core.saturation.richness import Sample, rarefied, rarefied_interval
from firsthand.core.saturation.runs import Orders, every_cell
from firsthand.core.saying import say as _

YES, NO = frozenset(["1", "x", "yes", "true", "+"]), frozenset(["", "0", "no", "false", "-", "–"])
NOT_PROOF = (
    "No number proves saturation. The figures take the codebook as settled, interviews as if they could have come in "
    "any order, and codes as found rather than made."
)
NOT_SAID = "it was not said how often codes are in interviews in all"
MOST_INTERVIEWS, MOST_CODES = 2_000, 5_000


def of_interviews(grid: Grid, asked: Asked) -> Reckoned:
    """Every school's figures, one beside the other: to show one alone would be to pick one."""
    few_enough(len(grid.rows), MOST_INTERVIEWS, _("interviews"))
    few_enough(len(grid.head) - 1, MOST_CODES, _("codes"))
    held = Incidence.of([[_is_there(grid, row, at) for at in range(1, len(grid.head))] for row in grid.rows])
    sample = Sample.of(held)
    facts = (("Interviews", held.interviews), ("Codes", held.codes), ("Order", "as the rows stand"))
    parts = (
        Part("estimates", "How many codes there may be", ESTIMATES, (("", *_estimated(sample)),), NOT_PROOF),
        _steps(grid, held),
        *_runs(held, asked),
        _curves(held),
        _rarefied(sample, held),
    )
    return Reckoned("interviews", facts, parts)


def _is_there(grid: Grid, row: Row, place: int) -> int:
    cell = row.cells[place].casefold()
    if cell in NO:
        return 0
    return 1 if cell in YES else int(grid.number(row, place) > 0)


def of_estimates(grid: Grid, asked: Asked) -> Reckoned:
    """From counts alone: T interviews, S codes, those in exactly one and in exactly two, and incidences in all."""
    rows: list[tuple[Cell, ...]] = []
    names = ("interviews", "codes", "once", "twice", "incidences")
    for called, row, counts in zip(
        labels(grid), grid.rows, zip(*map(grid.numbers, names), strict=True), strict=True
    ):
        sample = Sample(*counts)
        if sample.once + sample.twice > sample.codes:
            raise Problem(
                _("Row %(number)s has more codes in one or two interviews than there are codes.")
                % {"number": row.number}
            )
        if 0 < sample.incidences < sample.once + 2 * sample.twice:
            raise Problem(
                _("Row %(number)s has fewer incidences than its codes in one and two interviews make.")
                % {"number": row.number}
            )
        rows.append((called, *_estimated(sample)))
    return Reckoned(
        "estimates",
        (("Rows", len(rows)),),
        (Part("estimates", "How many codes there may be", ESTIMATES, tuple(rows), NOT_PROOF),),
    )


ESTIMATES = (
    Column("interviews", "Interviews (T)", places=0), Column("codes", "Codes (S)", places=0),
    Column("once", "In exactly one (Q1)", places=0), Column("twice", "In exactly two (Q2)", places=0),
    Column("incidences", "Incidences (U)", places=0),
    Column("coverage", "Coverage", "of what the next will say, the share that has a code already (Chao and Jost 2012)"),
    Column("unseen", "Not met, at least", "Q0 (Chao 1987)"), Column("chao2", "Chao2", "S + Q0 (Chao 1987)"),
    Column("error", "Standard error", "of Chao2"), Column("least", "From", "log-normal, 95 in 100"),
    Column("most", "To", "log-normal, 95 in 100"),
    Column("first", "Jackknife, first order", "Burnham and Overton 1979"),
    Column("second", "Jackknife, second order", "Burnham and Overton 1979"),
    Column("with_as_many_more", "Codes after as many again", "Colwell and others 2012"),
    Column("more_for_95", "More interviews for 95 in 100 of Chao2", "Colwell and others 2012"),
)  # fmt: skip


def _estimated(sample: Sample) -> tuple[Cell, ...]:
    coverage = sample.coverage if sample.incidences or not sample.codes else undefined(NOT_SAID)
    return (
        sample.interviews, sample.codes, sample.once, sample.twice, sample.incidences, coverage, sample.unseen,
        sample.chao2,
        sample.error, sample.interval.least, sample.interval.most, *sample.jackknife,
        sample.with_more(sample.interviews), sample.more_for(0.95),
    )  # fmt: skip


def _steps(grid: Grid, held: Incidence) -> Part:
    columns = (Column("new", "New", places=0), Column("so_far", "So far", places=0))
    rows = zip((row.cells[0] for row in grid.rows), held.new, held.cumulative, strict=True)
    return Part("steps", "What was new at each", columns, tuple(rows))


def _runs(held: Incidence, asked: Asked) -> Iterator[Part]:
    """All bases and runs, since one alone can be picked to please; and each run by itself."""
    cells, orders = every_cell(held), Orders(held, seed=asked.seed)
    columns = (
        Column("base_codes", "Codes in the base", places=0), Column("at_5", "Reached at 5 in 100"),
        Column("orders_at_5", "in other orders", "the share of 5,000 random orders in which it is reached"),
        Column("at_0", "Reached at none"), Column("orders_at_0", "in other orders"),
    )  # fmt: skip
    rows = [
        (
            f"{one.base}, {one.run}", one.base_codes, one.reached(0.05) or "–", orders.share(one.base, one.run, 0.05),
            one.reached(0.0) or "–", orders.share(one.base, one.run, 0.0),
        )
        for one in cells
    ]  # fmt: skip
    yield Part(
        "bases",
        "New codes in a run, beside those of a base (Guest, Namey and Chen 2020)",
        columns,
        tuple(rows),
    )
    each = [
        (f"{one.base}, {one.run}: {run.first}–{run.last}", run.new, run.ratio)
        for one in cells
        for run in one.runs
    ]
    yield Part(
        "runs", "Run by run",
        (Column("new", "New", places=0), Column("ratio", "Beside the base", "new codes / codes of the base")),
        tuple(each),
    )  # fmt: skip


def _curves(held: Incidence) -> Part:
    columns = (
        Column("all_codes", "Codes in all (A)"), Column("rate", "Rate (b)"),
        Column("index", "Index", "100 T / floor(A)"),
        Column("error", "Off by, in codes", "root mean square"), Column("passes", "Does not fit: over 100"),
    )  # fmt: skip
    first = float(held.new[0]) if held.interviews else 0.0
    fits = [
        *((one.kind, one) for one in fitted(held)),
        ("IW from the mean of codes per interview", directly(held)),
        ("IW from the codes of the first interview", directly(held, first=first)),
    ]
    rows = tuple((called, *_fit(one)) for called, one in fits)
    title = "Curves (Lowe and others 2018), by least squares; IW also from two numbers"
    return Part("curves", title, columns, rows, ours=True)


def _fit(one: Fit) -> tuple[Cell, ...]:
    return one.all_codes, one.rate, one.index, one.error, one.passes


def _rarefied(sample: Sample, held: Incidence) -> Part:
    columns = (
        Column("codes", "Codes", "mean over all choices of so many interviews"),
        Column("least", "From", "Colwell and others 2012, 95 in 100"),
        Column("most", "To", "Colwell and others 2012, 95 in 100"),
    )  # fmt: skip
    means = rarefied(held.frequencies, held.interviews).tolist()
    between = rarefied_interval(sample, held.frequencies)
    rows = tuple(
        (str(number), Figure(float(mean)), one.least, one.most)
        for number, (mean, one) in enumerate(zip(means, between, strict=True), 1)
    )
    return Part("rarefied", "What so many interviews hold on average", columns, rows)
