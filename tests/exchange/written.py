"""Codebooks in the layouts of NVivo, MAXQDA and Taguette, written by hand: no real ones were found whose licence lets
them lie here. The layouts are those of the programs' manuals, of code that reads such files, and of Taguette's source.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
    for level in range(1, 5)
)


def paragraph(words: str, *, heading: int = 0, left: int = 0, colour: str = "") -> str:
    """A paragraph: a heading of a level, or set in by so many twips; `colour` is that of its letters."""
    style = f'<w:pStyle w:val="H{heading}"/>' if heading else ""
    indent = f'<w:ind w:left="{left}"/>' if left else ""
    run = f'<w:rPr><w:color w:val="{colour}"/></w:rPr>' if colour else ""
    text = "".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in words.split("\n"))
    text = text.replace("</w:t><w:t", "</w:t><w:br/><w:t")
    return f"<w:p><w:pPr>{style}{indent}</w:pPr><w:r>{run}{text}</w:r></w:p>"


def table(rows: Sequence[Sequence[Any]]) -> str:
    """A table; a cell is its words, or words with how far they are set in, and by which colour the cell is filled."""
    drawn = ["".join(map(_cell, row)) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in drawn) + "</w:tbl>"


def _cell(cell: Any) -> str:
    words, left, fill = (*((cell,) if isinstance(cell, str) else cell), 0, "")[:3]
    shade = f'<w:tcPr><w:shd w:fill="{fill}"/></w:tcPr>' if fill else ""
    return f"<w:tc>{shade}{paragraph(words, left=left)}</w:tc>"


def docx(*blocks: str) -> bytes:
    """A Word document of these blocks."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{_STYLES}</w:styles>')
        body = "".join(blocks)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook; a cell is its words, or words with how far they are set in, a fill, and the colour of its letters."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, 1):
        for column, one in enumerate(row, 1):
            words, indent, fill, letters = (*((one,) if isinstance(one, str | int) else one), 0, "", "")[:4]
            cell = sheet.cell(number, column, words)
            cell.alignment = Alignment(indent=indent)
            if fill:
                cell.fill = PatternFill("solid", fgColor=fill)
            if letters:
                cell.font = Font(color=letters)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
