"""What is made here to be handed round is looked through first, and does not leave while anything is to be settled."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.giving_back.release.checking import QUOTED, Promise, checked
from firsthand.ground.studies.models import Membership

TOLD = 5  # findings that one sentence can carry


def require_kept_promises(by: Membership, text: Iterable[str], promise: Promise = QUOTED) -> None:
    """Raises `Problem` with what would break a promise, and what to do about each."""
    found = checked(by, "\n".join(text), promise).findings
    if found:
        told = " ".join(f"{one.sentence} {one.to_do}" for one in found[:TOLD])
        raise Problem(_("It does not leave yet. %(told)s") % {"told": told})
