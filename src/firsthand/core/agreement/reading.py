"""A table of units by coders, as it stands in a csv file: the first row names the coders, the first column the units.

>>> table, coders = table_in("unit;Ana;Bo\\n1;2;2\\n2;;3\\n")
>>> coders, table.values, table.places.tolist()
(['Ana', 'Bo'], (2.0, 3.0), [[0, 0], [-1, 1]])
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from firsthand.core.agreement.units import Table
from firsthand.core.problems import Problem

SEPARATORS = ",;\t"


def table_in(text: str) -> tuple[Table, list[str]]:
    """The table and its coders. An empty cell is a missing coding. Raises `Problem`, saying what is wrong and where.

    Values are numbers where all of them are, each written one way; else they are words.
    """
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows:
        raise Problem("This table is empty. Its first row names the coders, its first column the units.")
    coders = [cell.strip() for cell in rows[0][1:]]
    if len(coders) < 2:
        raise Problem(
            "This table has fewer than two coders. Its first column is the unit, and each further one a coder."
        )
    cells = [_cells(row, len(coders), number) for number, row in enumerate(rows[1:], 2)]
    numbers = _as_numbers({cell for row in cells for cell in row if cell})
    values = [[(numbers.get(cell, cell) if cell else None) for cell in row] for row in cells]
    return Table.of(values or [[None] * len(coders)]), coders


def _rows(text: str) -> list[list[str]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as wrong:
        raise Problem(f"This is no csv table: {wrong}.") from wrong


def _cells(row: Sequence[str], coders: int, number: int) -> list[str]:
    """The values of a unit. Empty cells at the end of a row may be left out, as some programs do."""
    given = [cell.strip() for cell in row[1:]]
    if any(given[coders:]):
        raise Problem(f"Row {number} has {len(given)} values, and there are {coders} coders.")
    return (given + [""] * coders)[:coders]


def _as_numbers(words: set[str]) -> dict[str, float]:
    """The numbers that words stand for; none, unless all are numbers and no two are the same one."""
    try:
        found = {word: float(word) for word in words}
    except ValueError:
        return {}
    plain = all(number - number == 0 for number in found.values())  # neither nan nor without end
    return found if plain and len(set(found.values())) == len(words) else {}
