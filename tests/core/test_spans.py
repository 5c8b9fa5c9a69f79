"""Spans behave as the sets of code points that they stand for."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strategies import MAX_POINT, spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span, covered, segments, total

marked = st.lists(st.tuples(spans, st.integers(0, 3)), max_size=12)
lengths = st.integers(0, 2 * MAX_POINT)


def points(*stretches: Span) -> set[int]:
    return {point for span in stretches for point in range(span.start, span.end)}


@pytest.mark.parametrize(("start", "end"), [(5, 3), (4, 4), (0, 0), (-1, 3), (-3, -1)])
def test_a_span_that_is_empty_or_ends_before_it_starts_or_starts_before_the_text_is_refused(
    start: int, end: int
) -> None:
    with pytest.raises(Problem, match=rf"{start} to {end} does not"):
        Span(start, end)


def test_spans_are_in_order_of_start_then_end() -> None:
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 1)]) == [Span(0, 1), Span(0, 9), Span(2, 3)]


@given(spans, st.integers(0, 2 * MAX_POINT))
def test_a_span_fits_a_text_that_has_all_its_points(span: Span, length: int) -> None:
    assert span.fits(length) == (points(span) <= set(range(length)))


@given(spans)
def test_a_span_covers_as_many_words_as_it_is_long(span: Span) -> None:
    text = "".join(chr(0x4E00 + point) for point in range(2 * MAX_POINT))
    assert [ord(letter) - 0x4E00 for letter in span.words_in(text)] == sorted(points(span))
    assert len(span) == len(points(span))


@given(spans, spans)
def test_an_overlap_is_the_points_in_both_whichever_is_asked(one: Span, two: Span) -> None:
    shared = one.overlap(two)
    assert shared == two.overlap(one)
    assert (points(shared) if shared else set()) == points(one) & points(two)


@given(spans, spans)
def test_two_spans_touch_when_they_share_a_point(one: Span, two: Span) -> None:
    assert one.touches(two) == two.touches(one) == bool(points(one) & points(two))


@given(spans, spans)
def test_a_span_encloses_another_when_it_has_all_its_points(one: Span, two: Span) -> None:
    assert one.encloses(two) == (points(two) <= points(one))


@given(spans, spans)
def test_a_union_is_the_smallest_span_that_encloses_both(one: Span, two: Span) -> None:
    both = one.union(two)
    assert both.encloses(one)
    assert both.encloses(two)
    assert {both.start, both.end - 1} <= points(one, two)


@given(spans, spans)
def test_what_is_left_and_what_is_cut_out_make_up_the_span(one: Span, two: Span) -> None:
    left, cut = one.without(two), one.overlap(two)
    pieces = [*left, *([cut] if cut else [])]
    assert points(*pieces) == points(one)
    assert sum(map(len, pieces)) == len(one)
    assert left == sorted(left)
    assert not any(piece.touches(two) for piece in left)


@given(spans, st.integers(0, 2 * MAX_POINT))
def test_a_span_splits_into_two_only_inside(span: Span, at: int) -> None:
    if span.start < at < span.end:
        before, after = span.split(at)
        assert (before.start, before.end, after.start, after.end) == (span.start, at, at, span.end)
    else:
        with pytest.raises(Problem):
            span.split(at)


@given(spans, st.integers(0, 50))
def test_a_moved_span_comes_back(span: Span, by: int) -> None:
    assert span.moved(by).moved(-by) == span
    assert points(span.moved(by)) == {point + by for point in points(span)}


def test_a_span_cannot_be_moved_before_the_start_of_the_text() -> None:
    with pytest.raises(Problem):
        Span(2, 4).moved(-3)


@given(lengths, marked)
def test_segments_follow_one_another_from_start_to_end_of_the_text(
    length: int, marks: list[tuple[Span, int]]
) -> None:
    walked = [point for cut in segments(length, marks) for point in range(cut.span.start, cut.span.end)]
    assert walked == list(range(length))


@given(lengths, marked)
def test_the_things_of_a_segment_are_those_whose_marks_cover_it_in_the_order_given(
    length: int, marks: list[tuple[Span, int]]
) -> None:
    for cut in segments(length, marks):
        for point in points(cut.span):
            assert cut.things == tuple(thing for span, thing in marks if point in points(span))


@given(lengths, marked)
def test_a_text_is_cut_only_where_a_mark_starts_or_ends(length: int, marks: list[tuple[Span, int]]) -> None:
    cuts = {segment.span.start for segment in segments(length, marks)} - {0}
    edges = {edge for span, _ in marks for edge in (span.start, span.end)}
    assert cuts == {edge for edge in edges if 0 < edge < length}


@given(st.lists(spans, max_size=12))
def test_covered_holds_the_same_points_in_spans_with_space_between(stretches: list[Span]) -> None:
    joined = covered(stretches)
    assert points(*joined) == points(*stretches)
    assert all(one.end < two.start for one, two in itertools.pairwise(joined))
    assert covered(joined) == joined


@given(st.lists(spans, max_size=12))
def test_the_total_counts_a_point_once(stretches: list[Span]) -> None:
    assert total(stretches) == len(points(*stretches))
