"""A document for Word and its like: real styles, real footnotes, tables with heads, pictures with words for them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from firsthand.core.pictures import drawn as drawn_as
from firsthand.giving_back.references.citing import Entry
from firsthand.giving_back.reports.paper import new_document, saved, small_print
from firsthand.giving_back.writing.drawing.footnotes import Footnotes
from firsthand.giving_back.writing.drawing.words import caption, works_title
from firsthand.giving_back.writing.showing import GAP, Paper, Part, Run
from firsthand.ground.studies.models import Study

STYLES = {"paragraph": "Normal", "quote": "Quote"}
ITEMS = {"bullet": "List Bullet", "number": "List Number"}
BIBLIOGRAPHY = "Bibliography"
WIDE, HIGH = 16.0, 21.0  # cm
MANY, UPRIGHT = 6, Cm(2.6)  # columns: a table of more is set smaller, its heads upright


def drawn(study: Study, paper: Paper) -> bytes:
    """The file."""
    document = new_document(study, paper.title)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    _set_styles(document)
    notes, list_ = Footnotes(document), ""
    for part in paper.parts:
        list_ = _part(document, part, notes, paper, list_)
    if paper.works:
        document.add_heading(works_title(), 1)
        for work in paper.works:
            _work(document, work)
    notes.keep()
    return saved(document)


def _set_styles(document: Any) -> None:
    quote = document.styles["Quote"].paragraph_format
    quote.left_indent, quote.space_before, quote.space_after = Cm(0.75), Pt(6), Pt(8)
    if BIBLIOGRAPHY not in {style.name for style in document.styles}:
        work = document.styles.add_style(BIBLIOGRAPHY, WD_STYLE_TYPE.PARAGRAPH)
        work.base_style = document.styles["Normal"]
        work.paragraph_format.left_indent = Cm(1)
        work.paragraph_format.first_line_indent = Cm(-1)
    caption_ = document.styles["Caption"]
    caption_.font.size, caption_.font.name = Pt(9.5), "Georgia"


def _part(document: Any, part: Part, notes: Footnotes, paper: Paper, list_: str) -> str:
    """Draw a part; what its list goes on as, where it is in one."""
    if part.type == "heading":
        _runs(document.add_heading("", part.level), part.runs, notes, paper)
    elif part.type == "item":
        line = document.add_paragraph(style=ITEMS[part.form])
        _runs(line, part.runs, notes, paper)
        if part.form == "number":
            list_ = list_ or _new_list(document)
            _put_into(line, list_)
            return list_
    elif part.count is not None:
        _counted(document, part)
    else:
        _runs(document.add_paragraph(style=STYLES[part.type]), part.runs, notes, paper)
    return ""


def _runs(paragraph: Any, runs: Iterable[Run], notes: Footnotes, paper: Paper) -> None:
    for one in runs:
        if one.note:
            notes.add(paragraph, "".join(run.words for run in paper.notes[one.note - 1]))
            continue
        run = paragraph.add_run(one.words)
        run.bold, run.italic = one.bold or None, one.italic or one.kind == GAP or None
        run.font.superscript, run.font.subscript = one.raised or None, one.lowered or None


def _counted(document: Any, part: Part) -> None:
    """A table or figure under its caption. A figure has its table in words, too: what stands behind it is told."""
    assert part.count is not None  # noqa: S101 - asked by who calls
    document.add_paragraph(caption(part), style="Caption").paragraph_format.keep_with_next = True
    spec = part.picture
    if spec is not None:
        shape = document.add_picture(io.BytesIO(drawn_as(spec, "png")), width=Cm(WIDE))
        if shape.height > Cm(HIGH):
            shape.width, shape.height = Cm(WIDE * Cm(HIGH) / shape.height), Cm(HIGH)
        shape._inline.docPr.set("descr", _told(part))
    else:
        _table(document, part.count.header, part.count.rows)
    for sentence in part.count.said:
        small_print(document, sentence)


def _told(part: Part) -> str:
    """A figure's table as a sentence, for whoever hears it."""
    assert part.count is not None  # noqa: S101
    rows = ["; ".join(row) for row in part.count.rows[:60]]
    return f"{caption(part)} {'; '.join(part.count.header)}: {' | '.join(rows)}"


def _table(document: Any, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=len(rows) + 1, cols=len(header), style="Table Grid")
    many = len(header) > MANY
    for row, words in zip(table.rows, [header, *rows], strict=True):
        for cell, said in zip(row.cells, words, strict=True):
            run = cell.paragraphs[0].add_run(said)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            run.font.size, run.bold = Pt(7.5 if many else 9), words is header
        _flag(row, "w:cantSplit")
    _grow(table.columns, WIDE)
    if many:
        _narrow(table)
    _flag(table.rows[0], "w:tblHeader")
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _grow(columns: Any, wide: float) -> None:
    """The first column, which has names, takes what the figures leave it."""
    others = min(2.2, wide * 0.7 / max(len(columns) - 1, 1))
    for place, column in enumerate(columns):
        width = Cm(wide - others * (len(columns) - 1)) if place == 0 else Cm(others)
        column.width = width  # by this LibreOffice goes, Word by the cells
        for cell in column.cells:
            cell.width = width


def _narrow(table: Any) -> None:
    """Where there are many columns: heads from bottom to top, and less air at both sides of a cell."""
    table.rows[0].height = UPRIGHT
    for cell in table.rows[0].cells[1:]:
        upright = OxmlElement("w:textDirection")
        upright.set(qn("w:val"), "btLr")
        cell._tc.get_or_add_tcPr().append(upright)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        air = OxmlElement(f"w:{side}")
        air.set(qn("w:w"), "40")  # twentieths of a point
        air.set(qn("w:type"), "dxa")
        margins.append(air)
    table._tbl.tblPr.append(margins)


def _flag(row: Any, name: str) -> None:
    flag = OxmlElement(name)
    flag.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(flag)


def _work(document: Any, work: Entry) -> None:
    line = document.add_paragraph(style=BIBLIOGRAPHY)
    if work.label:
        line.add_run(f"{work.label}. ")
    for one in work.text.runs:
        run = line.add_run(one.words)
        run.italic, run.bold = one.italic or None, one.bold or None
        run.font.superscript, run.font.subscript = one.raised or None, one.lowered or None


def _new_list(document: Any) -> str:
    """A list that counts from one, whatever was counted before it."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return str(made.numId)


def _put_into(paragraph: Any, list_: str) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(list_)
