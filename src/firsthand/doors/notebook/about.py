"""What a memo can be about, and what can lie on a theme's board: a row of a table says by itself what it is."""

from __future__ import annotations

from typing import Any

from firsthand.core.problems import Problem
from firsthand.doors.tables import rows

ABOUT = {
    rows.SourceRow: "sources.source", rows.CodeRow: "codebook.code", rows.CodingRow: "coding.coding",
    rows.ParticipantRow: "people.participant", rows.ThemeRow: "themes.theme", rows.ClaimRow: "themes.claim",
}  # fmt: skip


def table_of(row: Any) -> str:
    """The table in the trail that a row is of. Raises `Problem` where no memo can be about it."""
    if type(row) not in ABOUT:
        there = ", ".join(one.__name__ for one in ABOUT)
        raise Problem(f"Say what a memo is about by a row of a table: {there}.")
    return ABOUT[type(row)]


ON_A_BOARD = {rows.CodingRow: "Coding", rows.CodeRow: "Code", rows.MemoRow: "Memo"}


def kind_on_a_board(row: Any) -> str:
    """What a row is, of what can lie on a board. Raises `Problem` where it cannot."""
    if type(row) not in ON_A_BOARD:
        there = ", ".join(one.__name__ for one in ON_A_BOARD)
        raise Problem(f"Say what is to lie on the board by a row of a table: {there}.")
    return ON_A_BOARD[type(row)]
