"""The methods' appendix: told from the record, with what is left to write, and without anybody who takes part."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import pytest
from docx import Document

from conftest import Cast
from core.worked import worked
from core.worked_checklists import missed
from firsthand import __version__
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.core.problems import NotAllowed, Problem
from firsthand.field.interviews.services import add_interview
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.appendix.checklists import COREQ, SRQR
from firsthand.giving_back.appendix.making import described, make_appendix
from firsthand.giving_back.appendix.record import few
from firsthand.giving_back.models import Release
from texts import bring


def chapter(by: Any, title: str) -> Any:
    return next(part for part in described(by).parts if part.title == title)


def rows(part: Any) -> list[tuple[str, ...]]:
    return [row for block in part.blocks for row in block.rows]


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_both_checklists_are_whole_and_every_item_is_filled_in_or_left_to_write(cast: Cast) -> None:
    for title, items in (("COREQ", COREQ), ("SRQR", SRQR)):
        found = rows(chapter(cast.lea, title))
        assert [row[0] for row in found] == [str(number) for number in range(1, len(items) + 1)]
        assert all((row[3] == "–") == (row[4] == "to be written") for row in found)
        assert len({row[1] for row in found}) == len(items)


@pytest.mark.parametrize(("title", "items"), [("COREQ", COREQ), ("SRQR", SRQR)])
def test_of_every_item_it_is_said_whence_it_can_be_told(title: str, items: Any) -> None:
    example = worked("checklists")
    assert len(items) == example["sizes"][title]
    found = {number: item.whence.value for number, item in enumerate(items, 1)}
    assert found == {number: whence for number, (_about, whence) in example[title].items()}
    assert Counter(found.values()) == example["by_whence"][title]


def test_the_items_of_coreq_are_of_three_domains() -> None:
    assert [len([one for one in COREQ if one.domain == at]) for at in (1, 2, 3)] == worked("checklists")[
        "domains"
    ]
    assert [one.domain for one in COREQ] == sorted(one.domain for one in COREQ)


def test_what_was_done_fills_the_items_that_it_belongs_to_and_no_others(cast: Cast) -> None:
    assert list(missed(make_appendix(cast.lea, format="docx").data)) == []
    before = {int(row[0]): row for row in rows(chapter(cast.lea, "COREQ"))}
    code = make_code(cast.lea, name="Waiting")
    change_code(cast.lea, code=code, definition="Until somebody comes.")
    people_ = [add_participant(cast.lea, pseudonym=name) for name in ("Ike", "Marigold", "Tansy")]
    for person in people_:
        for number in (1, 2):
            said = f"LENA: How was it, {number}?\nSHE: As the {person.pk} before.\n"
            (row,) = bring(cast.lea, said)
            for label in text_of(cast.lea, row).speakers.values():
                if label.label == "SHE":
                    voice = row.versions.get().voices.get(index=label.index)
                    assign_voice(cast.lea, voice=voice, part="participant", participant=person)
            add_interview(cast.lea, source=row, place="Kitchen", asked_by=cast.cody)
    after = {int(row[0]): row for row in rows(chapter(cast.lea, "COREQ"))}
    assert {number for number in after if before[number][3:] != after[number][3:]} == {
        1,
        12,
        14,
        18,
        25,
        26,
        22,
    }
    assert after[1][3:] == ("Cody", "")
    assert after[14][3] == "The place is noted of 6 of 6 interviews"
    assert after[18][3] == "Asked more than once: 3"
    assert after[26][3:] == (
        "Acts on codes: 1 made, 1 changed, 0 merged, 0 split",
        "to be completed",
    )
    assert after[27][3:] == (f"Firsthand {__version__}", "")
    assert after[21][3:] == ("–", "to be written")  # how long a talk took is kept nowhere
    assert list(missed(make_appendix(cast.lea, format="docx").data)) == []


def test_what_is_said_in_the_record_fills_an_item_that_was_left(cast: Cast) -> None:
    assert rows(chapter(cast.lea, "COREQ"))[8][4] == "to be written"
    declare_method(cast.lea, way="framework", reason="We compare case by case.")
    assert rows(chapter(cast.lea, "COREQ"))[8][2:] == ("the team", "framework analysis", "")


def test_a_number_of_people_that_points_to_one_is_not_said() -> None:
    assert [few(count) for count in (0, 1, 2, 3)] == ["0", "fewer than three", "fewer than three", "3"]


def test_it_leaves_as_word_or_pdf_for_whoever_may_take_reports_and_the_trail_has_it(cast: Cast) -> None:
    assert make_appendix(cast.rea, format="pdf").data.startswith(b"%PDF")
    assert Release.objects.get().what == "appendix"
    with pytest.raises(Problem, match="docx, pdf"):
        make_appendix(cast.lea, format="html")
    with pytest.raises(NotAllowed):
        make_appendix(cast.gil, format="pdf")


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "keyring"])
def test_of_the_demonstration_study_it_names_nobody_who_takes_part_and_quotes_no_word(secret: object) -> None:
    from firsthand.demo.building import build

    by = build()
    data = make_appendix(by, format="docx").data
    assert list(missed(data)) == []
    told = words(data)
    named = [one.pseudonym for one in people(by) if one.pseudonym[0].isupper() and one.pseudonym in told]
    assert named == []
    assert "Interview guides in every version" in told
    assert "9 claims" in told
