"""The sheet, form and card: all that is asked stands on them, no box is ticked, and what nobody said is a line."""

from __future__ import annotations

import io
import re
import socket
from typing import Any

import pytest
from django.utils.translation import gettext, override
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from conftest import Cast
from firsthand.core.consent import catalogue
from firsthand.core.consent.sheets import BLANK, Wording, card, form, pages, sheet, words_to_translate
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.readability import age
from firsthand.core.readability_es import FAIRLY_EASY, ease
from firsthand.field.consent.forms import reword
from firsthand.field.people.services import add_participant
from firsthand.giving_back.asking import paper
from firsthand.giving_back.reports.words import unchecked

LOCAL = {
    "organisation": "Lantern Row", "payment": "20 dollars", "take_out_until": "1 September",
    "contact": "Noor, 555-0142", "pass_on": "If a child is in danger, we must call somebody.",
}  # fmt: skip


def words_of(wording: Wording) -> list[str]:
    return [
        text
        for page in pages(wording)
        for block in (*page.box, *page.blocks)
        for text in (block.text, block.more, *block.choices)
        if text
    ]


def test_most_twelve_year_olds_can_read_all_that_is_handed_over() -> None:
    wording = Wording(dict.fromkeys(LOCAL, "us"), {})
    for page in (sheet(wording), card(wording)):
        words = [
            text for block in (*page.box, *page.blocks) for text in (block.text, block.more, *block.choices)
        ]
        assert age(" ".join(f"{text.rstrip('.?:')}." for text in words if text)) < 11, page.id
    hard = [text for text in words_of(wording) if len(text.split()) > 6 and age(text) > 13]
    assert hard == []


def test_in_spanish_it_is_fairly_easy_as_well() -> None:
    with override("es"):
        wording = Wording(dict.fromkeys(LOCAL, "nosotras"), {}, say=gettext)
        for page in (sheet(wording), card(wording)):
            words = [
                text
                for block in (*page.box, *page.blocks)
                for text in (block.text, block.more, *block.choices)
                if text
            ]
            assert ease(" ".join(f"{text.rstrip('.?:')}." for text in words)) >= FAIRLY_EASY, page.id


def test_each_question_is_on_the_form_once_with_all_its_answers_and_ask_me_later() -> None:
    blocks = form(Wording({}, {}, readers=["Sam", "Lena"])).blocks
    for scope in catalogue().scopes.values():
        (block,) = [one for one in blocks if one.text == scope.ask]
        if scope.type == "people":
            assert block.choices == ("Sam", "Lena")
        elif scope.type != "acknowledged":
            assert block.choices == (*scope.options.values(), "Ask me later")


def test_nothing_is_ticked_anywhere(cast: Cast) -> None:
    page = paper(cast.lea, format="html").data.decode()
    assert not re.search(r"<input|<[^>]*checked", page)
    assert not re.search("[☑☒✓✔✗✘]", page)


def test_what_only_the_study_can_say_stands_there_or_is_a_line_to_write_on(cast: Cast) -> None:
    assert "Lantern Row" not in paper(cast.lea, format="html").data.decode()
    assert any(BLANK in text for text in words_of(Wording({}, {})))
    reword(cast.lea, local=LOCAL, reason="the board")
    now = paper(cast.lea, format="html").data.decode()
    assert all(said in now for said in ("Lantern Row", "20 dollars", "1 September", "a child is in danger"))
    assert "Wording 1.1" in now
    assert "Lantern Row" not in paper(cast.lea, format="html", version="1").data.decode()


def test_words_of_the_study_are_never_taken_for_markup(cast: Cast) -> None:
    evil = '<script>alert("x")</script> #strong[x] \\ $ ] "'
    reword(cast.lea, local={"organisation": evil, "contact": evil})
    assert "<script>alert" not in paper(cast.lea, format="html").data.decode()
    assert "#strong[x]" in extract_text(io.BytesIO(paper(cast.lea).data)).replace("\n", " ")


def test_the_pdf_has_the_same_words_and_is_tagged(cast: Cast) -> None:
    reword(cast.lea, local=LOCAL)
    data = paper(cast.lea).data
    said = " ".join(extract_text(io.BytesIO(data)).split())
    for text in (one.ask for one in catalogue().scopes.values()):
        assert text in said
    assert "How to leave, or to change something" in said
    catalog = PDFDocument(PDFParser(io.BytesIO(data))).catalog
    assert "StructTreeRoot" in catalog
    assert catalog["MarkInfo"]["Marked"] is True
    assert b"en" in catalog["Lang"]


def test_a_pdf_is_made_without_any_network(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("Something asked for the network.")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert paper(cast.lea, what="card").data.startswith(b"%PDF")


def test_a_participants_label_stands_on_their_papers_and_no_name(cast: Cast) -> None:
    ike = add_participant(cast.lea, pseudonym="Ike")
    page = paper(cast.lea, format="html", participant=ike).data.decode()
    assert "P01" in page
    assert "Ike" not in page


def test_what_there_is_not_is_refused_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(Problem, match="sheet, form, card"):
        paper(cast.lea, what="book")
    with pytest.raises(Problem, match="html or pdf"):
        paper(cast.lea, format="docx")
    with pytest.raises(NotThere):
        paper(cast.lea, version="9")
    with pytest.raises(NotAllowed):
        paper(cast.rea)


def test_every_word_can_be_translated() -> None:
    wording = Wording({}, {}, say=lambda text: f"<{text}>")
    known = {f"<{text}>" for text in words_to_translate()}
    shown = {
        text
        for page in pages(wording)
        for block in (*page.box, *page.blocks)
        for text in (block.text, *block.choices)
    }
    blanked = {re.sub(r"\{\w+\}", BLANK, text) for text in known}
    assert [text for text in shown if text not in blanked and text != BLANK] == []


def test_a_paper_in_a_language_that_nobody_checked_says_so(cast: Cast) -> None:
    assert unchecked() == ""
    with override("es"):
        said = unchecked()
        assert said in paper(cast.lea, format="html").data.decode()
        printed = " ".join(extract_text(io.BytesIO(paper(cast.lea).data)).split())
    assert said
    assert said in printed
