"""What somebody adds when they are shown something becomes a text of the study, where they say that it may."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.field.people.selectors import participant
from firsthand.field.people.selectors import people as known_people
from firsthand.field.sources.importing import Incoming, Part, import_sources
from firsthand.field.sources.models import Kind, Source, Voice
from firsthand.giving_back.member_checks.answers import ADD, DONE
from firsthand.giving_back.member_checks.models import Reply
from firsthand.giving_back.member_checks.services import settle_reply
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@act("source.import")
def keep_as_text(by: Membership, *, reply: Reply) -> Source:
    """A document in their own words, to be coded like any. What they said is settled with it.

    Raises `Problem` where they added nothing, did not say that it may be used, or it is one already.
    """
    said = wording.read(by.key, reply.said)
    if said["answer"] != ADD:
        raise Problem(_("Only what somebody adds can become a text of the study."))
    if not said.get("to_use"):
        raise Problem(_("They did not say that what they add may be used. Ask them, and write it down."))
    if reply.settled_at is not None:
        raise Problem(_("This is settled already."))
    whose = participant(by, reply.line.pack.participant_id)
    called = next(one.pseudonym for one in known_people(by) if one.id == whose.id)
    text = said["text"]
    reading = Reading(text, Structure(voices=("",), turns=(Turn(0, 0, len(text), 0),)))
    (source,) = import_sources(
        by,
        incoming=[
            Incoming(
                "added.txt", reading, Kind.DOCUMENT, _("What %(who)s added") % {"who": called}, text.encode(),
                [Part(Voice.Part.PARTICIPANT, whose.id)],
            )
        ],
    )  # fmt: skip
    settle_reply(by, reply=reply, outcome=DONE, reason=_("It is kept as a text of the study."))
    return source
