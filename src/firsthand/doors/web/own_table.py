"""Figures of a brought table as the page shows them: in the reader's language, numbers as they are written there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from firsthand.core.brought.reckoned import Cell, Column, Part, Reckoned
from firsthand.doors.web.core_figures import WORDS
from firsthand.doors.web.figures import REASONS

MOST_ROWS = 200  # of a part; all of them are in the files


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell: what is written, the number itself where it is one, or why there is none."""

    column: str
    written: str
    value: str = ""
    why: str = ""
    formula: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part: with one row it is a list of figures, with several a table. `reasons`: each once."""

    key: str
    title: str
    note: str
    heads: list[str]
    rows: list[tuple[str, list[CellShown]]]
    formulas: list[tuple[str, str]]
    reasons: list[tuple[str, str]]
    more: int

    @property
    def only(self) -> tuple[str, list[CellShown]] | None:
        """The one row of a part that has one."""
        return self.rows[0] if len(self.rows) == 1 else None


def parts_shown(found: Reckoned) -> list[PartShown]:
    """All parts, as many rows of each as a page has room for."""
    return [_part(one) for one in found.parts]


def facts_shown(found: Reckoned) -> list[tuple[str, str]]:
    """What it all stands on."""
    return [
        (_(name), number_format(said, 0) if isinstance(said, int) else worded(said))
        for name, said in found.facts
    ]


def worded(said: str) -> str:
    """A word of ours in the reader's language; what the table itself says stays as it is."""
    return _(said) if said in WORDS else said


def _part(part: Part) -> PartShown:
    rows = [
        (
            _(str(row[0])) if part.ours else str(row[0]),
            [_cell(one, cell) for one, cell in zip(part.columns, row[1:], strict=True)],
        )
        for row in part.rows[:MOST_ROWS]
    ]
    return PartShown(
        part.key, _(part.title), worded(part.note), [worded(one.name) for one in part.columns], rows,
        [(worded(one.name), one.formula) for one in part.columns if one.formula], list(dict.fromkeys(_reasons(rows))),
        len(part.rows) - len(rows),
    )  # fmt: skip


def _reasons(rows: list[tuple[str, list[CellShown]]]) -> Iterator[tuple[str, str]]:
    for _of, cells in rows:
        yield from ((one.column, one.why) for one in cells if one.why)


def _cell(column: Column, cell: Cell) -> CellShown:
    name = worded(column.name)
    if isinstance(cell, bool):
        return CellShown(name, _("yes") if cell else "–")
    if isinstance(cell, str):
        return CellShown(name, cell, words=True)
    if isinstance(cell, int):
        return CellShown(name, number_format(cell, 0, force_grouping=True), str(cell), formula=column.formula)
    if cell.value is None:
        return CellShown(
            name, "–", why=str(REASONS.get(cell.reason) or _(cell.reason)), formula=column.formula
        )
    return CellShown(name, _written(cell.value, column.places), repr(cell.value), formula=column.formula)


def _written(value: float, places: int) -> str:
    """With so many places; what is smaller than the last of them is still something."""
    if value and abs(value) < 10**-places:
        return f"{value:.3g}".replace("-", "−")
    return number_format(round(value, places) + 0.0, places, force_grouping=True).replace("-", "−")
