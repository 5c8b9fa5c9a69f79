"""Saying how a study works."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.rounds.models import Method, Way
from firsthand.core.problems import Problem
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store


@act("method.declare")
def declare_method(by: Membership, *, way: str, reason: str) -> Method:
    """Say in which way the study works from now on, and why. What was said before stays in the record.

    It closes nothing and changes no coding: it says what is offered first. Raises `Problem` without a way or a reason.
    """
    if way not in Way.values:
        raise Problem(_("Choose how this study works."))
    if not reason.strip():
        raise Problem(_("Say in a few words why: whoever reads the record will want to know."))
    sealed = store.seal(by.key, reason.strip())
    row = Method(study=by.study, way=way, reason=sealed, by=by, at=timezone.now())
    record().create(row)
    record().reason = sealed
    return row
