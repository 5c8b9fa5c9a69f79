"""The methods' appendix: told from the record, with what is left to write, and without anybody who takes part."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document

from conftest import Cast
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.core.problems import NotAllowed, Problem
from firsthand.field.people.selectors import people
from firsthand.giving_back.appendix.checklists import COREQ, SRQR
from firsthand.giving_back.appendix.making import described, make_appendix
from firsthand.giving_back.appendix.record import few
from firsthand.giving_back.models import Release


def chapter(by: Any, title: str) -> Any:
    return next(part for part in described(by).parts if part.title == title)


def rows(part: Any) -> list[tuple[str, ...]]:
    return [row for block in part.blocks for row in block.rows]


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_both_checklists_are_whole_and_every_item_is_filled_in_or_left_to_write(cast: Cast) -> None:
    assert (len(COREQ), len(SRQR)) == (32, 21)
    for title, items in (("COREQ", COREQ), ("SRQR", SRQR)):
        found = rows(chapter(cast.lea, title))
        assert [row[0] for row in found] == [str(number) for number in range(1, len(items) + 1)]
        assert all((row[2] == "–") == (row[3] == "to be written") for row in found)


def test_what_is_said_in_the_record_fills_an_item_that_was_left(cast: Cast) -> None:
    assert rows(chapter(cast.lea, "COREQ"))[8][3] == "to be written"
    declare_method(cast.lea, way="framework", reason="We compare case by case.")
    assert rows(chapter(cast.lea, "COREQ"))[8][2:] == ("framework analysis", "")


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
    told = words(make_appendix(by, format="docx").data)
    named = [one.pseudonym for one in people(by) if one.pseudonym[0].isupper() and one.pseudonym in told]
    assert named == []
    assert "Interview guides in every version" in told
    assert "9 claims" in told
