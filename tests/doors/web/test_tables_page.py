"""The codebook goes out from its page, and comes in by a page that shows first what becomes of each row."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exchange.written import docx
from exchange.written import table as written_table
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.memos.selectors import memos
from firsthand.field.consent.services import set_answers
from firsthand.field.sources.extract import read_cells, read_file
from web.conftest import Browser, Desk

DATA = Path(__file__).parents[2] / "data"


def table(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("codes.csv", words.encode())


ROWS = "name,parent,definition\nPresence,,Staying\nTea,Presence,Hot\n,Presence,x\n<b>Bold</b>,,\n"


def test_a_table_is_looked_over_and_then_brought_in(desk: Desk, lea_sits: Browser) -> None:
    before = codebook(desk.cast.lea)
    look = lea_sits.send(desk.url("codebook-table"), status=200, table=table(ROWS), do="look")
    for said in ("changed: definition", "A code needs a name.", "2 new", "&lt;b&gt;Bold", "1 left out"):
        assert said in look
    assert codebook(desk.cast.lea) == before
    lea_sits.send(desk.url("codebook-table"), table=table(ROWS), do="keep")
    assert {"Tea", "<b>Bold</b>"} <= {line.name for line in codebook(desk.cast.lea)}
    assert "2 codes are new, 1 changed, 0 as they were; 1 rows were left out." in lea_sits.says(
        desk.url("codebook")
    )


def test_what_is_no_table_of_codes_is_said_on_the_page(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.send(desk.url("codebook-table"), status=400, table=table("a,b\n1,2\n"))
    assert "needs a column “name”" in page
    assert "Choose a table first." in lea_sits.send(desk.url("codebook-table"), status=400)


def test_a_codebook_of_another_program_and_highlights_come_in_by_the_same_page(
    desk: Desk, lea_sits: Browser
) -> None:
    rows = [
        ["Name", "Description", "Files", "References"],
        ["Presence", "", "1", "1"],
        [("Tea", 360), "Hot", "1", "1"],
    ]
    book = lambda: SimpleUploadedFile("Codebook.docx", docx(written_table(rows)))  # noqa: E731
    look = lea_sits.send(desk.url("codebook-table"), status=200, table=book(), do="look")
    for said in ("This is a codebook of NVivo.", "1 new", "not read: Files, References."):
        assert said in look
    lea_sits.send(desk.url("codebook-table"), table=book(), do="keep")
    assert "Presence › Tea" in {line.full_path for line in codebook(desk.cast.lea)}
    marked = lambda: table("id,document,tag,content\n1,elsewhere,Tea,Nobody said it.\n")  # noqa: E731
    look = lea_sits.send(desk.url("codebook-table"), status=200, table=marked(), do="look")
    assert "these words are in no other" in look
    lea_sits.send(desk.url("codebook-table"), table=marked(), do="keep")
    assert "0 highlights are codings now, 0 were; 1 were left out." in lea_sits.says(desk.url("codebook"))
    page = lea_sits.send(desk.url("codebook-table"), status=400, table=SimpleUploadedFile("a.docx", docx()))
    assert "There is no codebook in a.docx" in page


@pytest.mark.parametrize("what", ["codebook", "memos", "attributes", "consents", "matrix"])
def test_every_table_goes_out_from_its_page(desk: Desk, lea_sits: Browser, what: str) -> None:
    said = {"quotes": "none"}
    set_answers(desk.cast.lea, participant=desk.participant, answers=said, moment="before", how="by hand")
    pages = {
        "codebook": "codebook",
        "memos": "memos",
        "attributes": "people-table-in",
        "consents": "consents",
    }
    assert f'value="{what}.xlsx"' in lea_sits.says(desk.url(pages.get(what, "reports")))
    for form in ("csv", "xlsx"):
        file = lea_sits.post(desk.url("reports"), {"report": f"{what}.{form}"})
        assert file["Content-Disposition"].endswith(f'-{what}.{form}"')
        assert len(read_cells(f"a.{form}", file.content)) > 1


def test_comments_of_a_document_are_asked_about_and_become_what_was_chosen(
    desk: Desk, lea_sits: Browser
) -> None:
    def word() -> SimpleUploadedFile:
        return SimpleUploadedFile("comments.docx", (DATA / "docx" / "comments.docx").read_bytes())

    look = lea_sits.send(desk.url("preview"), status=200, files=word())
    assert "2 comments stand beside the texts. They become" in look
    before = len(memos(desk.cast.lea))
    lea_sits.send(desk.url("import"), files=word(), comments="memos")
    assert len(memos(desk.cast.lea)) == before + 2


def test_a_coded_text_goes_out_as_word(desk: Desk, lea_sits: Browser) -> None:
    assert "codings as comments" in lea_sits.says(desk.url("source-details", desk.source.id))
    file = lea_sits.post(desk.url("commented", desk.source.id))
    (reading,) = read_file("a.docx", file.content)
    assert (reading.text, reading.comments[0].words) == (
        desk.text,
        "Presence\nOn silence\nWhose room is it?",
    )
