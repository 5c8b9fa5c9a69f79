"""Writing in one's own log, keeping an entry longer, and letting it go. None of it is in the trail."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import private
from firsthand.work.log.entries import Said, looked_through, packed
from firsthand.work.log.fields import KEEP_DAYS
from firsthand.work.sums.slips import put_in, take_out

LOG = "log"


def write_entry(
    by: Membership,
    *,
    said: Said,
    ok_words: bool = False,
    entry_id: UUID | None = None,
    today: date | None = None,
) -> bool:
    """Write an entry, under an id of the sender's own; whether it is new. Sent three times, it is there once.

    What was deleted meanwhile does not come back. Raises `Problem` where it is not of the form, or would be forgotten
    already.
    """
    require(by, "log.keep")
    key, entry_id, today = by.notes, entry_id or uuid4(), today or timezone.localdate()
    with transaction.atomic():
        lock(by.study_id)
        if private.was_here(entry_id):
            return False
        kept = looked_through(said, ok_words=ok_words, today=today)
        forget_on = kept.day + timedelta(days=KEEP_DAYS)
        if forget_on <= today:
            raise Problem(
                _("This is from more than %(days)s days ago, and the log forgets by then. It was not taken.")
                % {"days": KEEP_DAYS}
            )
        private.keep(key, LOG, entry_id, packed(kept), forget_on=forget_on)
        put_in(by, entry_id, kept, today)
    return True


def keep_entry(by: Membership, entry_id: UUID) -> None:
    """Keep an entry until one lets go of it. Raises `NotThere`."""
    require(by, "log.keep")
    private.keep_until(by.notes, LOG, entry_id, None)


def delete_entry(by: Membership, entry_id: UUID) -> None:
    """Let go of an entry now. Nothing brings it back. Raises `NotThere`."""
    require(by, "log.keep")
    private.let_go(by.notes, LOG, [entry_id])
    take_out(by, entry_id)
