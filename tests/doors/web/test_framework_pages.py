"""The pages of the framework matrix: how far it is, a cell beside its excerpts, rows and columns as text, files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest

from doors.web.conftest import Browser, Desk

SHOWN = re.compile(r'name="shown" value="([^"]+)"')
STANDS = re.compile(r'name="stands" value="([^"]+)"( checked)?')
FIELD = re.compile(r'name="(version|summary|act)" value="([^"]*)"')


@pytest.fixture
def coded(desk: Desk) -> Desk:
    """The desk with a second stretch of hers under a code below the first."""
    code(desk, "we sat", desk.other)
    return desk


def code(desk: Desk, words: str, code: Any) -> Any:
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span

    return apply_code(desk.cast.lea, source=desk.source, code=code, span=Span(*desk.words(words)))


def place(desk: Desk, rows: str = "participants") -> str:
    case = desk.participant.id if rows == "participants" else desk.source.id
    return desk.url("framework-cell", rows, case, desk.code.id)


def form(page: str) -> dict[str, Any]:
    """What the form on a cell’s page sends as it is drawn."""
    inside = page[page.index('id="keeps"') :]
    fields = dict(FIELD.findall(inside[: inside.index("</form>")]))
    return fields | {
        "shown": list(dict.fromkeys(SHOWN.findall(inside))),
        "stands": [key for key, checked in STANDS.findall(page) if checked],
    }


def write(browser: Browser, address: str, words: str, **more: Any) -> str:
    return browser.send(address, **(form(browser.says(address)) | {"words": words} | more))


def test_the_matrix_says_what_is_behind_each_cell_and_how_far_it_is(lea_sits: Browser, coded: Desk) -> None:
    page = lea_sits.says(coded.url("framework"))
    assert "0 of 1 written" in page
    assert "2 excerpts" in page
    assert "still to write" in page
    assert write(lea_sits, place(coded), "She waits with people.") == place(coded)
    page = lea_sits.says(coded.url("framework"))
    assert "1 of 1 written" in page
    assert "She waits with people." in page
    assert "still to write" not in page
    code(coded, "a spare key", coded.other)
    page = lea_sits.says(coded.url("framework"))
    assert "1 excerpt came." in page
    assert '<span class="flag">out of date</span>' in page


def test_rows_and_codes_are_chosen_and_stay_chosen_on_the_way_to_a_cell_and_back(
    lea_sits: Browser, coded: Desk
) -> None:
    asked = f"?rows=sources&code={coded.other.id}"
    page = unescape(lea_sits.says(coded.url("framework") + asked))
    (way,) = re.findall(r'<a class="cell frame-way" href="([^"]+)"', page)
    assert (
        way
        == coded.url("framework-cell", "sources", coded.source.id, coded.other.id) + f"?code={coded.other.id}"
    )
    there = unescape(lea_sits.says(way))
    assert coded.url("framework") + asked in there
    write(lea_sits, way, "Sat.")
    assert "1 of 1 written" in lea_sits.says(coded.url("framework") + asked)
    assert "0 of 1 written" in lea_sits.says(coded.url("framework"))
    for wrong, said in (
        ("?rows=moons", "participants or sources"),
        ("?code=moon", "something that is no id"),
    ):
        assert said in unescape(lea_sits.says(coded.url("framework") + wrong, 400))


def test_an_excerpt_can_be_taken_off_and_stays_off(lea_sits: Browser, coded: Desk) -> None:
    address = place(coded)
    sent = form(lea_sits.says(address))
    assert len(sent["stands"]) == 2
    write(lea_sits, address, "She sits.", stands=sent["stands"][:1])
    page = lea_sits.says(address)
    assert form(page)["stands"] == sent["stands"][:1]
    write(lea_sits, address, "She sits with people.")
    assert form(lea_sits.says(address))["stands"] == sent["stands"][:1]


def test_what_came_while_the_page_was_open_is_pointed_at(lea_sits: Browser, coded: Desk) -> None:
    address = place(coded)
    sent = form(lea_sits.says(address))
    code(coded, "a spare key", coded.other)
    lea_sits.send(address, **(sent | {"words": "She waits."}))
    page = lea_sits.says(address)
    assert "Out of date.</strong> 1 excerpt came." in page
    assert page.count("came since") == 1
    confirm = re.search(r'action="([^"]+/confirm/)"', page)
    assert confirm
    lea_sits.send(confirm[1], shown=SHOWN.findall(page), version="1")
    assert "Out of date" not in lea_sits.says(address)


def test_two_who_write_at_once_are_shown_both(lea_sits: Browser, coded: Desk) -> None:
    address = place(coded)
    cody = Browser().sit(coded.cast.cody)
    mine, first = form(cody.says(address)), form(lea_sits.says(address))
    lea_sits.send(address, **(first | {"words": "Leas words."}))
    page = cody.send(address, 409, **(mine | {"words": "Codys words."}))
    for said in ("Somebody wrote a summary here", "What stands now", "Leas words.", "Codys words."):
        assert said in page
    lea_sits.send(address, **(form(lea_sits.says(address)) | {"words": "Leas other words."}))
    page = cody.send(address, 409, **(form(page) | {"words": "Codys words, and Leas."}))
    for said in ("Somebody changed this summary", "Leas other words.", "Codys words, and Leas."):
        assert said in page
    cody.send(address, **(form(page) | {"words": "Both."}))
    assert "Both." in lea_sits.says(address)


def test_what_was_taken_out_meanwhile_can_be_written_anew(lea_sits: Browser, coded: Desk) -> None:
    address = place(coded)
    write(lea_sits, address, "Leas words.")
    mine = form(lea_sits.says(address))
    remove = re.search(r'action="([^"]+/remove/)"', lea_sits.says(address))
    assert remove
    assert lea_sits.send(remove[1]) == coded.url("framework")
    page = lea_sits.send(address, 409, **(mine | {"words": "Mine."}))
    assert "Somebody took this summary out" in page
    assert "summary" not in form(page)
    lea_sits.send(address, **(form(page) | {"words": "Mine."}))
    assert "Mine." in lea_sits.says(coded.url("framework"))


def test_nothing_written_is_said_at_the_field(lea_sits: Browser, coded: Desk) -> None:
    page = lea_sits.send(place(coded), 400, words="  ")
    assert "A summary needs a few words." in page


def test_a_row_and_a_column_read_as_text(lea_sits: Browser, coded: Desk) -> None:
    write(lea_sits, place(coded), "She waits.\n\nShe sits.")
    write(lea_sits, place(coded, "sources"), "A talk of waiting.")
    row = lea_sits.says(coded.url("framework-case", "participants", coded.participant.id))
    assert "<p>She waits.</p>" in row
    assert "<h1>Marigold</h1>" in row
    column = lea_sits.says(coded.url("framework-code", "sources", coded.code.id))
    assert "A talk of waiting." in column
    assert "She waits" not in column
    for where in (
        coded.url("framework-case", "participants", coded.source.id),
        coded.url("framework-code", "participants", coded.source.id),
        coded.url("framework-cell", "sources", coded.participant.id, coded.code.id),
    ):
        assert "There is nothing here" in lea_sits.says(where, 404)


def test_a_reader_reads_and_has_nothing_to_write_with(lea_sits: Browser, coded: Desk) -> None:
    write(lea_sits, place(coded), "She waits.")
    page = Browser().sit(coded.cast.rea).says(place(coded))
    assert "She waits." in page
    assert 'id="keeps"' not in page
    assert 'name="stands"' not in page


def test_the_matrix_is_taken_out_with_what_was_chosen(lea_sits: Browser, coded: Desk) -> None:
    from firsthand.field.consent.services import set_answers

    write(lea_sits, place(coded), "She waits.")
    set_answers(
        coded.cast.lea, participant=coded.participant, answers={"quotes": "retell_in_our_words"},
        moment="after_interview", how="by hand",
    )  # fmt: skip
    sent = {"what": "framework", "rows": "participants", "code": [str(coded.code.id)], "format": "csv"}
    answer = lea_sits.post(coded.url("compare-file"), sent)
    assert answer["Content-Disposition"].endswith('framework-participants.csv"')
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["Presence"] == "She waits."
    assert "Presence › Having been there" not in row
    assert lea_sits.post(coded.url("compare-file"), sent | {"format": "svg"}).status_code == 400


def test_a_summary_whose_code_was_merged_is_shown_apart_until_it_is_removed(
    lea_sits: Browser, coded: Desk
) -> None:
    from firsthand.analysis.coding.services import merge_codes

    write(
        lea_sits,
        coded.url("framework-cell", "participants", coded.participant.id, coded.other.id),
        "She sat.",
    )
    merge_codes(coded.cast.lea, into=coded.code, codes=[coded.other])
    page = lea_sits.says(coded.url("framework"))
    assert "Whose code is gone" in page
    assert "She sat." in page
    remove = re.search(r'action="([^"]+/remove/)"', page)
    assert remove
    lea_sits.send(remove[1])
    assert "Whose code is gone" not in lea_sits.says(coded.url("framework"))
