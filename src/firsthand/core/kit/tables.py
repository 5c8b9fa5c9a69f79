"""Tables of a kit (csv), each row with the line on which it begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.core.cells import as_meant
from firsthand.core.kit.faults import Note
from firsthand.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line, and what stands in it by the name of the column."""

    line: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """What stands under the first of these columns that there is."""
        return next((self.cells[name] for name in names if name in self.cells), "")


def read_rows(written: str, needed: Sequence[str], note: Note) -> list[Row]:
    """The rows of a table that has at least these columns; none where it has not, and then a fault says so."""
    reader = csv.reader(io.StringIO(written, newline=""))
    try:
        lines = [(begins + 1, row) for begins, row in _numbered(reader)]
    except csv.Error as wrong:
        note(reader.line_num, _("This is no table that can be read: %(wrong)s.") % {"wrong": wrong})
        return []
    header = (
        [" ".join(cell.casefold().replace("_", " ").split()).replace(" ", "_") for cell in lines[0][1]]
        if lines
        else []
    )
    missing = [name for name in needed if name not in header]
    if missing:
        note(
            1,
            _("The table has no column “%(missing)s”. Its columns are: %(all)s.")
            % {"missing": missing[0], "all": ", ".join(needed)},
        )
        return []
    twice = [name for name in header if name and header.count(name) > 1]
    if twice:
        note(1, _("Two columns are called “%(twice)s”. Keep one of them.") % {"twice": twice[0]})
        return []
    return [
        Row(line, {name: as_meant(cell).strip() for name, cell in zip(header, row, strict=False)})
        for line, row in lines[1:]
        if any(cell.strip() for cell in row)
    ]


def _numbered(reader: csv._reader) -> list[tuple[int, list[str]]]:  # type: ignore[name-defined]
    found, begins = [], 0
    for row in reader:
        found.append((begins, row))
        begins = reader.line_num
    return found
