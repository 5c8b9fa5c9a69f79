"""What leaving the study means for a participant's own page."""

from __future__ import annotations

from django.db import transaction

from firsthand.core.leaving import Level
from firsthand.field.people.models import Participant
from firsthand.giving_back.member_checks.services import let_go_of as let_go_of_checks
from firsthand.giving_back.own_page.showing import freshen
from firsthand.giving_back.own_page.slips import end_slips_of, standing_slips
from firsthand.giving_back.own_page.wishes import let_go_of
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import slips as vault


def let_go(by: Membership, participant: Participant, of: Level) -> None:
    """Inside the act of leaving: what the page shows goes at once, and is made anew of what is left.

    What they wrote there goes where their words go. Where the link to them is cut, nothing may lead to them: no page.
    """
    if not of.does("undo_and_history", "keep"):
        let_go_of(by, participant)
        let_go_of_checks(by, participant)
        for slip in standing_slips(by.study_id).filter(participant=participant):
            vault.forget_shown(slip.id)
    if of.does("undo_and_history", "redact"):
        end_slips_of(by, participant)
    transaction.on_commit(lambda: freshen(by, participant))
