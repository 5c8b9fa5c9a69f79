"""Many people change one thing at once: nobody's words go under silently, and a conflict shows both.

`FIRSTHAND_EDITS=50` has sixteen people make fifty edits each.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import editing, rearranging, servers
from harness.figures import note
from harness.study import made

pytestmark = pytest.mark.process

EDITS = int(os.environ.get("FIRSTHAND_EDITS", "0"))
PEOPLE = 16 if EDITS else 4
FOUND = {"a memo": editing.Memo, "the definition of a code": editing.Definition}


@pytest.mark.parametrize("what", FOUND)
def test_what_many_people_change_at_once_keeps_what_each_of_them_wrote(what: str, tmp_path: Path) -> None:
    study = made(tmp_path / "data", PEOPLE)
    with servers.served(study) as server:
        found = editing.edited(study, server.port, PEOPLE, EDITS or 3, FOUND[what])
    note(
        "G6",
        **{
            f"edits_of_{what}": len(found.saved),
            "conflicts": found.conflicts,
            "overwritten": len(found.overwritten),
        },
    )
    assert found.errors == []
    assert len(found.saved) == PEOPLE * (EDITS or 3)
    assert found.overwritten == set()
    assert found.conflicts > 0, "Nobody met anybody: this shows nothing."
    assert found.shown_both == found.conflicts


def test_where_many_people_move_one_code_each_move_begins_where_its_mover_saw_it(tmp_path: Path) -> None:
    study = made(tmp_path / "data", PEOPLE)
    with servers.served(study) as server:
        found = rearranging.rearranged(study, server.port, PEOPLE, EDITS or 3)
    moves = len(found.acknowledged)
    note(
        "G6",
        moves_of_a_code=moves,
        conflicts_in_the_tree=found.conflicts,
        moved_unseen=found.overwritten.total(),
    )
    assert found.errors == []
    assert moves == len(found.done) == PEOPLE * (EDITS or 3)
    assert not found.overwritten
    assert found.conflicts > 0, "Nobody met anybody: this shows nothing."
    assert found.shown_both == found.conflicts
