"""Cells of a table that a spreadsheet program would take for formulas: an apostrophe keeps them what they are.

>>> harmless("=1+1"), as_meant("'=1+1"), harmless("tea")
("'=1+1", '=1+1', 'tea')
>>> harmless("'=1+1"), as_meant("''=1+1")
("''=1+1", "'=1+1")
"""

from __future__ import annotations

# What a spreadsheet program takes for the start of a formula when it opens a csv.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CELL_LIMIT = 32_767  # characters that a cell of a workbook can hold


def harmless(cell: str) -> str:
    """A cell with an apostrophe where it would open as a formula, as spreadsheet programs write it themselves.

    Where it has apostrophes of its own before such a start, one more: so `as_meant` gives back every cell as it was.
    """
    return f"'{cell}" if _would_start(cell) else cell


def as_meant(cell: str) -> str:
    """The cell again, without that apostrophe."""
    return cell[1:] if cell[:1] == "'" and _would_start(cell) else cell


def _would_start(cell: str) -> bool:
    return cell.lstrip("'").startswith(FORMULA_STARTS)


def fitting(cell: str) -> str:
    """As much of a text as a workbook's cell can hold; where some is cut off, it ends in “…”."""
    return cell if len(cell) <= CELL_LIMIT else f"{cell[: CELL_LIMIT - 1]}…"
