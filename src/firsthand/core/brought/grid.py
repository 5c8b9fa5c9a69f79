"""A table as it stands in a csv file: its head, and its rows with their numbers.

>>> found = grid_in("Code;Start;End\\nTea;0;5\\n")
>>> found.words("code"), found.numbers("end")
(['Tea'], [5])
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

T = TypeVar("T")

SEPARATORS = ",;\t"
NO_SEPARATOR = "\x1f"  # a table of one column: what commas are in it are words
MOST_ROWS = 200_000


def rows_in(text: str) -> list[list[str]]:
    """The cells of a csv, whichever of comma, semicolon and tab is between them in its head. Raises `Problem`."""
    head = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    if separator not in head:
        separator = NO_SEPARATOR
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as wrong:
        raise Problem(_("This is no csv table: %(wrong)s.") % {"wrong": wrong}) from wrong


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the file, the head being 1, and a cell for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Columns are known by their names, in whatever case, a space like an underscore."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What columns are known by."""
        return tuple(map(_known_by, self.head))

    def has(self, names: Iterable[str]) -> bool:
        """Whether it has all of these columns."""
        return set(names) <= set(self.names)

    def words(self, name: str, otherwise: str = "") -> list[str]:
        """A column's cells; where there is no such column, the same for every row."""
        if name not in self.names:
            return [otherwise] * len(self.rows)
        place = self._place(name)
        return [row.cells[place] for row in self.rows]

    def called(self, name: str) -> list[str]:
        """A column's cells, none of which may be empty. Raises `Problem`."""
        place = self._place(name)
        for row in self.rows:
            if not row.cells[place]:
                raise Problem(
                    _("Row %(number)s says no %(column)s.")
                    % {"number": row.number, "column": self.head[place]}
                )
        return self.words(name)

    def numbers(self, name: str, otherwise: int = 0) -> list[int]:
        """A column of whole numbers from 0 on; where there is no such column, the same for every row."""
        if name not in self.names:
            return [otherwise] * len(self.rows)
        place = self._place(name)
        return [self.number(row, place) for row in self.rows]

    def number(self, row: Row, place: int) -> int:
        """One cell. Raises `Problem` where it is no whole number from 0 on."""
        cell = row.cells[place]
        if not (cell.isascii() and cell.isdecimal() and len(cell) < 16):
            raise Problem(
                _("Row %(number)s, “%(column)s”: “%(cell)s” is no whole number from 0 on.")
                % {"number": row.number, "column": self.head[place], "cell": cell}
            )
        return int(cell)

    def measure(self, row: Row, place: int) -> float:
        """One cell that may have a fraction. Raises `Problem` where it is no number above 0."""
        try:
            found = float(row.cells[place])
        except ValueError:
            found = 0.0
        if not 0 < found < float("inf"):
            raise Problem(
                _("Row %(number)s, “%(column)s”: “%(cell)s” is no number above 0.")
                % {"number": row.number, "column": self.head[place], "cell": row.cells[place]}
            )
        return found

    def all_rows(self) -> list[list[str]]:
        """As it came: the head, then the rows."""
        return [list(self.head), *(list(row.cells) for row in self.rows)]

    def _place(self, name: str) -> int:
        if self.names.count(name) > 1:
            raise Problem(
                _("Two columns are called “%(name)s”. Give one of them another name.") % {"name": name}
            )
        return self.names.index(name)


def grid_in(text: str) -> Grid:
    """The table of a csv. Raises `Problem`, saying what is wrong and where."""
    return grid_of(rows_in(text))


def grid_of(rows: Sequence[Sequence[str]]) -> Grid:
    """The table of rows of cells; rows in which nothing stands are left out. Raises `Problem`."""
    filled = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, 1)
        if any(cell.strip() for cell in row)
    ]
    if len(filled) < 2:
        raise Problem(
            _("This table is empty. Its first row names the columns, and each further one is a row.")
        )
    few_enough(len(filled), MOST_ROWS, _("rows"))
    (_first, head), *rest = filled
    while not head[-1]:
        head.pop()
    return Grid(tuple(head), tuple(_row(number, cells, len(head)) for number, cells in rest))


def _row(number: int, cells: list[str], width: int) -> Row:
    """Empty cells at the end of a row may be left out, or be too many, as some programs write them."""
    if any(cells[width:]):
        raise Problem(
            _("Row %(number)s has %(cells)s cells, and the first row has %(width)s.")
            % {"number": number, "cells": len(cells), "width": width}
        )
    return Row(number, tuple((cells + [""] * width)[:width]))


def _known_by(head: str) -> str:
    return "_".join(head.casefold().split())


def few_enough(number: int, most: int, what: str) -> None:
    """Raises `Problem` where a table has more of something than can be gone through while somebody waits."""
    if number > most:
        raise Problem(
            _("This table has %(number)s %(what)s, and up to %(most)s are gone through. Bring some of them.")
            % {"number": f"{number:,}", "what": what, "most": f"{most:,}"}
        )


def numbered(names: Iterable[T]) -> tuple[list[T], list[int]]:
    """Different names in the order in which they come, and for each that was given its place among them.

    >>> numbered(["b", "a", "b"])
    (['b', 'a'], [0, 1, 0])
    """
    places: dict[T, int] = {}
    found = [places.setdefault(name, len(places)) for name in names]
    return list(places), found
