"""Words that stand in no text of today go as well: of notes that were removed, of turns that were corrected out, of
tables whose first row is gone, of corrections that were taken back. Neither undo nor the reader brings them back.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from conftest import Cast
from field.papers import workbook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import lost_of
from firsthand.analysis.coding.services import apply_code
from firsthand.core.problems import Clash, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.media.models import Medium
from firsthand.field.media.services import keep_media
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.importing import import_sources, read_files
from firsthand.field.sources.models import OwnWords, Source, Voice
from firsthand.field.sources.own_words import mark_own_words, say_own_words_gone
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.selectors import source
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.sight import kept_from
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.one_text import take_out_text
from firsthand.giving_back.leaving.own import opened_by_any
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.leaving.selectors import receipt
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.undoing import redo_last, undo, undo_last
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.replay import as_of
from firsthand.ground.trail.rows import rows_now
from firsthand.ground.vault.models import Sealed
from sounds import wav
from texts import bring

Capture = Callable[..., Any]

MARKER = "quillon4d7be9"
FEET = f"My {MARKER} feet"
NOTE = f'Noon. Ike: "{FEET}, and nobody asks." We sit.'
PLAIN = f"Noon. {FEET}, and nobody asks. We sit."  # nothing tells who speaks, but a mark or a coding
GROUP = f"""LENA: Who sweeps here?
IKE: Whoever has seen {MARKER} sweeps.
MARIGOLD: The broom is behind the door.
IKE: And {MARKER} is why.
MARIGOLD: Then the kettle goes on.
"""
LEFT_OUT = "".join(line for line in GROUP.splitlines(keepends=True) if not line.startswith("IKE"))


class Study:
    """Ike, Marigold, and what was brought in of them."""

    def __init__(self, cast: Cast, capture: Capture) -> None:
        self.lea, self.cody, self.capture = cast.lea, cast.cody, capture
        self.ike = add_participant(cast.lea, pseudonym="Ike")
        self.marigold = add_participant(cast.lea, pseudonym="Marigold")
        self.code = make_code(cast.lea, name="Sweeping")

    def group(self, text: str = GROUP) -> Source:
        (row,) = bring(self.lea, text)
        labels = list(dict.fromkeys(line.partition(":")[0] for line in text.splitlines()))
        for label, person in (("IKE", self.ike), ("MARIGOLD", self.marigold)):
            if label in labels:
                voice = Voice.objects.get(version_id=row.current, index=labels.index(label))
                assign_voice(self.lea, voice=voice, part="participant", participant=person)
        return row

    def note(self, text: str = NOTE) -> Source:
        return write_note(self.lea, layers={"description": text})

    def coded(self, row: Source, words: str, **more: Any) -> Coding:
        return apply_code(self.cody, source=row, code=self.code, span=self.at(row, words), **more)

    def at(self, row: Source, words: str) -> Span:
        start = text_of(self.lea, source(self.lea, row.id)).words.index(words)
        return Span(start, start + len(words))

    def correct(self, row: Source, text: str) -> Source:
        now = source(self.lea, row.id)
        correct_typed(self.lea, source=now, version=now.current, text=text)
        return source(self.lea, row.id)

    def words(self, row: Source) -> str:
        return text_of(self.lea, source(self.lea, row.id)).words

    def leaves(self, named: str = "L3") -> dict[str, int]:
        """He leaves; what was counted, in the preview and in the receipt alike."""
        seen = {line.place: line.count for line in preview(self.lea, self.ike, named).lines}
        with self.capture(execute=True):
            row = withdraw(self.lea, participant=self.ike, named=named)
        assert {line.place: line.count for line in receipt(self.lea, row).lines} == seen
        assert as_of(self.lea.study_id) == rows_now(self.lea.study_id)
        return seen

    def holding(self, words: str = MARKER) -> int:
        """How many sealed texts any key opens that hold some words."""
        every = Sealed.objects.filter(study_id=self.lea.study_id).values_list("id", flat=True)
        return sum(words.encode() in unpacked(data) for data in opened_by_any(self.lea, every).values())

    def is_brought_back_by_nothing(self, words: str = MARKER) -> None:
        """No key opens the words, and no undo or redo of anything puts them into a text."""
        assert self.holding(words) == 0
        for entry in Entry.objects.filter(study=self.lea.study).order_by("-number"):
            try:
                undo(self.lea, entry)
            except (Clash, Problem):
                continue
        for row in Source.objects.filter(study=self.lea.study):
            assert words not in text_of(self.lea, row).words
            assert not [said for _line, said in lost_of(self.lea, row) if words in said]


@pytest.fixture
def study(cast: Cast, django_capture_on_commit_callbacks: Capture) -> Study:
    return Study(cast, django_capture_on_commit_callbacks)


def unpacked(data: bytes) -> bytes:
    """What was sealed; of a workbook what is in its parts."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def entry_of(act: str) -> Entry:
    return Entry.objects.filter(act=act).latest("number")


# Removed --------------------------------------------------------------------------------------------------------------


def _speech(study: Study) -> Source:
    return study.note()


def _marked(study: Study) -> Source:
    row = study.note(PLAIN)
    mark_own_words(study.lea, source=row, participant=study.ike, span=study.at(row, FEET))
    return row


def _coded(study: Study) -> Source:
    row = study.note(PLAIN)
    study.coded(row, FEET, whose=study.ike)
    return row


def _corrected_out_of_a_talk(study: Study) -> Source:
    return study.correct(study.group(), LEFT_OUT)


@pytest.mark.parametrize("named", ["L3", "L4"])
@pytest.mark.parametrize("made", [_speech, _marked, _coded, _corrected_out_of_a_talk])
def test_words_in_what_was_removed_go(study: Study, made: Callable[[Study], Source], named: str) -> None:
    row = made(study)
    remove_source(study.lea, source=row)
    assert study.holding() > 0
    counted = study.leaves(named)
    assert counted["undo_and_history"] == 1
    assert counted["own_speech_in_group_or_fieldnote"] == 0
    with pytest.raises(Problem, match="took out since"):
        undo(study.lea, entry_of("source.remove"))
    study.is_brought_back_by_nothing()


def test_what_names_somebody_in_what_was_removed_goes_where_everything_does(study: Study) -> None:
    remove_source(study.lea, source=study.note(f"Noon. Ike stands by the {MARKER}. We sit."))
    study.leaves("L3")
    assert study.holding() > 0
    study.leaves("L4")
    study.is_brought_back_by_nothing()


def test_what_others_say_in_what_was_removed_can_be_brought_back(study: Study) -> None:
    row = study.note('Noon. Marigold: "The kettle is on." We sit.')
    remove_source(study.lea, source=row)
    assert study.leaves()["undo_and_history"] == 0
    undo(study.lea, entry_of("source.remove"))
    assert "The kettle is on." in study.words(row)


@pytest.mark.parametrize("named", ["L1", "L2", "L5"])
def test_what_keeps_the_words_keeps_those_of_earlier_texts(study: Study, named: str) -> None:
    row = study.correct(study.group(), LEFT_OUT)
    study.leaves(named)
    first = row.versions.order_by("number")[0]
    assert MARKER.encode() in opened_by_any(study.lea, [first.text])[first.text]
    assert study.words(row) == LEFT_OUT


# Corrected ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["L3", "L4"])
def test_turns_that_were_corrected_out_go_with_what_stands_on_them(study: Study, named: str) -> None:
    row = study.group()
    study.coded(row, f"Whoever has seen {MARKER} sweeps.")
    kept = study.coded(row, "The broom is behind the door.")
    row = study.correct(row, LEFT_OUT)
    assert [said for _line, said in lost_of(study.cody, row)] == [f"Whoever has seen {MARKER} sweeps."]
    counted = study.leaves(named)
    assert counted["undo_and_history"] == counted["coded_segments_on_own_words"] == 1
    row.refresh_from_db()
    assert lost_of(study.cody, row) == []
    assert study.words(row) == LEFT_OUT
    assert [one.pk for one in Coding.objects.all()] == [kept.pk]
    assert row.original is None
    with pytest.raises(Problem, match="took out since"):
        undo(study.lea, entry_of("source.revise"))
    study.is_brought_back_by_nothing()


def test_what_others_said_in_an_earlier_text_stays_in_it(study: Study) -> None:
    row = study.correct(study.group(), LEFT_OUT.replace("Then the kettle goes on.", "Then we rest."))
    study.leaves()
    first = row.versions.order_by("number")[0]
    text = opened_by_any(study.lea, [first.text])[first.text].decode()
    assert text == GROUP.replace(f"Whoever has seen {MARKER} sweeps.", "[taken out]").replace(
        f"And {MARKER} is why.", "[taken out]"
    )


@pytest.mark.parametrize("gone", [False, True])
def test_words_of_a_mark_that_a_correction_lost_go(study: Study, gone: bool) -> None:
    row = study.note(PLAIN)
    mark_own_words(study.lea, source=row, participant=study.ike, span=study.at(row, FEET))
    row = study.correct(row, "Noon. We sit.")
    if gone:
        say_own_words_gone(study.lea, mark=OwnWords.objects.get())
    assert study.leaves()["undo_and_history"] == 1
    assert study.words(row) == "Noon. We sit."
    assert not OwnWords.objects.exists()
    study.is_brought_back_by_nothing()


def test_a_coding_in_doubt_goes_with_the_words_that_it_was_on(study: Study) -> None:
    """What took their place is somebody else's: it stays, and the guess that the coding is on it does not."""
    row = study.group()
    coding = study.coded(row, f"And {MARKER} is why.")
    row = study.correct(row, GROUP.replace(f"IKE: And {MARKER} is why.", "LENA: And why is that?"))
    coding.refresh_from_db()
    assert coding.was_in is not None
    assert study.leaves()["coded_segments_on_own_words"] == 1
    assert not Coding.objects.exists()
    study.is_brought_back_by_nothing()


def test_words_of_a_correction_that_was_taken_back_go(study: Study) -> None:
    row = study.group(LEFT_OUT)
    with_his = LEFT_OUT + f"Ike: {FEET}.\nIke: Yes.\n"
    row = study.correct(row, with_his)
    labels = text_of(study.lea, row).structure.voices
    voice = Voice.objects.get(version_id=row.current, index=labels.index("Ike"))
    assign_voice(study.lea, voice=voice, part="participant", participant=study.ike)
    undo_last(study.lea, whose=study.lea)
    undo_last(study.lea, whose=study.lea)
    assert study.words(row) == LEFT_OUT
    voices = Voice.objects.filter(participant=study.ike)
    assert not voices.exists()
    redo_last(study.lea, whose=study.lea)
    redo_last(study.lea, whose=study.lea)
    assert voices.exists()
    undo_last(study.lea, whose=study.lea)
    undo_last(study.lea, whose=study.lea)
    study.leaves()
    with pytest.raises(Problem):
        redo_last(study.lea, whose=study.lea)
    study.is_brought_back_by_nothing()


# Files ----------------------------------------------------------------------------------------------------------------


ROWS = ["Words", "The broom is behind the door.", f"{FEET} are mine.", "Then the kettle goes on."]
TABLES = {"answers.csv": "\n".join(ROWS).encode(), "answers.xlsx": workbook([[row] for row in ROWS])}


@pytest.mark.parametrize("also", ["his row stands", "his row was removed, too"])
@pytest.mark.parametrize("name", TABLES)
def test_the_file_of_a_table_goes_though_its_first_row_was_removed(
    study: Study, name: str, also: str
) -> None:
    incoming, _refused = read_files(study.lea, [(name, TABLES[name])])
    first, his, last = import_sources(study.lea, incoming=incoming)
    assert first.original is not None
    mark_own_words(study.lea, source=his, participant=study.ike, span=study.at(his, FEET))
    if also != "his row stands":
        remove_source(study.lea, source=his)
    remove_source(study.lea, source=first)
    study.leaves()
    with pytest.raises(Problem, match="took out since"):
        undo(study.lea, entry_of("source.remove"))
    study.is_brought_back_by_nothing()
    assert study.words(last) == "Then the kettle goes on."


# The link -------------------------------------------------------------------------------------------------------------


def test_cutting_the_link_takes_the_name_out_of_earlier_texts(study: Study) -> None:
    set_name(study.lea, participant=study.ike, real_name="Gerald Tatterlow", contacts={})
    row = study.group(GROUP.replace("Who sweeps here?", "Who sweeps, Mr Tatterlow?"))
    study.correct(row, GROUP)
    assert study.holding("Tatterlow") > 0
    study.leaves("L5")
    assert study.words(row) == GROUP
    study.is_brought_back_by_nothing("Tatterlow")


# What goes with it, and what stays ------------------------------------------------------------------------------------


def test_the_recording_goes_of_a_talk_out_of_which_somebody_was_corrected(study: Study) -> None:
    row = study.group()
    keep_media(study.lea, source=row, kind="recording", name="t.wav", content_type="audio/wav", data=wav(0.1))
    study.correct(row, LEFT_OUT)
    assert study.leaves()["recording"] == 1
    assert not Medium.objects.exists()


def test_who_keeps_somebody_out_keeps_them_out_of_earlier_texts_when_the_words_are_gone(
    cast: Cast, study: Study
) -> None:
    exclude_reader(cast.gil, participant=study.ike, reader=cast.cody)
    row = study.note(PLAIN)
    mark_own_words(study.lea, source=row, participant=study.ike, span=study.at(row, FEET))
    row = study.correct(row, "Noon. We sit.")
    say_own_words_gone(study.lea, mark=OwnWords.objects.get())
    first = row.versions.order_by("number")[0]
    study.leaves()
    assert OwnWords.objects.get().gone
    assert first.id in kept_from(cast.cody)
    assert study.words(row) == text_of(cast.cody, source(cast.cody, row.id)).words == "Noon. We sit."
    study.is_brought_back_by_nothing()


def test_what_was_given_goes_where_it_is_wanted_back_after_it_was_removed(study: Study) -> None:
    row = study.group(f"LENA: Yes?\nIKE: {FEET}.\n")
    other = study.correct(study.group(), LEFT_OUT)
    remove_source(study.lea, source=row)
    first = other.versions.order_by("number")[0]
    with study.capture(execute=True):
        _want_back(study.lea, participant=study.ike, source_id=row.id)
    assert study.holding(FEET) == 0
    assert MARKER.encode() in opened_by_any(study.lea, [first.text])[first.text]  # it is of another text
    with pytest.raises(Problem, match="took out since"):
        undo(study.lea, entry_of("source.remove"))


@act("participant.withdraw")
def _want_back(by: Any, *, participant: Any, source_id: Any) -> None:
    take_out_text(by, participant, source_id, mark=participant.id)
