"""Reading about participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.field.people.models import Participant
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as pages show them."""

    id: UUID
    label: str
    pseudonym: str
    attributes: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


def people(by: Membership) -> list[Person]:
    """Every participant, in order of label."""
    require(by, "study.read")
    return described(by, Participant.objects.filter(study_id=by.study_id).order_by("label"))


def described(by: Membership, participants: Iterable[Participant]) -> list[Person]:
    """Participants with their words opened, in the order given."""
    rows = list(participants)
    words = wording.read_all(by.key, [row.about for row in rows])
    return [
        Person(row.id, row.label, words[row.about]["pseudonym"], words[row.about].get("attributes", {}))
        for row in rows
    ]


def participant(by: Membership, ref: str | UUID) -> Participant:
    """One participant by id, label or pseudonym. Raises `NotThere`."""
    require(by, "study.read")
    wanted = str(ref).strip()
    for person in people(by):
        if wanted in (str(person.id), person.id.hex) or wanted.casefold() in (
            person.label.casefold(),
            person.pseudonym.casefold(),
        ):
            return Participant.objects.get(study_id=by.study_id, pk=person.id)
    raise NotThere(_("There is no participant “%(ref)s” in this study.") % {"ref": wanted})
