"""Codings: by several coders, on the same words, in any script."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code, make_path, move_code
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import codings_of
from firsthand.analysis.coding.services import (
    apply_code,
    delete_code,
    merge_codes,
    recode,
    remove_coding,
    resize_coding,
    split_code,
)
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.reports import make
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.undoing import redo_last, undo_last
from texts import AWKWARD, bring


def test_two_coders_overlap_on_words_behind_emoji_and_arabic_and_every_position_agrees(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    words = text_of(cast.lea, row).words
    truth, heating = words.index("that's the truth"), words.index("for the heating")
    code = make_code(cast.lea, name="Welcome")
    apply_code(cast.cody, source=row, code=code, span=Span(heating, truth + 16))
    apply_code(cast.lea, source=row, code=code, span=Span(truth, truth + 16))
    found = excerpts(cast.lea)
    assert [(one.coding.coder, one.words) for one in found] == [
        ("Cody", "for the heating, that's the truth"),
        ("Lea", "that's the truth"),
    ]
    table = list(
        csv.DictReader(io.StringIO(make(cast.lea, what="codings", format="csv").data.decode("utf-8-sig")))
    )
    stored = list(Coding.objects.order_by("start").values_list("start", "end"))
    assert [(int(line["start"]), int(line["end"])) for line in table] == stored
    assert [words[int(line["start"]) : int(line["end"])] for line in table] == [
        line["excerpt"] for line in table
    ]


def test_an_excerpt_is_the_text_between_its_positions(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    words = text_of(cast.lea, row).words
    code = make_code(cast.lea, name="Any")

    @given(start=st.integers(0, 60), length=st.integers(1, 60))
    def holds(start: int, length: int) -> None:
        span = Span(start, min(start + length, len(words)))
        coding = apply_code(cast.lea, source=row, code=code, span=span)
        assert excerpts(cast.lea, coding_ids=[coding.id])[0].words == words[span.start : span.end]
        undo_last(cast.lea)  # or the next would grow together with it

    holds()


def test_the_same_act_twice_is_one_coding_and_no_second_entry(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    code = make_code(cast.lea, name="Welcome")
    first = apply_code(cast.cody, source=row, code=code, span=Span(10, 20))
    entries = cast.lea.study.entries.count()
    assert apply_code(cast.cody, source=row, code=code, span=Span(10, 20)) == first
    assert cast.lea.study.entries.count() == entries


def test_the_same_code_by_the_same_coder_on_overlapping_words_grows_into_one(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    code = make_code(cast.lea, name="Welcome")
    for start, end in [(10, 20), (30, 40), (15, 35)]:
        apply_code(cast.cody, source=row, code=code, span=Span(start, end))
    assert [line.span for line in codings_of(cast.lea, row)] == [Span(10, 40)]
    undo_last(cast.cody, whose=cast.cody)
    assert [line.span for line in codings_of(cast.lea, row)] == [Span(10, 20), Span(30, 40)]


def test_a_span_beyond_the_text_is_refused_with_a_sentence(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    code = make_code(cast.lea, name="Welcome")
    with pytest.raises(Problem, match="characters"):
        apply_code(cast.lea, source=row, code=code, span=Span(5, 100_000))


def test_words_that_are_not_the_ones_the_person_saw_are_not_coded(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    code = make_code(cast.lea, name="Welcome")
    with pytest.raises(Clash, match="changed"):
        apply_code(cast.lea, source=row, code=code, span=Span(0, 5), seen="0" * 32)


def test_a_reader_may_not_code_and_a_stranger_finds_nothing(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    code = make_code(cast.lea, name="Welcome")
    with pytest.raises(NotAllowed):
        apply_code(cast.rea, source=row, code=code, span=Span(0, 5))
    for ref in (row.id, row.number, str(row.id)):
        with pytest.raises(NotThere):
            source(cast.xeno, ref)
    for member in (cast.hope, cast.gil, cast.pia):
        with pytest.raises(NotAllowed):
            text_of(member, row)


def test_recode_resize_and_remove_can_each_be_undone(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    one, other = make_code(cast.lea, name="One"), make_code(cast.lea, name="Other")
    coding = apply_code(cast.lea, source=row, code=one, span=Span(10, 20))
    recode(cast.lea, coding=coding, code=other)
    resize_coding(cast.lea, coding=coding, span=Span(12, 25))
    remove_coding(cast.lea, coding=coding)
    states = []
    for _ in range(3):
        undo_last(cast.lea)
        states.append([(line.code.name, line.span) for line in codings_of(cast.lea, row)])
    assert states == [[("Other", Span(12, 25))], [("Other", Span(10, 20))], [("One", Span(10, 20))]]


def test_merging_codes_moves_codings_and_children_and_joins_what_overlaps(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    keep, gone = make_code(cast.lea, name="Keep"), make_code(cast.lea, name="Gone")
    child = make_code(cast.lea, name="Child", parent=gone)
    apply_code(cast.lea, source=row, code=keep, span=Span(10, 20))
    apply_code(cast.lea, source=row, code=gone, span=Span(15, 30))
    apply_code(cast.cody, source=row, code=gone, span=Span(15, 30))
    merge_codes(cast.lea, into=keep, codes=[gone], reason="The same thing twice.")
    assert [(line.coder, line.span) for line in codings_of(cast.lea, row)] == [
        ("Lea", Span(10, 30)),
        ("Cody", Span(15, 30)),
    ]
    assert {line.name: line.parent_id for line in codebook(cast.lea)} == {"Keep": None, "Child": keep.id}
    undo_last(cast.lea)
    assert {line.name: line.parent_id for line in codebook(cast.lea)} == {
        "Keep": None,
        "Gone": None,
        "Child": gone.id,
    }
    assert sum(count.codings for count in counts(cast.lea).values()) == 3
    assert child.study_id == cast.lea.study_id


def test_a_code_is_not_merged_into_one_that_stands_under_it(cast: Cast) -> None:
    top = make_code(cast.lea, name="Top")
    under = make_code(cast.lea, name="Under", parent=top)
    with pytest.raises(Problem, match="Move it out first"):
        merge_codes(cast.lea, into=under, codes=[top])


def test_splitting_a_code_gives_each_part_its_codings(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    code = make_code(cast.lea, name="Big")
    first = apply_code(cast.lea, source=row, code=code, span=Span(0, 5))
    apply_code(cast.lea, source=row, code=code, span=Span(10, 15))
    split_code(cast.lea, code=code, parts=[("Small", [first])])
    assert [line.code.name for line in codings_of(cast.lea, row)] == ["Small", "Big"]


def test_deleting_a_code_takes_its_codings_and_undo_brings_all_back(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    top = make_code(cast.lea, name="Top")
    under = make_code(cast.lea, name="Under", parent=top)
    apply_code(cast.lea, source=row, code=under, span=Span(0, 5))
    assert delete_code(cast.lea, code=top) == 1
    assert codebook(cast.lea) == []
    undo_last(cast.lea)
    assert [line.full_path for line in codebook(cast.lea)] == ["Top", "Top › Under"]
    assert len(codings_of(cast.lea, row)) == 1


def test_two_people_never_overwrite_each_others_definition_unseen(cast: Cast) -> None:
    code = make_code(cast.lea, name="Welcome")
    seen = code.version
    change_code(cast.cody, code=code, version=seen, definition="being let in")
    with pytest.raises(Clash, match="Look at theirs"):
        change_code(cast.lea, code=code, version=seen, definition="a cup of tea")


def test_a_move_is_held_to_where_its_mover_saw_the_code_and_not_to_when_its_row_was_read(cast: Cast) -> None:
    first, second = make_code(cast.lea, name="First"), make_code(cast.lea, name="Second")
    moves = make_code(cast.lea, name="Moves", parent=first)
    read = code_called(cast.lea, moves.id)  # a moment before Cody moves it to where Lea's page shows it
    move_code(cast.cody, code=moves, parent=second)
    move_code(cast.lea, code=read, parent=None, stood=str(second.id))
    last = cast.lea.study.entries.order_by("number").last()
    moved = [
        (before["parent_id"], after["parent_id"])
        for *_row, before, after in last.changes
        if "parent_id" in after
    ]
    assert moved == [(second.id.hex, None)]


def test_a_code_does_not_move_under_itself_and_siblings_do_not_share_a_name(cast: Cast) -> None:
    top = make_code(cast.lea, name="Top")
    under = make_code(cast.lea, name="Under", parent=top)
    with pytest.raises(Problem, match="under itself"):
        move_code(cast.lea, code=top, parent=under)
    with pytest.raises(Problem, match="already"):
        make_code(cast.lea, name="under", parent=top)


def test_a_code_is_found_by_handle_name_plain_name_and_path_and_two_of_a_name_ask_for_the_path(
    cast: Cast,
) -> None:
    top = make_code(cast.lea, name="Top", plain_name="Above", handle="T1")
    make_code(cast.lea, name="Twin", parent=top)
    make_code(cast.lea, name="Twin")
    for ref in ("T1", "top", "ABOVE", "Top"):
        assert code_called(cast.lea, ref).id == top.id
    assert code_called(cast.lea, "Top > Twin").parent_id == top.id
    with pytest.raises(Problem, match="Top › Twin"):
        code_called(cast.lea, "twin")


def test_undoing_a_coding_whose_code_was_made_with_it_leaves_the_code_to_those_who_use_it(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    with one_act(cast.cody, "coding.apply"):
        code = make_path(cast.cody, path=("Place", "Welcome"))
        apply_code(cast.cody, source=row, code=code, span=Span(10, 20))
    apply_code(cast.lea, source=row, code=code, span=Span(12, 18))
    undo_last(cast.cody, whose=cast.cody)
    assert [(line.coder, line.code.full_path) for line in codings_of(cast.lea, row)] == [
        ("Lea", "Place › Welcome")
    ]
    redo_last(cast.cody, whose=cast.cody)
    assert len(codings_of(cast.lea, row)) == 2
    undo_last(cast.lea, whose=cast.lea)
    undo_last(cast.cody, whose=cast.cody)
    assert codebook(cast.lea) == []


def test_undoing_an_import_that_somebody_coded_is_refused_whole_and_says_who(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    speakers = len(text_of(cast.lea, row).speakers)
    apply_code(cast.cody, source=row, code=make_code(cast.cody, name="Welcome"), span=Span(0, 5))
    with pytest.raises(Clash, match="Cody"):
        undo_last(cast.lea, whose=cast.lea)
    assert len(text_of(cast.lea, row).speakers) == speakers


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts rows before it plans")
def test_the_codings_of_a_text_are_found_without_going_through_those_of_the_study(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    with CaptureQueriesContext(connection) as asked:
        codings_of(cast.lea, row)
    (sql,) = [one["sql"] for one in asked.captured_queries if 'FROM "coding_coding"' in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(str(line[-1]) for line in cursor.fetchall())
    assert "USING INDEX coding_of_text (study_id=? AND version_id=?)" in plan
