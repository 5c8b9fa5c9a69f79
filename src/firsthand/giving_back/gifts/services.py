"""Giving an entry, and taking it back: what its writer does. Neither is in the trail as theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.consent import Answer, Outcome, allows
from firsthand.core.problems import Problem
from firsthand.giving_back.gifts.models import Gift
from firsthand.giving_back.own_page.coming_in import OwnPage, come_in, leave, own_page
from firsthand.giving_back.own_page.models import Letter
from firsthand.giving_back.own_page.writing import send_gift
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import sent_as
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import private
from firsthand.ground.vault import slips as vault
from firsthand.ground.vault.secret import Secret
from firsthand.work.log.entries import LogEntry
from firsthand.work.log.fields import KEEP_DAYS
from firsthand.work.log.selectors import my_entry

GIFT = "gift"
SCOPE, USE = "log_entries", "log_entry"


class Stands(StrEnum):
    """What became of a gift."""

    WAITING = "waiting"  # until somebody who reads the study comes in
    IN_STUDY = "in the study"
    GOING = "going"  # it was taken back, and goes when somebody comes in
    NOT_THERE = "not there"


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A gift of one's own, as its giver sees it."""

    id: UUID
    given_on: date
    words: str = field(repr=False)
    stands: Stands
    taken_back: bool


def to_give(entry: LogEntry) -> str:
    """The words that go along, read again first. The other person's own words do not: their yes was for the log."""
    return entry.said.moment


def give(
    by: Membership, entry_id: UUID, *, code: str, address: str = "", gift_id: UUID | None = None
) -> UUID:
    """Give one entry, as the participant whose slip's code this is. Sent twice, it is one gift.

    Raises `Problem` where they did not agree to give entries of their log, and as coming to an own page does.
    """
    require(by, "gift.give")
    entry, gift_id = my_entry(by, entry_id), gift_id or uuid4()
    if private.was_here(gift_id):
        return gift_id
    key = come_in(by.study, code=code, address=address)
    try:
        page = own_page(by.study, key)
        _require_agreed(page)
        said, proof = entry.said, by.notes.mark("proof of a gift", gift_id.bytes)
        with transaction.atomic():
            private.keep(by.notes, GIFT, gift_id, {
                "on": timezone.localdate().isoformat(), "words": to_give(entry), "slip": page.slip.hex,
                "seals_to": page.opened.seals_to.hex(),
            }, forget_on=None)  # fmt: skip
            with sent_as(gift_id):
                send_gift(page, {
                    "kind": "log_entry", "gift": gift_id.hex, "proof": proof.hex(), "text": to_give(entry),
                    "day": said.day.isoformat(), "what": said.what, "used": said.used, "lead": said.lead,
                    "barrier": said.barrier,
                })  # fmt: skip
    finally:
        leave(key)
    return gift_id


def take_back(by: Membership, gift_id: UUID) -> None:
    """Take a gift back: no code is needed for that, and no slip has to be good. Raises `NotThere`.

    Where nobody took it in yet it is gone at once; otherwise with the next who comes in, before they see anything; also
    where the team took it out of sight meanwhile, which undo could bring back.
    """
    require(by, "gift.give")
    held = private.held_one(by.notes, GIFT, gift_id)
    waiting = Letter.objects.filter(study_id=by.study_id, sent_as=gift_id).first()
    if waiting is not None:
        vault.destroy_letter(waiting.id)
        waiting.delete()
        _forget_later(by, gift_id)
        return
    if Letter.objects.filter(sent_as=_back(gift_id)).exists():
        return
    slip = vault.OpenSlip(
        UUID(held.words["slip"]), by.study_id, Secret(b""), timezone.now(), bytes.fromhex(held.words["seals_to"])
    )  # fmt: skip
    proof = by.notes.mark("proof of a gift", gift_id.bytes)
    said = {"kind": "log_entry_back", "gift": gift_id.hex, "proof": proof.hex()}
    letter_id, box = vault.seal_letter(slip, json.dumps(said).encode())
    Letter.objects.create(
        id=letter_id, study_id=by.study_id, slip=slip.slip_id, sent_as=_back(gift_id), box=box, at=timezone.now()
    )  # fmt: skip
    _forget_later(by, gift_id)


def my_gifts(by: Membership) -> list[GiftLine]:
    """What one gave, the latest first, and what became of it."""
    require(by, "gift.give")
    found = [
        GiftLine(
            one.id,
            date.fromisoformat(one.words["on"]),
            one.words["words"],
            _stands(by, one.id),
            one.forget_on is not None,
        )
        for one in private.held(by.notes, GIFT)
    ]
    return sorted(found, key=lambda one: (one.given_on, one.id), reverse=True)


def _forget_later(by: Membership, gift_id: UUID) -> None:
    """That one gave it stays for a while, so that one sees that it went."""
    private.keep_until(by.notes, GIFT, gift_id, timezone.localdate() + timedelta(days=KEEP_DAYS))


def _stands(by: Membership, gift_id: UUID) -> Stands:
    letters = Letter.objects.filter(study_id=by.study_id)
    if letters.filter(sent_as=gift_id).exists():
        return Stands.WAITING
    if letters.filter(sent_as=_back(gift_id)).exists():
        return Stands.GOING
    there = Gift.objects.filter(study_id=by.study_id, pk=gift_id).exists()
    return Stands.IN_STUDY if there else Stands.NOT_THERE


def _require_agreed(page: OwnPage) -> None:
    """Unanswered is no. Asked again when it arrives, since what the page shows may be of yesterday."""
    content = page.content or {}
    chosen = content.get("answers", {}).get(SCOPE, {}).get("chosen") or ["no"]
    answers = {SCOPE: Answer(SCOPE, chosen[0])}
    if content.get("hold") or allows(answers, SCOPE, USE) is Outcome.NO:
        raise Problem(
            _(
                "To give an entry, say first that you want to: on your own page, under “some notes from your work "
                "log”, or to who asks you. Nothing was given."
            )
        )


def _back(gift_id: UUID) -> UUID:
    return uuid5(gift_id, "taken back")
