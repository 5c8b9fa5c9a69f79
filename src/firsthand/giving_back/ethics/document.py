"""The package as a Word document: real headings, a list of contents that leads to them, pages numbered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from firsthand.core.consent.sheets import BLANK
from firsthand.giving_back.ethics.description import Block, Package
from firsthand.giving_back.reports.paper import new_document, saved, small_print
from firsthand.ground.studies.models import Study

LINE, BOX = "_" * 24, "☐"
WIDE = 17.0  # cm of an A4 page between its margins


def drawn(study: Study, package: Package) -> bytes:
    """The file."""
    document = new_document(study, package.title)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    _foot(document, study)
    _table(document, (), package.facts, (1, 3))
    _contents(document, [part.title for part in package.parts])
    for number, part in enumerate(package.parts, start=1):
        title = document.add_heading(f"{number} {part.title}", 1)
        title.paragraph_format.page_break_before = number > 1 and any(
            block.kind == "question" for block in part.blocks
        )
        _mark(title, number)
        for block in part.blocks:
            _block(document, block)
    return saved(document)


def _block(document: Any, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(_said(block.text), block.level)
    elif block.kind == "note":
        small_print(document, _said(block.text))
    elif block.kind == "table":
        _table(document, block.header, block.rows, block.widths)
    elif block.kind == "text":
        document.add_paragraph(_said(block.text))
    else:
        _with_points(document, block)


def _with_points(document: Any, block: Block) -> None:
    """A question with its boxes, none of which is ticked; or points under a line."""
    asked = document.add_paragraph()
    asked.add_run(_said(block.text)).bold = True
    asked.paragraph_format.keep_with_next = True
    if block.more:
        small_print(document, _said(block.more))
    for point in block.points:
        if block.kind == "points":
            document.add_paragraph(_said(point), style="List Bullet")
        else:
            choice = document.add_paragraph(f"{BOX} {_said(point)}")
            choice.paragraph_format.left_indent = Cm(0.75)
            choice.paragraph_format.space_after = Pt(2)


def _table(
    document: Any, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]
) -> None:
    drawn_rows = [*([header] if header else []), *rows]
    table = document.add_table(rows=len(drawn_rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Cm(WIDE * share / sum(widths))
    for number, (row, words) in enumerate(zip(table.rows, drawn_rows, strict=True)):
        for place, (cell, said) in enumerate(zip(row.cells, words, strict=True)):
            cell.width = Cm(WIDE * widths[place] / sum(widths))
            run = cell.paragraphs[0].add_run(_said(said))
            run.font.size = Pt(9.5)
            run.bold = (not header and place == 0) or bool(header and number == 0)
    if header:
        _repeat(table.rows[0])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _repeat(row: Any) -> None:
    """The row is the table's head: it stands on each page anew, and a screen reader says it with each cell."""
    row._tr.get_or_add_trPr().append(_element("tblHeader", val="true"))


def _contents(document: Any, titles: list[str]) -> None:
    document.add_paragraph().add_run(_("Contents")).bold = True
    for number, title in enumerate(titles, start=1):
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        link = _element("hyperlink", anchor=f"part-{number}", history="1")
        line._p.append(link)
        link.append(line.add_run(f"{number} {title}")._r)
        line.add_run("\t")
        _field(line, f"PAGEREF part-{number} \\h")


def _mark(heading: Any, number: int) -> None:
    """Name a heading, so that the contents can lead to it."""
    heading._p.insert(1, _element("bookmarkStart", id=str(number), name=f"part-{number}"))
    heading._p.append(_element("bookmarkEnd", id=str(number)))


def _foot(document: Any, study: Study) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{study.title}\t")
    _field(line, "PAGE")
    line.add_run(" / ")
    _field(line, "NUMPAGES")


def _field(line: Any, says: str) -> None:
    """Something that the reading program works out: a page's number."""
    for kind in ("begin", "", "separate", "end"):
        run = line.add_run()
        if kind:
            dirty = {"dirty": "true"} if kind == "begin" else {}
            run._r.append(_element("fldChar", fldCharType=kind, **dirty))
        else:
            written = _element("instrText")
            written.text = says
            run._r.append(written)


def _element(tag: str, /, **attributes: str) -> Any:
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _said(words: str) -> str:
    """Words in which what nobody has said yet is a line to write on."""
    return words.replace(BLANK, LINE)
