"""What a table comes to: parts with rows of figures, each column with its formula. Every door shows the same.

>>> part = Part("all", "All of it", (Column("n", "How many"),), (("", 3),))
>>> part.as_dict()["rows"]
[{'of': '', 'n': 3}]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from firsthand.core.figures import Figure
from firsthand.core.similar.weights import Floats

Cell = str | int | bool | Figure
SAMPLES = 100  # continua that are drawn for gamma, where nobody says how many
NEAR = 20  # code points, where nobody says how near is near


class Embedding(Protocol):
    """What turns a sentence into a vector of length one, and what it is known by: a model that a door brings."""

    name: str
    hash: str

    def embed(self, text: str) -> Floats:
        """The vector."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be asked of a table besides; each kind of table takes some of it."""

    metric: str = "nominal"
    weights: str = ""
    values: str = ""  # all that could have been chosen, commas between
    counted: str = "people"
    with_p: bool = False
    length: int = 0
    gamma: bool = False
    samples: int = SAMPLES
    distance: int = NEAR
    lag: int = 1
    selves: bool = True
    word: str = ""
    window: int = 5
    seed: int = 1
    model: Embedding | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: `formula` says how each is had, and whose it is."""

    key: str
    name: str
    formula: str = ""
    places: int = 4


@dataclass(frozen=True, slots=True)
class Part:
    """Some figures that belong together: a row for each thing they are of, first what it is, then a cell a column.

    `note` is what has to be said with them. `ours`: what rows are called is the program's wording, not the table's.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    ours: bool = False

    def __post_init__(self) -> None:
        """Raises `ValueError` where a row has not a cell for each column."""
        if any(len(row) != len(self.columns) + 1 for row in self.rows):
            raise ValueError(f"The rows of {self.key} do not fit its columns.")

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "title": self.title, "note": self.note,
            "rows": [
                {"of": row[0]}
                | {one.key: plain(cell) for one, cell in zip(self.columns, row[1:], strict=True)}
                for row in self.rows
            ],
            "formulas": {one.key: one.formula for one in self.columns if one.formula},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All that a table comes to. `facts`: what it stands on, each with its name (n, the rule, what counted)."""

    kind: str
    facts: tuple[tuple[str, str | int], ...]
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind, "stands_on": dict(self.facts), "parts": {part.key: part.as_dict() for part in self.parts}
        }  # fmt: skip

    def as_rows(self) -> list[list[str | int | float | None]]:
        """One row a figure, its head first: for a table that goes elsewhere."""
        found: list[list[str | int | float | None]] = [
            ["part", "of", "figure", "value", "why_none", "formula"]
        ]
        found += [["stands on", "", name, value, None, None] for name, value in self.facts]
        for part in self.parts:
            for row in part.rows:
                found += (
                    [part.title, str(row[0]), one.name, *_value_and_why(cell), one.formula or None]
                    for one, cell in zip(part.columns, row[1:], strict=True)
                )
        return found


def plain(cell: Cell) -> Any:
    """A cell for JSON: a figure as value and reason, all else as it is."""
    return cell.as_dict() if isinstance(cell, Figure) else cell


def _value_and_why(cell: Cell) -> list[str | int | float | None]:
    if isinstance(cell, Figure):
        return [cell.value, cell.reason or None]
    return [("yes" if cell else "no") if isinstance(cell, bool) else cell, None]
