"""What a text's structure holds survives being sealed, and can be asked by position."""

import json

from hypothesis import given
from hypothesis import strategies as st

from core.strategies import texts
from firsthand.core.spans import Span
from firsthand.core.transcript import (
    Mark,
    Reading,
    Structure,
    Turn,
    line_of,
    line_starts,
    spoken,
    turn_at,
)

points = st.integers(0, 10_000)
times = st.none() | st.integers(0, 10_000_000)
turns = st.builds(Turn, points, points, points, st.integers(0, 9), times, times)
marks = st.builds(
    Mark,
    st.sampled_from(["heading", "bold", "italic", "item", "quote"]),
    points,
    points,
    st.integers(0, 6),
)
structures = st.builds(
    Structure,
    st.lists(texts, max_size=3).map(tuple),
    st.lists(turns, max_size=5).map(tuple),
    st.lists(marks, max_size=5).map(tuple),
)
readings = st.builds(
    Reading,
    text=texts,
    structure=structures,
    format=st.sampled_from(["txt", "docx"]),
    encoding=st.text(max_size=5),
    title=texts,
    fields=st.dictionaries(texts, texts, max_size=3),
    warnings=st.lists(texts, max_size=3),
)


@given(structures)
def test_a_structure_comes_back_from_json_as_it_was(structure: Structure) -> None:
    assert Structure.from_json(structure.to_json()) == structure


def test_a_structure_is_written_compactly_and_in_its_own_letters() -> None:
    structure = Structure(("مريم",), (Turn(0, 6, 9, 0),), (Mark("bold", 6, 9),))
    assert structure.to_json() == (
        '{"voices":["مريم"],"turns":[[0,6,9,0,null,null]],"marks":[["bold",6,9,0]]}'
    )


@given(readings)
def test_a_reading_comes_back_through_the_pipe_as_it_was(reading: Reading) -> None:
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 8)), max_size=8))
def test_the_turn_at_a_position_is_the_one_whose_stretch_holds_it(shape: list[tuple[int, int]]) -> None:
    turns, at = [], 0
    for pause, length in shape:
        turns.append(Turn(at + pause, at + pause, at + pause + length, 0))
        at += pause + length
    for position in range(at + 3):
        holding = [turn for turn in turns if turn.start <= position < turn.end]
        assert turn_at(turns, position) == (holding[0] if holding else None)


@given(texts)
def test_a_position_is_on_the_line_after_all_line_feeds_before_it(text: str) -> None:
    starts = line_starts(text)
    for position in range(len(text) + 1):
        assert line_of(starts, position) == text[:position].count("\n") + 1


def test_the_spoken_words_of_a_turn_leave_its_label_out() -> None:
    assert spoken(Turn(10, 20, 35, 0)) == Span(20, 35)


def test_a_turn_with_a_label_and_no_words_has_nothing_spoken() -> None:
    assert spoken(Turn(10, 20, 20, 0)) is None
