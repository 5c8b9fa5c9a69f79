"""What pages show: words as words, counts, what is hidden, and the positions that lead back to the text."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.core.spans import Span
from firsthand.doors.web.painting import Block, blocks, clock, lanes, mark_class
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.selectors import part_of_note
from texts import bring
from web.conftest import Browser, Desk

EVIL = "<script>alert('x')</script>"
AWKWARD = json.loads((Path(__file__).parents[2] / "data" / "awkward.json").read_text("ascii"))
PIECE = re.compile(r'data-start="(\d+)">([^<]*)<')


def test_the_three_doors(desk: Desk, browser: Browser) -> None:
    page = browser.says("/")
    assert all(door in page for door in ("The work", "The study", "Giving back"))
    assert desk.url("study") in page
    assert "field note" in page


def test_a_program_with_nothing_in_it_offers_to_begin(db: None, browser: Browser) -> None:
    assert "/begin/" in browser.says("/")


def test_words_are_never_taken_for_markup(desk: Desk, lea_sits: Browser) -> None:
    from firsthand.analysis.codebook.services import change_code
    from firsthand.analysis.memos.services import change_memo
    from firsthand.analysis.themes.services import change_claim, change_theme
    from firsthand.field.fieldwork.notes import write_note
    from firsthand.field.people.services import change_participant
    from firsthand.field.sources.services import change_source

    lea = desk.cast.lea
    change_source(lea, source=desk.source, title=EVIL, kind="interview")
    words = {"plain_name": EVIL, "definition": EVIL, "when": EVIL, "example": EVIL}
    change_code(lea, code=desk.code, name=f"{EVIL}1", **words)
    change_memo(lea, memo=desk.memo, title=EVIL, body=EVIL)
    change_theme(lea, theme=desk.theme, name=EVIL, plain_name=EVIL, idea=EVIL)
    change_claim(lea, claim=desk.claim, sentence=EVIL)
    change_participant(lea, participant=desk.participant, pseudonym=EVIL, attributes={EVIL: EVIL})
    note = write_note(lea, layers={"description": f"{EVIL}\n{EVIL}"}, title=EVIL)
    addresses = [
        *desk.pages().values(), *desk.writing_pages().values(), *desk.work_pages().values(), desk.url("log-phone"),
        desk.url("source", note.id),
    ]  # fmt: skip
    for address in addresses:
        assert "<script>alert" not in lea_sits.says(address), address


def test_the_pieces_of_a_page_are_the_text_at_their_positions(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.says(desk.url("source", desk.source.id))
    pieces = [(int(start), unescape(words)) for start, words in PIECE.findall(page)]
    assert len(pieces) > 4
    for start, words in pieces:
        assert desk.text[start : start + len(words)] == words
    assert (desk.words("Soup")[0], "Soup") in pieces
    assert f'id="c{desk.words("Soup")[0]}"' in page


@pytest.mark.parametrize("one", AWKWARD, ids=lambda one: one["name"])
def test_awkward_texts_keep_their_positions(one: Any) -> None:
    text = one["text"]
    pieces = pieces_of(blocks(opened(text), []))
    for piece in pieces:
        assert text[piece.start : piece.start + len(piece.words)] == piece.words
    assert "".join(piece.words for piece in pieces) == "".join(
        line for line in text.split("\n") if line.strip()
    )


def opened(words: str) -> Any:
    from uuid import uuid4

    from firsthand.core.transcript import Structure
    from firsthand.field.sources.talk import Text

    return Text(uuid4(), words, Structure().to_json(), {})


def pieces_of(found: list[Block]) -> list[Any]:
    return [piece for block in found for paragraph in block.paragraphs for piece in paragraph.pieces]


def test_overlapping_codings_keep_lanes_apart() -> None:
    assert lanes([Span(0, 9), Span(2, 5), Span(4, 7), Span(5, 9)]) == [0, 1, 2, 1]
    assert mark_class([2, 5, 1]) == "hue-2 depth-3 lane-1-hue-5 lane-2-hue-1"
    assert mark_class([7]) == "hue-7"
    assert mark_class([]) == ""
    assert clock(3_725_400) == "01:02:05"
    assert clock(None) == ""


def test_a_coding_that_starts_in_a_label_still_has_its_place(desk: Desk, lea_sits: Browser) -> None:
    from firsthand.analysis.coding.services import apply_code

    start = desk.text.index("MARIGOLD")
    apply_code(desk.cast.lea, source=desk.source, code=desk.other, span=Span(start, start + 30))
    assert f'id="c{start}"' in lea_sits.says(desk.url("source", desk.source.id))


def test_five_codes_on_the_same_words_are_all_told_in_the_margin(desk: Desk, lea_sits: Browser) -> None:
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import apply_code

    span = Span(*desk.words("Nobody asked her anything."))
    for number in range(6):
        code = make_code(desk.cast.lea, name=f"Code {number}")
        apply_code(desk.cast.lea, source=desk.source, code=code, span=span)
    page = lea_sits.says(desk.url("source", desk.source.id))
    assert "depth-4" in page
    assert "depth-5" not in page
    assert all(f"Code {number}</span>" in page for number in range(6))


def test_a_filter_says_what_it_hides(desk: Desk, lea_sits: Browser) -> None:
    address = desk.url("source", desk.source.id)
    assert "1 coding is hidden by the filter." in lea_sits.says(address, coder="Lea")
    assert "hidden by the filter" not in lea_sits.says(address, coder="Cody", code=str(desk.code.id))
    assert "1 source is not shown." in lea_sits.says(desk.url("sources"), kind="interview")
    assert "1 source is not shown." in lea_sits.says(desk.url("sources"), who=str(desk.participant.id))
    assert "1 memo is not shown." in lea_sits.says(desk.url("memos"), kind="method")


def test_a_turn_can_be_chosen_without_a_script(desk: Desk, lea_sits: Browser) -> None:
    start, end = desk.words("Then we sat. Nobody asked her anything.")
    address = desk.url("source", desk.source.id)
    assert f"?start={start}&amp;end={end}#selected" in lea_sits.says(address)
    page = lea_sits.says(address, start=start, end=end)
    assert f'name="start" form="apply" value="{start}"' in page
    assert "chosen" in page
    lea_sits.says(address, start=start, end=999_999)
    lea_sits.says(address, start="x", end="٣")


def test_readers_see_no_buttons_that_are_not_for_them(desk: Desk, browser: Browser) -> None:
    page = browser.sit(desk.cast.rea).says(desk.url("source", desk.source.id))
    assert "Code these words" not in page
    assert "reading.js" not in page
    assert "data-take" not in page


def test_an_excerpt_leads_back_to_its_place(desk: Desk, lea_sits: Browser) -> None:
    place = f"{desk.url('reader', desk.source.id)}#c{desk.words('Soup')[0]}"
    for name in ("code", "theme", "memo"):
        assert place in lea_sits.says(desk.pages()[name])
    assert place in lea_sits.says(desk.url("evidence", desk.theme.id))


def test_a_claim_is_flagged_when_its_evidence_is_thin(desk: Desk, lea_sits: Browser) -> None:
    assert "All its evidence is from one person." in lea_sits.says(desk.url("theme", desk.theme.id))
    lea_sits.send(desk.url("coding-remove"), coding=str(desk.coding.id))
    page = lea_sits.says(desk.url("theme", desk.theme.id))
    assert "Some of its evidence is no longer coded." in page
    assert "something that is no longer here" in lea_sits.says(desk.url("memo", desk.memo.id))


def test_the_trail_by_person_and_by_page(desk: Desk, lea_sits: Browser) -> None:
    page = lea_sits.says(desk.url("trail"), who="Cody")
    assert "applied a code" in page
    assert "wrote a memo" not in page
    assert "entry 1<" in lea_sits.says(desk.url("trail"), before="3")


def test_a_long_and_much_coded_source_asks_the_database_no_more_than_a_short_one(
    desk: Desk, lea_sits: Browser
) -> None:
    small = queries(lea_sits, desk.url("source", desk.source.id))
    source = much_coded(desk, words=6000, codings=500)
    address = desk.url("source", source.id)
    assert queries(lea_sits, address) <= small + 2
    assert lea_sits.says(address).count('class="coding ') == 500


def test_a_page_asks_once_whether_anything_was_written_that_decides_what_it_shows(
    desk: Desk, lea_sits: Browser
) -> None:
    asked = 0
    for address in desk.pages().values():
        with CaptureQueriesContext(connection) as caught:
            lea_sits.says(address)
        times = sum("SELECT number, at FROM trail_entry" in one["sql"] for one in caught)
        assert times <= 1, address
        asked += times
    assert asked > 0


def queries(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        browser.says(address)
    return len(caught)


def much_coded(desk: Desk, *, words: int, codings: int) -> Any:
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.field.sources.importing import import_sources, read_files
    from firsthand.ground.studies.acting import one_act

    lea = desk.cast.lea
    turns = [
        f"{'SAM' if number % 2 else 'JUNO'}: {'kettle rain door ' * 10}" for number in range(words // 30)
    ]
    text = "\n".join(turns)
    (incoming,), _refused = read_files(lea, [("long.txt", text.encode())])
    (source,) = import_sources(lea, incoming=[incoming])
    with one_act(lea, "coding.apply"):
        codes = [make_code(lea, name=f"Code {number}") for number in range(20)]
        for number in range(codings):
            start = number * (len(text) // codings)
            apply_code(lea, source=source, code=codes[number % 20], span=Span(start, start + 60))
    return source


def test_the_parts_of_a_field_note_are_counted_and_shown_apart_from_interviews(
    desk: Desk, lea_sits: Browser
) -> None:
    lea = desk.cast.lea
    code = make_code(lea, name="Counted apart")
    note = write_note(lea, layers={"description": "The kettle was on.", "analytic": "Kettles again."})
    talk = bring(lea, "ANNA: I put the kettle on.\n")[0]
    for row in (note, part_of_note(lea, note, "analytic"), talk):
        apply_code(lea, source=row, code=code, span=Span(0, 7))
    page = lea_sits.says(desk.url("code", code.id))
    for count in ("All 3", "Document 1", "What happened 1", "Hunches and questions 1"):
        assert count in page
    page = lea_sits.says(desk.url("code", code.id), sort="analytic")
    assert "Kettles" in page
    assert "The ket" not in page
