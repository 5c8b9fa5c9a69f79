"""A table of units by coders, as it stands in a csv file: the first row names the coders, the first column the units.

>>> table, coders = table_in("unit;Ana;Bo\\n1;2;2\\n2;;3\\n")
>>> coders, table.values, table.places.tolist()
(['Ana', 'Bo'], (2.0, 3.0), [[0, 0], [-1, 1]])
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from firsthand.core.agreement.units import Table
from firsthand.core.brought.grid import rows_in
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

NONE = ("-", "–")  # a coder looked at the unit, and gave it no code
BETWEEN = "|"  # several codes on a unit


def table_in(text: str, *, values: Sequence[str] = (), sets: bool = False) -> tuple[Table, list[str]]:
    """The table of a csv, and its coders. An empty cell is a missing coding. Raises `Problem`."""
    return table_of(rows_in(text), values=values, sets=sets)


def table_of(
    rows: Sequence[Sequence[str]], *, values: Sequence[str] = (), sets: bool = False
) -> tuple[Table, list[str]]:
    """The table and its coders. Raises `Problem`, saying what is wrong and where.

    Values are numbers where all of them are, each written one way; else they are words. `values`: all that could have
    been chosen, where that is more than was. With `sets` a cell holds several codes, “|” between, or “-” for none.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise Problem(_("This table is empty. Its first row names the coders, its first column the units."))
    coders = [cell.strip() for cell in rows[0][1:]]
    if len(coders) < 2:
        raise Problem(
            _(
                "This table has fewer than two coders. Its first column is the unit, and each further "
                "one a coder."
            )
        )
    cells = [_cells(row, len(coders), number) for number, row in enumerate(rows[1:], 2)]
    meant = _set_of if sets else _values_of({cell for row in cells for cell in row if cell} | set(values))
    found = [[(meant(cell) if cell else None) for cell in row] for row in cells]
    return Table.of(found or [[None] * len(coders)], values=[*map(meant, values)]), coders


def _cells(row: Sequence[str], coders: int, number: int) -> list[str]:
    """The values of a unit. Empty cells at the end of a row may be left out, as some programs do."""
    given = [cell.strip() for cell in row[1:]]
    if any(given[coders:]):
        raise Problem(
            _("Row %(number)s has %(given)s values, and there are %(coders)s coders.")
            % {"number": number, "given": len(given), "coders": coders}
        )
    return (given + [""] * coders)[:coders]


def _set_of(cell: str) -> Hashable:
    return (
        frozenset() if cell in NONE else frozenset(one.strip() for one in cell.split(BETWEEN) if one.strip())
    )


def _values_of(words: set[str]) -> Callable[[str], Hashable]:
    """What a cell stands for: a number where all are numbers and no two are the same one, else the word."""
    numbers = _as_numbers(words)
    return lambda cell: numbers.get(cell, cell)


def _as_numbers(words: set[str]) -> dict[str, float]:
    try:
        found = {word: float(word) for word in words}
    except ValueError:
        return {}
    plain = all(number - number == 0 for number in found.values())  # neither nan nor without end
    return found if plain and len(set(found.values())) == len(words) else {}
