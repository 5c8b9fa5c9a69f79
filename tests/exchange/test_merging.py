"""A study goes out, somebody works on the copy, and it comes back, while work went on here."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from conftest import Cast
from exchange.copies import Copy, the_one, told
from firsthand.analysis.codebook.selectors import code as code_of
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings, coding
from firsthand.analysis.coding.services import (
    apply_code,
    delete_code,
    merge_codes,
    recode,
    remove_coding,
    resize_coding,
)
from firsthand.analysis.memos.selectors import memo as memo_of
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import change_memo, remove_memo, write_memo
from firsthand.core.problems import NotAllowed
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.exchange.projects.merging.differences import Choices
from firsthand.field.people.selectors import participant, people
from firsthand.field.people.services import add_participant, change_participant
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.rows import rows_now
from texts import bring

WORDS = "IKE: I open the door by day.\nLENA: And then?\nIKE: Then we talk, and I make tea."


def at(words: str) -> Span:
    return Span(WORDS.index(words), WORDS.index(words) + len(words))


DOOR, TALK, TEA, THEN = at("I open the door by day."), at("Then we talk"), at("I make tea"), at("And then?")


def arrives(by: Any, words: str = WORDS, title: str = "talk.txt") -> Any:
    return bring(by, words, name=title)[0]


@pytest.fixture
def study(cast: Cast) -> Cast:
    """A talk with two codings, two codes, a memo and a participant."""
    lea, cody = cast.lea, cast.cody
    talk = arrives(lea)
    work = make_code(lea, name="Work", definition="What is done.", hue=1)
    doors = make_code(lea, name="Doors", parent=work, definition="Opening up.", hue=2)
    make_code(lea, name="Rest", hue=3)
    one = apply_code(cody, source=talk, code=doors, span=DOOR)
    apply_code(lea, source=talk, code=work, span=TEA)
    write_memo(lea, kind="theory", title="On doors", body="They open.", about=[one, doors])
    add_participant(lea, pseudonym="Marigold", attributes={"Age": "50", "Town": "Ost"})
    return cast


def standing(by: Any) -> dict[str, Any]:
    """All of the study's rows but what notes that a file came or went."""
    return {table: rows for table, rows in rows_now(by.study_id).items() if table not in NOTES}


NOTES = ("projects.arrival", "giving_back.release", "projects.aside")


def where(by: Any) -> list[tuple[str, str, str]]:
    """What is coded: words, code and coder."""
    return sorted((one.words, one.coding.code.name, one.coding.coder) for one in excerpts(by))


def test_a_copy_that_nobody_changed_changes_nothing(study: Cast) -> None:
    before = standing(study.lea)
    report = Copy.of(study.lea).comes(study.lea)
    assert standing(study.lea) == before
    assert (report.differences, report.kept_here) == ([], 0)
    assert "was made from this study as it was taken out" in report.made_from
    assert not any(fate["imported"] for kind, fate in report.counted().items() if kind != "users")


def test_what_is_new_there_comes_in_and_a_second_time_changes_nothing(study: Cast) -> None:
    copy = Copy.of(study.lea)
    copy.new_code("Thresholds", parent="Work")
    copy.coded("talk", "Thresholds", TALK, by="Cody")
    copy.noted("By the door", "Who waits there?").by = copy.project.users[0].guid
    report = copy.comes(study.lea)
    assert (report.counts["codes"]["imported"], report.counts["codings"]["imported"]) == (1, 1)  # type: ignore[index]
    assert ("Then we talk", "Thresholds", "Cody") in where(study.lea)
    assert ("Work", "Thresholds") in [line.path for line in codebook(study.lea)]
    assert [memo.title for memo in memos(study.lea)] == ["By the door", "On doors"]
    before = standing(study.lea)
    again = copy.comes(study.lea)
    assert standing(study.lea) == before
    assert again.differences == []


def test_what_was_changed_there_alone_is_taken_and_told(study: Cast) -> None:
    copy = Copy.of(study.lea)
    doors = copy.code("Doors")
    doors.name, doors.description, doors.color = "Ways in", "Being let in.", "#045464"
    copy.memo("On doors").words = "They open, and close."
    copy.case("Marigold").values[0].written = "51"
    copy.text("talk").name = "The first talk"
    report = copy.comes(study.lea)
    assert told(report) == [
        ("cases", "Age", "there", "there"),
        ("codes", "colour", "there", "there"),
        ("codes", "definition", "there", "there"),
        ("codes", "name", "there", "there"),
        ("memos", "words", "there", "there"),
        ("sources", "name", "there", "there"),
    ]
    line = next(one for one in codebook(study.lea) if one.name == "Ways in")
    assert (line.definition, line.hue, line.path) == ("Being let in.", 10, ("Work", "Ways in"))
    assert memos(study.lea)[0].body == "They open, and close."
    assert people(study.lea)[0].attributes == {"Age": "51", "Town": "Ost"}
    assert [one.title for one in sources(study.lea)] == ["The first talk"]


def test_what_was_changed_here_alone_stays_and_is_counted(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    change_code(lea, code=code_of(lea, "Doors"), name="Gates")
    change_memo(lea, memo=memo_of(lea, memos(lea)[0].id), title="On gates", body="They close.")
    change_participant(
        lea, participant=participant(lea, "Marigold"), pseudonym="Rose", attributes={"Age": "50"}
    )
    before = standing(lea)
    report = copy.comes(lea)
    assert standing(lea) == before
    assert (report.differences, report.kept_here) == ([], 5)


def test_what_was_changed_on_both_sides_stays_until_somebody_says_otherwise(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.code("Doors").description = "Being let in."
    change_code(lea, code=code_of(lea, "Doors"), definition="Letting in.")
    looked = copy.comes(lea, only_looked_at=True)
    found = the_one(looked, "codes", "definition")
    assert (found.was, found.here, found.there, found.choice) == (
        "Opening up.",
        "Letting in.",
        "Being let in.",
        "here",
    )
    copy.comes(lea)
    assert code_definition(lea, "Doors") == "Letting in."
    copy.comes(lea, Choices(said={found.key: "there"}))
    assert code_definition(lea, "Doors") == "Being let in."


def code_definition(by: Any, name: str) -> str:
    return next(line.definition for line in codebook(by) if line.name == name)


def test_of_a_memo_both_can_be_kept(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.memo("On doors").words = "They shut."
    change_memo(lea, memo=memo_of(lea, memos(lea)[0].id), title="On doors", body="They stay open.")
    key = the_one(copy.comes(lea, only_looked_at=True), "memos", "words").key
    copy.comes(lea, Choices(said={key: "both"}))
    assert memos(lea)[0].body == "They stay open.\n\nFrom the file that came in:\n\nThey shut."


def test_theirs_can_be_taken_wherever_both_changed_something_but_nothing_goes_by_that(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.code("Doors").name = "Ways in"
    change_code(lea, code=code_of(lea, "Doors"), name="Gates")
    copy.uncoded("talk", copy.codings("talk")[1][1].guid)
    copy.comes(lea, Choices(clashes="there"))
    assert "Ways in" in [line.name for line in codebook(lea)]
    assert len(all_codings(lea)) == 2


def test_what_was_taken_out_there_is_shown_and_goes_only_where_somebody_ticked_it(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.uncoded("talk", copy.codings("talk")[1][1].guid)
    copy.project.codes = [one for one in copy.project.codes if one.name != "Rest"]
    copy.noted("Other", "So that there is one.")
    copy.project.memos = copy.project.memos[1:]
    report = copy.comes(lea)
    assert told(report) == [("codes", "", "gone", "here"), ("codings", "", "gone", "here")]
    assert (len(codebook(lea)), len(all_codings(lea))) == (3, 2)
    copy.comes(lea, Choices(removals=True))
    assert ([line.name for line in codebook(lea)], len(all_codings(lea))) == (["Work", "Doors"], 1)


def test_a_code_that_was_taken_out_there_stays_where_there_are_codings_with_it_here(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    apply_code(lea, source=source(lea, "talk"), code=code_of(lea, "Rest"), span=TALK)
    copy.project.codes = [one for one in copy.project.codes if one.name != "Rest"]
    report = copy.comes(lea, Choices(removals=True))
    assert the_one(report, "codes").why == "There are codings with it here."
    assert "Rest" in [line.name for line in codebook(lea)]


def test_what_was_taken_out_here_stays_out(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    gone = next(one for one in all_codings(lea) if one.code.name == "Doors")
    remove_coding(lea, coding=coding(lea, gone.id))
    remove_memo(lea, memo=memo_of(lea, memos(lea)[0].id))
    delete_code(lea, code=code_of(lea, "Rest"))
    before = standing(lea)
    for _time in range(2):
        report = copy.comes(lea)
        assert standing(lea) == before
    lost = [line.kind for line in report.lines if line.fate == "lost"]
    assert sorted(lost) == ["codes", "codings", "memos"]


def test_codes_that_were_merged_here_stay_one(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    merge_codes(lea, into=code_of(lea, "Rest"), codes=[code_of(lea, "Doors")])
    before = standing(lea)
    report = copy.comes(lea)
    assert standing(lea) == before
    assert report.differences == []


def test_a_code_that_was_taken_out_here_and_used_there_can_come_back_with_its_new_codings(
    study: Cast,
) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.coded("talk", "Rest", TALK, by="Cody")
    delete_code(lea, code=code_of(lea, "Rest"))
    looked = copy.comes(lea, only_looked_at=True)
    found = the_one(looked, "codes", "taken out")
    assert (found.choice, found.there) == ("here", "Rest: 1 new coding")
    copy.comes(lea)
    assert "Rest" not in [line.name for line in codebook(lea)]
    copy.comes(lea, Choices(said={found.key: "there"}))
    assert ("Then we talk", "Rest", "Cody") in where(lea)


def test_a_coding_with_another_code_there_or_at_another_place_is_taken(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    (_first, doors), (second, _tea) = copy.codings("talk")
    doors.code = copy.code("Rest").guid
    second.span = at("and I make tea.")
    report = copy.comes(lea)
    assert told(report) == [("codings", "code", "there", "there"), ("codings", "place", "there", "there")]
    assert where(lea) == [("I open the door by day.", "Rest", "Cody"), ("and I make tea.", "Work", "Lea")]


def test_a_coding_that_both_changed_stays_as_it_is_here(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    (first, doors), _second = copy.codings("talk")
    doors.code, first.span = copy.code("Rest").guid, at("open the door by day.")
    row = coding(lea, next(one.id for one in all_codings(lea) if one.code.name == "Doors"))
    recode(lea, coding=row, code=code_of(lea, "Work"))
    resize_coding(lea, coding=row, span=at("I open the door"))
    before = standing(lea)
    report = copy.comes(lea)
    assert told(report) == [("codings", "code", "both", "here"), ("codings", "place", "both", "here")]
    assert standing(lea) == before


def test_a_text_that_was_corrected_here_takes_what_was_coded_there_on_its_words(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.coded("talk", "Rest", TALK, by="Cody")
    revise_text(lea, source=source(lea, "talk"), reading=Reading("IKE: Well.\n" + WORDS))
    report = copy.comes(lea)
    assert (report.differences, report.kept_here) == ([], 1)
    assert ("Then we talk", "Rest", "Cody") in where(lea)
    assert [one.doubtful for one in all_codings(lea)] == [False] * 3


def test_a_text_that_was_corrected_there_takes_the_place_of_ours_and_what_stands_on_it_goes_along(
    study: Cast,
) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    text = copy.text("talk")
    text.words = "Well. " + WORDS
    for selection in text.selections:
        assert selection.span is not None
        selection.span = Span(selection.span.start + 6, selection.span.end + 6)
    apply_code(lea, source=source(lea, "talk"), code=code_of(lea, "Rest"), span=TALK)
    report = copy.comes(lea)
    assert told(report) == [("sources", "words", "there", "there")]
    assert text_of(lea, source(lea, "talk")).words == "Well. " + WORDS
    assert [one[0] for one in where(lea)] == ["I make tea", "I open the door by day.", "Then we talk"]


def test_a_text_that_was_corrected_on_both_sides_stays_and_its_new_codings_find_their_words(
    study: Cast,
) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    text = copy.text("talk")
    text.words = WORDS.replace("tea", "green tea")
    copy.coded("talk", "Rest", TALK, by="Cody")
    revise_text(lea, source=source(lea, "talk"), reading=Reading(WORDS.replace("by day", "by night")))
    report = copy.comes(lea)
    found = the_one(report, "sources", "words")
    assert (found.how, found.choice) == ("both", "here")
    assert "green tea" in found.there
    assert "by night" in found.here
    assert ("Then we talk", "Rest", "Cody") in where(lea)


def test_a_copy_of_an_earlier_day_is_known_to_be_one(study: Cast) -> None:
    """What Lea changed between two copies is not taken for a change of whoever holds the first."""
    lea = study.lea
    first = Copy.of(lea)
    change_code(lea, code=code_of(lea, "Doors"), definition="Letting in.")
    apply_code(lea, source=source(lea, "talk"), code=code_of(lea, "Rest"), span=TALK)
    second = Copy.of(lea)
    first.coded("talk", "Rest", THEN, by="Cody")
    second.coded("talk", "Rest", THEN, by="Cody")
    for copy in (first, second):
        report = copy.comes(lea, only_looked_at=True)
        assert report.differences == []
        assert report.counts["codings"]["imported"] == 1  # type: ignore[index]
    first.comes(lea)
    assert (code_definition(lea, "Doors"), len(all_codings(lea))) == ("Letting in.", 4)


def test_what_was_left_as_it_is_here_is_not_taken_when_the_same_file_comes_again(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.code("Doors").description = "Being let in."
    copy.coded("talk", "Rest", THEN, by="Cody")
    key = the_one(copy.comes(lea, only_looked_at=True), "codes", "definition").key
    copy.comes(lea, Choices(said={key: "here"}))
    copy.comes(lea)
    assert code_definition(lea, "Doors") == "Opening up."


def test_a_way_back_to_how_it_was_is_a_change_where_somebody_made_it_on_a_newer_copy(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    change_code(lea, code=code_of(lea, "Doors"), definition="Letting in.")
    copy.comes(lea)
    apply_code(lea, source=source(lea, "talk"), code=code_of(lea, "Rest"), span=TALK)
    newer = Copy.of(lea)
    newer.code("Doors").description = "Opening up."
    assert told(newer.comes(lea)) == [("codes", "definition", "there", "there")]
    assert code_definition(lea, "Doors") == "Opening up."


def test_who_works_on_after_the_first_return_comes_back_once_more(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.code("Doors").description = "Being let in."
    copy.coded("talk", "Rest", THEN, by="Cody")
    copy.comes(lea)
    copy.code("Doors").description = "Being let in, at last."
    report = copy.comes(lea)
    assert told(report) == [("codes", "definition", "there", "there")]
    assert code_definition(lea, "Doors") == "Being let in, at last."


def test_a_program_that_gives_out_guids_of_its_own_doubles_nothing_either(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.code("Doors").description = "Being let in."
    copy.coded("talk", "Rest", TALK, by="Cody")
    copy.memo("On doors").words = "They shut."
    report = copy.renumbered().comes(lea)
    assert told(report) == [("codes", "definition", "there", "there"), ("memos", "words", "there", "there")]
    assert (len(sources(lea)), len(codebook(lea)), len(all_codings(lea)), len(memos(lea))) == (1, 3, 3, 1)
    before = standing(lea)
    copy.renumbered().comes(lea)
    assert standing(lea) == before


def test_a_text_of_the_same_name_with_other_words_comes_in_beside_ours_and_both_are_named(
    study: Cast,
) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.renumbered()
    copy.text("talk").words = "Quite another talk."
    copy.text("talk").selections = []
    report = copy.comes(lea)
    assert [one.title for one in sources(lea)] == ["talk", "talk"]
    assert [one for one in report.remarks if "“talk” is here already with other words (S1)" in one]


def test_where_nothing_tells_when_a_copy_was_made_both_sides_are_shown_and_nothing_is_taken(
    study: Cast,
) -> None:
    lea = study.lea
    with transaction.atomic():  # as on another computer, to which the study was restored
        copy = Copy.of(lea)
        transaction.set_rollback(True)
    copy.code("Doors").description = "Being let in."
    copy.uncoded("talk", copy.codings("talk")[1][1].guid)
    copy.coded("talk", "Rest", TALK, by="Cody")
    report = copy.comes(lea, Choices(removals=True))
    assert "it cannot be told" in report.made_from
    found = the_one(report, "codes", "definition")
    assert (found.how, found.was, found.choice) == ("both", None, "here")
    assert (code_definition(lea, "Doors"), len(all_codings(lea))) == ("Opening up.", 3)


def test_all_of_it_is_one_act_and_one_undo(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.code("Doors").description = "Being let in."
    copy.text("talk").words = WORDS + "\nLENA: So."
    copy.coded("talk", "Rest", TALK, by="Cody")
    copy.uncoded("talk", copy.codings("talk")[1][1].guid)
    before, entries = rows_now(lea.study_id), Entry.objects.filter(study_id=lea.study_id).count()
    copy.comes(lea, Choices(removals=True))
    assert rows_now(lea.study_id) != before
    assert Entry.objects.filter(study_id=lea.study_id).count() == entries + 1
    undo_last(lea)
    assert rows_now(lea.study_id) == before


def test_only_the_lead_merges(study: Cast) -> None:
    copy = Copy.of(study.lea)
    with pytest.raises(NotAllowed):
        copy.comes(study.cody)


def test_goes_out_again_without_anything_doubled(study: Cast) -> None:
    lea, copy = study.lea, Copy.of(study.lea)
    copy.project.sets.append('<Set guid="0b9b2b5e-0000-4000-8000-000000000001" name="Ours"/>')
    copy.comes(lea)
    copy.comes(lea)
    again = Copy.of(lea)
    assert len(again.project.sets) == 1
    for things in (again.project.cases, again.project.codes, again.project.users, again.texts):
        assert len({one.guid for one in things}) == len(things)
    assert [one.name for one in again.project.cases] == ["Marigold"]
    again.project.sets = ['<Set guid="0b9b2b5e-0000-4000-8000-000000000002" name="Another"/>']
    assert the_one(again.comes(lea, only_looked_at=True), "sets").name == "Ours"
    again.comes(lea, Choices(removals=True))
    assert [one.partition("name=")[2] for one in Copy.of(lea).project.sets] == ['"Another"/>']


def test_a_source_that_was_removed_here_stays_out_and_can_come_back_where_it_was_worked_on(
    study: Cast,
) -> None:
    lea = study.lea
    arrives(lea, "Another talk of ours.", "other.txt")
    copy = Copy.of(lea)
    remove_source(lea, source=source(lea, "talk"))
    report = copy.comes(lea)
    assert [one.title for one in sources(lea)] == ["other"]
    assert not report.differences
    copy.coded("talk", "Rest", TALK, by="Cody")
    found = the_one(copy.comes(lea), "sources", "taken out")
    assert (found.choice, [one.title for one in sources(lea)]) == ("here", ["other"])
    copy.comes(lea, Choices(said={found.key: "there"}))
    assert sorted(one.title for one in sources(lea)) == ["other", "talk"]
    assert ("Then we talk", "Rest", "Cody") in where(lea)


# ---------- at random ----------

Step = Callable[[Any, Copy], None]


def _here(kind: str, number: int) -> Step:
    def step(by: Any, copy: Copy) -> None:
        lines, codings_ = codebook(by), all_codings(by)
        if kind == "rename" and lines:
            change_code(by, code=code_of(by, lines[number % len(lines)].id), name=f"Here {number}")
        elif kind == "define" and lines:
            change_code(by, code=code_of(by, lines[number % len(lines)].id), definition=f"As here {number}")
        elif kind == "code":
            talk = sources(by)[0]
            start = number % (talk.length - 5)
            row = code_of(by, lines[number % len(lines)].id)
            apply_code(by, source=source(by, talk.id), code=row, span=Span(start, start + 4))
        elif kind == "uncode" and codings_:
            remove_coding(by, coding=coding(by, codings_[number % len(codings_)].id))
        elif kind == "correct":
            row_ = source(by, sources(by)[0].id)
            revise_text(by, source=row_, reading=Reading(f"Here {number}. " + text_of(by, row_).words))
        elif kind == "note":
            write_memo(by, kind="theory", title=f"Here {number}", body="Something.")

    return step


def _there(kind: str, number: int) -> Step:
    def step(by: Any, copy: Copy) -> None:
        codes, (text, *_rest) = copy.project.codes, copy.texts
        title = text.name
        if kind == "rename":
            codes[number % len(codes)].name = f"There {number}"
        elif kind == "define":
            codes[number % len(codes)].description = f"As there {number}"
        elif kind == "code":
            start = number % (len(text.words or "") - 5)
            copy.coded(title, codes[number % len(codes)].name, Span(start, start + 4), by="Cody")
        elif kind == "uncode" and copy.codings(title):
            found = copy.codings(title)
            copy.uncoded(title, found[number % len(found)][1].guid)
        elif kind == "correct":
            text.words = (text.words or "") + f"\nThere {number}."
        elif kind == "note":
            copy.noted(f"There {number}", "Something else.")

    return step


KINDS = ("rename", "define", "code", "uncode", "correct", "note")
STEPS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(KINDS), st.integers(0, 200)), min_size=1, max_size=10
)


@settings(max_examples=int(os.environ.get("FIRSTHAND_MERGES", "12")), phases=[Phase.explicit, Phase.generate])
@example(
    steps=[(True, "define", 126), (True, "rename", 117), (False, "code", 156), (True, "correct", 3)],
    removals=False,
    clashes="there",
    anew=False,
)
@given(steps=STEPS, removals=st.booleans(), clashes=st.sampled_from(["here", "there"]), anew=st.booleans())
def test_whatever_both_did_it_comes_together_once_and_comes_apart_again(
    study: Cast, steps: list[tuple[bool, str, int]], removals: bool, clashes: Any, anew: bool
) -> None:
    lea = study.lea
    with transaction.atomic(), transaction.atomic(using="keyring"):
        copy = Copy.of(lea)
        for here, kind, number in steps:
            (_here if here else _there)(kind, number)(lea, copy)
        if anew:
            copy.renumbered()
        before, choices = rows_now(lea.study_id), Choices(clashes, removals)
        looked = copy.comes(lea, choices, only_looked_at=True)
        assert rows_now(lea.study_id) == before
        assert copy.comes(lea, choices).as_dict() == looked.as_dict()
        undo_last(lea)
        assert rows_now(lea.study_id) == before
        copy.comes(lea, choices)
        once = standing(lea)
        copy.comes(lea, choices)
        assert standing(lea) == once
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keyring")
