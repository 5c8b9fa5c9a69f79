"""Since when each table of a study is as it is."""

from __future__ import annotations

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.field.people.services import add_participant
from firsthand.ground.studies.acting import noted
from firsthand.ground.trail import since

PEOPLE, CODES = ["people.participant"], ["codebook.code", "codebook.codename"]


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    since._known.clear()


def of(cast: Cast, tables: list[str]) -> int:
    return since.moment(cast.lea.study_id).of(tables)[0]


def latest(cast: Cast) -> int:
    return since.moment(cast.lea.study_id).latest[0]


def test_a_table_is_as_it_is_since_the_latest_entry_that_touched_it(cast: Cast) -> None:
    began = of(cast, PEOPLE)
    make_code(cast.cody, name="Waiting")
    assert of(cast, PEOPLE) == began
    assert of(cast, CODES) == latest(cast) == began + 1
    add_participant(cast.lea, pseudonym="Marigold")
    assert of(cast, PEOPLE) == latest(cast) == began + 2
    assert of(cast, CODES) == began + 1


def test_what_changes_no_row_may_concern_anything(cast: Cast) -> None:
    began = of(cast, PEOPLE)
    noted(cast.lea.study_id, cast.lea.id, "study.exported")
    assert of(cast, PEOPLE) == latest(cast) == began + 1


def test_where_much_came_since_everything_may_be_another(cast: Cast) -> None:
    code = make_code(cast.cody, name="Waiting")
    began = of(cast, PEOPLE)
    for number in range(since.FOLLOWED):  # a colour: who looks for namesakes asks the trail each time
        change_code(cast.cody, code=code, hue=number)
    assert of(cast, PEOPLE) == began
    for number in range(since.FOLLOWED + 1):
        change_code(cast.cody, code=code, hue=number)
    assert of(cast, PEOPLE) == latest(cast) > began


def test_a_trail_that_was_taken_back_and_went_on_otherwise_is_another(cast: Cast) -> None:
    """As after a backup was restored, or an entry rolled back that this process had read."""
    began = of(cast, PEOPLE)
    add_participant(cast.lea, pseudonym="Marigold")
    for _once in range(2):
        make_code(cast.cody, name=f"Waiting {_once}")
    assert of(cast, PEOPLE) == began + 1
    known = since._known[cast.lea.study_id]
    since._known[cast.lea.study_id] = since.Moment(
        (known.latest[0] - 1, "another time"), known.began, known.touched
    )
    assert of(cast, PEOPLE) == latest(cast) == began + 3
