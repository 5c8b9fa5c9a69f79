"""Many people change one thing at once: nobody's words go under silently, and a conflict shows both.

`FIRSTHAND_EDITS=50` has sixteen people make fifty edits each.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import correcting, editing, rearranging, servers
from harness.figures import note
from harness.study import Made, made

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


def correct_and_code(study: Made) -> None:
    """Somebody corrects a text all the while; others code it by the text that they read."""
    with servers.served(study) as server:
        found = correcting.corrected(study, server.port, PEOPLE, EDITS or 6)
    note("G6", codings_beside_corrections=len(found.meant), conflicts_with_corrections=found.conflicts)
    assert found.errors == []
    assert len(found.meant) == PEOPLE * (EDITS or 6)
    assert found.astray == {}
    assert found.corrections > 0 < found.conflicts, "Nobody met anybody: this shows nothing."


def test_what_is_coded_while_the_text_is_corrected_stands_on_its_words_on_sqlite(tmp_path: Path) -> None:
    correct_and_code(made(tmp_path / "data", PEOPLE + 1))


@pytest.mark.skipif(not servers.BINARIES, reason="there is no PostgreSQL on this machine")
def test_what_is_coded_while_the_text_is_corrected_stands_on_its_words_on_postgresql(tmp_path: Path) -> None:
    with servers.cluster() as cluster:
        correct_and_code(made(tmp_path / "data", PEOPLE + 1, cluster.create()))
