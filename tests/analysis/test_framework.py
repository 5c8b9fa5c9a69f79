"""The framework matrix: what is behind a cell, what was written of it, what changed since, and who may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import (
    apply_code,
    delete_code,
    merge_codes,
    recode,
    remove_coding,
    resize_coding,
)
from firsthand.analysis.framework.frame import Cell, cell, frame
from firsthand.analysis.framework.models import Footing, Summary
from firsthand.analysis.framework.selectors import summaries, summary, summary_line
from firsthand.analysis.framework.services import (
    change_summary,
    confirm_summary,
    remove_summary,
    write_summary,
)
from firsthand.analysis.rounds.services import close_round, start_round
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, pause, resume
from firsthand.field.deid.material import documents
from firsthand.field.fieldwork.notes import mark_bystander, share, write_note
from firsthand.field.people.services import add_participant, remove_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.record import told
from firsthand.ground.studies.undoing import redo_last, undo_last

TALK = "LENA: And tea?\nIKE: Tea is my hour. I sit with it.\nLENA: And after?\nIKE: After that I mend the kettle.\n"
GROUP = "MARIGOLD: We share one pot. It is never empty.\nIKE: I fill it, mostly.\n"


@dataclass
class Kitchen:
    """Two people, a talk and a group, and codes in a tree: Making, under it Tea and Mending; and Rest."""

    lea: Any
    cody: Any
    people: dict[str, Any]
    talk: Any
    group: Any
    codes: dict[str, Any]

    def code(self, by: Any, source: Any, words: str, code: str) -> Any:
        start = text_of(by, source).words.index(words)
        return apply_code(by, source=source, code=self.codes[code], span=Span(start, start + len(words)))

    def cell(self, name: str, code: str, by: Any = None) -> Cell:
        """A participant’s cell."""
        return cell(by or self.lea, rows="participants", case=self.people[name].id, code=self.codes[code].id)

    def write(self, name: str, code: str, words: str, by: Any = None, **more: Any) -> Summary:
        return write_summary(
            by or self.lea, code=self.codes[code], participant=self.people[name], words=words, **more
        )


@pytest.fixture
def kitchen(cast: Cast) -> Kitchen:
    lea: Any = cast.lea
    people = {name: add_participant(lea, pseudonym=name) for name in ("Ike", "Marigold")}
    incoming, _refused = read_files(lea, [("talk.txt", TALK.encode()), ("group.txt", GROUP.encode())])
    for item in incoming:
        item.parts = [
            Part("participant", people[label.title()].id) if label.title() in people else Part("interviewer")
            for label in item.voices
        ]
    talk, group = import_sources(lea, incoming=incoming)
    making = make_code(lea, name="Making")
    codes = {
        "Making": making, "Tea": make_code(lea, name="Tea", parent=making),
        "Mending": make_code(lea, name="Mending", parent=making), "Rest": make_code(lea, name="Rest"),
    }  # fmt: skip
    made = Kitchen(lea, cast.cody, people, talk, group, codes)
    made.code(lea, talk, "Tea is my hour.", "Tea")
    made.code(lea, talk, "I mend the kettle.", "Mending")
    made.code(lea, group, "We share one pot.", "Tea")
    made.code(lea, group, "It is never empty.\nIKE: I fill it, mostly.", "Making")
    return made


def states(kitchen: Kitchen, by: Any = None, rows: str = "participants") -> dict[tuple[str, str], str]:
    found = frame(by or kitchen.lea, rows=rows)
    return {(one.case.name, one.code.name): one.state for one in found}


# What is behind a cell ------------------------------------------------------------------------------------------------


def test_a_cell_holds_what_is_coded_with_its_code_and_those_below_of_words_of_its_person(
    kitchen: Kitchen,
) -> None:
    found = frame(kitchen.lea)
    assert [one.name for one in found.codes] == ["Making", "Rest"]
    behind = {(one.case.name, one.code.name): len(one.codings) for one in found}
    assert behind == {
        ("Ike", "Making"): 3, ("Ike", "Rest"): 0, ("Marigold", "Making"): 2, ("Marigold", "Rest"): 0,
    }  # fmt: skip
    assert len(kitchen.cell("Ike", "Tea").codings) == 1
    assert (found.written, found.asked) == (0, 2)


def test_rows_can_be_sources_and_both_rows_and_codes_can_be_chosen(kitchen: Kitchen) -> None:
    by_source = frame(kitchen.lea, rows="sources")
    assert [one.ref for one in by_source.cases] == ["S1", "S2"]
    assert [len(one.codings) for one in by_source.column(by_source.codes[0])] == [2, 2]
    chosen = frame(
        kitchen.lea,
        codes=[kitchen.codes["Tea"].id, kitchen.codes["Making"].id],
        cases=[kitchen.people["Ike"].id],
    )
    assert [(one.case.name, one.code.name) for one in chosen] == [("Ike", "Making"), ("Ike", "Tea")]
    with pytest.raises(Problem, match="participants or sources"):
        frame(kitchen.lea, rows="moons")


def test_a_code_that_has_a_summary_is_among_the_columns_wherever_it_stands(kitchen: Kitchen) -> None:
    kitchen.write("Ike", "Tea", "An hour of his own.")
    assert [one.name for one in frame(kitchen.lea).codes] == ["Making", "Tea", "Rest"]


# Writing --------------------------------------------------------------------------------------------------------------


def test_what_is_written_stands_on_all_excerpts_of_the_cell_but_those_taken_off(kitchen: Kitchen) -> None:
    off = kitchen.cell("Ike", "Making").codings[0].id
    row = kitchen.write("Ike", "Making", "  He makes.\r\nHe mends. ", without=[off])
    line = summary_line(kitchen.lea, row.id)
    assert line.words == "He makes.\nHe mends."
    assert line.aside == {off}
    assert len(line.footings) == 3
    assert kitchen.cell("Ike", "Making").state == "written"
    remove_coding(kitchen.lea, coding=_row(off))
    assert kitchen.cell("Ike", "Making").state == "written", "it did not stand on that one"


def _row(coding_id: Any) -> Any:
    from firsthand.analysis.coding.models import Coding

    return Coding.objects.get(pk=coding_id)


def test_an_empty_cell_may_be_written_and_is_out_of_date_when_something_is_coded(kitchen: Kitchen) -> None:
    kitchen.write("Ike", "Rest", "He does not speak of rest.")
    assert kitchen.cell("Ike", "Rest").state == "written"
    kitchen.code(kitchen.lea, kitchen.talk, "I sit with it.", "Rest")
    found = kitchen.cell("Ike", "Rest")
    assert found.state == "out of date"
    assert found.since.told == ["1 excerpt came."]


def test_progress_counts_cells_in_which_there_is_something(kitchen: Kitchen) -> None:
    kitchen.write("Ike", "Making", "He makes.")
    found = frame(kitchen.lea)
    assert (found.written, found.asked) == (1, 2)
    assert [one.case.name for one in found.by_state["to write"]] == ["Marigold"]


def test_nothing_is_no_summary_and_a_summary_is_of_one_case(kitchen: Kitchen) -> None:
    with pytest.raises(Problem, match="a few words"):
        kitchen.write("Ike", "Making", " \n ")
    for more in ({}, {"participant": kitchen.people["Ike"], "source": kitchen.talk}):
        with pytest.raises(Problem, match="one participant or of one source"):
            write_summary(kitchen.lea, code=kitchen.codes["Tea"], words="x", **more)


def test_a_reader_reads_and_writes_nothing(kitchen: Kitchen, cast: Cast) -> None:
    row = kitchen.write("Ike", "Making", "He makes.")
    assert frame(cast.rea).written == 1
    for attempt in (
        lambda: kitchen.write("Ike", "Tea", "x", by=cast.rea),
        lambda: change_summary(cast.rea, summary=row, words="x"),
        lambda: confirm_summary(cast.rea, summary=row),
        lambda: remove_summary(cast.rea, summary=row),
        lambda: frame(cast.gil),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotThere):
        summary(cast.xeno, row.id)


def test_who_writes_where_somebody_wrote_meanwhile_is_told(kitchen: Kitchen) -> None:
    row = kitchen.write("Ike", "Making", "He makes.")
    with pytest.raises(Clash, match="while you were writing"):
        kitchen.write("Ike", "Making", "Mine.", by=kitchen.cody)
    change_summary(kitchen.lea, summary=row, words="He makes and mends.", version=1)
    with pytest.raises(Clash, match="while you were writing"):
        change_summary(kitchen.cody, summary=row, words="Mine.", version=1)
    with pytest.raises(Clash):
        confirm_summary(kitchen.cody, summary=row, version=1)
    assert kitchen.cell("Ike", "Making").words == "He makes and mends."


# Out of date ----------------------------------------------------------------------------------------------------------


def test_a_coding_that_came_went_grew_or_got_another_code_makes_it_out_of_date(kitchen: Kitchen) -> None:
    tea = kitchen.cell("Ike", "Tea").codings[0].id
    row = kitchen.write("Ike", "Tea", "An hour of his own.")
    span = _row(tea).span
    for change, told_so in (
        (lambda: kitchen.code(kitchen.lea, kitchen.group, "I fill it, mostly.", "Tea"), ["1 excerpt came."]),
        (lambda: resize_coding(kitchen.lea, coding=_row(tea), span=Span(span.start, span.end + 2)),
         ["1 excerpt was altered."]),
        (lambda: recode(kitchen.lea, coding=_row(tea), code=kitchen.codes["Rest"]), ["1 excerpt is gone."]),
    ):  # fmt: skip
        change()
        found = kitchen.cell("Ike", "Tea")
        assert (found.state, found.since.told) == ("out of date", told_so)
        confirm_summary(kitchen.cody, summary=row)
        assert kitchen.cell("Ike", "Tea").state == "written"
    line = summary_line(kitchen.lea, row.id)
    assert (line.words, line.version, line.writer) == ("An hour of his own.", 1, "Cody")


def test_words_that_were_corrected_make_it_out_of_date_and_a_shift_does_not(kitchen: Kitchen) -> None:
    kitchen.write("Ike", "Tea", "An hour of his own.")
    for old, new, state in (
        ("And tea?", "And tea, then?", "written"),
        ("my hour", "my quiet hour", "out of date"),
    ):
        kitchen.talk.refresh_from_db()
        text = text_of(kitchen.lea, kitchen.talk).words.replace(old, new)
        correct_typed(kitchen.lea, source=kitchen.talk, version=kitchen.talk.current, text=text)
        assert kitchen.cell("Ike", "Tea").state == state
    assert kitchen.cell("Ike", "Tea").since.told == ["1 excerpt was altered."]


def test_words_of_somebody_who_was_not_asked_leave_the_cell(kitchen: Kitchen) -> None:
    kitchen.write("Ike", "Tea", "An hour of his own.")
    start = TALK.index("Tea is my hour.")
    mark_bystander(kitchen.lea, source=kitchen.talk, span=Span(start, start + 15))
    found = kitchen.cell("Ike", "Tea")
    assert found.codings == ()
    assert found.since.told == ["1 excerpt is gone."]


def test_what_came_while_somebody_wrote_is_not_taken_for_seen(kitchen: Kitchen) -> None:
    seen = dict(kitchen.cell("Ike", "Tea").marks)
    kitchen.code(kitchen.cody, kitchen.group, "I fill it, mostly.", "Tea")
    kitchen.write("Ike", "Tea", "An hour of his own.", seen=seen)
    assert kitchen.cell("Ike", "Tea").since.told == ["1 excerpt came."]


def test_a_summary_whose_code_is_gone_is_kept_apart(kitchen: Kitchen) -> None:
    kitchen.write("Ike", "Tea", "An hour of his own.")
    kitchen.write("Ike", "Mending", "He mends.")
    merge_codes(kitchen.lea, into=kitchen.codes["Rest"], codes=[kitchen.codes["Tea"]])
    delete_code(kitchen.lea, code=kitchen.codes["Mending"])
    found = frame(kitchen.lea)
    assert found.written == 0
    assert {(case.name, one.words) for case, one in found.strays} == {
        ("Ike", "An hour of his own."), ("Ike", "He mends."),
    }  # fmt: skip
    for _case, one in found.strays:
        remove_summary(kitchen.lea, summary=summary(kitchen.lea, one.id))
    assert frame(kitchen.lea).strays == ()


# Undo, and going along ------------------------------------------------------------------------------------------------


def test_writing_changing_confirming_and_removing_are_undone_one_by_one(kitchen: Kitchen) -> None:
    row = kitchen.write("Ike", "Tea", "An hour of his own.")
    change_summary(kitchen.lea, summary=row, words="An hour, and his.")
    kitchen.code(kitchen.cody, kitchen.group, "I fill it, mostly.", "Tea")
    confirm_summary(kitchen.lea, summary=row)
    remove_summary(kitchen.lea, summary=row)
    found = [("to write", "")]
    for _ in range(4):
        undo_last(kitchen.lea, whose=kitchen.lea)
        now = kitchen.cell("Ike", "Tea")
        found.append((now.state, now.words))
    assert found == [
        ("to write", ""), ("written", "An hour, and his."), ("out of date", "An hour, and his."),
        ("out of date", "An hour of his own."), ("to write", ""),
    ]  # fmt: skip
    for _ in range(4):
        redo_last(kitchen.lea, whose=kitchen.lea)
    assert kitchen.cell("Ike", "Tea").summary is None
    sentences = [one.sentence for one in told(kitchen.lea)]
    assert "wrote a summary: Tea" in " ".join(sentences)
    assert not any("hour" in one for one in sentences), "the trail has no words of it"


def test_a_summary_goes_with_its_source_or_participant_and_comes_back_with_it(kitchen: Kitchen) -> None:
    note = write_note(kitchen.lea, layers={"description": "Nobody came."})
    write_summary(kitchen.lea, code=kitchen.codes["Rest"], source=note, words="Still.")
    extra = add_participant(kitchen.lea, pseudonym="Ash")
    write_summary(kitchen.lea, code=kitchen.codes["Rest"], participant=extra, words="Nothing.")
    remove_source(kitchen.lea, source=note)
    remove_participant(kitchen.lea, participant=extra)
    assert Summary.objects.count() == Footing.objects.count() == 0
    undo_last(kitchen.lea)
    undo_last(kitchen.lea)
    assert {one.words for one in summaries(kitchen.lea)} == {"Still.", "Nothing."}


# Who may know of it ---------------------------------------------------------------------------------------------------


def test_whoever_is_crossed_out_knows_of_no_summary_that_stands_on_the_persons_words(
    kitchen: Kitchen, cast: Cast
) -> None:
    kitchen.write("Marigold", "Making", "One pot.")
    kitchen.write("Ike", "Tea", "An hour of his own.")
    kitchen.write("Ike", "Making", "He fills the pot that Marigold shares.")
    write_summary(kitchen.lea, code=kitchen.codes["Tea"], source=kitchen.group, words="Shared.")
    exclude_reader(cast.gil, participant=kitchen.people["Marigold"], reader=cast.cody)
    assert [one.words for one in summaries(cast.cody)] == ["An hour of his own."]
    found = frame(cast.cody)
    assert {one.case.name for one in found} == {"Ike"}
    assert {one.words for one in found} == {"An hour of his own.", ""}
    assert kitchen.cell("Ike", "Making", cast.cody).state == "to write", "the group is not there for Cody"
    assert len(summaries(kitchen.lea)) == 4
    assert not any("Making" in one.sentence for one in told(cast.cody) if "summary" in one.sentence)


def test_who_cannot_see_a_summary_writes_beside_it_and_the_lead_sees_both(
    kitchen: Kitchen, cast: Cast
) -> None:
    kitchen.write("Ike", "Making", "He fills the pot.")
    exclude_reader(cast.gil, participant=kitchen.people["Marigold"], reader=cast.cody)
    kitchen.write("Ike", "Making", "He mends.", by=cast.cody)
    assert kitchen.cell("Ike", "Making", cast.cody).words == "He mends."
    assert kitchen.cell("Ike", "Making", cast.cody).state == "written"
    both = kitchen.cell("Ike", "Making")
    assert (both.words, [one.words for one in both.beside]) == ("He mends.", ["He fills the pot."])
    assert both.since.told == ["1 excerpt came."], "it stands on less than there is"


def test_who_is_on_hold_takes_along_what_was_retold_of_them_until_they_are_back(kitchen: Kitchen) -> None:
    kitchen.write("Marigold", "Making", "One pot.")
    write_summary(kitchen.lea, code=kitchen.codes["Making"], source=kitchen.group, words="Never empty.")
    kitchen.write("Ike", "Tea", "An hour of his own.")
    pause(kitchen.lea, participant=kitchen.people["Marigold"])
    assert [one.words for one in summaries(kitchen.lea)] == ["An hour of his own."]
    resume(kitchen.lea, participant=kitchen.people["Marigold"])
    assert len(summaries(kitchen.lea)) == 3


def test_where_all_words_are_looked_through_there_is_no_summary_that_is_kept_from_one(
    kitchen: Kitchen,
) -> None:
    write_summary(kitchen.lea, code=kitchen.codes["Making"], source=kitchen.group, words="Never empty.")

    def found() -> list[str]:
        return [where.name for text, where in documents(kitchen.lea).values() if text.words == "Never empty."]

    assert found() == ["summary"]
    pause(kitchen.lea, participant=kitchen.people["Marigold"])
    assert found() == []


def test_a_summary_of_words_of_which_one_reads_a_part_only_is_not_read(kitchen: Kitchen, cast: Cast) -> None:
    words = "Ike pours. Marigold says no thanks. The room is warm."
    note = write_note(kitchen.lea, layers={"description": words})
    kitchen.code(kitchen.lea, note, "Ike pours. Marigold says no thanks.", "Rest")
    write_summary(kitchen.lea, code=kitchen.codes["Rest"], source=note, words="She will not have it.")
    start = words.index("Marigold")
    mark_own_words(
        kitchen.lea, source=note, participant=kitchen.people["Marigold"], span=Span(start, start + 24)
    )
    exclude_reader(cast.gil, participant=kitchen.people["Marigold"], reader=cast.cody)
    assert summaries(cast.cody) == []
    found = cell(cast.cody, rows="sources", case=note.id, code=kitchen.codes["Rest"].id)
    assert (found.state, len(found.codings)) == ("to write", 1)
    assert not any("summary" in one.sentence for one in told(cast.cody))


def test_a_note_kept_to_oneself_keeps_what_was_retold_of_it(kitchen: Kitchen, cast: Cast) -> None:
    (note,) = [write_note(cast.cody, layers={"reflection": "I was cold, and Ike saw it."})]
    kitchen.code(cast.cody, note, "I was cold", "Rest")
    write_summary(cast.cody, code=kitchen.codes["Rest"], source=note, words="Cold.")
    assert summaries(kitchen.lea) == []
    assert frame(kitchen.lea, rows="sources").written == 0
    share(cast.cody, source=note, shared=True)
    assert [one.words for one in summaries(kitchen.lea)] == ["Cold."]


def test_who_codes_blind_sees_no_summary_of_what_others_coded_there(kitchen: Kitchen, cast: Cast) -> None:
    round_ = start_round(
        kitchen.lea, name="Blind", coders=[kitchen.lea, cast.cody], sources=[kitchen.talk], blind=True
    )
    kitchen.write("Ike", "Tea", "An hour of his own.")
    found = kitchen.cell("Ike", "Tea", cast.cody)
    assert (found.state, found.words, found.codings) == ("empty", "", ())
    assert not any("summary" in one.sentence for one in told(cast.cody))
    kitchen.code(cast.cody, kitchen.talk, "Tea is my hour.", "Tea")
    kitchen.write("Ike", "Tea", "His hour.", by=cast.cody)
    assert kitchen.cell("Ike", "Tea", cast.cody).words == "His hour."
    close_round(kitchen.lea, round=round_)
    both = kitchen.cell("Ike", "Tea")
    assert {both.words, *(one.words for one in both.beside)} == {"An hour of his own.", "His hour."}
