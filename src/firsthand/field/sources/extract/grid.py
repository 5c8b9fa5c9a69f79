"""A file line by line, with headings, indentation and colours: rows of tables, and in documents paragraphs too.

For files in which a program lists something for people to read, and how a line stands says what it is.
"""

from __future__ import annotations

import re
import warnings as python_warnings
from collections.abc import Callable, Iterator
from typing import Any

from firsthand.core.grids import Cell, Line
from firsthand.field.sources.extract import csv, html, xlsx
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.docx import cells_of, main_part, plain, rows_of
from firsthand.field.sources.extract.docx_styles import Styles, outline
from firsthand.field.sources.extract.letters import normal
from firsthand.field.sources.extract.limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from firsthand.field.sources.extract.package import check_all_xml, opened
from firsthand.field.sources.extract.xml import Element, attribute, child, local

_TWIPS = re.compile(r"-?\d{1,6}")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_LEVEL = 360.0  # twips that a level of a list counts as


def read(kind: str, name: str, data: bytes) -> list[Line]:
    """The lines of a csv, xlsx, docx or html. Raises `Problem`."""
    return list(_limited(name, _READERS[kind](name, data)))


def _limited(name: str, lines: Iterator[Line]) -> Iterator[Line]:
    characters = 0
    for count, line in enumerate(lines):
        if len(line.cells) > MAX_COLUMNS:
            raise say.refuse(say.TOO_MANY_COLUMNS, name)
        characters += sum(len(cell.words) for cell in line.cells)
        if characters > MAX_CHARACTERS:
            raise say.refuse(say.TOO_LONG, name)
        if count > MAX_ROWS:
            raise say.refuse(say.TOO_MANY_ROWS, name)
        yield line


# ---------- tables ----------


def _of_csv(name: str, data: bytes) -> Iterator[Line]:
    for number, row in enumerate(csv.cells(name, data), 1):
        yield Line(number, [Cell(cell) for cell in row], table=1)


def _of_xlsx(name: str, data: bytes) -> Iterator[Line]:
    """The first sheet that has a second row."""
    check_all_xml(name, data)
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        for sheet in xlsx.sheets(data):
            lines = list(_limited(name, _of_sheet(sheet)))
            if sum(bool(line.words) for line in lines) > 1:
                return iter(lines)
    raise say.refuse(say.NO_WORDS, name)


def _of_sheet(rows: Iterator[tuple[Any, ...]]) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        cells = [_sheet_cell(cell) for cell in row[: MAX_COLUMNS + 1]]
        while cells and not cells[-1].words.strip() and not cells[-1].colour:
            cells.pop()
        yield Line(number, cells, table=1)


def _sheet_cell(cell: Any) -> Cell:
    words = normal(xlsx.written(cell.value))[0]
    if not getattr(cell, "has_style", False):
        return Cell(words)
    indent = float(getattr(cell.alignment, "indent", 0) or 0)
    fill = cell.fill
    colour = _sheet_colour(fill.fgColor) if getattr(fill, "fill_type", None) == "solid" else ""
    if not colour and (_is_sign(words) or _is_sign(words[:2])):
        colour = _sheet_colour(cell.font.color)
    return Cell(words, indent, colour)


def _sheet_colour(colour: Any) -> str:
    """A colour that is written out; those of a theme are the look of the sheet."""
    written = getattr(colour, "rgb", None)
    if getattr(colour, "type", "") != "rgb" or not isinstance(written, str):
        return ""
    return _colour(written[-6:])


def _colour(written: str) -> str:
    return f"#{written.lower()}" if _COLOUR.fullmatch(written) else ""


def _is_sign(words: str) -> bool:
    """Whether a cell holds nothing but a sign, such as a dot in a code's colour."""
    return 0 < len(words.strip()) <= 2 and not any(letter.isalnum() for letter in words)


# ---------- documents ----------


def _of_docx(name: str, data: bytes) -> Iterator[Line]:
    with opened(name, data) as package:
        styles = Styles(package.xml_if_there("word/styles.xml"))
        body = child(package.xml(main_part(package)), "body")
        if body is None:
            raise say.refuse(say.DAMAGED, name)
        number = tables = 0
        for block in body.iter("{*}p", "{*}tbl"):
            if local(block) == "p":
                if _is_within(block, ("tbl", "txbxContent"), body):
                    continue
                number += 1
                yield Line(number, [_paragraph(block)], heading=_heading(block, styles))
            elif not _is_within(block, ("tbl",), body):
                tables += 1
                for row in rows_of(block):
                    number += 1
                    yield Line(number, [_document_cell(cell) for cell in cells_of(row)], table=tables)


def _is_within(block: Element, names: tuple[str, ...], body: Element) -> bool:
    for above in block.iterancestors():
        if above is body:
            return False
        if local(above) in names:
            return True
    return False


def _heading(paragraph: Element, styles: Styles) -> int:
    properties = child(paragraph, "pPr")
    style = styles.get(attribute(child(properties, "pStyle"), "val"))
    return outline(properties) or style.heading or 0


def _document_cell(cell: Element) -> Cell:
    """A cell: its paragraphs as lines; set in as far as the first of them that says anything."""
    found = [one for one in map(_paragraph, cell.iter("{*}p")) if one.words.strip()]
    colour = _colour(attribute(child(child(cell, "tcPr"), "shd"), "fill") or "")
    words = "\n".join(one.words for one in found)
    if not colour and (_is_sign(words) or _is_sign(words[:2])):
        colour = found[0].colour
    return Cell(words, found[0].indent if found else 0.0, colour)


def _paragraph(paragraph: Element) -> Cell:
    properties = child(paragraph, "pPr")
    within = child(properties, "ind")
    indent = sum(_twips(attribute(within, side)) for side in ("left", "start", "firstLine"))
    level = attribute(child(child(properties, "numPr"), "ilvl"), "val") or ""
    indent += _LEVEL * int(level) if level.isdecimal() and len(level) < 3 else 0
    run = next(paragraph.iter("{*}color"), None)
    return Cell(normal(plain(paragraph))[0], indent, _colour(attribute(run, "val") or ""))


def _twips(written: str | None) -> float:
    return float(written) if written and _TWIPS.fullmatch(written) else 0.0


def _of_html(name: str, data: bytes) -> Iterator[Line]:
    (reading,) = html.read(name, data)
    headings = {mark.start: mark.level for mark in reading.structure.marks if mark.kind == "heading"}
    start = 0
    for number, words in enumerate(reading.text.split("\n"), 1):
        cells = [Cell(cell) for cell in words.split("\t")]
        yield Line(number, cells, headings.get(start, 0), int(len(cells) > 1))
        start += len(words) + 1


_READERS: dict[str, Callable[[str, bytes], Iterator[Line]]] = {
    "csv": _of_csv,
    "xlsx": _of_xlsx,
    "docx": _of_docx,
    "html": _of_html,
}
