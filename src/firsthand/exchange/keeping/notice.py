"""Whoever answers for a study is told on its pages when no backup came about for a week, and what to do."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.exchange.keeping import scheduled
from firsthand.ground.studies.models import Membership, Role

TOLD = (Role.LEAD, Role.GUARDIAN, Role.HOST)


def no_backup(by: Membership) -> str:
    """What to tell this member; nothing where all is well, it is not theirs, or everything is invented."""
    if by.role not in TOLD or by.study.demo:
        return ""
    latest = scheduled.last()
    if not scheduled.overdue(by.study.made_at, latest):
        return ""
    sentences = [_age(latest.at), _what_to_do(latest)]
    if latest.why:
        sentences.insert(1, _("The latest try failed: %(why)s") % {"why": latest.why})
    return " ".join(sentences)


def _age(at: datetime | None) -> str:
    if at is None:
        return _("There is no backup of this installation.")
    days = max((scheduled.now() - at).days, 0)
    told = ngettext("The latest backup is %(n)d day old.", "The latest backup is %(n)d days old.", days)
    return told % {"n": days}


def _what_to_do(latest: scheduled.Last) -> str:
    if latest.planned:
        return _("Whoever looks after the machine should see that the folder for backups can be written to.")
    return _(
        "Whoever looks after the machine can make one now (firsthand backup FILE), or have them made by "
        "themselves (the setting FIRSTHAND_BACKUPS)."
    )
