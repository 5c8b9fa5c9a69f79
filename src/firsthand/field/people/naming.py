"""Real names: anyone of the team may write one down; the study's lead and guardian alone read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.field.consent.selectors import kept_people
from firsthand.field.people.labels import label_for
from firsthand.field.people.models import Name, Participant
from firsthand.field.people.selectors import Person, described
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording
from firsthand.ground.vault.guarding import public_of


@dataclass(frozen=True, slots=True)
class Named:
    """A participant with the name they have outside the study."""

    person: Person
    real_name: str
    known_as: tuple[str, ...]
    contacts: dict[str, str]


@act("name.set")
def set_name(
    by: Membership,
    *,
    participant: Participant,
    real_name: str,
    known_as: Iterable[str] = (),
    contacts: Mapping[str, str] | None = None,
) -> Name:
    """Write down who a participant is: real name, what else they are called, how to reach them.

    It is sealed to the names key alone: whoever writes it cannot read it again without that key. What was written
    before is replaced. Raises `Problem` where there is no name.
    """
    name = " ".join(real_name.split())
    if not name:
        raise Problem(_("Write the name, or take it out instead."))
    words = {
        "real_name": name,
        "known_as": [called for one in known_as if (called := " ".join(one.split()))],
        "contacts": {
            label.strip(): value.strip() for label, value in (contacts or {}).items() if value.strip()
        },
    }
    said = wording.written_for_names(by.study_id, public_of(by.study_id), words)
    row = Name.objects.filter(study_id=by.study_id, participant=participant).first()
    if row is not None:
        record().change(row, said=said)
        return row
    row = Name(study=by.study, participant=participant, said=said)
    record().create(row)
    return row


@act("name.set")
def clear_name(by: Membership, *, participant: Participant) -> None:
    """Take a name out again, where there is one."""
    record().remove(*Name.objects.filter(study_id=by.study_id, participant=participant))


def names(by: Membership) -> list[Named]:
    """Every name that was written down, in order of the participants' labels. Raises `NotAllowed`."""
    require(by, "name.read")
    kept = kept_people(by)
    every = Name.objects.filter(study_id=by.study_id).select_related("participant")
    rows = [row for row in every.order_by("participant__label") if row.participant_id not in kept]
    found = zip(rows, described(by, [row.participant for row in rows]), strict=True)
    return [
        Named(person, said["real_name"], tuple(said["known_as"]), said["contacts"])
        for row, person in found
        for said in [wording.read_guarded(by.names, row.said)]
    ]


def names_of(by: Membership, participant: Participant) -> tuple[str, ...]:
    """All that one participant is called outside the study, where it was written down: on hold or not.

    Raises `NotAllowed`.
    """
    require(by, "name.read")
    row = Name.objects.filter(study_id=by.study_id, participant=participant).first()
    if row is None:
        return ()
    said = wording.read_guarded(by.names, row.said)
    return tuple(dict.fromkeys([said["real_name"], *said["real_name"].split(), *said["known_as"]]))


def named(by: Membership) -> frozenset[str]:
    """The labels of the participants whose name was written down: that it was is no secret."""
    require(by, "study.read")
    rows = Name.objects.filter(study_id=by.study_id).exclude(participant_id__in=kept_people(by))
    return frozenset(label_for(by, label) for label in rows.values_list("participant__label", flat=True))
