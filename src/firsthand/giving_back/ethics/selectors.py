"""Reading the two logs. Lead and guardian read them whole, the others what they wrote themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.field.people.selectors import people_asked
from firsthand.field.sources.unseen import unseen
from firsthand.giving_back.ethics.logs import Happening
from firsthand.giving_back.ethics.models import Incident, Training
from firsthand.ground.studies.access import may, require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

INCIDENTS = "ethics.incident"


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """Something that went wrong."""

    id: UUID
    number: int
    version: int
    said: Happening
    person: str  # the label of the participant whom it is about
    by: str
    written: date

    @property
    def noticed(self) -> date:
        """The day on which it was noticed."""
        return self.said.noticed or self.written


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training that a member took."""

    id: UUID
    member: str
    what: str
    given_by: str
    on: date
    mine: bool  # whether the member who looks wrote it down


def incidents(by: Membership) -> list[IncidentLine]:
    """All incidents that this member may read, by the day on which they were noticed."""
    require(by, "incident.write")
    rows = Incident.objects.filter(study_id=by.study_id).select_related("by").order_by("number")
    past, whole = unseen(by), may(by, "ethics.read")
    found = [row for row in rows if row.id.hex not in past.rows and (whole or row.by_id == by.id)]
    words = wording.read_all(by.key, [row.about for row in found])
    labels = {one.id.hex: one.label for one in people_asked(by)} if may(by, "consent.read") else {}
    lines = [
        IncidentLine(
            row.id, past.number(INCIDENTS, row.number), row.version, _happening(said),
            labels.get(said["person"], ""), row.by.name, row.at.date(),
        )
        for row in found
        for said in [words[row.about]]
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (one.noticed, one.number))


def incident(by: Membership, incident_id: UUID) -> Incident:
    """One of them. Raises `NotThere`."""
    require(by, "incident.write")
    if incident_id not in {one.id for one in incidents(by)}:
        raise NotThere(_("There is no such incident in this study."))
    return Incident.objects.get(study_id=by.study_id, pk=incident_id)


def trainings(by: Membership) -> list[TrainingLine]:
    """Everybody's trainings by day; of who does not read the logs, their own and what they wrote down."""
    require(by, "training.write")
    rows = Training.objects.filter(study_id=by.study_id).select_related("member").order_by("id")
    whole = may(by, "ethics.read")
    found = [row for row in rows if whole or by.id in (row.by_id, row.member_id)]
    words = wording.read_all(by.key, [row.about for row in found])
    lines = [
        TrainingLine(
            row.id, row.member.name, said["what"], said["given_by"], date.fromisoformat(said["on"]),
            whole or row.by_id == by.id,
        )
        for row in found
        for said in [words[row.about]]
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (one.on, one.member.casefold()))


def training(by: Membership, training_id: UUID) -> Training:
    """One that this member may take out. Raises `NotThere`."""
    if training_id not in {one.id for one in trainings(by) if one.mine}:
        raise NotThere(_("There is no such training in the log."))
    return Training.objects.get(study_id=by.study_id, pk=training_id)


def _happening(said: wording.Words) -> Happening:
    return Happening(
        said["happened"], _day(said["noticed"]), _day(said["on"]), said["done"], said["told"], _day(said["reported"]),
        said["closed"],
    )  # fmt: skip


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
