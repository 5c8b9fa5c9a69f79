"""Rounds of coding: blind as long as they are open, then settled difference by difference."""

from __future__ import annotations

import pytest

from conftest import Cast
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import all_codings, codings_of
from firsthand.analysis.coding.selectors import coding as one_coding
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import write_memo
from firsthand.analysis.rounds.models import Round
from firsthand.analysis.rounds.selectors import outcomes, round_line
from firsthand.analysis.rounds.services import (
    close_round,
    drawn,
    finish,
    remove_round,
    settle_difference,
    start_round,
)
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.sources.models import Source
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.giving_back.record import told
from firsthand.ground.studies.undoing import undo_last
from texts import bring

APART = " It rained, and it went on raining until four. "  # so far apart that they are places of their own
PARTS = ["The kettle was on.", "Nobody asked who I was.", "They gave me a cup, and that was that."]
WORDS = APART.join(PARTS)
KETTLE, ASKED, CUP = (Span(at, at + len(part)) for part in PARTS for at in [WORDS.index(part)])


def within(span: Span, start: int, end: int) -> Span:
    """A part of a part."""
    return Span(span.start + start, span.start + end)


@pytest.fixture
def source(cast: Cast) -> Source:
    (row,) = bring(cast.lea, WORDS)
    return row


@pytest.fixture
def code(cast: Cast) -> Code:
    return make_code(cast.lea, name="Welcome")


def begun(cast: Cast, source: Source, *, blind: bool = True) -> Round:
    return start_round(
        cast.lea, name="First two readers", coders=[cast.lea, cast.cody], sources=[source], blind=blind
    )


def settled(cast: Cast, row: Round, source: Source, code: Code, span: Span, how: str, **more: object) -> None:
    settle_difference(cast.lea, round=row, source=source, code=code, span=span, outcome=how, **more)


def test_in_a_blind_round_each_sees_their_own_codings_alone_until_it_is_closed(
    cast: Cast, source: Source, code: Code
) -> None:
    before = apply_code(cast.lea, source=source, code=code, span=KETTLE)
    row = begun(cast, source)
    mine = apply_code(cast.cody, source=source, code=code, span=ASKED)
    write_memo(cast.lea, kind="theory", title="About the kettle", body="x", about=[before])
    assert [one.id for one in codings_of(cast.cody, source)] == [mine.id]
    assert [one.id for one in codings_of(cast.lea, source)] == [before.id]
    assert [one.words for one in excerpts(cast.cody)] == ["Nobody asked who I was."]
    assert counts(cast.cody)[code.id].codings == 1
    assert memos(cast.cody) == []
    with pytest.raises(NotThere):
        one_coding(cast.cody, before.id)
    assert len(all_codings(cast.rea)) == 2  # who does not code in it sees both
    close_round(cast.lea, round=row)
    assert len(codings_of(cast.cody, source)) == len(codings_of(cast.lea, source)) == 2
    assert [one.title for one in memos(cast.cody)] == ["About the kettle"]


def test_the_trail_tells_who_codes_blind_nothing_of_how_others_coded_nor_of_what_they_took_off(
    cast: Cast, source: Source, code: Code
) -> None:
    begun(cast, source)
    seen = len(told(cast.cody))
    coding = apply_code(cast.lea, source=source, code=code, span=KETTLE)
    assert len(told(cast.cody)) == seen
    remove_coding(cast.lea, coding=coding)
    assert len(told(cast.cody)) == seen
    numbers = [one.number for one in told(cast.cody)]
    assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1))  # without a gap
    assert len(told(cast.rea)) == seen + 2
    apply_code(cast.cody, source=source, code=code, span=KETTLE)
    assert told(cast.cody)[0].by == "Cody"


def test_texts_outside_the_round_are_seen_as_ever(cast: Cast, source: Source, code: Code) -> None:
    (other,) = bring(cast.lea, "Another talk.")
    begun(cast, source)
    apply_code(cast.lea, source=other, code=code, span=Span(0, 7))
    assert len(codings_of(cast.cody, other)) == 1


def test_a_round_that_is_not_blind_hides_nothing(cast: Cast, source: Source, code: Code) -> None:
    row = begun(cast, source, blind=False)
    apply_code(cast.lea, source=source, code=code, span=KETTLE)
    assert len(codings_of(cast.cody, source)) == 1
    (one,) = outcomes(cast.cody, row).differences
    assert (one.kind, one.place.who) == ("some", ("Lea",))


def test_differences_are_shown_to_nobody_before_a_blind_round_is_closed(
    cast: Cast, source: Source, code: Code
) -> None:
    row = begun(cast, source)
    apply_code(cast.lea, source=source, code=code, span=KETTLE)
    assert outcomes(cast.lea, row).differences == outcomes(cast.rea, row).differences == []
    with pytest.raises(Problem, match="still open"):
        settled(cast, row, source, code, KETTLE, "not", reason="x")


def test_where_coders_differ_and_what_else_they_put_there(cast: Cast, source: Source, code: Code) -> None:
    care = make_code(cast.lea, name="Care")
    row = begun(cast, source)
    apply_code(cast.lea, source=source, code=code, span=KETTLE)
    apply_code(cast.cody, source=source, code=code, span=KETTLE)  # alike
    apply_code(cast.lea, source=source, code=code, span=ASKED)
    apply_code(cast.cody, source=source, code=care, span=within(ASKED, 7, 23))
    apply_code(cast.lea, source=source, code=code, span=CUP)
    apply_code(cast.cody, source=source, code=code, span=within(CUP, 0, 18))
    close_round(cast.lea, round=row)
    found = outcomes(cast.rea, row)
    assert [(one.code.name, one.kind, one.place.span) for one in found.differences] == [
        ("Welcome", "some", ASKED),
        ("Welcome", "extent", CUP),
        ("Care", "some", within(ASKED, 7, 23)),
    ]
    lea, cody = found.differences[0].sides
    assert ([piece for piece in lea.pieces if piece[1]], lea.besides) == (
        [("Nobody asked who I was.", True)],
        (),
    )
    assert (cody.spans, [one.name for one in cody.besides]) == ((), ["Care"])
    assert "".join(words for words, _marked in lea.pieces) in WORDS
    tallies = {one.code.name: (one.everybody, one.extent, dict(one.only)) for one in found.tallies}
    assert tallies == {"Welcome": (2, 1, {"Lea": 1, "Cody": 0}), "Care": (0, 0, {"Lea": 0, "Cody": 1})}


def test_settling_the_extent_puts_everybodys_coding_on_the_same_words(
    cast: Cast, source: Source, code: Code
) -> None:
    row = begun(cast, source)
    apply_code(cast.lea, source=source, code=code, span=CUP)
    apply_code(cast.cody, source=source, code=code, span=within(CUP, 0, 7))
    apply_code(cast.cody, source=source, code=code, span=within(CUP, 11, 18))
    close_round(cast.lea, round=row)
    settled(cast, row, source, code, CUP, "here", to=within(CUP, 0, 18))
    assert sorted((one.coder, one.span) for one in codings_of(cast.lea, source)) == [
        ("Cody", within(CUP, 0, 18)),
        ("Lea", within(CUP, 0, 18)),
    ]
    (one,) = outcomes(cast.lea, row).differences
    assert one.kind == ""
    assert one.settled is not None
    assert (one.settled.outcome, one.settled.by) == ("here", "Lea")
    undo_last(cast.lea)
    assert len(codings_of(cast.lea, source)) == 3
    assert outcomes(cast.lea, row).open == 1


def test_that_a_code_does_not_belong_somewhere_takes_it_off_and_the_reason_stays(
    cast: Cast, source: Source, code: Code
) -> None:
    row = begun(cast, source)
    apply_code(cast.cody, source=source, code=code, span=ASKED)
    close_round(cast.lea, round=row)
    with pytest.raises(Problem, match="why"):
        settled(cast, row, source, code, ASKED, "not")
    settled(cast, row, source, code, ASKED, "not", reason="Nobody asked: that is the opposite.")
    assert not Coding.objects.exists()
    (one,) = outcomes(cast.lea, row).differences
    assert one.settled is not None
    assert (one.sides, one.settled.reason) == ((), "Nobody asked: that is the opposite.")
    assert "".join(words for words, inside in one.pieces if inside) == "Nobody asked who I was."


def test_a_difference_settled_again_has_one_decision(cast: Cast, source: Source, code: Code) -> None:
    row = begun(cast, source, blind=False)
    apply_code(cast.cody, source=source, code=code, span=ASKED)
    settled(cast, row, source, code, ASKED, "both", reason="One can read it so.")
    settled(cast, row, source, code, ASKED, "here", reason="We talked again.")
    (one,) = outcomes(cast.lea, row).differences
    assert one.settled is not None
    assert one.settled.reason == "We talked again."
    assert len(codings_of(cast.lea, source)) == 1


def test_decisions_go_along_with_a_corrected_text_and_out_with_their_source(
    cast: Cast, source: Source, code: Code
) -> None:
    row = begun(cast, source, blind=False)
    apply_code(cast.cody, source=source, code=code, span=ASKED)
    settled(cast, row, source, code, ASKED, "here", reason="Yes.")
    revise_text(cast.lea, source=source, reading=Reading(f"Well. {WORDS}"))
    source.refresh_from_db()
    (one,) = outcomes(cast.lea, row).differences
    assert (one.place.span, one.settled is not None) == (ASKED.moved(6), True)
    remove_source(cast.lea, source=source)
    assert (round_line(cast.lea, row).sources, outcomes(cast.lea, row).differences) == ((), [])


def test_chance_draws_the_same_texts_with_the_same_number(cast: Cast) -> None:
    rows = [bring(cast.lea, f"Talk {number}.")[0] for number in range(9)]
    assert [one.id for one in drawn(rows, 4, 7)] == [one.id for one in drawn(rows[::-1], 4, 7)]
    assert len({tuple(one.id for one in drawn(rows, 4, seed)) for seed in range(20)}) > 10
    row = start_round(cast.lea, name="Some", coders=[cast.lea, cast.cody], sources=rows, draw=4, seed=7)
    line = round_line(cast.lea, row)
    assert (len(line.sources), line.drawn_from, line.seed) == (4, 9, 7)
    with pytest.raises(Problem, match="from 1 to 9"):
        drawn(rows, 10, 7)


def test_what_a_round_cannot_do_is_said(cast: Cast, source: Source) -> None:
    for wanted, more in {
        "a name": {"name": " "},
        "two people": {"coders": [cast.cody]},
        "who code": {"coders": [cast.lea, cast.rea]},
        "at least one source": {"sources": []},
    }.items():
        given = {"name": "One", "coders": [cast.lea, cast.cody], "sources": [source]} | more
        with pytest.raises(Problem, match=wanted):
            start_round(cast.lea, **given)
    with pytest.raises(NotAllowed):
        start_round(cast.cody, name="One", coders=[cast.lea, cast.cody], sources=[source])
    assert not Round.objects.exists()


def test_each_says_when_their_part_is_done_and_undo_brings_back_a_round_that_was_taken_out(
    cast: Cast, source: Source
) -> None:
    row = begun(cast, source)
    finish(cast.cody, round=row)
    assert [(one.name, one.done_at is not None) for one in round_line(cast.lea, row).coders] == [
        ("Lea", False),
        ("Cody", True),
    ]
    finish(cast.cody, round=row, done=False)
    assert round_line(cast.lea, row).coders[1].done_at is None
    remove_round(cast.lea, round=row)
    assert not Round.objects.exists()
    undo_last(cast.lea)
    assert round_line(cast.lea, Round.objects.get()).names == ["Lea", "Cody"]
