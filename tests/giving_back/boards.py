"""Reading the package for the ethics board as whoever gets it would: the Word document opened, the PDF's text."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from pdfminer.high_level import extract_text

Rows = list[list[str]]


class Opened:
    """A Word document: its parts in order, each with its sentences and its tables."""

    def __init__(self, data: bytes) -> None:
        self.document = Document(io.BytesIO(data))
        self.parts: dict[str, list[str]] = {}
        self.tables: dict[str, list[Rows]] = {}
        here = ""
        for one in self.document.iter_inner_content():
            if isinstance(one, Paragraph):
                if one.style is not None and one.style.name == "Heading 1":
                    here = re.sub(r"^\d+ ", "", one.text)
                self.parts.setdefault(here, []).append(one.text)
            elif isinstance(one, Table):
                rows = [[cell.text for cell in row.cells] for row in one.rows]
                self.tables.setdefault(here, []).append(rows)

    @property
    def cells(self) -> list[str]:
        return [cell for tables in self.tables.values() for rows in tables for row in rows for cell in row]

    @property
    def words(self) -> str:
        """All that is written in it, head and foot too."""
        around = [
            part.text
            for section in self.document.sections
            for part in (*section.header.paragraphs, *section.footer.paragraphs)
        ]
        return "\n".join([*around, *(line for lines in self.parts.values() for line in lines), *self.cells])


def close(text: str) -> str:
    """Words without what stands between them: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def words_of_pdf(data: bytes) -> str:
    """Its text in the order in which it was set, which is cell by cell."""
    return close(extract_text(io.BytesIO(data), laparams=None))


def glance(opened: Any) -> dict[str, int]:
    """What “At a glance” counts."""
    ((_head, *rows),) = opened.tables["At a glance"]
    return {what: int(count) for what, count in rows}
