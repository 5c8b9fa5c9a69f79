"""Whatever two people do, in whatever order, can be undone to the beginning and redone to the end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from acts import ACTS, Work
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import Cast
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.undoing import redo, standing, undo, undone
from firsthand.ground.trail.replay import as_of
from firsthand.ground.trail.rows import rows_now
from guard import difference

LENGTH = 200
MANY = int(os.environ.get("FIRSTHAND_SEQUENCES", "4"))


def go_back(members: Sequence[Any]) -> int:
    """Take everything back, whoever did it: each their own acts, since what is private nobody else undoes."""
    count = standing(members[0]).count()
    for _ in range(count):
        undo(*whose(members, standing(members[0]).first()))
    return count


def whose(members: Sequence[Any], entry: Any) -> tuple[Any, Any]:
    return next(one for one in members if one.id == entry.by_id), entry


@pytest.mark.slow
@settings(max_examples=MANY, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_two_hundred_random_acts_undone_leave_the_study_as_it_was_and_redone_as_it_became(
    cast: Cast, seed: int
) -> None:
    with transaction.atomic():
        work = Work([cast.lea, cast.cody], Random(seed))
        start = rows_now(work.study.id)
        for _ in range(LENGTH):
            work.act()
        end = rows_now(work.study.id)
        count = go_back(work.members)
        back = rows_now(work.study.id)
        assert back == start, difference(start, back)
        for _ in range(count):
            redo(*whose(work.members, undone(cast.lea).first()))
        again = rows_now(work.study.id)
        assert again == end, difference(end, again)
        assert not undone(cast.lea).exists()
        assert as_of(work.study.id) == end
        transaction.set_rollback(True)


def test_the_random_work_reaches_every_act_that_can_be_undone(cast: Cast) -> None:
    """A random test is worth what it reaches: no undoable act of MAY is left out."""
    work = Work([cast.lea, cast.cody], Random(7))
    left, entries = set(ACTS), 0
    for number in range(2_400):
        name = work.act(
            sorted(left) if number % 2 else ()
        )  # every other time something that was not reached yet
        if work.study.entries.count() > entries:  # what changed nothing is no act
            left.discard(name)
        entries = work.study.entries.count()
        if not left:
            break
    reached = set(work.study.entries.values_list("act", flat=True))
    undoable = {right.act for right in MAY.values() if right.undo}
    assert undoable - reached == {"copies.join"}  # which takes two copies: tests/exchange/test_joining.py
    assert len(ACTS) > 30


def test_the_study_as_of_an_entry_is_the_study_as_it_stood_then(cast: Cast) -> None:
    work = Work([cast.lea, cast.cody], Random(3))
    seen = {}
    for _ in range(60):
        work.act()
        last = work.study.entries.order_by("-number").values_list("number", flat=True)[0]
        seen[last] = rows_now(work.study.id)
    for number, rows in seen.items():
        assert as_of(work.study.id, number) == rows
