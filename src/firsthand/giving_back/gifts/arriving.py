"""What was given arrives in the study, and what was taken back goes out of it: as the page's act, and nobody else's."""

from __future__ import annotations

import hashlib
from datetime import date
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firsthand.core.consent import Outcome, allows
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.field.consent.selectors import standing
from firsthand.field.people.models import Participant
from firsthand.field.sources.importing import Incoming, Part, write_sources
from firsthand.field.sources.models import Kind, Voice
from firsthand.giving_back.gifts.models import Gift
from firsthand.giving_back.gifts.services import SCOPE, USE
from firsthand.giving_back.leaving.one_text import take_out_text
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import past
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of
from firsthand.work.log.entries import chosen
from firsthand.work.log.fields import BY_ID


def arrived(by: Membership, participant: Participant, said: dict[str, Any]) -> None:
    """Inside an act: a source of what was given. Not taken where the participant does not agree to it any more."""
    gift_id = UUID(said["gift"])
    answers = standing(by).get(participant.id, {})
    if allows(answers, SCOPE, USE) is Outcome.NO or Gift.objects.filter(pk=gift_id).exists():
        return
    text = said["text"]
    reading = Reading(text, Structure(voices=("",), turns=(Turn(0, 0, len(text), 0),)), fields=_fields(said))
    day = date_format(date.fromisoformat(said["day"]), "j F Y")
    title = _("Log entry, %(day)s") % {"day": day}
    (source,) = write_sources(
        by, [Incoming("", reading, Kind.LOG_ENTRY, title, None, [Part(Voice.Part.PARTICIPANT, participant.id)])]
    )  # fmt: skip
    record().create(
        Gift(
            id=gift_id, study=by.study, participant=participant, source=source, proof=_digest(said["proof"]),
            at=timezone.now(),
        )
    )  # fmt: skip


def went_back(by: Membership, participant: Participant, said: dict[str, Any]) -> None:
    """Inside an act: what was given goes, as words go that are taken out. Only for who can say whose gift it was."""
    gift_id = UUID(said["gift"])
    was = (
        past(by.study_id).get(label_of(Gift), {}).get(gift_id.hex)
    )  # also where somebody removed the source since
    if was is None or was.values["participant_id"] != participant.id.hex:
        return
    if compare_digest(str(was.values["proof"]), _digest(said["proof"])):
        take_out_text(by, participant, UUID(str(was.values["source_id"])), mark=gift_id)


def _fields(said: dict[str, Any]) -> dict[str, str]:
    """What was chosen, as what is said of a source."""
    picked = {name: [said[name]] if isinstance(said[name], str) else said[name] for name in
              ("what", "used", "lead", "barrier")}  # fmt: skip
    return {str(BY_ID[name].label): ", ".join(chosen(name, ids)) for name, ids in picked.items() if any(ids)}


def _digest(proof: str) -> str:
    return hashlib.sha256(bytes.fromhex(proof)).hexdigest()
