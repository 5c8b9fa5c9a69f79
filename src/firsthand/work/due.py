"""What is due when somebody comes in: what is to be forgotten is, and a quarter that is over is counted."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from firsthand.ground.studies.models import Membership
from firsthand.work.forgetting import forget_what_is_due
from firsthand.work.sums.slips import count_what_is_over


def do_what_is_due(by: Membership, today: date | None = None) -> None:
    """Do it. One question to the database for each where nothing is; the second only of who has the study open."""
    today = today or timezone.localdate()
    forget_what_is_due(today)
    if by.opened_key is not None:
        count_what_is_over(by, today)
