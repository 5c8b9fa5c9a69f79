"""The study written up: documents to read, the page on which one is written, and a document that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.core.calling import avoided
from firsthand.core.pictures import can_draw
from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, line
from firsthand.doors.web.views.sources import download
from firsthand.doors.web.writing_words import writing_words
from firsthand.giving_back.references.citing import styles
from firsthand.giving_back.writing.drawing.lists import Block, grouped
from firsthand.giving_back.writing.drawing.words import caption
from firsthand.giving_back.writing.selectors import DocumentLine, document_line
from firsthand.giving_back.writing.selectors import document as document_row
from firsthand.giving_back.writing.selectors import documents as all_documents
from firsthand.giving_back.writing.services import remove_document, write_document
from firsthand.giving_back.writing.showing import paper
from firsthand.giving_back.writing.taking_out import Held, take_document_out
from firsthand.ground.calling.selectors import own_words
from firsthand.ground.studies.access import require

if TYPE_CHECKING:
    from firsthand.giving_back.release.checking import Checked
    from firsthand.giving_back.writing.models import Document
    from firsthand.ground.studies.models import Membership

FORMATS = [
    ("docx", lazy("Word (docx)")), ("html", lazy("Web page (html)")), ("pdf", lazy("PDF")), ("md", lazy("Markdown")),
]  # fmt: skip
PICTURED = {"co-occurrence": "together"}  # a count's picture on the pages, where it is called otherwise


class DocumentSheet(Sheet):
    """A document to begin."""

    called = "document"
    spoken_at = "title"
    title = line(lazy("Title"))


@in_study
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, by: Membership) -> HttpResponse:
    """What is written up; and beginning another."""
    require(by, "study.read")
    if request.method == "POST":
        require(by, "document.write")
    sheet = DocumentSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(lambda said: write_document(by, title=said["title"])):
        return done(request, by, _("Begun. Write."), "document-write", sheet.result.id)
    return page(request, by, "documents.html", {"rows": all_documents(by), "sheet": sheet})


@in_study
@require_safe
def document(request: HttpRequest, by: Membership, document_id: UUID) -> HttpResponse:
    """A document as it reads now."""
    return _document(request, by, document_row(by, document_id))


@in_study
@needs("document.change")
@require_safe
def write(request: HttpRequest, by: Membership, document_id: UUID) -> HttpResponse:
    """The page on which it is written. What is written there is sent to the API."""
    row = document_row(by, document_id)
    line_ = document_line(by, row)
    context = {
        "document": line_, "styles": styles(), "words": writing_words(), "avoided": _avoided(by, line_)
    }  # fmt: skip
    return page(request, by, "document_write.html", context)


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, document_id: UUID) -> HttpResponse:
    """Remove a document."""
    remove_document(by, document=document_row(by, document_id))
    return done(request, by, _("The document was removed. The trail can bring it back."), "documents")


@in_study
@needs("report.release")
@require_POST
def out(request: HttpRequest, by: Membership, document_id: UUID) -> HttpResponse:
    """A document as a file that leaves; or what has to be settled first."""
    row = document_row(by, document_id)
    try:
        made = take_document_out(by, document=row, format=request.POST.get("format", ""))
    except Held as held:
        return _document(request, by, row, held.found, str(held))
    except Problem as problem:
        return _document(request, by, row, sentence=str(problem))
    return download(made.file_name, made.content_type, made.data)


def _avoided(by: Membership, line_: DocumentLine) -> list[str]:
    """Words that the study would rather not read, in what the writer wrote; what people said stays as they said it."""
    return avoided(own_words(by), "\n".join(str(block.get("text", "")) for block in line_.blocks))


def _document(
    request: HttpRequest, by: Membership, row: Document, found: Checked | None = None, sentence: str = ""
) -> HttpResponse:
    line_ = document_line(by, row)
    made = paper(by, line_)
    context = {
        "document": line_, "paper": made, "blocks": [_block(one) for one in grouped(made.parts)],
        "formats": FORMATS, "found": found, "sentence": sentence, "avoided": _avoided(by, line_),
        "root": f"/s/{by.study.slug}/",
    }  # fmt: skip
    return page(request, by, "document.html", context, status=400 if sentence else 200)


def _block(block: Block) -> dict[str, Any]:
    """A block as the page draws it; of a table or figure what it is called, and whether there is a picture."""
    part = block.parts[0]
    drawn = part.type == "figure" and can_draw() and PICTURED.get(part.form, part.form)
    counted = {"caption": caption(part), "drawn": drawn} if part.count else {}
    return {"type": block.type, "parts": block.parts, "part": part, **counted}
