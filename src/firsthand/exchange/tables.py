"""Tables that come back into a study: which kind one is, what it would do row by row, and doing it.

A codebook of another program becomes a table first (`books`); an empty cell of such a one takes no words away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from firsthand.analysis.codebook import table as codebook
from firsthand.core.grids import Line
from firsthand.core.problems import Problem
from firsthand.core.tables import TableReport
from firsthand.exchange import highlights
from firsthand.exchange.books.listing import LOOK_AT
from firsthand.exchange.books.opening import book_in, is_book, lines_of
from firsthand.field.people import answers_table as consents
from firsthand.field.people import table as attributes
from firsthand.field.sources.importing import read_grid, read_table
from firsthand.ground.studies.models import Membership

Rows = Sequence[Sequence[str]]

# From the columns that only one of them has to those that others have, too.
KINDS: dict[str, tuple[Callable[[Iterable[str]], bool], Any]] = {
    "consents": (consents.is_answers, consents),
    "attributes": (attributes.is_people, attributes),
    "highlights": (highlights.is_highlights, highlights),
    "codebook": (codebook.is_codebook, codebook),
}
TABLES = (".csv", ".xlsx")
DOCUMENTS = (".docx", ".html", ".htm")  # in which other programs write codebooks
MADE_HERE = "Firsthand"  # what our own documents say at their head
_AT_ITS_HEAD = 4


@dataclass(frozen=True, slots=True)
class Table:
    """A table that came in: of which kind it is, and its rows. `program`: whose codebook it was, where not ours."""

    kind: str
    rows: Rows
    program: str = ""


def table_in(name: str, data: bytes) -> Table | None:
    """The table in a file from outside, of the kind that it tells by itself; None for any other file.

    Raises `Problem` where the file cannot be read.
    """
    ending = PurePath(name).suffix.lower()
    if ending in TABLES:
        rows = read_table(name, data)
        kind, begins = kind_of(rows), lines_of(rows[:LOOK_AT])
        if (kind == "codebook" and book_in(begins)) or (not kind and is_book(begins)):
            return _book(read_grid(name, data))
        return Table(kind, rows) if kind else None
    lines = read_grid(name, data) if ending in DOCUMENTS else []
    return _book(lines) if is_book(lines) else None


def table_wanted(name: str, data: bytes, kind: str) -> Table:
    """The table of that kind in a file from outside. Raises `Problem` where there is none."""
    if kind != "codebook" or PurePath(name).suffix.lower() not in (*TABLES, *DOCUMENTS):
        return Table(kind, read_table(name, data))
    lines = read_grid(name, data)
    if any(MADE_HERE in line.words for line in lines[:_AT_ITS_HEAD] if not line.table):
        raise Problem(
            _(
                "%(name)s is a codebook that was made here for people to read. Bring in the table (csv or xlsx), or the"
                " codebook for other programs (qdc)."
            )
            % {"name": name}
        )
    if found := _book(lines):
        return found
    if PurePath(name).suffix.lower() in DOCUMENTS:
        raise Problem(
            _(
                "There is no codebook in %(name)s that is known here: no table with columns such as “Name” and"
                " “Description”, or “Code” and “Memo”, and no headings that are codes."
            )
            % {"name": name}
        )
    return Table(kind, [[cell.words for cell in line.cells] for line in lines])


def kind_of(rows: Rows) -> str:
    """What kind of table this is, by the names of its columns; empty where its rows are none of ours."""
    header = rows[0] if rows else []
    return next((kind for kind, (is_it, _module) in KINDS.items() if is_it(header)), "")


def look_over(by: Membership, kind: str, rows: Rows, program: str = "") -> TableReport:
    """What would become of each row. Nothing is written. Raises `Problem`."""
    report: TableReport = _module(kind).look_over(by, rows=rows, **_how(program))
    return _told(program, report)


def bring_in(by: Membership, kind: str, rows: Rows, program: str = "") -> TableReport:
    """Take the table in, as one act. Raises `Problem`, and `NotAllowed` by the kind's own right."""
    report: TableReport = _module(kind).take_in(by, rows=rows, **_how(program))
    return _told(program, report)


def _book(lines: Sequence[Line]) -> Table | None:
    found = book_in(lines)
    return Table("codebook", found.rows, found.program) if found else None


def _how(program: str) -> dict[str, bool]:
    return {"spare": True} if program else {}


def _told(program: str, report: TableReport) -> TableReport:
    if program:
        report.remarks.insert(
            0, _("This is a codebook of %(program)s. What it leaves empty stays.") % {"program": program}
        )
    return report


def _module(kind: str) -> Any:
    if kind not in KINDS:
        raise Problem(
            _("“%(kind)s” is no kind of table. There are: %(all)s.") % {"kind": kind, "all": ", ".join(KINDS)}
        )
    return KINDS[kind][1]
