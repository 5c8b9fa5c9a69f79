"""Footnotes of a Word document: a part of the file of its own, which the library that writes the rest has none of."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from lxml import etree

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
TEXT, REFERENCE = "Footnote Text", "Footnote Reference"
FIRST = 1  # numbers -1 and 0 are the lines between text and notes, which every reading program expects

_EMPTY = (
    f"<w:footnotes {nsdecls('w')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


class Footnotes:
    """The notes of one document, written while it is."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._notes = parse_xml(_EMPTY)
        _styles(document)

    def add(self, paragraph: Any, words: str) -> None:
        """Put a note's number at the end of what stands in a paragraph so far, and the note below."""
        number = len(self._notes) - 2 + FIRST
        run = paragraph.add_run()
        run.style = self._document.styles[REFERENCE]
        run._r.append(_element("footnoteReference", id=str(number)))
        self._notes.append(self._note(number, words))

    def keep(self) -> None:
        """Put the notes into the file, where there are any. The last thing that is done."""
        if len(self._notes) == 2:
            return
        package = self._document.part.package
        blob = etree.tostring(self._notes, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE, blob, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _note(self, number: int, words: str) -> Any:
        note, paragraph = _element("footnote", id=str(number)), _element("p")
        look = _element("pPr")
        look.append(_element("pStyle", val=self._document.styles[TEXT].style_id))
        mark, marked = _element("r"), _element("rPr")
        marked.append(_element("rStyle", val=self._document.styles[REFERENCE].style_id))
        mark.append(marked)
        mark.append(_element("footnoteRef"))
        said, text = _element("r"), _element("t")
        text.text = f" {words}"
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        said.append(text)
        for one in (look, mark, said):
            paragraph.append(one)
        note.append(paragraph)
        return note


def _styles(document: Any) -> None:
    names = {style.name for style in document.styles}
    if TEXT not in names:
        text = document.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = document.styles["Normal"]
        text.font.size = Pt(9.5)
        text.paragraph_format.space_after = Pt(2)
    if REFERENCE not in names:
        document.styles.add_style(REFERENCE, WD_STYLE_TYPE.CHARACTER).font.superscript = True


def _element(tag: str, /, **attributes: str) -> Any:
    made = parse_xml(f"<w:{tag} {nsdecls('w')}/>")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made
