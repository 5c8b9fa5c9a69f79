"""Writing about participants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from firsthand.core.attributes import never
from firsthand.core.problems import Clash, Problem
from firsthand.field.people.called import require_no_real_name
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import people
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import StillPointedAtError
from firsthand.ground.vault import wording


@act("participant.add")
def add_participant(
    by: Membership, *, pseudonym: str, attributes: Mapping[str, str] | None = None, label: str = ""
) -> Participant:
    """A new participant. `label` is “P07” and so on, the next free one where not given.

    Raises `Problem` where the pseudonym is empty, or it or the label is somebody's already.
    """
    label = label.strip()
    if label and label.casefold() in {one.label.casefold() for one in people(by)}:
        raise Problem(_("There is a participant %(label)s already.") % {"label": label})
    if not label or Participant.objects.filter(study_id=by.study_id, label=label).exists():
        label = _next_label(by)  # a label that this member does not know of may be taken all the same
    about = _about(by, pseudonym, attributes or {})
    row = Participant(study=by.study, label=label, about=wording.written(by.key, about))
    record().create(row)
    return row


@act("participant.change")
def change_participant(
    by: Membership, *, participant: Participant, pseudonym: str, attributes: Mapping[str, str]
) -> Participant:
    """Give a participant another pseudonym or other attributes. An empty value takes the attribute away."""
    about = _about(by, pseudonym, attributes, but=participant)
    if about != wording.read(by.key, participant.about):
        record().change(participant, about=wording.written(by.key, about))
    return participant


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a participant: as a page showed it, or as it came back."""

    pseudonym: str
    attributes: Mapping[str, str]


@act("participant.change")
def amend_participant(by: Membership, *, participant: Participant, shown: Said, sent: Said) -> Participant:
    """Change what is another in `sent` than it was `shown`, and leave the rest as it stands by now.

    Raises `Clash` where somebody changed the very same thing to something else in between.
    """
    stands = wording.read(by.key, participant.about)
    own = stands.get("attributes", {})
    names = dict.fromkeys([*own, *sent.attributes])
    after = {
        name: _amended(shown.attributes.get(name, ""), sent.attributes[name], own.get(name, ""))
        if name in sent.attributes
        else own[name]
        for name in names
    }
    pseudonym = _amended(shown.pseudonym or stands["pseudonym"], sent.pseudonym, stands["pseudonym"])
    return change_participant(by, participant=participant, pseudonym=pseudonym, attributes=after)


@act("participant.remove")
def remove_participant(by: Membership, *, participant: Participant) -> None:
    """Take out a participant who was entered by mistake. Undo brings them back.

    Raises `Problem` where words stand in their name: taking a person's words out is another act.
    """
    try:
        for rows in belonging([participant]):
            record().remove(*rows)
        record().remove(participant)
    except StillPointedAtError:
        raise Problem(
            _("Words in this study are this person's. Say first who else is speaking there.")
        ) from None


def _about(
    by: Membership, pseudonym: str, attributes: Mapping[str, str], but: Participant | None = None
) -> dict[str, Any]:
    pseudonym = " ".join(pseudonym.split())
    if not pseudonym:
        raise Problem(_("A participant needs a pseudonym, chosen by them where possible."))
    for person in people(by):
        if person.pseudonym.casefold() == pseudonym.casefold() and (but is None or person.id != but.id):
            raise Problem(
                _("%(label)s is called “%(name)s” already. Two people need two names.")
                % {"label": person.label, "name": pseudonym}
            )
    if but is None or wording.read(by.key, but.about)["pseudonym"] != pseudonym:
        require_no_real_name(by, pseudonym, but)
    for label, value in attributes.items():
        if value.strip() and (what := never(label)):
            raise Problem(
                _("“%(label)s” would keep %(what)s. No study here does that: leave it out.")
                % {"label": label.strip(), "what": what}
            )
    kept = {
        label.strip(): value.strip() for label, value in attributes.items() if label.strip() and value.strip()
    }
    return {"pseudonym": pseudonym, "attributes": kept}


def _amended(shown: str, sent: str, stands: str) -> str:
    """One value after somebody sent theirs: it stays where they left it alone."""
    shown, sent, stands = shown.strip(), sent.strip(), stands.strip()
    if sent != shown and stands not in (shown, sent):
        raise Clash(
            _(
                "Somebody changed what is said of this person while you were writing. Look at theirs, then keep "
                "yours again."
            )
        )
    return stands if sent == shown else sent


def _next_label(by: Membership) -> str:
    taken = set(Participant.objects.filter(study_id=by.study_id).values_list("label", flat=True))
    number = len(taken) + 1
    while f"P{number:02}" in taken:
        number += 1
    return f"P{number:02}"
