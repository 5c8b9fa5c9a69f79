"""What of this room, and of the files that left, is about somebody alone who keeps their words from a member."""

from __future__ import annotations

from uuid import UUID

from firsthand.field.consent.selectors import keeping_out
from firsthand.giving_back.ethics.models import Incident
from firsthand.giving_back.models import Release
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


def absent_here(by: Membership) -> set[str]:
    """The ids, as the trail writes them, of incidents about such a person, and of files that hold nobody else."""
    out = {person.hex for person in keeping_out(by)}
    left = Release.objects.filter(study_id=by.study_id).values_list("id", "people")
    return {row.hex for row, people in left if people and out.issuperset(people)} | {
        row.hex for row, person in about_whom(by).items() if person in out
    }


def about_whom(by: Membership) -> dict[UUID, str]:
    """By incident the participant whom it is about, as the trail writes ids; empty where it is about nobody."""
    rows = dict(Incident.objects.filter(study_id=by.study_id).values_list("id", "about"))
    words = wording.read_open(by.key, rows.values())
    return {row: words[about]["person"] for row, about in rows.items() if about in words}
