"""Places at which several coders put a code, and how they differ there."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from firsthand.core.differences import NEAR, Mark, places
from firsthand.core.spans import Span

WHO = ["Cody", "Lea", "Sam"]
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 300), st.integers(1, 60))
marks = st.lists(st.builds(Mark, st.sampled_from(WHO), spans), max_size=14)


def letters(found: list[Span]) -> set[int]:
    return {at for span in found for at in range(span.start, span.end)}


@given(marks)
def test_every_mark_is_in_one_place_and_places_are_far_apart(given_marks: list[Mark]) -> None:
    found = places(given_marks)
    assert sorted((mark.coder, mark.span) for place in found for mark in place.marks) == sorted(
        (mark.coder, mark.span) for mark in given_marks
    )
    assert all(one.span.end + NEAR < other.span.start for one, other in pairwise(found))
    assert letters([place.span for place in found]) >= letters([mark.span for mark in given_marks])


@given(marks)
def test_who_differs_is_told_by_the_letters_each_marked(given_marks: list[Mark]) -> None:
    for place in places(given_marks):
        marked = [letters([one.span for one in place.marks if one.coder == who]) for who in WHO]
        wanted = "some" if not all(marked) else "" if marked[0] == marked[1] == marked[2] else "extent"
        assert place.differs(WHO) == wanted
        assert letters(place.shared(WHO)) == set.intersection(*marked)


def test_neighbouring_words_are_one_place_and_two_stretches_that_touch_the_same_as_one() -> None:
    (near,) = places([Mark("Lea", Span(0, 5)), Mark("Cody", Span(5 + NEAR, 60))])
    assert (near.differs(["Lea", "Cody"]), near.shared(["Lea", "Cody"])) == ("extent", [])
    assert len(places([Mark("Lea", Span(0, 5)), Mark("Cody", Span(6 + NEAR, 60))])) == 2
    (place,) = places([Mark("Lea", Span(0, 5)), Mark("Lea", Span(5, 9)), Mark("Cody", Span(0, 9))])
    assert place.differs(["Lea", "Cody"]) == ""
