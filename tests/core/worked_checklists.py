"""The two checklists of an appendix in Word, item by item, beside what is wanted: for every door that sends one."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document

from core.worked import worked

WHENCE = {
    "record": "the record", "record and team": "the record, and the team", "team": "the team",
    "memos": "the reflexive memos", "authors": "the authors’ judgement",
}  # fmt: skip


def missed(appendix: bytes) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Each item that is not there, is not told whence it should be, or is neither filled in nor left to write."""
    for title, items in read(appendix).items():
        example = worked("checklists")[title]
        for number, (_about, whence) in example.items():
            cells = items.get(number, ())
            left = cells[4:] == ("to be written",)
            if not cells or cells[2] != WHENCE[whence] or (cells[3] == "–") != left:
                yield title, number, cells
        if items.keys() - example.keys():
            yield title, max(items), ()


def read(appendix: bytes) -> dict[str, dict[int, tuple[str, ...]]]:
    """Both checklists: the cells of each item by its number."""
    tables = [
        [tuple(cell.text for cell in row.cells) for row in table.rows]
        for table in Document(io.BytesIO(appendix)).tables
    ]
    lists = [rows[1:] for rows in tables if rows[0][0] == "No."]
    return {
        title: {int(row[0]): row for row in rows}
        for title, rows in zip(("COREQ", "SRQR"), lists, strict=True)
    }
