"""PDF documents with a text layer. A PDF knows where letters stand, not where paragraphs end, so we stay careful:
pdfminer's boxes, their lines as they are, a blank line between boxes; nothing is joined.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTContainer, LTImage, LTPage, LTTextBox
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import decode_text

from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import Draft, check_words
from firsthand.field.sources.extract.limits import MAX_PAGES
from firsthand.field.sources.extract.page_furniture import Box, Sheet, without_furniture

_TABS = re.compile(r"\t+")
_GLYPH_NUMBER = re.compile(r"\(cid:\d{1,6}\)")

# pdfminer writes words of the page into its debugging log.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read(name: str, data: bytes) -> list[Reading]:
    """The words of all pages. Raises `Problem` for a locked document, and for one whose pages are pictures."""
    document = _document(name, data)
    sheets = list(_sheets(name, document))
    numbers, furniture = without_furniture(sheets)
    draft = Draft(name)
    for box in (box for sheet in sheets for box in sheet.boxes if not box.dropped):
        draft.add(f"{box.text}\n\n")
    _check(name, draft)
    warnings = [
        say.PDF_LINES,
        *say.count(furniture, say.PAGE_FURNITURE),
        *say.count(numbers, say.LINE_NUMBERS),
        *say.count(sum(sheet.pictures for sheet in sheets), say.PICTURES),
    ]
    return [draft.finish("pdf", warnings, _title(document))]


def _document(name: str, data: bytes) -> PDFDocument:
    try:
        return PDFDocument(PDFParser(BytesIO(data)))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise say.refuse(say.LOCKED, name) from error


def _sheets(name: str, document: PDFDocument) -> Iterator[Sheet]:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(all_texts=True))
    interpreter = PDFPageInterpreter(resources, device)
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number >= MAX_PAGES:
            raise say.refuse(say.TOO_MANY_PAGES, name)
        interpreter.process_page(page)
        yield _sheet(device.get_result())


def _sheet(page: LTPage) -> Sheet:
    sheet = Sheet(page.width, page.height)
    for item in _items(page):
        if isinstance(item, LTImage):
            sheet.pictures += 1
        elif text := _words(item):
            sheet.boxes.append(Box(text, item.x0, item.y0, item.x1, item.y1))
    return sheet


def _items(page: LTPage) -> Iterator[LTTextBox | LTImage]:
    """The boxes of text and the pictures of a page, also those inside of figures."""
    waiting: list[Iterable[object]] = [page]
    while waiting:
        for item in waiting.pop():
            if isinstance(item, (LTTextBox, LTImage)):
                yield item
            elif isinstance(item, LTContainer):
                waiting.append(item)


def _words(box: LTTextBox) -> str:
    """A box's lines without the space at their ends. Glyphs that no letter is known for become �.

    Some programs (MAXQDA) write every space as a tab; where tabs are more than spaces, they mean spaces.
    """
    text = _GLYPH_NUMBER.sub("\ufffd", box.get_text())
    if text.count("\t") > text.count(" "):
        text = _TABS.sub(" ", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _check(name: str, draft: Draft) -> None:
    check_words(name, "".join(draft.parts), say.NO_WORDS_PDF)


def _title(document: PDFDocument) -> str:
    """The title in the document's own data, unless it is only what a printer driver put there."""
    title = document.info[0].get("Title") if document.info else None
    written = decode_text(title) if isinstance(title, bytes) else ""
    return "" if written.startswith("Microsoft ") else written
