"""Files become sources: all of them or none, with what they carried, and nothing left behind by those refused."""

from __future__ import annotations

import pytest

from conftest import Cast
from field.hostile import HOSTILE, SLOW
from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.transcript import Reading
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import (
    Incoming,
    Part,
    file_mark,
    import_sources,
    kind_named,
    read_files,
)
from firsthand.field.sources.selectors import marks_known, original_of, source_line, sources
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.rows import rows_now
from texts import bring

TALK = "INTERVIEWER: And?\nMARIGOLD: I came in for the heating.\nINTERVIEWER: And then?\nMARIGOLD: Tea.\n"


def test_speakers_are_proposed_as_interviewer_known_participant_or_new_pseudonym(cast: Cast) -> None:
    known = add_participant(cast.lea, pseudonym="Marigold")
    (incoming,), refused = read_files(cast.lea, [("talk.txt", TALK.encode())])
    assert refused == []
    assert incoming.kind == "interview"
    assert [(part.part, part.participant_id) for part in incoming.parts] == [
        ("interviewer", None),
        ("participant", known.id),
    ]


def test_a_new_pseudonym_makes_one_participant_for_all_files_it_speaks_in(cast: Cast) -> None:
    incoming, _ = read_files(cast.lea, [("one.txt", TALK.encode()), ("two.txt", TALK.encode())])
    for item in incoming:
        item.parts[1] = Part("participant", new_pseudonym="Marigold")
    import_sources(cast.lea, incoming=incoming)
    assert [person.pseudonym for person in people(cast.lea)] == ["Marigold"]
    assert [[person.pseudonym for person in line.people] for line in sources(cast.lea)] == [["Marigold"]] * 2


def test_text_structure_speakers_and_the_original_bytes_are_kept(cast: Cast) -> None:
    (row,) = bring(cast.lea, "\ufeff" + TALK.replace("\n", "\r\n"))
    text = text_of(cast.lea, row)
    assert text.words == TALK
    assert [text.speakers[turn.voice].label for turn in text.structure.turns] == [
        "INTERVIEWER",
        "MARIGOLD",
    ] * 2
    assert text.place(text.words.index("heating")) == "turn 2"
    assert original_of(cast.lea, row) == ("talk.txt", ("\ufeff" + TALK.replace("\n", "\r\n")).encode())


def test_a_file_that_comes_again_is_known_by_its_keyed_mark(cast: Cast) -> None:
    bring(cast.lea, TALK)
    assert marks_known(cast.lea) == {file_mark(cast.lea, TALK.encode()): 1}
    assert file_mark(cast.xeno, TALK.encode()) != file_mark(cast.lea, TALK.encode())


def test_many_files_are_one_act_and_one_undo(cast: Cast) -> None:
    before = rows_now(cast.lea.study_id)
    bring(cast.lea, *[f"{TALK}{number}" for number in range(9)])
    assert len(sources(cast.lea)) == 9
    undo_last(cast.lea)
    assert rows_now(cast.lea.study_id) == before


def test_a_failure_half_way_leaves_nothing(cast: Cast) -> None:
    before = rows_now(cast.lea.study_id)
    good = Incoming("a.txt", Reading("words"), "document", "A")
    with pytest.raises(Problem, match="no kind of source"):
        import_sources(cast.lea, incoming=[good, Incoming("b.txt", Reading("words"), "novel", "B")])
    assert rows_now(cast.lea.study_id) == before


def test_a_reader_does_not_import(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        import_sources(cast.rea, incoming=[Incoming("a.txt", Reading("words"), "document", "A")])


KINDS = [("field-note", "field note"), ("Interviews", "interview"), ("FOCUS_GROUP", "focus group")]


@pytest.mark.parametrize(("written", "kind"), KINDS)
def test_a_kind_is_known_however_it_is_typed(written: str, kind: str) -> None:
    assert kind_named(written) == kind


def test_a_title_is_the_files_name_without_folders_or_ending(cast: Cast) -> None:
    (row,) = bring(cast.lea, TALK, name="..\\..\\etc/secret talk.v2.txt")
    assert source_line(cast.lea, row).title == "secret talk.v2"


@pytest.mark.slow
def test_hostile_files_leave_the_study_as_it_was(cast: Cast) -> None:
    """Each ends in a sentence or in words, in a preview; until somebody says “bring in”, nothing is written."""
    bring(cast.lea, TALK)
    before = rows_now(cast.lea.study_id)
    quick = {name: make for name, make in HOSTILE.items() if name not in SLOW}
    assert len(quick) >= 20
    incoming, refused = read_files(cast.lea, ((name, make()) for name, make in quick.items()))
    assert len(incoming) + len(refused) >= len(quick)
    assert all(len(one.sentence) > 20 and "Traceback" not in one.sentence for one in refused)
    assert rows_now(cast.lea.study_id) == before
