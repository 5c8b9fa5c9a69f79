"""Matrices and codes together as they stood after an entry of the trail, and cut into other units than turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from counting import brought, cells, two_talks

from conftest import Cast
from firsthand.analysis.codebook.services import change_code
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.matrix import COLUMNS, COUNTS, matrix
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.record import latest


@pytest.fixture
def two(cast: Cast) -> dict[str, Any]:
    """Two talks, coded."""
    return two_talks(cast)


def corrected(by: Any, source: Any, old: str, new: str) -> None:
    words = text_of(by, source).words.replace(old, new)
    correct_typed(by, source=source, version=source.current, text=words)
    source.refresh_from_db()


def test_what_was_counted_comes_back_whatever_is_coded_renamed_corrected_or_added_later(
    cast: Cast,
    two: Any,
) -> None:
    at = latest(cast.rea)
    kinds = [column for column in COLUMNS if column != "questions"]
    asked: list[dict[str, Any]] = [
        {"columns": column, "count": count} for column in kinds for count in COUNTS
    ]
    before = [matrix(cast.rea, **one) for one in asked]
    pairs = cooccurrence(cast.rea).pairs
    corrected(cast.lea, two["talk"], "Well?", "Well, how was it?")
    talk = two["talk"]
    change_code(cast.lea, code=two["seeing"], name="Watching")
    for coding in talk.versions.get(pk=talk.current).codings.all()[:2]:
        remove_coding(cast.lea, coding=coding)
    apply_code(cast.cody, source=two["alone"], code=two["seeing"], span=Span(11, 20))
    third = brought(cast.lea, "third.txt", "LEA: So?\nPIA: So.\n", add_participant(cast.lea, pseudonym="Pia"))
    apply_code(cast.lea, source=third, code=two["seeing"], span=Span(14, 17))
    for was, one in zip(before, asked, strict=True):
        now, then = matrix(cast.rea, **one), matrix(cast.rea, **one, at=at)
        assert cells(then) == cells(was)
        assert [row.code.name for row in then.rows] == [row.code.name for row in was.rows]
        assert [head.name for head in then.columns] == [head.name for head in was.columns]
        assert (then.totals, then.whole, then.as_of, then.unopened) == (was.totals, was.whole, at, 0)
        assert cells(now) != cells(was)
    assert cooccurrence(cast.rea, at=at).pairs == pairs
    assert cooccurrence(cast.rea).pairs != pairs


def test_who_left_since_is_not_counted_on_any_day(
    cast: Cast,
    two: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    at = latest(cast.lea)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=two["ruth"], named="L3_remove_words")
    for count, carrying in (("people", [1, 0]), ("codings", [2, 0]), ("characters", [17, 0])):
        assert cells(matrix(cast.lea, count=count, at=at))["Carrying"] == carrying  # type: ignore[arg-type]
    assert [row.codings for row in matrix(cast.lea, at=at).rows] == [0, 2, 0, 0]
    assert cooccurrence(cast.lea, at=at).pairs == ()


def test_answers_to_questions_are_as_of_now_and_it_is_said(cast: Cast, two: Any) -> None:
    with pytest.raises(Problem, match="as of now only"):
        matrix(cast.rea, columns="questions", at=latest(cast.rea))


@pytest.mark.parametrize(("unit", "held"), [("turn", 1), ("sentence", 1), ("source", 2)])
def test_codes_meet_in_turns_sentences_or_sources(cast: Cast, two: Any, unit: Any, held: int) -> None:
    alone = text_of(cast.lea, two["alone"]).words
    apply_code(cast.lea, source=two["alone"], code=two["seeing"], span=Span(0, alone.index("\n")))
    (pair,) = cooccurrence(cast.rea, unit=unit).pairs
    assert (pair.one.name, pair.two.name, pair.units) == ("Carrying", "Seeing", held)


def test_two_sentences_of_one_turn_hold_a_pair_each_and_the_turn_one(cast: Cast, two: Any) -> None:
    third = brought(
        cast.lea, "third.txt", "LEA: So?\nIKE: I carried it up. I saw him below. Then tea.\n", two["ike"]
    )
    words = text_of(cast.lea, third).words
    whole = Span(words.index("I carried"), words.index(" Then"))
    for code in ("carrying", "seeing"):
        apply_code(cast.lea, source=third, code=two[code], span=whole)
    assert [cooccurrence(cast.rea, unit=unit).pairs[0].units for unit in ("turn", "sentence", "source")] == [
        2,
        3,
        2,
    ]  # type: ignore[arg-type]


def test_a_unit_that_there_is_not_is_refused_with_those_there_are(cast: Cast, two: Any) -> None:
    with pytest.raises(Problem, match="turn, sentence, source"):
        cooccurrence(cast.rea, unit="page")  # type: ignore[arg-type]
