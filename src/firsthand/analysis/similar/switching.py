"""Switching similar passages on and off, by a reason that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.analysis.rounds.method import method
from firsthand.analysis.rounds.models import Way
from firsthand.analysis.similar.models import Switch, Vectors
from firsthand.core.problems import Problem
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store

# In these a machine that says what is alike answers before anybody has read.
WHY_OFF = {
    Way.REFLEXIVE: lazy(
        "In reflexive thematic analysis meaning is made by who reads. What a machine finds alike is worded alike; that "
        "something belongs together is for you to see. Many who work so refuse machines in every phase, so it is off."
    ),
    Way.IPA: lazy(
        "In interpretative phenomenological analysis you stay with one person’s account. A list of passages from "
        "everybody’s leads away from it, so it is off."
    ),
    Way.GROUNDED: lazy(
        "In constructivist grounded theory comparing is the work itself. A machine that compares wording would do a "
        "part of it without thinking, so it is off."
    ),
}


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """What was said of it. `at` empty: nothing was said yet, and it is off."""

    on: bool = False
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@act("similar.switch")
def switch(by: Membership, *, on: bool, reason: str) -> Switch:
    """Have the study look for similar passages from now on, or no more; and why.

    Switched off, what was prepared is thrown away: it can be made again. Codings that came of it stay, with their
    mark. Raises `Problem` without a reason, or where it is so already.
    """
    if not reason.strip():
        raise Problem(_("Say in a few words why: whoever reads the record will want to know."))
    if is_on(by) == on:
        raise Problem(_("It is on already.") if on else _("It is off already."))
    sealed = store.seal(by.key, reason.strip())
    row = Switch(study=by.study, on=on, reason=sealed, by=by, at=timezone.now())
    record().create(row)
    record().reason = sealed
    if not on:
        Vectors.objects.filter(study_id=by.study_id).delete()
    return row


def is_on(by: Membership) -> bool:
    """Whether the study looks for similar passages."""
    last = Switch.objects.filter(study_id=by.study_id).order_by("-id").values_list("on", flat=True).first()
    return bool(last)


def require_on(by: Membership) -> None:
    """Raises `Problem` where it is off."""
    if not is_on(by):
        raise Problem(
            _("Similar passages are off in this study. Its lead can switch them on, with a reason.")
        )


def switches(by: Membership) -> list[SwitchLine]:
    """All that was ever said of it, the last first."""
    require(by, "study.read")
    rows = list(Switch.objects.filter(study_id=by.study_id).select_related("by").order_by("-id"))
    opened = store.open_all(by.key, store.open_to(by.key, [row.reason for row in rows]))
    kept = _("words kept under the guardian’s key")
    return [SwitchLine(row.on, opened.get(row.reason, kept), row.by.name, row.at) for row in rows]


def why_off(by: Membership) -> str:
    """Why it suits the study's way of working that it is off; empty where nothing speaks against it."""
    way = method(by).way
    return str(WHY_OFF.get(Way(way), "")) if way else ""
