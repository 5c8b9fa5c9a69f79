"""What is said of participants as a table; names in print that are real names here; thanks by name."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.core.attributes import attributes, known, never
from firsthand.core.problems import NotAllowed, Problem
from firsthand.field.consent.services import set_answers
from firsthand.field.people.called import doubtful, thanks
from firsthand.field.people.naming import set_name
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant, change_participant
from firsthand.field.people.table import look_over, take_in
from firsthand.field.sources.importing import read_table
from firsthand.giving_back.reports import make


@pytest.fixture
def ike(cast: Cast) -> Any:
    return add_participant(
        cast.lea, pseudonym="Ike", attributes={"Age": "30-49", "Shoes": "=cmd|'/C calc'!A0"}
    )


def test_out_and_in_again_nothing_is_different(cast: Cast, ike: Any) -> None:
    add_participant(cast.lea, pseudonym="Marigold", attributes={"Kind of peer work": "one-to-one, groups"})
    before = [(one.label, one.attributes) for one in people(cast.lea)]
    for form in ("csv", "xlsx"):
        table = make(cast.lea, what="attributes", format=form).data
        assert form != "csv" or b",'=cmd" in table  # harmless in a spreadsheet program
        assert taken(cast.lea, table, f"people.{form}") == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    assert [(one.label, one.attributes) for one in people(cast.lea)] == before


def test_a_column_that_is_not_there_and_an_empty_cell_take_nothing_away(cast: Cast, ike: Any) -> None:
    before = {"Age": "30-49", "Shoes": "=cmd|'/C calc'!A0"}
    sparse = b"participant;age;gender;age\nIKE; ;own words;\n"
    assert look_over(cast.lea, rows=read_table("people.csv", sparse)).rows[0].why == "Gender"
    assert taken(cast.lea, sparse)["changed"] == 1
    (one,) = people(cast.lea)
    assert one.attributes == before | {"Gender": "own words"}
    assert taken(cast.lea, b"participant;Age;Gender;Shoes;Hat\nIke;;;;\n")["same"] == 1
    assert people(cast.lea)[0].attributes == before | {"Gender": "own words"}


@pytest.mark.parametrize(
    "column",
    ["Diagnosis", "main diagnosis", "diagnóstico", "ICD-10 code", "Medication", "symptom_score", "income"],
)
def test_a_column_for_what_no_study_here_keeps_is_refused(cast: Cast, ike: Any, column: str) -> None:
    with pytest.raises(Problem, match="No study here does that"):
        taken(cast.lea, f"participant,Age,{column}\nP01,30-49,x\n".encode())
    with pytest.raises(Problem, match="No study here does that"):
        change_participant(cast.lea, participant=ike, pseudonym="Ike", attributes={column: "x"})


def test_nothing_that_may_be_said_is_refused() -> None:
    assert [one.label for one in attributes() if never(one.label) or never(one.id)] == []
    assert all(known(one.id) is one and known(one.label.upper()) is one for one in attributes())


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (b"", "is empty"),
        (b"Age\n30-49\n", "needs a column"),
        (b"participant,Age\nP01,47\n", "Line 2: Age: “47” is none of"),
        (b"participant,Age\nP99,30-49\n", "Line 2: There is no participant “P99”"),
        (b'participant,Age\n"P01,30-49\n', "cannot be read"),
    ],
)
def test_what_cannot_be_taken_in_is_said_with_its_line(
    cast: Cast, ike: Any, table: bytes, sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        taken(cast.lea, table)


def test_rows_that_are_refused_are_told_and_left_out_and_the_others_come_in(cast: Cast, ike: Any) -> None:
    rows = read_table("people.csv", b"participant,Age\nP99,30-49\n\nIke,50 or over\nP01,30-49\n")
    told = look_over(cast.lea, rows=rows)
    assert [(row.line, row.fate) for row in told.rows] == [(2, "refused"), (4, "changed"), (5, "refused")]
    assert people(cast.lea)[0].attributes["Age"] == "30-49"
    assert take_in(cast.lea, rows=rows).rows == told.rows
    assert people(cast.lea)[0].attributes["Age"] == "50 or over"


def test_who_reads_only_brings_no_table_in(cast: Cast, ike: Any) -> None:
    with pytest.raises(NotAllowed):
        taken(cast.rea, b"participant,Age\nP01,under 30\n")


def test_a_real_name_or_a_nickname_here_is_refused_without_saying_whose(cast: Cast, ike: Any) -> None:
    crosby = add_participant(cast.lea, pseudonym="Crosby")
    set_name(cast.cody, participant=crosby, real_name="Léonard Pruitt", known_as=["Deacon"])
    for name in ("Leonard", "leonard pruitt", "Deacon", "Old Deacon"):
        with pytest.raises(Problem, match="Somebody here is called that") as refused:
            add_participant(cast.lea, pseudonym=name)
        assert "Crosby" not in str(refused.value)
    add_participant(cast.lea, pseudonym="Marigold")
    add_participant(cast.cody, pseudonym="Deacon")  # who holds no names cannot know
    assert [(one.person.pseudonym) for one in doubtful(cast.lea)] == ["Deacon"]


def test_ones_own_first_name_is_ones_own_to_use_after_the_talk(cast: Cast, ike: Any) -> None:
    roberta = add_participant(cast.lea, pseudonym="R")
    set_name(cast.lea, participant=roberta, real_name="Roberta Quayle")
    with pytest.raises(Problem):
        change_participant(cast.lea, participant=roberta, pseudonym="Roberta", attributes={})
    with pytest.raises(Problem, match="Talk first"):
        answer(cast, roberta, naming="real_first_name")
    set_answers(
        cast.lea, participant=roberta, answers={"naming": "real_first_name"}, moment="before", how="together",
        also={"third_party_talk": "yes"},
    )  # fmt: skip
    change_participant(cast.lea, participant=roberta, pseudonym="Roberta", attributes={})
    assert doubtful(cast.lea) == []
    with pytest.raises(Problem):  # another's it is not
        change_participant(cast.lea, participant=ike, pseudonym="Roberta Q", attributes={})


def test_thanks_are_by_the_name_that_was_asked_for_and_for_nobody_else(cast: Cast, ike: Any) -> None:
    set_name(cast.lea, participant=ike, real_name="Gerald Tate")
    roberta = add_participant(cast.lea, pseudonym="R")
    set_name(cast.lea, participant=roberta, real_name="Roberta Quayle")
    assert thanks(cast.lea) == []
    answer(cast, roberta, credit="real_full_name")
    answer(cast, ike, credit="real_first_name")
    assert thanks(cast.lea) == ["Gerald", "Roberta Quayle"]
    answer(cast, ike, credit="no")
    assert thanks(cast.gil) == ["Roberta Quayle"]
    with pytest.raises(NotAllowed):
        thanks(cast.cody)


def answer(cast: Cast, who: Any, **answers: Any) -> None:
    set_answers(cast.lea, participant=who, answers=answers, moment="after_interview", how="by hand")


def taken(by: Any, table: bytes, name: str = "people.csv") -> dict[str, int]:
    return take_in(by, rows=read_table(name, table), whole=True).counts()
