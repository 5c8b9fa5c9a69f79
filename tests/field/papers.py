"""Small honest files of every format, made on the spot: the tests of the readers need nothing from outside."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
from odf import style, table, teletype, text
from odf.opendocument import OpenDocumentText

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def raw_docx(body: str, more: dict[str, str | bytes] | None = None) -> bytes:
    """A Word document with this XML as its body, by hand."""
    document = (
        f'<?xml version="1.0"?><w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
    )
    return zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document, **(more or {})})


def word_document() -> bytes:
    """A document as Word would write it: headings, emphasis, a list, a table, blank lines around."""
    made = docx.Document()
    made.core_properties.title = "Talk at the kitchen table"
    made.add_paragraph("")
    made.add_heading("Arriving", level=2)
    paragraph = made.add_paragraph("She said ")
    paragraph.add_run("nev").bold = True
    paragraph.add_run("er").bold = True
    paragraph.add_run(" and ")
    paragraph.add_run("smiled").italic = True
    made.add_paragraph("soup", style="List Bullet")
    grid = made.add_table(rows=2, cols=2)
    for index, words in enumerate(("who", "what", "Ada", "cooks")):
        grid.cell(index // 2, index % 2).text = words
    made.add_paragraph("")
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def interview_docx(lines: Iterable[tuple[str, str]], colon: str = ": ") -> bytes:
    """A transcript with the speakers in bold."""
    made = docx.Document()
    for who, words in lines:
        paragraph = made.add_paragraph()
        paragraph.add_run(f"{who}{colon}").bold = True
        paragraph.add_run(words)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def libre_document() -> bytes:
    """An OpenDocument text with a heading, emphasis, a note, a comment-free list and a table."""
    made = OpenDocumentText()
    bold = style.Style(name="Strong", family="text")
    bold.addElement(style.TextProperties(fontweight="bold"))
    made.automaticstyles.addElement(bold)
    made.text.addElement(text.H(outlinelevel=1, text="Arriving"))
    paragraph = text.P()
    teletype.addTextToElement(paragraph, "Two  spaces and a\ttab, ")
    paragraph.addElement(text.Span(stylename=bold, text="loud"))
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    note_body = text.NoteBody()
    note_body.addElement(text.P(text="said later"))
    note.addElement(note_body)
    paragraph.addElement(note)
    made.text.addElement(paragraph)
    items = text.List()
    item = text.ListItem()
    item.addElement(text.P(text="soup"))
    items.addElement(item)
    made.text.addElement(items)
    grid = table.Table(name="T")
    row = table.TableRow()
    for words in ("Ada", "cooks"):
        cell = table.TableCell()
        cell.addElement(text.P(text=words))
        row.addElement(cell)
    grid.addElement(row)
    made.text.addElement(grid)
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """An Excel workbook of these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def pdf(pages: Sequence[Sequence[tuple[int, int, str]]], *, packed: bool = False) -> bytes:
    """A PDF: for each page, pieces of text (ASCII) with where they start, in points from the lower left."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for pieces in pages:
        lines = "".join(f"BT /F1 11 Tf {x} {y} Td ({_escaped(words)}) Tj ET\n" for x, y, words in pieces)
        stream = zlib.compress(lines.encode()) if packed else lines.encode()
        filtered = b" /Filter /FlateDecode" if packed else b""
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(stream), filtered, stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of these objects, the first of them its catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        table_at,
    )
    return bytes(out)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
