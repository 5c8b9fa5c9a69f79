"""Words are replaced whole, in whatever case and with whatever accents, and nothing that overlaps stays."""

from __future__ import annotations

import pytest

from firsthand.core.identifying.replacing import Replacing


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Céline and CELINE's bag, celine.", "Nora and NORA's bag, Nora."),
        ("Celinette is another.", "Celinette is another."),
        ("The row of chairs; the Row.", "The row of chairs; [a place]."),
        ("On Cask\nStreet, not Caskets.", "On [a place], not Caskets."),
        ("She hopes. Hope came; there is hope.", "She hopes. Ann came; there is hope."),
        ("winds the big clock on Cask Street", "[broader words]"),
    ],
)
def test_what_is_replaced_and_what_is_not(before: str, after: str) -> None:
    pairs = [
        ("Céline", "Nora"), ("the Row", "[a place]"), ("Cask Street", "[a place]"),
        ("Hope", "Ann"), ("winds the big clock on Cask", "[broader words]"),
    ]  # fmt: skip
    assert Replacing(pairs)(before) == after
