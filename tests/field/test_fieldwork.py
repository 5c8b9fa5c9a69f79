"""Visits and field notes: parts kept apart, what is private as if absent, bystanders out of what leaves."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings, codings_of
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.memos.services import write_memo
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.notes import mark_bystander, share, write_note
from firsthand.field.fieldwork.selectors import bystanders_of, note_of, part_of_note, visit_line, visits
from firsthand.field.fieldwork.services import add_site, add_visit, change_visit, remove_visit
from firsthand.field.people.services import add_participant
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.record import entries_kept_from, entry_to_follow, told
from firsthand.giving_back.reports import make, original
from firsthand.ground.studies.undoing import redo, undo, undo_last
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.rows import rows_now
from texts import bring

SEEN = "A woman in a green coat sits down. Marigold puts a cup before her. Nobody speaks."


def visited(by: Any, **said: Any) -> Any:
    return add_visit(by, on=date(2026, 3, 5), doing="morning at the door", **said)


def at(by: Any, row: Any, words: str) -> Span:
    start = text_of(by, row).words.index(words)
    return Span(start, start + len(words))


def test_a_visit_says_when_where_and_who_was_there_and_can_be_said_otherwise(cast: Cast) -> None:
    pia = add_participant(cast.lea, pseudonym="Marigold")
    site = add_site(cast.lea, name="The house")
    said = {"began": time(7, 40), "ended": time(10, 10), "told_how": ["badge"], "site": site}
    row = visited(cast.cody, place="entrance", present=[pia, pia], **said)
    one = visit_line(cast.rea, row)
    assert (one.number, one.began, one.ended, one.told_how) == (1, "07:40", "10:10", ("badge",))
    assert (one.site.name, [person.pseudonym for person in one.present]) == ("The house", ["Marigold"])
    change_visit(cast.lea, visit=row, on=None, doing="lunch")
    one = visit_line(cast.rea, row)
    assert (one.on, one.doing, one.site, one.present) == (None, "lunch", None, ())
    undo_last(cast.lea)
    assert visit_line(cast.rea, row).present == (visit_line(cast.lea, row).present[0],)


def test_what_cannot_be_is_said_in_a_sentence(cast: Cast) -> None:
    with pytest.raises(Problem, match="ends after it begins"):
        visited(cast.lea, began=time(12), ended=time(11))
    with pytest.raises(Problem, match="from the list"):
        visited(cast.lea, told_how=["shouted"])
    add_site(cast.lea, name="The house")
    with pytest.raises(Problem, match="already"):
        add_site(cast.lea, name="the  HOUSE")
    with pytest.raises(Problem, match="no part “dream”"):
        write_note(cast.lea, layers={"dream": "Rain."})
    with pytest.raises(Problem, match="Two lines will do"):
        write_note(cast.lea, layers={"jotting": " \n"})


def test_a_note_in_parts_is_as_many_texts_each_codable_at_once(cast: Cast) -> None:
    row = visited(cast.cody)
    layers = {
        "jotting": "Green coat.",
        "description": SEEN,
        "reflection": "I was cold.",
        "analytic": "A rule?",
    }
    main = write_note(cast.cody, layers=layers, visit=row)
    assert text_of(cast.cody, main).words == SEEN
    assert [part.layer for part in note_of(cast.cody, main)] == [
        "jotting",
        "description",
        "reflection",
        "analytic",
    ]
    code = make_code(cast.cody, name="Place")
    for part in note_of(cast.cody, main):
        apply_code(cast.cody, source=source(cast.cody, part.id), code=code, span=Span(0, 3))
    assert counts(cast.cody)[code.id].codings == 4
    assert {one.source.layer_name for one in excerpts(cast.cody, codes=[code])} == {
        "Jotting", "What happened", "Me in it", "Hunches and questions",
    }  # fmt: skip


def test_two_people_write_two_notes_of_one_visit(cast: Cast) -> None:
    row = visited(cast.cody)
    write_note(cast.cody, layers={"description": "They cook for us."}, visit=row)
    write_note(cast.lea, layers={"description": "The table rocks.", "jotting": "Short leg."}, visit=row)
    notes = visit_line(cast.rea, row).notes
    assert [(note.by, [part.layer for part in note.parts]) for note in notes] == [
        ("Cody", ["description"]),
        ("Lea", ["jotting", "description"]),
    ]


def test_parts_without_a_visit_make_one_of_today_and_one_part_needs_none(cast: Cast) -> None:
    write_note(cast.lea, layers={"description": "Two lines.\nEnough."})
    assert visits(cast.lea) == []
    assert sources(cast.lea)[0].title.startswith("Field note of 20"), "never its first words"
    write_note(cast.lea, layers={"description": "More.", "plan": "Thank the cook."})
    assert [len(note.parts) for note in visits(cast.lea)[0].notes] == [2]


def test_me_in_it_is_as_if_absent_for_everybody_else_until_it_is_shared(cast: Cast) -> None:
    row = visited(cast.cody)
    main = write_note(cast.cody, layers={"description": SEEN, "reflection": "Ashamed, and glad."}, visit=row)
    mine = part_of_note(cast.cody, main, "reflection")
    code = make_code(cast.cody, name="Shame")
    one = apply_code(cast.cody, source=mine, code=code, span=Span(0, 7))
    write_memo(cast.cody, kind="reflexive", title="Look", body="…", about=[one])
    for other in (cast.lea, cast.rea):
        assert [line.layer for line in sources(other)] == ["description"]
        assert (counts(other), all_codings(other), excerpts(other)) == ({}, [], [])
        assert [part.layer for part in visit_line(other, row).notes[0].parts] == ["description"]
        for look in (lambda by: source(by, mine.id), lambda by: coding_row(by, one.id)):
            with pytest.raises(NotThere):
                look(other)
        assert not any(
            "S2" in entry.sentence or "shame" in entry.sentence.casefold() for entry in told(other)[:2]
        )
    assert [line.layer for line in sources(cast.cody)] == ["description", "reflection"]
    with pytest.raises(NotAllowed):
        share(cast.lea, source=mine, shared=True)
    share(cast.cody, source=mine, shared=True)
    assert counts(cast.lea)[code.id].codings == 1


def test_nobody_else_undoes_or_does_again_who_reads_me_in_it(cast: Cast) -> None:
    main = write_note(cast.cody, layers={"description": SEEN, "reflection": "Ashamed, and glad."})
    mine = part_of_note(cast.cody, main, "reflection")
    share(cast.cody, source=mine, shared=True)
    share(cast.cody, source=mine, shared=False)
    shared, kept = Entry.objects.filter(act="note.share").order_by("number")
    with pytest.raises(NotAllowed, match="they alone"):
        undo(cast.lea, kept)
    undo_last(cast.cody)
    assert text_of(cast.lea, source(cast.lea, mine.id)).words == "Ashamed, and glad."
    undo(cast.cody, shared)
    for entry, step in ((shared, redo), (kept, redo), (kept, undo)):
        with pytest.raises(NotAllowed, match="they alone"):
            step(cast.lea, entry)
    with pytest.raises(NotThere):
        source(cast.lea, mine.id)
    redo(cast.cody, shared)
    with pytest.raises(NotAllowed, match="they alone"):
        undo(cast.lea, shared)  # it would keep from the others what its writer shows them


def test_what_was_done_with_me_in_it_is_not_offered_to_others_for_undo(cast: Cast) -> None:
    main = write_note(cast.cody, layers={"description": SEEN, "reflection": "Ashamed, and glad."})
    mine = part_of_note(cast.cody, main, "reflection")
    revise_text(cast.cody, source=mine, reading=Reading("Ashamed, and sorry."))
    code = make_code(cast.cody, name="Shame")
    remove_coding(cast.cody, coding=apply_code(cast.cody, source=mine, code=code, span=Span(0, 7)))
    about = ("note.write", "source.revise", "coding.apply", "coding.remove")
    for other in (cast.lea, cast.cody):
        offered = {one.act for one in told(other) if one.can_undo}
        assert "code.make" in offered
        assert offered.issuperset(about) is (other is cast.cody)
        assert other is cast.cody or offered.isdisjoint(about)
    revised = Entry.objects.get(act="source.revise").number
    with pytest.raises(NotAllowed, match="they alone"):
        entry_to_follow(cast.lea, revised)
    assert entry_to_follow(cast.cody, revised).number == revised
    assert undo_last(cast.lea, but=entries_kept_from(cast.lea)).act == "code.make"
    redo(cast.lea, Entry.objects.get(act="code.make", kind="act"))
    assert undo_last(cast.cody, whose=cast.cody, but=entries_kept_from(cast.cody)).act == "coding.remove"
    share(cast.cody, source=mine, shared=True)
    assert "source.revise" in {one.act for one in told(cast.lea) if one.can_undo}
    assert "note.share" not in {one.act for one in told(cast.lea) if one.can_undo}


def test_a_jotting_that_was_written_up_stays_as_it_was(cast: Cast) -> None:
    row = visited(cast.cody)
    jotting = write_note(cast.cody, layers={"jotting": "Green coat."}, visit=row)
    revise_text(cast.cody, source=source(cast.cody, jotting.id), reading=Reading("Green coats."))
    write_note(cast.cody, layers={"description": SEEN}, visit=row)
    with pytest.raises(Problem, match="stays as it was"):
        revise_text(cast.cody, source=source(cast.cody, jotting.id), reading=Reading("Blue coats."))
    undo_last(cast.cody)
    revise_text(cast.cody, source=source(cast.cody, jotting.id), reading=Reading("Blue coats."))


def test_bystanders_words_stay_in_the_note_and_out_of_excerpts_counts_and_reports(cast: Cast) -> None:
    note = write_note(cast.cody, layers={"description": SEEN})
    code = make_code(cast.cody, name="Place")
    whole, alone = at(cast.cody, note, SEEN), at(cast.cody, note, "a green coat")
    apply_code(cast.cody, source=note, code=code, span=whole)
    apply_code(cast.lea, source=note, code=code, span=alone)
    mark_bystander(cast.cody, source=note, span=at(cast.cody, note, "A woman in a green coat"))
    mark_bystander(cast.lea, source=note, span=at(cast.cody, note, "green coat sits down."))
    assert [span.words_in(SEEN) for _id, span in bystanders_of(cast.rea, note)] == [
        "A woman in a green coat sits down."
    ]
    assert [one.words for one in excerpts(cast.lea)] == ["[…] Marigold puts a cup before her. Nobody speaks."]
    assert counts(cast.lea)[code.id].codings == 1
    assert len(codings_of(cast.lea, note)) == 2, "the note itself shows what is coded"
    every = [one.id for one in codings_of(cast.lea, note)]
    assert {one.words for one in excerpts(cast.lea, coding_ids=every)} == {
        "[…]",
        "[…] Marigold puts a cup before her. Nobody speaks.",
    }, "a coding asked for by name is there, without the words"
    for format_ in ("csv", "html"):
        what = "codings" if format_ == "csv" else "codebook"
        assert b"green coat" not in make(cast.lea, what=what, format=format_).data


def test_a_bystanders_mark_goes_along_with_its_words(cast: Cast) -> None:
    note = write_note(cast.cody, layers={"description": SEEN})
    mark_bystander(cast.cody, source=note, span=at(cast.cody, note, "A woman in a green coat"))
    revise_text(cast.cody, source=note, reading=Reading(f"Rain, at first. {SEEN}"))
    now = source(cast.cody, note.id)
    words = text_of(cast.cody, now).words
    assert [span.words_in(words) for _id, span in bystanders_of(cast.cody, now)] == [
        "A woman in a green coat"
    ]


def test_a_source_goes_with_all_that_stands_on_it_and_a_visit_only_without_notes(cast: Cast) -> None:
    row = visited(cast.cody, present=[add_participant(cast.lea, pseudonym="Marigold")])
    note = write_note(cast.cody, layers={"description": SEEN}, visit=row)
    apply_code(cast.cody, source=note, code=make_code(cast.cody, name="Place"), span=Span(0, 7))
    mark_bystander(cast.cody, source=note, span=Span(0, 7))
    before = rows_now(cast.lea.study_id)
    with pytest.raises(Problem, match="Notes were written"):
        remove_visit(cast.lea, visit=row)
    remove_source(cast.lea, source=note)
    assert sources(cast.lea) == []
    undo_last(cast.lea)
    assert rows_now(cast.lea.study_id) == before


def test_a_file_with_a_bystanders_words_does_not_leave(cast: Cast) -> None:
    (talk,) = bring(cast.lea, "ANNA: A woman in green sat there.\nBEN: Yes.\n")
    assert original(cast.lea, source=talk).data
    mark_bystander(cast.lea, source=talk, span=at(cast.lea, talk, "A woman in green"))
    with pytest.raises(Problem, match="does not leave"):
        original(cast.lea, source=talk)
