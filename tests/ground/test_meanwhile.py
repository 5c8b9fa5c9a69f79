"""A row that somebody changed after it was fetched, and before the act had the study's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.services import change_code, make_code, move_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import codings_of
from firsthand.analysis.coding.services import apply_code, resize_coding
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.memos.selectors import memo_line
from firsthand.analysis.memos.services import change_memo, remove_memo, write_memo
from firsthand.core.problems import Clash
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.people.models import Participant
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import Source
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.revising import revise_text
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.undoing import undo
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.replay import tells_the_rows
from texts import bring

NOTE = "Silence. Somebody asks for tea. The form is put off."


def test_two_people_who_looked_at_one_wording_cannot_both_save_theirs(lea: Any, cody: Any) -> None:
    memo = write_memo(lea, kind="code", title="A", body="Both look at this.")
    mine, theirs = Memo.objects.get(pk=memo.pk), Memo.objects.get(pk=memo.pk)
    change_memo(cody, memo=theirs, title="A", body="Theirs", version=1)
    with pytest.raises(Clash):
        change_memo(lea, memo=mine, title="A", body="Mine", version=1)
    assert memo_line(lea, Memo.objects.get(pk=memo.pk)).body == "Theirs"


def test_what_has_no_version_is_not_moved_from_where_it_is_no_longer(lea: Any, cody: Any) -> None:
    one, other, code = (make_code(lea, name=name) for name in ("One", "Other", "Moved"))
    mine, theirs = Code.objects.get(pk=code.pk), Code.objects.get(pk=code.pk)
    move_code(cody, code=theirs, parent=one)
    with pytest.raises(Clash):
        move_code(lea, code=mine, parent=other)
    assert Code.objects.get(pk=code.pk).parent_id == one.id


def test_fields_that_nobody_touched_meanwhile_can_be_changed(lea: Any, cody: Any) -> None:
    code = make_code(lea, name="Kettle")
    mine, theirs = Code.objects.get(pk=code.pk), Code.objects.get(pk=code.pk)
    change_code(cody, code=theirs, hue=3)
    change_code(lea, code=mine, definition="What boils.")
    kept = Code.objects.get(pk=code.pk)
    assert (kept.hue, kept.version) == (3, 2)


def test_what_is_taken_out_by_two_at_once_is_taken_out_once(lea: Any, cody: Any) -> None:
    memo = write_memo(lea, kind="code", title="A", body="Both look at this.")
    mine, theirs = Memo.objects.get(pk=memo.pk), Memo.objects.get(pk=memo.pk)
    remove_memo(cody, memo=theirs)
    entries = lea.study.entries.count()
    with pytest.raises(Clash, match="took this out"):
        remove_memo(lea, memo=mine)
    assert lea.study.entries.count() == entries
    assert tells_the_rows(lea.study_id)


def test_an_undo_of_taking_out_brings_back_what_somebody_wrote_meanwhile(lea: Any, cody: Any) -> None:
    memo = write_memo(lea, kind="code", title="A", body="Both look at this.")
    mine = Memo.objects.get(pk=memo.pk)
    change_memo(cody, memo=Memo.objects.get(pk=memo.pk), title="A", body="The newest", version=1)
    remove_memo(lea, memo=mine)
    undo(lea, lea.study.entries.latest("number"))
    assert memo_line(lea, Memo.objects.get(pk=memo.pk)).body == "The newest"


def test_many_rows_are_not_changed_where_one_of_them_is_another_by_now(lea: Any, cody: Any) -> None:
    above, under, elsewhere = (make_code(lea, name=name) for name in ("Above", "Under", "Elsewhere"))
    stale = [Code.objects.get(pk=under.pk), Code.objects.get(pk=above.pk)]
    move_code(cody, code=under, parent=elsewhere)

    @act("code.merge")
    def changes(by: Any, how: Callable[[], None]) -> None:
        how()

    with pytest.raises(Clash):
        changes(lea, lambda: record().change_all(stale, parent_id=None))
    with pytest.raises(Clash):
        changes(lea, lambda: record().change_each([(row, {"parent_id": None}) for row in stale]))
    assert Code.objects.get(pk=under.pk).parent_id == elsewhere.id


def _coded(by: Any, row: Source) -> object:
    return apply_code(by, source=row, code=Code.objects.get(), span=Span(9, 31))


def _unasked(by: Any, row: Source) -> object:
    return mark_bystander(by, source=row, span=Span(9, 31))


def _own(by: Any, row: Source) -> object:
    return mark_own_words(by, source=row, participant=Participant.objects.get(), span=Span(9, 31))


@pytest.mark.parametrize("mark", [_coded, _unasked, _own], ids=["a coding", "a bystander", "own words"])
def test_nothing_is_marked_on_a_text_that_was_corrected_before_the_act_had_the_lock(
    lea: Any, cody: Any, mark: Callable[[Any, Source], object]
) -> None:
    make_code(lea, name="Tea")
    add_participant(lea, pseudonym="Juno")
    (note,) = bring(lea, NOTE)
    mine = Source.objects.get(pk=note.pk)
    revise_text(cody, source=note, reading=Reading(f"Rain. {NOTE}"))
    entries = lea.study.entries.count()
    with pytest.raises(Clash, match="The text has changed since you opened it"):
        mark(lea, mine)
    assert lea.study.entries.count() == entries


def test_edges_are_not_moved_on_a_text_from_which_a_coding_went_along_meanwhile(lea: Any, cody: Any) -> None:
    code = make_code(lea, name="Tea")
    (note,) = bring(lea, NOTE)
    coding = apply_code(lea, source=note, code=code, span=Span(9, 31))
    mine = Coding.objects.get(pk=coding.pk)
    revise_text(cody, source=note, reading=Reading(f"{NOTE} Rain."))  # the words stand where they stood
    with pytest.raises(Clash, match="The text has changed since you opened it"):
        resize_coding(lea, coding=mine, span=Span(9, 18))
    (line,) = codings_of(lea, Source.objects.get(pk=note.pk))
    assert line.span == Span(9, 31)


def test_a_coding_that_lost_its_words_is_not_put_back_into_order_on_the_text_that_lost_them(lea: Any) -> None:
    (note,) = bring(lea, NOTE)
    coding = apply_code(lea, source=note, code=make_code(lea, name="Tea"), span=Span(9, 31))
    revise_text(lea, source=note, reading=Reading("Silence."))
    with pytest.raises(Clash):
        resize_coding(lea, coding=Coding.objects.get(pk=coding.pk), span=Span(0, 8))
    assert Coding.objects.get(pk=coding.pk).was_in is not None
