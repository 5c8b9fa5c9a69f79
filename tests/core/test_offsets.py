"""Positions mean the same place in every unit, or are refused."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.awkward import BOM, entries, read, utf16
from core.strategies import spans_in, texts
from firsthand.core.offsets import Offsets, Unit, from_points, from_spans, to_points, to_spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span

UNITS = [Unit(*reading) for reading in product(("points", "utf16"), (1, 2), (0, 1))]  # type: ignore[arg-type]

units = st.sampled_from(UNITS)
AWKWARD = pytest.mark.parametrize("awkward", read(), ids=lambda awkward: awkward["name"])


def counted(unit: Unit, text: str, point: int) -> int:
    """The position of `point` as `unit` counts: by writing the file up to there."""
    written = BOM * unit.bom + text[:point].replace("\n", "\r\n" if unit.newline == 2 else "\n")
    return utf16(written) if unit.code == "utf16" else len(written)


def test_the_shared_file_of_awkward_texts_holds_what_is_worked_out_here() -> None:
    assert read() == entries(), "run: python tests/core/awkward.py"


@AWKWARD
def test_an_awkward_text_has_the_same_positions_here_as_in_the_reader(awkward: dict) -> None:
    offsets = Offsets(awkward["text"])
    assert offsets.to_utf16(awkward["points"]) == awkward["utf16"]
    assert offsets.to_utf8(awkward["points"]) == awkward["utf8"]
    for span in awkward["spans"]:
        assert Span(span["start"], span["end"]).words_in(awkward["text"]) == span["words"]
        assert offsets.to_utf16(span["start"]) == span["utf16_start"]
        assert offsets.to_utf16(span["end"]) == span["utf16_end"]
        assert offsets.from_utf16(span["utf16_start"]) == span["start"]
        assert offsets.from_utf16(span["utf16_end"]) == span["end"]


@AWKWARD
def test_words_of_an_awkward_file_are_found_at_the_position_of_the_file(awkward: dict) -> None:
    file_text, text = awkward.get("file_text", awkward["text"]), awkward["text"]
    unit = Unit(newline=2 if "\r\n" in file_text else 1, bom=1 if file_text.startswith(BOM) else 0)
    for span in awkward["spans"]:
        words = span["words"].replace("\n", "\r\n") if unit.newline == 2 else span["words"]
        start = file_text.index(words)
        assert to_spans(unit, text, [(start, start + len(words))]) == [Span(span["start"], span["end"])]


@given(texts)
def test_a_position_in_utf16_is_the_length_of_what_lies_before_and_comes_back(text: str) -> None:
    offsets = Offsets(text)
    for point in range(len(text) + 1):
        assert offsets.to_utf16(point) == utf16(text[:point])
        assert offsets.from_utf16(utf16(text[:point])) == point


@given(texts)
def test_a_position_in_utf8_is_the_length_of_what_lies_before_and_comes_back(text: str) -> None:
    offsets = Offsets(text)
    for point in range(len(text) + 1):
        assert offsets.to_utf8(point) == len(text[:point].encode())
        assert offsets.from_utf8(len(text[:point].encode())) == point


@given(texts)
def test_every_position_inside_a_surrogate_pair_or_byte_sequence_is_refused(text: str) -> None:
    offsets = Offsets(text)
    between_units = set(range(utf16(text))) - {utf16(text[:point]) for point in range(len(text))}
    between_bytes = set(range(len(text.encode()))) - {
        len(text[:point].encode()) for point in range(len(text))
    }
    for unit in between_units:
        with pytest.raises(Problem, match="inside a character"):
            offsets.from_utf16(unit)
    for byte in between_bytes:
        with pytest.raises(Problem, match="inside a character"):
            offsets.from_utf8(byte)


@given(texts, st.integers(1, 5))
def test_a_position_outside_the_text_is_refused(text: str, beyond: int) -> None:
    offsets = Offsets(text)
    for convert, length in [
        (offsets.to_utf16, len(text)),
        (offsets.to_utf8, len(text)),
        (offsets.from_utf16, utf16(text)),
        (offsets.from_utf8, len(text.encode())),
    ]:
        for position in (length + beyond, -beyond):
            with pytest.raises(Problem, match="outside the text"):
                convert(position)


@given(texts, units)
def test_a_unit_counts_as_the_file_would_be_written_and_back(text: str, unit: Unit) -> None:
    to_file, to_text = from_points(unit, text), to_points(unit, text)
    for point in range(len(text) + 1):
        assert to_file(point) == counted(unit, text, point)
        assert to_text(counted(unit, text, point)) == point


@given(texts, units)
def test_a_position_that_a_unit_cannot_mean_is_refused(text: str, unit: Unit) -> None:
    to_text = to_points(unit, text)
    meant = {counted(unit, text, point) for point in range(len(text) + 1)} | {0}
    for position in set(range(-2, max(meant) + 3)) - meant:
        with pytest.raises(Problem):
            to_text(position)


def test_the_place_before_a_byte_order_mark_that_counts_is_the_start_of_the_text() -> None:
    assert [to_points(Unit(bom=1), "First")(position) for position in (0, 1, 2)] == [0, 0, 1]


@given(texts.flatmap(lambda text: st.tuples(st.just(text), spans_in(text))), units)
def test_spans_go_to_the_unit_of_a_file_and_come_back(drawn: tuple[str, list[Span]], unit: Unit) -> None:
    text, spans = drawn
    assert to_spans(unit, text, from_spans(unit, text, spans)) == spans


def test_a_range_that_a_unit_cannot_mean_has_no_span() -> None:
    halves, beyond, empty, reversed_ = (0, 1), (2, 99), (2, 2), (3, 2)
    assert to_spans(Unit(code="utf16"), "👍 ok", [halves, beyond, empty, reversed_]) == [None] * 4


def test_the_same_study_from_windows_and_from_mac_gives_the_same_spans() -> None:
    text = "One 👍\nTwo 👍\nThree"
    windows, mac = Unit("utf16", newline=2), Unit("utf16", newline=1)
    assert to_spans(windows, text, [(8, 14)]) == to_spans(mac, text, [(7, 13)]) == [Span(6, 11)]


def test_a_text_of_600_000_words_is_measured() -> None:
    text = "so tired then 👍\n" * 150_000 + "كنت متعبة جدا " * 50_000
    offsets = Offsets(text)
    assert offsets.from_utf16(offsets.to_utf16(2_000_000)) == 2_000_000
    assert offsets.from_utf8(offsets.to_utf8(2_700_000)) == 2_700_000
