"""Cells of a table that a spreadsheet program would take for formulas: an apostrophe keeps them what they are.

>>> harmless("=1+1"), as_meant("'=1+1"), harmless("tea")
("'=1+1", '=1+1', 'tea')
"""

from __future__ import annotations

# What a spreadsheet program takes for the start of a formula when it opens a csv.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A cell with an apostrophe where it would open as a formula, as spreadsheet programs write it themselves."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_meant(cell: str) -> str:
    """The cell again, without that apostrophe."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
