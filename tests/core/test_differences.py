"""Places at which several coders put a code, and how they differ there."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from firsthand.core.differences import Mark, joined, places
from firsthand.core.spans import Span

WHO = ["Cody", "Lea", "Sam"]
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 12))
marks = st.lists(st.builds(Mark, st.sampled_from(WHO), spans), max_size=14)


def letters(found: list[Span]) -> set[int]:
    return {at for span in found for at in range(span.start, span.end)}


@given(marks)
def test_every_mark_is_in_one_place_and_places_share_no_letter(given_marks: list[Mark]) -> None:
    found = places(given_marks)
    assert sorted((mark.coder, mark.span) for place in found for mark in place.marks) == sorted(
        (mark.coder, mark.span) for mark in given_marks
    )
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert letters([place.span for place in found]) == letters([mark.span for mark in given_marks])


@given(marks)
def test_who_differs_is_told_by_the_letters_each_marked(given_marks: list[Mark]) -> None:
    for place in places(given_marks):
        marked = [letters([one.span for one in place.marks if one.coder == who]) for who in WHO]
        wanted = "some" if not all(marked) else "" if marked[0] == marked[1] == marked[2] else "extent"
        assert place.differs(WHO) == wanted
        assert letters(place.shared(WHO)) == set.intersection(*marked)


def test_two_codings_that_touch_are_two_places_and_the_same_words_as_one_that_holds_both() -> None:
    assert len(places([Mark("Lea", Span(0, 5)), Mark("Cody", Span(5, 9))])) == 2
    (place,) = places([Mark("Lea", Span(0, 5)), Mark("Lea", Span(5, 9)), Mark("Cody", Span(0, 9))])
    assert place.differs(["Lea", "Cody"]) == ""


@given(st.lists(spans, max_size=12))
def test_joined_stretches_hold_the_same_letters_and_have_gaps_between(some: list[Span]) -> None:
    found = joined(some)
    assert letters(found) == letters(some)
    assert all(one.end < other.start for one, other in pairwise(found))
