"""Saying that passages must not leave together, and that they may after all."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.core.problems import Problem
from firsthand.field.sources.placing import there
from firsthand.giving_back.release.models import Apart, ApartPassage
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store


@act("apart.keep")
def keep_apart(by: Membership, *, codings: Sequence[Coding], reason: str) -> Apart:
    """Say that the words of some codings must not leave together, and why. Raises `Problem` where it is one passage."""
    places = list({(coding.version_id, coding.start, coding.end): coding for coding in codings}.values())
    if len(places) < 2:
        raise Problem(_("It takes two passages that together tell who somebody is. Choose both."))
    if not reason.strip():
        raise Problem(_("Say in a few words what they tell together: whoever writes has to decide by it."))
    row = Apart(study_id=by.study_id, reason=store.seal(by.key, reason.strip()), by=by, at=timezone.now())
    record().create(row)
    record().create(
        *(
            ApartPassage(study_id=by.study_id, apart=row, **there(by, coding.version, coding.span))
            for coding in places
        )
    )
    return row


@act("apart.end")
def let_together(by: Membership, *, apart: Apart) -> None:
    """Let them leave together after all. Undo brings the rule back."""
    for rows in belonging([apart]):
        record().remove(*rows)
    record().remove(apart)
