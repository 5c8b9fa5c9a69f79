"""The pages on which the study is written up: begun, read with its gaps, held back with what to do, taken out."""

from __future__ import annotations

from html import unescape

from tools import reader_words as tool

from firsthand.field.consent.services import set_answers
from firsthand.giving_back.writing import shape
from firsthand.giving_back.writing.models import Document
from firsthand.giving_back.writing.services import write_document
from web.conftest import Browser, Desk


def test_a_document_is_begun_and_opens_to_be_written_on(desk: Desk, lea_sits: Browser) -> None:
    assert "Nothing is written up yet." in lea_sits.says(desk.url("documents"))
    assert "needs a title" in lea_sits.send(desk.url("documents"), status=400, title=" ")
    leads = lea_sits.send(desk.url("documents"), title="On <kettles>")
    page = lea_sits.says(leads)
    assert 'data-api="/api/s/' in page
    assert "On &lt;kettles&gt;" in page
    assert "Writing needs a script" in page
    assert "D1 · 0 words" in lea_sits.says(desk.url("documents"))


def test_a_document_reads_with_each_excerpt_a_link_to_its_place(desk: Desk, lea_sits: Browser) -> None:
    set_answers(
        desk.cast.lea, participant=desk.participant, answers={"quotes": "short_quotes"}, moment="before", how="together"
    )  # fmt: skip
    row = write_document(
        desk.cast.lea, title="Soup",
        blocks=[
            shape.paragraph("She brought ", shape.excerpt(desk.coding.id), shape.note("<Really>.")),
            shape.counted("matrix"), shape.counted("saturation", figure=True),
        ],
    )  # fmt: skip
    page = unescape(lea_sits.says(desk.url("document", row.id)))
    assert '“</span><span class="theirs">Soup</span>' in page
    assert f'href="{desk.url("reader", desk.source.id)}#c{desk.coding.start}"' in page
    assert "<Really>." in page
    assert '<th scope="col">Code</th>' in page
    for form, begins in (("docx", b"PK"), ("html", b"<!doctype"), ("md", b"# Soup"), ("pdf", b"%PDF")):
        answer = lea_sits.post(desk.url("document-out", row.id), {"format": form})
        assert answer.status_code == 200
        assert answer.content.lstrip().startswith(begins)


def test_what_may_not_leave_is_listed_with_what_to_do_and_nothing_left(desk: Desk, lea_sits: Browser) -> None:
    words = "She said: I know how it is to wait outside."
    row = write_document(desk.cast.lea, title="Soup", blocks=[shape.paragraph(words)])
    page = unescape(lea_sits.send(desk.url("document-out", row.id), status=400, format="docx"))
    assert "This document does not leave yet: 1 thing has to be settled first." in page
    assert "Tell it in words of your own" in page
    assert "not as odt" in lea_sits.send(desk.url("document-out", row.id), status=400, format="odt")


def test_a_document_is_removed_and_whoever_reads_only_may_not_write(desk: Desk, lea_sits: Browser) -> None:
    row = write_document(desk.cast.lea, title="Soup", blocks=[shape.paragraph(shape.excerpt(desk.coding.id))])
    assert "1 thing in this document is not there" in lea_sits.says(desk.url("document", row.id))
    lea_sits.send(desk.url("document-remove", row.id))
    assert not Document.objects.exists()
    lea_sits.says(desk.url("document", row.id), status=404)
    kept = write_document(desk.cast.lea, title="Soup")
    rea = Browser().sit(desk.cast.rea)
    assert "Begin a document" not in rea.says(desk.url("documents"))
    assert desk.url("document-write", kept.id) not in rea.says(desk.url("document", kept.id))
    rea.says(desk.url("document-write", kept.id), status=403)


def test_the_words_of_the_page_for_writing_are_told_to_the_compiler() -> None:
    assert tool.WRITING.read_text("utf-8") == tool.written(tool.WRITING), (
        "Run `python -m tools.reader_words`."
    )
