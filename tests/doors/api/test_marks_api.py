"""Marks on words by the reader's API: which question they answer, and that they are a bystander's."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from conftest import Cast
from firsthand.core.guide import read_guide
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.selectors import bystanders_of
from firsthand.field.interviews.answers import say_unanswered
from firsthand.field.interviews.selectors import answers_of, answers_to, interview_of, left_out, question
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.sources.revising import revise_text
from readers import Reader
from texts import bring

GUIDE = "Q01. How did you come to do this work?\nQ06. What is a usual day?\n"
TALK = "LENA: What is a usual day?\nMARIGOLD: First the heating. Then a man in a red scarf asks for tea.\n"
HEATING, SCARF = (
    (TALK.index(words), TALK.index(words) + len(words)) for words in ("First the heating.", "a man in a red scarf")
)  # fmt: skip


@pytest.fixture
def talk(cast: Cast) -> Any:
    """An interview that was held with a guide of two questions."""
    row = bring(cast.lea, TALK)[0]
    add_interview(cast.lea, source=row, guide=import_guide(cast.lea, guide=read_guide(GUIDE)))
    return row


def mark(reader: Reader, what: str, place: tuple[int, int], **more: Any) -> Any:
    """Mark words as an answer (with its `question`) or as a bystander's."""
    body = {"version": reader.text()["version"], "start": place[0], "end": place[1]} | more
    return reader.send("post", reader.source + what, **body)


def marks(reader: Reader) -> Any:
    return reader.beside().get("marks")


def test_words_are_marked_as_an_answer_shown_beside_the_text_and_told_to_others(
    cast: Cast, talk: Any
) -> None:
    lea, cody = Reader(cast.lea, talk), Reader(cast.cody, talk)
    asked = [["Q01", "How did you come to do this work?"], ["Q06", "What is a usual day?"]]
    assert marks(lea) == {"questions": asked}
    since = lea.entry()
    made = mark(cody, "answers", HEATING, question="Q06").json()["mark"]
    assert (made["start"], made["end"]) == HEATING
    row = [made["id"], *HEATING, "Q06", 0]
    assert marks(lea) == {"questions": asked, "answers": [row]}
    news = lea.feed(since)
    assert (news["marks"]["answers"], news["sentences"][0]["by"]) == ([row], "Cody")
    assert [one.label for one in answers_of(cast.rea, talk)] == ["Q06"]


def test_a_bystanders_words_are_marked_and_the_mark_is_taken_off_again(cast: Cast) -> None:
    note = write_note(cast.cody, layers={"description": TALK})
    lea, cody = Reader(cast.lea, note), Reader(cast.cody, note)
    made = mark(cody, "bystanders", SCARF).json()["mark"]
    assert marks(lea) == {"bystanders": [[made["id"], *SCARF]]}
    since = lea.entry()
    assert lea.send("delete", f"bystanders/{made['id']}").status_code == 200
    assert cody.feed(since)["marks"] == {}, "told as gone"
    assert marks(cody) is None
    assert [entry.act for entry in cast.lea.study.entries.order_by("number")][-2:] == [
        "bystander.mark", "bystander.unmark",
    ]  # fmt: skip


def test_each_mark_is_one_act_and_one_undo_which_is_told(cast: Cast, talk: Any) -> None:
    lea, cody = Reader(cast.lea, talk), Reader(cast.cody, talk)
    answer = mark(cody, "answers", HEATING, question="Q06").json()["mark"]
    mark(cody, "bystanders", SCARF)
    cody.send("delete", f"answers/{answer['id']}")
    assert set(marks(lea)) == {"questions", "bystanders"}
    cody.send("post", "undo")
    assert set(marks(lea)) == {"questions", "answers", "bystanders"}
    since = lea.entry()
    cody.send("post", "undo")
    assert set(lea.feed(since)["marks"]) == {"questions", "answers"}
    cody.send("post", "redo")
    assert bystanders_of(cast.lea, talk) != []


@pytest.mark.parametrize("what", ["answers", "bystanders"])
def test_a_mark_that_is_sent_three_times_happens_once(cast: Cast, talk: Any, what: str) -> None:
    reader, act_id = Reader(cast.lea, talk), uuid4()
    more = {"question": "Q06"} if what == "answers" else {}
    sent = [mark(reader, what, HEATING, act_id=act_id, **more).json()["mark"] for _ in range(3)]
    assert sent == [sent[0]] * 3
    assert sent[0] is not None
    off = uuid4()
    taken = [reader.send("delete", f"{what}/{sent[0]['id']}", act_id=off).status_code for _ in range(3)]
    assert taken == [200, 200, 200]
    assert mark(reader, what, HEATING, act_id=act_id, **more).json()["mark"] is None, "not marked anew"
    assert cast.lea.study.entries.filter(sent_as__in=[act_id, off]).count() == 2


def test_marks_that_meet_are_one_and_say_where_it_stands(cast: Cast, talk: Any) -> None:
    reader = Reader(cast.lea, talk)
    start, end = SCARF
    first = mark(reader, "bystanders", (start, start + 5)).json()["mark"]
    assert mark(reader, "bystanders", (start + 5, end)).json()["mark"] == {
        "id": first["id"], "start": start, "end": end,
    }  # fmt: skip


def test_an_answer_that_was_corrected_says_that_it_is_doubtful(cast: Cast, talk: Any) -> None:
    reader = Reader(cast.lea, talk)
    mark(reader, "answers", HEATING, question="Q06")
    revise_text(
        cast.lea, source=talk, reading=Reading(TALK.replace("First the heating", "First I do the boiler"))
    )
    ((_id, start, end, label, doubtful),) = marks(reader)["answers"]
    assert (label, doubtful) == ("Q06", 1)
    assert reader.text()["words"][start:end]


def test_a_marked_answer_is_no_longer_left_out(cast: Cast, talk: Any) -> None:
    guide = interview_of(cast.lea, talk).guide.guide
    asked = question(cast.lea, guide, "Q06")
    say_unanswered(cast.lea, interview=interview_of(cast.lea, talk), question=asked, how="declined")
    mark(Reader(cast.cody, talk), "answers", HEATING, question="Q06")
    assert left_out(cast.lea, talk) == {}
    assert [one.words for one in answers_to(cast.lea, asked)] == ["First the heating."]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"question": "Q99"}, 404, "no question “Q99”"),
        ({"question": "Q06", "version": uuid4()}, 409, "has changed"),
        ({"question": "Q06", "end": 9999}, 400, "not in the text"),
        ({"question": "Q06", "start": 5, "end": 5}, 400, "starts before it ends"),
        ({}, 400, "not understood"),
    ],
)
def test_what_cannot_be_marked_is_a_sentence(
    cast: Cast, talk: Any, body: dict[str, Any], status: int, says: str
) -> None:
    reader, before = Reader(cast.lea, talk), cast.lea.study.entries.count()
    answer = mark(reader, "answers", HEATING, **body)
    assert (answer.status_code, says in answer.json()["sentence"]) == (status, True)
    assert cast.lea.study.entries.count() == before


def test_without_a_guide_the_answer_says_what_to_do_first(cast: Cast) -> None:
    reader = Reader(cast.lea, bring(cast.lea, TALK)[0])
    answer = mark(reader, "answers", HEATING, question="Q06")
    assert (answer.status_code, "with which guide" in answer.json()["sentence"]) == (400, True)


def test_who_only_reads_sees_the_marks_and_makes_none_and_a_stranger_finds_nothing(
    cast: Cast, talk: Any
) -> None:
    lea, rea, xeno = (Reader(one, talk) for one in (cast.lea, cast.rea, cast.xeno))
    answer = mark(lea, "answers", HEATING, question="Q06").json()["mark"]
    words = mark(lea, "bystanders", SCARF).json()["mark"]
    assert set(marks(rea)) == {"questions", "answers", "bystanders"}
    tried = [
        mark(rea, "answers", SCARF, question="Q01"), mark(rea, "bystanders", HEATING),
        rea.send("delete", f"answers/{answer['id']}"), rea.send("delete", f"bystanders/{words['id']}"),
    ]  # fmt: skip
    assert [(one.status_code, "reader" in one.json()["sentence"]) for one in tried] == [(403, True)] * 4
    for path in (f"answers/{answer['id']}", f"bystanders/{words['id']}"):
        assert xeno.send("delete", path).status_code == 404


def test_the_marks_on_what_somebody_keeps_to_themselves_are_as_if_absent(cast: Cast) -> None:
    mine = write_note(cast.cody, layers={"reflection": TALK})
    made = mark(Reader(cast.cody, mine), "bystanders", SCARF).json()["mark"]
    answer = Reader(cast.lea, mine).send("delete", f"bystanders/{made['id']}")
    nothing = Reader(cast.lea, mine).send("delete", f"bystanders/{uuid4()}")
    assert (
        (answer.status_code, answer.json()) == (nothing.status_code, nothing.json()) == (404, answer.json())
    )


def test_a_text_without_marks_travels_as_it_did(cast: Cast) -> None:
    row = bring(cast.lea, TALK)[0]
    reader, since = Reader(cast.lea, row), Reader(cast.lea, row).entry()
    reader.apply(0, 5, path=["Place"])
    assert "marks" not in reader.beside()
    assert "marks" not in reader.feed(since)
