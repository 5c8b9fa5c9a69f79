"""Taking in what participants wrote on their pages: before anybody who opens the study is shown anything.

It is sealed to the study, so somebody has to have the study open. Whoever comes next does it, without seeing it: it is
written down as the page's act, not as theirs. So what a participant says holds from the first look at the study after.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.utils import timezone

from firsthand.core.problems import Problem
from firsthand.field.consent.own_page import answer_on_own_page, cross_out_on_own_page, hold_on_own_page
from firsthand.field.people.models import Participant
from firsthand.giving_back.gifts.arriving import arrived, went_back
from firsthand.giving_back.member_checks.services import replied_on_own_page
from firsthand.giving_back.own_page.models import Letter, Slip, Wish
from firsthand.giving_back.own_page.showing import show
from firsthand.giving_back.own_page.slips import open_pages, page_member
from firsthand.ground.studies.acting import act, sent_as
from firsthand.ground.studies.entrance import member_called
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import slips as vault
from firsthand.ground.vault import wording

UNREADABLE = {"kind": "unreadable"}


def take_in(by: Membership) -> None:
    """Take in all that is waiting. `waiting` asks whether anything is."""
    # Pages were opened, or nothing would wait. Where a backup from before that came back, they are opened again.
    member = page_member(by.study) or open_pages(member_called(by.study, None))
    page = member.opened_with(by.key)
    slips = set()
    for letter in Letter.objects.filter(study_id=by.study_id).order_by("at", "id"):
        slip = Slip.objects.filter(study_id=by.study_id, pk=letter.slip).select_related("participant").first()
        if slip is not None:
            _take(page, slip.participant, letter)
            slips.add(slip)
        vault.destroy_letter(letter.id)
        letter.delete()
    for slip in slips:
        if slip.taken_back_at is None:
            show(by, slip)


def _take(page: Membership, whose: Participant, letter: Letter) -> None:
    """One letter: once, also where the program was killed between taking it in and letting go of it."""
    data = vault.open_letter(page.key, letter.id, bytes(letter.box))
    said: dict[str, Any] = UNREADABLE if data is None else json.loads(data)
    with sent_as(letter.sent_as):
        try:
            received(page, participant=whose, said=said)
        except Problem as problem:  # it cannot be done like this: a person has to look
            received(page, participant=whose, said={"kind": "could not", "text": str(problem), "was": said})


@act("page.answer")
def received(by: Membership, *, participant: Participant, said: dict[str, Any]) -> None:
    """What a letter says, carried out; or kept, for a person to settle. Raises `Problem` where it cannot be done."""
    match said["kind"]:
        case "answers":
            answers = {
                scope: value if isinstance(value, str) else tuple(value)
                for scope, value in said["answers"].items()
            }
            answer_on_own_page(by, participant=participant, answers=answers)
            if said.get("name"):
                _wish(by, participant, {"kind": "name", "text": said["name"]})
        case "hold":
            hold_on_own_page(by, participant=participant, on=said["on"])
        case "readers":
            cross_out_on_own_page(
                by, participant=participant, reader=UUID(said["reader"]), out=said["out"]
            )  # fmt: skip
        case "check":
            replied_on_own_page(
                by, participant=participant, line_id=UUID(said["line"]), answer=said["answer"], text=said["text"],
                to_print=said["to_print"], to_use=said["to_use"],
            )  # fmt: skip
        case "reply":
            _reply(by, participant, said)
        case "log_entry":
            arrived(by, participant, said)
        case "log_entry_back":
            went_back(by, participant, said)
        case "leave":
            _wish(by, participant, said)
            if said.get("hold"):
                hold_on_own_page(by, participant=participant, on=True)
        case _:
            _wish(by, participant, said)


def _wish(by: Membership, participant: Participant, said: dict[str, Any]) -> None:
    record().create(
        Wish(
            study=by.study, participant=participant, by=by, at=timezone.now(), said=wording.written(by.key, said)
        )
    )  # fmt: skip


def _reply(by: Membership, participant: Participant, said: dict[str, Any]) -> None:
    row = Wish.objects.filter(
        study_id=by.study_id, participant=participant, pk=UUID(said["wish"]), reply=None
    ).first()  # fmt: skip
    if row is None:
        _wish(by, participant, {"kind": "reply", "text": said["text"]})
    else:
        record().change(row, reply=wording.written(by.key, {"text": said["text"]}))
