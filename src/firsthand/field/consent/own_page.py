"""What a participant says of their consent on their own page: in their own name, and without anybody in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.consent import HOLD, Value
from firsthand.core.problems import Problem
from firsthand.field.consent.models import How
from firsthand.field.consent.selectors import READERS, standing
from firsthand.field.consent.services import REAL_NAMES, require_answers, written
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

if TYPE_CHECKING:
    from firsthand.field.people.models import Participant

MOMENT = "on_request"


@act("page.answer")
def answer_on_own_page(by: Membership, *, participant: Participant, answers: Mapping[str, Value]) -> None:
    """Answers to some questions. Raises `Problem` where one is none, and for a real name: that needs a talk first."""
    require_answers(answers)
    if answers.get("naming") in REAL_NAMES:
        raise Problem(_("A real name in print is talked about first."))
    written(by, participant, answers, MOMENT, How.OWN_PAGE, "", {})


@act("page.answer")
def hold_on_own_page(by: Membership, *, participant: Participant, on: bool) -> None:
    """Everything of theirs on hold, or off it. Said twice, it is said once."""
    answer = standing(by).get(participant.id, {}).get(HOLD)
    if (answer is not None and answer.value == "on") != on:
        written(by, participant, {HOLD: "on" if on else "off"}, MOMENT, How.OWN_PAGE, "", {})


@act("page.answer")
def cross_out_on_own_page(by: Membership, *, participant: Participant, reader: UUID, out: bool) -> None:
    """Keep a member from reading their words, or let them read again. Raises `Problem` where there is none such."""
    if not by.study.members.filter(pk=reader).exists():
        raise Problem(_("There is no such member in this study."))
    answer = standing(by).get(participant.id, {}).get(READERS)
    was = () if answer is None else answer.chosen
    now = tuple(one for one in was if one != str(reader)) + ((str(reader),) if out else ())
    if set(now) != set(was):
        written(by, participant, {READERS: now}, MOMENT, How.OWN_PAGE, "", {})
