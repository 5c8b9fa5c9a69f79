"""Guides in versions, answers marked and proposed, who was asked what."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conftest import Cast
from firsthand.core.asking import asked
from firsthand.core.guide import Question, read_guide
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.interviews.answers import mark_answers, propose, say_unanswered
from firsthand.field.interviews.selectors import (
    answers_of,
    answers_to,
    coverage,
    guides,
    interview_of,
    interviews,
    question,
)
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.people.services import add_participant
from firsthand.field.sources.extract.draft import reading
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.undoing import undo_last
from texts import bring

GUIDE = """
title: Talking
opening: Thank you.
questions:
- {id: Q01, text: "How did you come to do this work?", probes: ["Who asked you?"], theme: [T1], core: true}
- {id: Q02, text: "Take me through your last working day.", care: extra}
- {id: Q08, text: "You are paid. Can you still be equals?"}
"""
TALK = (
    "INTERVIEWER: So, how did you come to do this work?\nMARIGOLD: I came in for the heating.\n"
    "INTERVIEWER: And then?\nMARIGOLD: Then I had a key.\nINTERVIEWER: You're paid. Can you be equals?\nMARIGOLD: No.\n"
)


@pytest.fixture
def talk(cast: Cast) -> Any:
    add_participant(cast.lea, pseudonym="Marigold")
    return bring(cast.lea, TALK)[0]


def held(cast: Cast, talk: Any) -> Any:
    version = import_guide(cast.lea, guide=read_guide(GUIDE))
    add_interview(cast.lea, source=talk, on=date(2026, 3, 6), asked_by=cast.lea, guide=version)
    return version


def test_a_guide_is_read_with_its_flags_and_probes() -> None:
    guide = read_guide(GUIDE)
    assert [(one.label, one.core, one.care, one.probes) for one in guide.questions] == [
        ("Q01", True, False, ("Who asked you?",)), ("Q02", False, True, ()), ("Q08", False, False, ()),
    ]  # fmt: skip
    assert (guide.title, guide.opening) == ("Talking", "Thank you.")


def test_signs_that_nobody_can_read_are_left_out_of_a_guide(cast: Cast) -> None:
    """A zero would be kept on one database, and refused by the other."""
    guide = read_guide('questions:\n- {id: "Q\\0", text: "Who \\ud83c was\\0 there?"}\n')
    assert [(one.label, one.text) for one in guide.questions] == [("Q", "Who \ufffd was there?")]
    import_guide(cast.lea, guide=guide)


def test_a_guide_in_plain_text_has_a_question_a_line() -> None:
    guide = read_guide("Q3. How was it?\n  - And then?\n\n2. Who was there?\nWhy here?\n")
    assert [(one.label, one.text, one.probes) for one in guide.questions] == [
        ("Q3", "How was it?", ("And then?",)), ("Q02", "Who was there?", ()), ("Q03", "Why here?", ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "no question"),
        ("questions: 3", "a list under"),
        ("questions:\n- {id: Q01}", "Question 1 .* no “text:”"),
        ("questions:\n- [", "Look at line"),
        ("questions:\n- {id: A, text: x}\n- {id: A, text: y}", "Two questions of the guide are called A"),
        ("questions:\n- {id: AAAAAAAAAAAAAAAA, text: x}", "too long"),
    ],
)
def test_what_is_no_guide_is_said(written: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        read_guide(written)


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30", "2026-01-01 99:00:00", "0x_", "9" * 5_000, "!!float abc", "!!timestamp abc", "!!int ''",
        "!!binary a", "!!omap [a]",
    ],
)  # fmt: skip
def test_what_looks_like_a_date_or_a_number_and_is_none_is_a_word_in_a_guide(value: str) -> None:
    guide = read_guide(f"questions:\n- {{id: Q01, text: What?}}\ntitle: {value}\n")
    assert guide.questions == (Question("Q01", "What?"),)


def laughing(deep: int) -> str:
    lists = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, deep))
    return f'a0: &a0 ["ha"]\n{lists}\n'


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("title: &a [*a]", "refers to something above it .* Look at line 3"),
        (f"title: {'[' * 3000}", "more than 30 deep.* Look at line 3"),
        (laughing(8), "refers to something above it .* Look at line 4"),
        ("title: !!bool abc", "“abc” without quotation marks .* Look at line 3"),
        ("title: no", "“no” without quotation marks .* Look at line 3"),
        ("title: A\ntitle: B", "“title” stands here twice.* Look at line 4"),
    ],
)
def test_what_makes_much_of_little_in_a_guide_is_refused_with_its_line(more: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        read_guide(f"questions:\n- {{id: Q01, text: What?}}\n{more}\n")


def test_a_guide_has_so_many_probes_and_letters_at_most() -> None:
    assert len(read_guide("What?\n" + "- And?\n" * 100).questions[0].probes) == 100
    with pytest.raises(Problem, match="Q01 has 40000 probes; 100 at most"):
        read_guide("What?\n" + "- a\n" * 40_000)
    with pytest.raises(Problem, match="longer than any guide: 300000 characters"):
        read_guide("What?\n" * 50_001)


@given(some.text(max_size=300))
def test_any_text_is_a_guide_or_a_sentence(written: str) -> None:
    with suppress(Problem):
        assert read_guide(written).questions


def test_a_question_is_known_however_it_is_asked() -> None:
    guide = [
        Question("Q08", "You are paid. Can you still be equals?"),
        Question("Q02", "What is a usual day?"),
    ]
    found = asked(["Well. You're paid, can you be equals?", "Mm.", "And what's a usual day, for you?"], guide)
    assert [(one.turn, one.label) for one in found] == [(0, "Q08"), (2, "Q02")]


def test_a_changed_guide_is_a_new_version_and_its_questions_stay_the_same_ones(cast: Cast, talk: Any) -> None:
    first = held(cast, talk)
    with pytest.raises(Problem, match="as it stands already"):
        import_guide(cast.lea, guide=read_guide(GUIDE), into=first.guide)
    changed = read_guide(GUIDE.replace("Can you still be equals?", "Are you equals?"))
    second = import_guide(cast.cody, guide=changed, into=first.guide, reason="“Still” led.")
    assert [(one.number, one.reason, one.questions[2].text) for one in guides(cast.rea)] == [
        (2, "“Still” led.", "You are paid. Are you equals?"), (1, "", "You are paid. Can you still be equals?"),
    ]  # fmt: skip
    assert question(cast.lea, second.guide, "q08") == question(cast.lea, first.guide, "Q08")
    assert interviews(cast.rea)[0].guide == first.id


def test_answers_are_proposed_from_one_question_to_the_next_and_marked_in_one_act(
    cast: Cast, talk: Any
) -> None:
    version = held(cast, talk)
    proposals = propose(cast.lea, talk, version)
    words = text_of(cast.lea, talk).words
    assert [one.label for one in proposals] == ["Q01", "Q08"]
    assert "heating" in proposals[0].span.words_in(words)
    assert "had a key." in proposals[0].span.words_in(words)
    asks = [(question(cast.lea, version.guide, one.label), one.span) for one in proposals]
    mark_answers(cast.lea, source=talk, answers=asks)
    assert [one.label for one in answers_of(cast.rea, talk)] == ["Q01", "Q08"]
    (answer,) = answers_to(cast.rea, question(cast.rea, version.guide, "Q08"))
    assert (answer.words.endswith("No."), [one.pseudonym for one in answer.people]) == (True, ["Marigold"])
    undo_last(cast.lea)
    assert answers_of(cast.lea, talk) == []


def test_where_no_question_is_known_again_nothing_is_proposed(cast: Cast) -> None:
    version = import_guide(cast.lea, guide=read_guide(GUIDE))
    assert propose(cast.lea, bring(cast.lea, "MARIGOLD: Soup.\nJUNIPER: And bread.\n")[0], version) == []


def test_marks_of_one_question_that_meet_are_one_and_go_along_with_a_correction(
    cast: Cast, talk: Any
) -> None:
    version = held(cast, talk)
    asks = question(cast.lea, version.guide, "Q01")
    start = text_of(cast.lea, talk).words.index("I came")
    mark_answers(
        cast.lea, source=talk, answers=[(asks, Span(start, start + 10)), (asks, Span(start + 8, start + 23))]
    )
    revise_text(cast.lea, source=talk, reading=reading("talk.txt", "Before.\n" + TALK, (), "txt", ()))
    now = source(cast.lea, talk.id)
    (one,) = answers_of(cast.lea, now)
    assert one.span.words_in(text_of(cast.lea, now).words) == "I came in for the heati"
    assert not one.doubtful


def test_the_table_says_who_was_asked_what_what_was_left_out_and_what_was_not_asked(
    cast: Cast, talk: Any
) -> None:
    version = held(cast, talk)
    row = interview_of(cast.lea, talk)
    ask = {label: question(cast.lea, version.guide, label) for label in ("Q01", "Q02", "Q08")}
    mark_answers(cast.lea, source=talk, answers=[(ask["Q01"], Span(0, 5))])
    say_unanswered(cast.lea, interview=row, question=ask["Q02"], how="declined")
    say_unanswered(cast.lea, interview=row, question=ask["Q08"], how="not asked")
    assert [cells for _one, cells in coverage(cast.rea, version).rows] == [(1, "declined", "not asked")]
    with pytest.raises(Problem, match="marked as an answer"):
        say_unanswered(cast.lea, interview=row, question=ask["Q01"], how="declined")
    mark_answers(cast.lea, source=talk, answers=[(ask["Q02"], Span(0, 5))])
    say_unanswered(cast.lea, interview=row, question=ask["Q08"], how="")
    assert [cells for _one, cells in coverage(cast.rea, version).rows] == [(1, 1, "")]
