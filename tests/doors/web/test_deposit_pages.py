"""The pages from which a package for an archive, and a study kit, are looked over and taken out."""

from __future__ import annotations

import io
import zipfile
from html import unescape
from typing import Any

from doors.web.conftest import Browser, Desk
from firsthand.field.consent.services import set_answers
from firsthand.giving_back.record import told

YES = {"answers": {"archive": "yes"}, "moment": "member_check", "how": "together"}


def names_in(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return zipped.namelist()


def said_yes(desk: Desk) -> Any:
    return set_answers(desk.cast.lea, participant=desk.participant, **YES)


def test_where_nobody_said_yes_the_page_says_so_and_offers_nothing_to_take(
    lea_sits: Browser, desk: Desk
) -> None:
    page = unescape(lea_sits.says(desk.url("archive")))
    assert "Nobody has said yet that their words may be kept" in page
    assert "Take the package out" not in page
    assert "Take the package out" not in lea_sits.send(desk.url("archive"), 200, take="1")


def test_it_is_looked_over_first_and_then_taken_out_which_the_trail_keeps(
    lea_sits: Browser, desk: Desk
) -> None:
    said_yes(desk)
    page = unescape(lea_sits.says(desk.url("archive")))
    assert "Words of Marigold." in page
    assert "Nothing was found" in lea_sits.send(desk.url("archive"), 200, look="1")
    assert "archive.release" not in [one.act for one in told(desk.cast.lea)]
    answer = lea_sits.post(desk.url("archive"), {"take": "1"})
    assert answer["Content-Type"] == "application/zip"
    assert "texts/S1.txt" in names_in(answer.content)
    assert told(desk.cast.lea)[0].act == "archive.release"


def test_what_would_break_a_promise_is_told_with_what_to_do_and_nothing_leaves(
    lea_sits: Browser, desk: Desk
) -> None:
    from firsthand.analysis.codebook.services import make_code

    said_yes(desk)
    make_code(desk.cast.lea, name="Numbers", definition="You call 555-0142.")
    page = unescape(lea_sits.send(desk.url("archive"), 400, take="1"))
    assert "1 thing to settle first" in page
    assert "“555-0142” can tell who somebody is" in page
    assert told(desk.cast.lea)[0].act == "code.make"


def test_sources_and_what_stands_under_a_code_are_left_out_where_somebody_chooses_that(
    lea_sits: Browser, desk: Desk
) -> None:
    said_yes(desk)
    page = unescape(lea_sits.send(desk.url("archive"), 200, look="1", code=str(desk.code.id)))
    assert "Stretches that the team chose to leave out: fewer than three" in page
    page = unescape(lea_sits.send(desk.url("archive"), 200, look="1", source=str(desk.source.id)))
    assert "Texts that the team chose to leave out: fewer than three" in page


def test_a_kit_is_looked_over_and_taken_out(lea_sits: Browser, desk: Desk) -> None:
    assert "codebook/codebook.csv" in lea_sits.says(desk.url("kit"))
    assert "Nothing was found" in lea_sits.send(desk.url("kit"), 200, look="1", title="How tea is made")
    answer = lea_sits.post(desk.url("kit"), {"take": "1", "title": "How tea is made"})
    assert "kit.yaml" in names_in(answer.content)


def test_giving_back_leads_to_both(lea_sits: Browser, desk: Desk) -> None:
    page = lea_sits.says(desk.url("reports"))
    assert desk.url("archive") in page
    assert desk.url("kit") in page
