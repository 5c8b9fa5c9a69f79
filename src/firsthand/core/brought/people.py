"""People: whether what is said of them goes with a code, and how many are where. People are counted, never codings."""

from __future__ import annotations

from firsthand.core.association import Association, holm, of_codings, of_people, people
from firsthand.core.brought.grid import Grid
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.figures import Figure
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

COLUMNS = (
    Column("chi2", "Chi-square", "sum of (O-E)²/E (Pearson)"), Column("dof", "Degrees of freedom", "(r-1)(c-1)", 0),
    Column("chi2_p", "p of chi-square"), Column("v", "Cramér’s V", "sqrt(chi2/(n·min(r-1,c-1)))"),
    Column("least_expected", "Least expected", "row × column / n"),
    Column("p", "p, exact", "Fisher 1935; Freeman and Halton 1951, two-sided"),
    Column("greater", "p, as many in the first cell or more", "Fisher 1935, one-sided"),
    Column("arrangements", "Arrangements", "ways of giving the labels to the people", 0),
    Column("draws", "Drawn", "0: every table with these margins was gone through", 0),
    Column("smallest", "Least p possible", "the least that these margins can give"),
    Column("smallest_this_way", "Least p possible this way", "the least in the direction in which it lies"),
)  # fmt: skip
HOLM = Column("adjusted", "p, by Holm", "Holm 1979")
FEW_SAID = (
    "Few people can hardly be told from chance: the least p that could come out at all stands beside each p."
)


def of_crosstable(grid: Grid, asked: Asked) -> Reckoned:
    """A table of counts: rows by columns. Of people it is tested; a test on codings is refused, with the reason."""
    counts = [[grid.number(row, at) for at in range(1, len(grid.head))] for row in grid.rows]
    everybody = sum(map(sum, counts))
    if asked.counted == "people":
        cells = _cells(of_people(counts, asked=asked.with_p, seed=asked.seed))
    else:
        refused = of_codings(counts)
        cells = tuple(refused for _column in COLUMNS)
    table: tuple[tuple[Cell, ...], ...] = tuple(
        (row.cells[0], *line) for row, line in zip(grid.rows, counts, strict=True)
    )
    parts = (
        Part("all", "Whether rows go with columns", COLUMNS, (("", *cells),), FEW_SAID),
        Part("table", "What was counted", _headings(grid.head[1:]), table),
    )
    counted = ("People", everybody) if asked.counted == "people" else ("Codings", everybody)
    return Reckoned("crosstable", (counted, ("Rows", len(counts)), ("Columns", len(grid.head) - 1)), parts)


def of_participants(grid: Grid, asked: Asked) -> Reckoned:
    """A row each: who, what is said of them, and for every further column whether they have the code."""
    if len(grid.head) < 3:
        raise Problem(_("Of people it takes three columns: who, what is said of them, and a code."))
    who = [row.cells[0] for row in grid.rows]
    if len(set(who)) < len(who):
        raise Problem(
            _("“%(who)s” is there twice. Every person has one row.")
            % {"who": next(one for one in who if who.count(one) > 1)}
        )
    attribute = _values(grid, 1)
    found = [
        people(attribute, _values(grid, at), asked=asked.with_p, seed=asked.seed)
        for at in range(2, len(grid.head))
    ]
    rows = [
        (name, *_cells(one), adjusted)
        for name, one, adjusted in zip(grid.head[2:], found, _by_holm(found), strict=True)
    ]
    parts = (
        Part("all", "Whether codes go with what is said of people", (*COLUMNS, HOLM), tuple(rows), FEW_SAID),
    )
    return Reckoned(
        "people", (("People", len(who)), ("What is said of them", grid.head[1]), ("Tests", len(found))), parts
    )


def _cells(found: Association) -> tuple[Cell, ...]:
    test, exact = found.chi_square, found.exact
    return (
        test.chi2, test.dof, test.p, test.v, test.least_expected, exact.p, exact.greater, exact.arrangements,
        exact.draws,
        exact.smallest, exact.smallest_this_way,
    )  # fmt: skip


def _values(grid: Grid, place: int) -> list[str | int]:
    """A column: numbers where all are, else words; what is empty is a value like any other."""
    cells = [row.cells[place] for row in grid.rows]
    return (
        [int(one) for one in cells] if all(one.isascii() and one.isdecimal() for one in cells) else [*cells]
    )


def _by_holm(found: list[Association]) -> list[Figure]:
    """Holm's p of those tests that have one; of the others, why they have none."""
    ps = [one.exact.p.value for one in found]
    adjusted = iter(holm([p for p in ps if p is not None]))
    return [one.exact.p if p is None else Figure(next(adjusted)) for one, p in zip(found, ps, strict=True)]


def _headings(names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(f"{at} {name}".strip(), name or str(at), places=0) for at, name in enumerate(names, 1)
    )
