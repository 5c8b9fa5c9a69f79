"""Saying where a doubtful coding's words are now."""

from __future__ import annotations

from firsthand.analysis.coding.models import Coding
from firsthand.core.spans import Span
from firsthand.field.sources.revising import put_on
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("coding.change")
def settle(by: Membership, *, coding: Coding, span: Span | None = None) -> Coding:
    """Say where a doubtful coding's words are in the text as it is now: here, or (None) where it stands already.

    Raises `Problem` where no words are there.
    """
    return put_on(by, row=coding, span=span)
