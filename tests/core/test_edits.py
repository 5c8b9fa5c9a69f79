"""What stands on a text goes along with edits by counting: words that were not touched are the same words after."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.core.edits import Edit, Edits
from firsthand.core.spans import Span
from firsthand.core.transcript import Mark, Structure, Turn

TEXT = st.text("ab 🙂é\n", min_size=1, max_size=60)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit], Span]:
    text = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [Span(*pair) for pair in pairwise(cuts)][::2]
    edits = [Edit(span, draw(st.text("XY🙃", max_size=6))) for span in spans]
    start = draw(st.integers(0, len(text) - 1))
    return text, edits, Span(start, draw(st.integers(start + 1, len(text))))


@given(edited())
def test_a_stretch_keeps_its_words_with_the_edits_made_in_them(case: tuple[str, list[Edit], Span]) -> None:
    text, edits, span = case
    there = Edits(text, edits).span(span)
    touched = [edit for edit in edits if edit.span.touches(span)]
    whole = span
    for edit in touched:
        whole = whole.union(edit.span)
    local = Edits(
        whole.words_in(text),
        [Edit(Span(e.span.start - whole.start, e.span.end - whole.start), e.words) for e in touched],
    ).text
    assert (there.words_in(Edits(text, edits).text) if there else "") == local


@given(edited())
def test_turns_stay_in_order_and_never_overlap(case: tuple[str, list[Edit], Span]) -> None:
    text, edits, _span = case
    cuts = sorted({0, len(text) // 3, len(text) // 2, len(text)})
    turns = tuple(Turn(a, a, b, 0) for a, b in pairwise(cuts))
    moved = Edits(text, edits).structure(Structure(("",), turns, (Mark("bold", 0, len(text)),)))
    assert len(moved.turns) == len(turns)
    assert all(turn.start <= turn.words <= turn.end for turn in moved.turns)
    assert all(one.end == other.start for one, other in pairwise(moved.turns))
    assert moved.turns[-1].end == len(Edits(text, edits).text)


@given(edited())
def test_the_mover_says_what_stayed_what_moved_and_what_is_gone(case: tuple[str, list[Edit], Span]) -> None:
    text, edits, span = case
    one = Edits(text, edits)
    (moved,) = one.mover(text, one.text, [span])
    assert moved.span == one.span(span)
    assert moved.how == ("doubtful" if moved.span is None else "unchanged" if moved.span == span else "moved")


def test_edits_that_overlap_or_lie_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Edits("abcdef", [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")])
    with pytest.raises(ValueError, match="outside"):
        Edits("abc", [Edit(Span(2, 4), "y")])
