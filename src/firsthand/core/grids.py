"""What stands in a file line by line, with what tells how it stands: how far it is set in, its colour, its heading.

A table that a program writes for people to read says by these which code is under which.

>>> line = Line(3, [Cell("Tea", 360.0, "#6f1100")])
>>> Line.from_list(line.as_list()) == line
True
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, field
from typing import Any


@dataclass(slots=True)
class Cell:
    """A cell, or a paragraph. `indent` compares with other cells of the file only; `colour` is #rrggbb or empty."""

    words: str
    indent: float = 0.0
    colour: str = ""


@dataclass(slots=True)
class Line:
    """A line: a row of a table, or a paragraph. `table` counts tables from 1, and is 0 outside of them."""

    number: int
    cells: list[Cell] = field(default_factory=list)
    heading: int = 0
    table: int = 0

    @property
    def words(self) -> str:
        """All that stands in it."""
        return " ".join(words for cell in self.cells if (words := cell.words.strip()))

    def as_list(self) -> list[Any]:
        """For sending it to another process."""
        return [self.number, [astuple(cell) for cell in self.cells], self.heading, self.table]

    @classmethod
    def from_list(cls, sent: list[Any]) -> Line:
        """What `as_list` made. Raises `ValueError` or `TypeError` for anything else."""
        number, cells, heading, table = sent
        found = [Cell(str(words), float(indent), str(colour)) for words, indent, colour in cells]
        return cls(int(number), found, int(heading), int(table))
