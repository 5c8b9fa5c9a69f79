"""Tidy tables: one row a coding, one row a code; as csv and xlsx. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from xlsxwriter import Workbook

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.coding.counts import CodeCount
from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.core.cells import fitting, harmless
from firsthand.core.hues import COLORS
from firsthand.giving_back.reports.words import held_back

Cell = str | int | float | None
Rows = list[list[Cell]]

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no workbook can hold


def codings(found: Sequence[Excerpt]) -> Rows:
    """One row a coding. The code's path is split over as many columns as the deepest code needs."""
    depth = max((len(one.coding.code.path) for one in found), default=1)
    header: list[Cell] = [
        "coding_id", "source", "source_id", "source_title", "source_kind", "source_part", "place", "said_by",
        "participants", "coder", "code", "code_handle", *(f"code_level_{level}" for level in range(1, depth + 1)),
        "start", "end", "standpoint", "stance", "coded_at", "rule", "excerpt", "not_quoted",
    ]  # fmt: skip
    return [header, *(_coding(one, depth) for one in found)]


def codebook(lines: Sequence[CodeLine], counts: dict[UUID, CodeCount]) -> Rows:
    """One row a code, in the tree's order."""
    depth = max((len(line.path) for line in lines), default=1)
    header: list[Cell] = [
        "code_id", "handle", "name", "plain_name", *(f"level_{level}" for level in range(1, depth + 1)),
        "definition", "when", "when_not", "example", "colour", "codings", "sources", "coders",
    ]  # fmt: skip
    return [header, *(_code(line, depth, counts.get(line.id, CodeCount(0, 0, 0))) for line in lines)]


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheet programs read the letters right."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        [[harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    )
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet with a bold, frozen first row. Made in memory: no temporary file ever holds the words."""
    written = io.BytesIO()
    with Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, None if number else bold)
        sheet.freeze_panes(1, 0)
    return written.getvalue()


def _write(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, fitting(_NO_XML.sub("\ufffd", value)), style)
    elif value is not None:
        sheet.write_number(row, column, value, style)


def _coding(one: Excerpt, depth: int) -> list[Cell]:
    code, span = one.coding.code, one.coding.span
    return [
        str(one.coding.id), one.source.ref, str(one.source.id), one.source.title, one.source.kind,
        one.source.layer or None, one.place,
        "; ".join(one.said_by), "; ".join(person.label for person in one.people), one.coding.coder,
        code.name, code.handle, *_padded(code.path, depth), span.start, span.end,
        one.coding.standpoint, one.coding.stance, one.coding.at.isoformat(timespec="seconds"),
        one.coding.rule or None, one.words, held_back(one) or None,
    ]  # fmt: skip


def _code(line: CodeLine, depth: int, count: CodeCount) -> list[Cell]:
    return [
        str(line.id), line.handle, line.name, line.plain_name, *_padded(line.path, depth), line.definition,
        line.when, line.when_not, line.example, COLORS[line.hue], count.codings, count.sources, count.coders,
    ]  # fmt: skip


def _padded(path: Iterable[str], depth: int) -> Iterator[str]:
    steps = list(path)
    yield from steps
    yield from [""] * (depth - len(steps))
