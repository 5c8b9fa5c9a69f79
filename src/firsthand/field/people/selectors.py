"""Reading about participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.field.consent.selectors import keeping_out, kept_people
from firsthand.field.people.labels import label_for
from firsthand.field.people.models import Participant
from firsthand.ground.studies.access import may, require
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
    """Every participant that this member may know of, in order of label."""
    require(by, "study.read")
    return described(by, Participant.objects.filter(study_id=by.study_id).order_by("label"))


def known_people(by: Membership) -> frozenset[UUID]:
    """The ids of everybody whom this member may know of, without their words."""
    require(by, "study.read")
    rows = Participant.objects.filter(study_id=by.study_id).values_list("id", flat=True)
    return frozenset(rows) - kept_people(by)


def people_asked(by: Membership) -> list[Person]:
    """Everybody who can be asked for their consent, those on hold too: without what else is said of them."""
    require(by, "consent.read")
    out = keeping_out(by)
    rows = Participant.objects.filter(study_id=by.study_id).order_by("label")
    found = _described(by, [row for row in rows if row.id not in out])
    return [Person(one.id, one.label, one.pseudonym) for one in found]


def person_asked(by: Membership, ref: str | UUID) -> Participant:
    """One of them, by id, label or pseudonym. Raises `NotThere`."""
    return _called(by, ref, people_asked(by))


def whose_words(by: Membership, participant_id: UUID) -> Participant:
    """A participant, for whoever carries out what they want done with their words: on hold or not.

    Raises `NotThere` for a member who may not know of them.
    """
    require(by, "participant.withdraw")
    row = Participant.objects.filter(study_id=by.study_id, pk=participant_id).first()
    if row is None or row.id in keeping_out(by):
        raise NotThere(_("There is no participant “%(ref)s” in this study.") % {"ref": participant_id})
    return row


def described_to_act(by: Membership, row: Participant) -> Person:
    """The same participant, with their words opened. Raises as `whose_words` does."""
    return _described(by, [whose_words(by, row.id)])[0]


def everybodys_names(by: Membership) -> dict[str, UUID]:
    """By pseudonym, every participant: also who is on hold, or keeps their words from this member.

    For telling whose words are whose in acts that reach all of them, and in files of whoever takes one out: words that
    are printed nowhere are found by it. Nothing of it is shown.
    """
    if not may(by, "participant.withdraw"):
        require(by, "study.read")
    rows = dict(Participant.objects.filter(study_id=by.study_id).values_list("id", "about"))
    words = wording.read_all(by.key, rows.values())
    return {words[about]["pseudonym"]: key for key, about in rows.items()}


def described(by: Membership, participants: Iterable[Participant]) -> list[Person]:
    """Participants with their words opened, in the order given: of those that this member may know of."""
    kept = kept_people(by)
    return _described(by, [row for row in participants if row.id not in kept])


def _described(by: Membership, rows: list[Participant]) -> list[Person]:
    words = wording.read_all(by.key, [row.about for row in rows])
    return [
        Person(
            row.id,
            label_for(by, row.label),
            words[row.about]["pseudonym"],
            words[row.about].get("attributes", {}),
        )
        for row in rows
    ]


def participant(by: Membership, ref: str | UUID) -> Participant:
    """One participant by id, label or pseudonym. Raises `NotThere`."""
    return _called(by, ref, people(by))


def _called(by: Membership, ref: str | UUID, known: Iterable[Person]) -> Participant:
    wanted = str(ref).strip()
    for person in known:
        if wanted in (str(person.id), person.id.hex) or wanted.casefold() in (
            person.label.casefold(),
            person.pseudonym.casefold(),
        ):
            return Participant.objects.get(study_id=by.study_id, pk=person.id)
    raise NotThere(_("There is no participant “%(ref)s” in this study.") % {"ref": wanted})
