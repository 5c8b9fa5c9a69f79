"""Whose codebook a file is, and the table of codes that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from firsthand.core.grids import Cell, Line
from firsthand.exchange.books import chapters, listing
from firsthand.exchange.books.entries import Entry, Rows, as_rows


@dataclass(frozen=True, slots=True)
class Book:
    """A codebook of another program, as a table of codes."""

    program: str
    rows: Rows


def book_in(lines: Sequence[Line]) -> Book | None:
    """The codebook of another program, where the lines are one. Raises `Problem` for one that no program writes."""
    heads = [(head, rows) for rows in _tables(lines) if (head := listing.head_of(rows))]
    program = chapters.program_of(lines)
    if not heads or heads[0][0].program == listing.MAXQDA:
        entries = chapters.entries_of(program, lines)
        if entries:
            return Book(program or listing.MAXQDA, as_rows(entries))
    return _listed(heads) if heads else None


def is_book(lines: Sequence[Line]) -> bool:
    """Whether a document is surely a codebook of another program, and no text."""
    headed = [line for line in lines if line.heading]
    if len(headed) > 1 and chapters.program_of(lines) == listing.TAGUETTE:
        return "codebook" in headed[0].words.casefold()
    heads = [listing.head_of(rows) for rows in _tables(lines)]
    return any(head is not None and head.certain for head in heads)


def lines_of(rows: Sequence[Sequence[str]]) -> list[Line]:
    """Rows of which only the words are known, as lines."""
    return [Line(number, [Cell(cell) for cell in row], table=1) for number, row in enumerate(rows, 1)]


def _tables(lines: Sequence[Line]) -> list[list[Line]]:
    rows = (line for line in lines if line.table)
    return [list(group) for _number, group in groupby(rows, key=lambda line: line.table)]


def _listed(heads: Sequence[tuple[listing.Head, list[Line]]]) -> Book | None:
    """The tables of a file that have the head of the first: NVivo begins another one for each folder of codes."""
    first = heads[0][0]
    entries: list[Entry] = []
    for head, rows in heads:
        if head.program == first.program:
            entries += listing.entries_of(head, rows)
    return Book(first.program, as_rows(entries, dict.fromkeys(first.unread))) if entries else None
