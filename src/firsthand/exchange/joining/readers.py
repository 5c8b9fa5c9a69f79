"""Whom participants keep out, where both copies wrote it down: nobody whom either keeps out reads again by a joining.

Each such answer is the whole list of who is kept out, and the latest stands. Of two lists that grew apart the latest
alone would forget whom the other kept out: so one more answer is written, with what each added and took off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from firsthand.field.consent.models import Consent
from firsthand.field.consent.selectors import READERS, Said, every_answer
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import wording


def put_together(by: Membership, base: Tables, here: Tables, there: Tables) -> None:
    """Inside the act that joins, once both copies' answers are there."""
    known, ours, theirs = (
        {UUID(row) for row in one.get(label_of(Consent), {})} for one in (base, here, there)
    )
    lists: dict[UUID, list[Said]] = {}
    for said in every_answer(by):
        if said.answer.scope == READERS:
            lists.setdefault(said.participant, []).append(said)
    for said_of_one in lists.values():
        if any(one.id in ours - known for one in said_of_one) and any(
            one.id in theirs - known for one in said_of_one
        ):
            _settle(by, said_of_one, [_latest(said_of_one, side) for side in (known, ours, theirs)])


def _latest(said: Iterable[Said], side: set[UUID]) -> set[str]:
    """Who was kept out in a copy."""
    found: set[str] = set()
    for one in said:
        if one.id in side:
            found = set(one.answer.chosen)
    return found


def _settle(by: Membership, said: list[Said], sides: list[set[str]]) -> None:
    was, here, there = sides
    wanted = (was & here & there) | (here - was) | (there - was)
    last = said[-1]
    if wanted == set(last.answer.chosen):
        return
    row = Consent.objects.get(study_id=by.study_id, pk=last.id)
    words = wording.read(by.key, row.said) | {"value": sorted(wanted)}
    later = max(timezone.now(), row.at + timedelta(microseconds=1))  # the other laptop's clock may be ahead
    record().create(
        Consent(
            study_id=row.study_id, participant_id=row.participant_id, said=wording.written(by.key, words),
            by_id=row.by_id, at=later,
        )
    )  # fmt: skip
