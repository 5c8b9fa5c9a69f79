"""A piece that a member is not shown stays where it is, whatever they write around it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.giving_back.writing import shape
from firsthand.giving_back.writing.normal import normal
from firsthand.giving_back.writing.unshown import put_back, shown

HERS = [UUID(int=number) for number in (1, 2)]
OTHERS = UUID(int=9)
X, Y, THEIRS = (shape.excerpt(one) for one in (*HERS, OTHERS))


def kept(piece: Any) -> bool:
    return piece["type"] == "excerpt" and piece["value"] in {str(one) for one in HERS}


def as_kept(*blocks: Any) -> Any:
    return normal("Title", blocks)["blocks"]


def those_of(blocks: Any) -> Counter[str]:
    return Counter(piece["value"] for piece in shape.pieces(blocks) if kept(piece))


parts = st.lists(
    st.sampled_from(
        [
            "Tea ", "is", " ", "a rota.", shape.bold("Be it"), shape.italic(" and"), X, Y, THEIRS, shape.note("But."),
        ]
    ),
    max_size=6,
)  # fmt: skip
any_block = st.one_of(
    parts.map(lambda some: shape.paragraph(*some)),
    parts.map(lambda some: shape.block("quote", *some)),
    parts.map(lambda some: shape.block("figure", *some, form="matrix")),
    parts.map(lambda some: shape.heading(2, *some)),
)
documents = st.lists(any_block, max_size=5).map(lambda blocks: as_kept(*blocks))


@given(documents)
def test_saved_as_it_was_shown_it_is_as_it_was(stands: Any) -> None:
    assert put_back(stands, shown(stands, kept), kept) == stands


@given(documents, documents)
def test_whatever_is_sent_is_what_is_shown_then_and_what_was_not_shown_is_there_once(
    stands: Any, written: Any
) -> None:
    sent = shown(written, kept)
    made = put_back(stands, sent, kept)
    assert those_of(made) == those_of(stands)
    assert made == as_kept(*made)
    assert [_read(block) for block in shown(made, kept)] == [_read(block) for block in sent]


def _read(block: Any) -> Any:
    """Spaces of which there are two count for one, as on the page."""
    return block["type"], " ".join(block["text"].split()), block["inside"]


One = tuple[Any, ...]  # what stands in a paragraph


@pytest.mark.parametrize(
    ("stands", "sent", "made"),
    [
        ([("She says ", X, " and waits.")], [("She says so and waits.",)], [("She says ", X, " so and waits.")]),
        (
            [("One.",), ("Two ", X, "."), ("Three.",)],
            [("One.",), ("New.",), ("Two .",), ("Three.",)],
            [("One.",), ("New.",), ("Two ", X, "."), ("Three.",)],
        ),
        ([("One.",), (X,), ("Two.",)], [("One more.",), ("Two.",)], [("One more.",), (X,), ("Two.",)]),
        ([("One.",), ("Two: ", X), ("Three.",)], [("One.",), ("Three.",)], [("One.",), (X,), ("Three.",)]),
        ([(X, Y)], [], [(X, Y)]),
        ([("a ", X, " ", Y, " b")], [("a c",)], [("a ", X, " ", Y, " c")]),
        (
            [("See ", THEIRS, " and ", X, "; then ", THEIRS, ".")],
            [("See ", THEIRS, " and ; then, late, ", THEIRS, ".")],
            [("See ", THEIRS, " and ", X, "; then, late, ", THEIRS, ".")],
        ),
        # from a page that was open before it was kept from them
        ([("One ", X, " two.")], [("One two.",), ("New ", X)], [("One ", X, " two."), ("New",)]),
    ],
)  # fmt: skip
def test_a_piece_stands_beside_the_words_beside_which_it_stood(
    stands: list[One], sent: list[One], made: list[One]
) -> None:
    before, new, after = (as_kept(*(shape.paragraph(*one) for one in each)) for each in (stands, sent, made))
    assert put_back(before, new, kept) == after
