"""The board's page and the advocacy sheet: plain, without anybody who can be told, and stopped by a broken promise."""

from __future__ import annotations

from typing import Any

import pytest
from counting import brought

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code, describe_coding, remove_coding
from firsthand.analysis.themes.services import (
    add_evidence,
    answer_evidence,
    change_claim,
    change_theme,
    make_claim,
    make_theme,
)
from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import set_answers
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.member_checks.services import send_pack, write_reply
from firsthand.giving_back.models import Release
from firsthand.giving_back.sheets.advocacy import make_advocacy
from firsthand.giving_back.sheets.board_page import make_board_page

WORDS = {
    "Ike": "The kettle is never mine, it only visits on Thursdays.",
    "Ruth": "I count spoons when the drum begins next door.",
    "Juno": "Whoever waits long enough learns the sound of each door.",
}


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    """Three people, each with words under a code of the system, and a claim that rests on all of them."""
    top = make_code(cast.lea, name="The system in view", definition="What comes to light about services.")
    code = make_code(cast.lea, name="Gaps", parent=top, definition="Something is missing.")
    theme = make_theme(cast.lea, name="Room", idea="Waiting is work.")
    claim = make_claim(cast.lea, theme=theme, sentence="Doors say who may come in.")
    found: dict[str, Any] = {"code": code, "theme": theme, "claim": claim}
    for name, words in WORDS.items():
        person = add_participant(cast.lea, pseudonym=name)
        answers = {"quotes": "short_quotes", "check": ("the_themes",)}
        set_answers(cast.lea, participant=person, answers=answers, moment="before", how="together")
        source = brought(cast.lea, f"{name}.txt", f"LENA: And?\n{name.upper()}: {words}\n", person)
        at = text_of(cast.lea, source).words.index(words)
        coding = apply_code(
            cast.lea, source=source, code=code, span=Span(at, at + len(words)), standpoint="self"
        )
        found |= {name: person, f"{name} coded": coding}
        found[f"{name} behind it"] = add_evidence(
            cast.lea, theme=theme, claim=claim, coding=coding, side="for" if name != "Juno" else "against"
        )
    return found


def board(cast: Cast) -> str:
    return make_board_page(cast.rea, format="html").data.decode()


def advocacy(cast: Cast, **more: Any) -> str:
    return make_advocacy(cast.rea, format="html", **more).data.decode()


def test_the_boards_page_says_what_was_found_and_has_nobodys_words_or_name(cast: Cast, said: Any) -> None:
    page = board(cast)
    for words in (
        "Waiting is work.",
        "Doors say who may come in.",
        "3 people told us. They speak of themselves.",
    ):
        assert words in page
    assert not [one for one in (*WORDS, *WORDS.values()) if one in page]
    assert make_board_page(cast.lea, format="pdf").data.startswith(b"%PDF")
    assert [one.people for one in Release.objects.all()] == [[], []]


def test_a_number_under_three_is_not_told(cast: Cast, said: Any) -> None:
    remove_coding(cast.lea, coding=said["Ruth coded"])
    assert "Fewer than three people told us. They speak of themselves." in board(cast)


def test_the_other_side_and_what_people_said_to_it_are_on_the_page_without_who(cast: Cast, said: Any) -> None:
    answer_evidence(cast.lea, evidence=said["Juno behind it"], answer="Some doors are just doors.")
    pack = send_pack(cast.lea, participant=said["Ike"], claims=[said["claim"]])
    write_reply(cast.lea, line=pack.lines.get(), answer="does_not_fit", text="I like doors.", how="by_phone")
    page = board(cast)
    assert "It is not always so: Some doors are just doors." in page
    assert "Not all whom it is about say that it fits them." in page
    assert "I like doors" not in page


def test_a_claim_that_nothing_stands_behind_is_left_out(cast: Cast, said: Any) -> None:
    for name in WORDS:
        remove_coding(cast.lea, coding=said[f"{name} coded"])
    page = board(cast)
    assert "Doors say" not in page
    assert "What nothing stands behind is left out." in page


def test_the_page_stays_here_while_it_would_break_a_promise(cast: Cast, said: Any) -> None:
    set_name(cast.lea, participant=said["Ike"], real_name="Denise Oduya")
    change_theme(cast.lea, theme=said["theme"], name="Room", idea="As Denise said, waiting is work.")
    with pytest.raises(Problem, match="“Denise” can tell who somebody is"):
        make_board_page(cast.lea, format="html")
    change_theme(cast.lea, theme=said["theme"], name="Room", idea=f"Waiting: {WORDS['Ruth']}")
    set_answers(
        cast.lea, participant=said["Ruth"], answers={"quotes": "none"}, moment="on_request", how="spoken"
    )
    with pytest.raises(Problem, match="Words of Ruth"):
        make_board_page(cast.lea, format="html")
    assert not Release.objects.exists()


def test_a_claim_that_hides_that_people_speak_of_others_stops_it(cast: Cast, said: Any) -> None:
    for name in WORDS:
        describe_coding(cast.lea, coding=said[f"{name} coded"], standpoint="of_member", stance="")
    with pytest.raises(Problem, match="rests on what people tell about others"):
        board(cast)
    change_claim(cast.lea, claim=said["claim"], sentence="Advocates told us so.", says_whose=True)
    assert "They speak of others." in board(cast)


def test_an_advocacy_sheet_has_words_that_may_be_quoted_of_different_people_and_names_who_left(
    cast: Cast, said: Any
) -> None:
    sheet = advocacy(cast, ask="A door that opens in the evening.")
    for words in (
        "What comes to light about services.",
        "Something is missing.",
        "A door that opens in the evening.",
    ):
        assert words in sheet
    shown = {name for name, words in WORDS.items() if words in sheet}
    assert len(shown) == 2
    assert set(Release.objects.get().people) == {said[name].id.hex for name in shown}
    assert make_advocacy(cast.lea, format="pdf").data.startswith(b"%PDF")


def test_words_that_may_not_be_quoted_or_printed_are_not_on_it(cast: Cast, said: Any) -> None:
    set_answers(
        cast.lea, participant=said["Ike"], answers={"quotes": "none"}, moment="on_request", how="spoken"
    )
    withdraw(cast.lea, participant=said["Ruth"], named="L2_no_quotes")
    sheet = advocacy(cast)
    assert [name for name, words in WORDS.items() if words in sheet] == ["Juno"]
    assert "3 people told us." in sheet


def test_which_codes_are_about_services_is_known_by_name_or_said(cast: Cast, lea: Any) -> None:
    with pytest.raises(Problem, match="Say which code it is"):
        make_advocacy(lea, format="html")
    code = make_code(lea, name="Offices")
    with pytest.raises(Problem, match="Nothing is coded with these codes yet"):
        make_advocacy(lea, format="html", family=code)
    with pytest.raises(Problem, match="There is no theme yet"):
        make_board_page(lea, format="html")


def test_who_reads_no_study_takes_none_out(cast: Cast, said: Any) -> None:
    for by in (cast.gil, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            make_board_page(by, format="html")
        with pytest.raises(NotAllowed):
            make_advocacy(by, format="html")
