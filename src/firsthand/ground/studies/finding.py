"""Objects are fetched through the study: one way to do it, so that no page can forget."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from firsthand.core.problems import NotThere
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.vault.asking import first

Row = TypeVar("Row", bound=Recorded)


def fetched(by: Membership, model: type[Row], row_id: UUID, sentence: str) -> Row:
    """The row of that id in the member's study.

    Raises `NotThere` with the sentence where there is none: whether it exists in another study, nobody is told.
    """
    require(by, "study.read")
    row = first(model, "id = %s AND study_id = %s", row_id, by.study_id)
    if row is None:
        raise NotThere(sentence)
    return row
