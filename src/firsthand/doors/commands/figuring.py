"""figures: what a table comes to that somebody brings. It needs no study, and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.doors.commands.common import F, bytes_of, json_option, refuse, show, table, text_of_file
from firsthand.doors.preparing import prepared

if TYPE_CHECKING:
    from firsthand.core.brought.grid import Grid
    from firsthand.core.brought.kinds import Kind
    from firsthand.core.brought.reckoned import Cell, Embedding, Part, Reckoned

KINDS = (
    "units", "spans", "fourfold", "codings", "pairs", "segments", "edges", "crosstable", "people", "interviews",
    "estimates", "sequences", "beside", "keyness", "texts", "sentences",
)  # fmt: skip
METRICS = ("nominal", "ordinal", "interval", "ratio", "jaccard", "dice", "masi", "mv")
WEIGHTS = ("identity", "linear", "quadratic", "ordinal", "ratio")
NOT_FOR_TABLES = "is for a study, not for a table"
OPTIONS = (
    "metric",
    "weights",
    "values",
    "counted",
    "with_p",
    "length",
    "gamma",
    "samples",
    "distance",
    "lag",
    "selves",
    "word",
    "window",
    "seed",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as", "kind", type=click.Choice(KINDS), help="What it is, where its columns do not say it.")
@click.option(
    "--metric", type=click.Choice(METRICS), default="nominal", help="How far values are apart, for alpha."
)
@click.option("--weights", type=click.Choice(WEIGHTS), help="For AC2; else those that go with the metric.")
@click.option("--values", default="", metavar="A,B", help="All that coders could choose, commas between.")
@click.option(
    "--count", "counted", type=click.Choice(["people", "codings"]), default="people", help="What cells count."
)
@click.option("--with-p", is_flag=True, help="p-values under twenty people, too.")
@click.option("--length", type=click.IntRange(1), metavar="N", help="How long each text is.")
@click.option("--gamma", is_flag=True, help="Gamma, too: slow, since it is drawn.")
@click.option(
    "--samples", type=click.IntRange(2), default=100, metavar="N", help="So many drawings for gamma."
)
@click.option(
    "--distance", type=click.IntRange(0), default=20, metavar="N", help="How near is near, in characters."
)
@click.option("--lag", type=click.IntRange(1), default=1, metavar="N", help="How many steps on.")
@click.option(
    "--selves/--no-selves", default=True, help="Whether a code that comes again at once counts again."
)
@click.option("--word", default="", metavar="W", help="In which lines this word stands.")
@click.option(
    "--window", type=click.IntRange(1, 50), default=5, metavar="N", help="So many words on either side."
)
@click.option("--seed", type=int, default=1, metavar="N", help="For drawing anew.")
@json_option
@click.pass_context
def figures(ctx: click.Context, /, file: Path, kind: str | None, as_json: bool, **asked: Any) -> None:
    """What a table of your own comes to (csv, xlsx): each figure with its formula, or with why it has no value."""
    from firsthand.core.brought.kinds import chosen

    grid = grid_of_file(file)
    known = chosen(grid, kind or "")
    refuse(ctx, set(OPTIONS) - set(known.asks), f"is not for {known.what}")
    show_reckoned(grid, known, as_json, **asked)


def table_option(what: str) -> Callable[[F], F]:
    """A table of somebody's own in place of a study."""
    return click.option(
        "--table", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help=f"A table of your own instead: {what}. Needs no study.",
    )  # fmt: skip


def of_table(file: Path, among: Sequence[str], as_json: bool, **asked: Any) -> None:
    """The same from a command that is for some kinds of tables alone."""
    from firsthand.core.brought.kinds import chosen

    grid = grid_of_file(file)
    show_reckoned(grid, chosen(grid, among=among), as_json, **asked)


def grid_of_file(file: Path) -> Grid:
    """The table in a file: a csv in UTF-8, or the first sheet of a workbook. Raises `Problem`."""
    from firsthand.core.brought.grid import grid_in, grid_of

    if file.suffix.lower() != ".xlsx":
        return grid_in(text_of_file(file))
    from firsthand.field.sources.extract.workshop import Workshop

    with Workshop() as workshop:
        return grid_of(workshop.cells(file.name, bytes_of(file)))


def model_here() -> Embedding:
    """The model on this machine. Raises `NotThere`, saying how one comes there."""
    prepared()
    from firsthand.analysis.similar import host

    return host.model()


def show_reckoned(grid: Grid, kind: Kind, as_json: bool, **asked: Any) -> None:
    """Reckon, and print."""
    from firsthand.core.brought.reckoned import Asked

    if "model" in kind.asks:
        asked["model"] = model_here()
    found = kind.reckon(grid, Asked(**{name: value for name, value in asked.items() if value is not None}))
    show(found.as_dict(), as_json, lambda: _told(found, kind))


# Text for a person --------------------------------------------------------------------------------------------------


def _told(found: Reckoned, kind: Kind) -> str:
    facts = "\n".join(
        f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}" for name, value in found.facts
    )
    return "\n\n".join([f"Read as {kind.what}.\n{facts}", *map(_of_part, found.parts)])


def _of_part(part: Part) -> str:
    """A part of one row as a list with the formulas; of several as a table, with formulas and reasons below."""
    if len(part.rows) == 1:
        (row,) = part.rows
        title = f"{part.title}: {row[0]}" if row[0] else part.title
        lines = [
            (one.name, _shown(cell, one.places), _why(cell) or one.formula)
            for one, cell in zip(part.columns, row[1:], strict=True)
        ]
        return "\n".join(
            filter(None, [title, table(("", "Value", "Formula, or why there is none"), lines), part.note])
        )
    rows = [
        (str(row[0]), *(_shown(cell, one.places) for one, cell in zip(part.columns, row[1:], strict=True)))
        for row in part.rows
    ]
    if not rows:
        return f"{part.title}\nNothing."
    formulas = [f"{one.name}: {one.formula}" for one in part.columns if one.formula]
    return "\n".join(
        [
            part.title,
            table(("", *(one.name for one in part.columns)), rows),
            *filter(None, [part.note]),
            *formulas,
            *_reasons(part),
        ]
    )


def _reasons(part: Part) -> Iterable[str]:
    """Why some have no value, each reason once."""
    why = {
        f"{one.name} (–): {_why(cell)}": None
        for row in part.rows
        for one, cell in zip(part.columns, row[1:], strict=True)
        if _why(cell)
    }
    return ["No value:", *why] if why else []


def _why(cell: Cell) -> str:
    return "" if isinstance(cell, int | str) else cell.reason


def _shown(cell: Cell, places: int) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, int | str):
        return f"{cell:,}" if isinstance(cell, int) else cell
    if cell.value is None:
        return "–"
    # What is smaller than its last place is still something.
    return (
        f"{cell.value:.{places}f}"
        if not cell.value or abs(cell.value) >= 10**-places
        else f"{cell.value:.3g}"
    )


COMMANDS = [figures]
