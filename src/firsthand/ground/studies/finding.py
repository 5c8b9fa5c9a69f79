"""Objects are fetched through the study: one way to do it, so that no page can forget."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from firsthand.core.problems import NotThere
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import rows_of

Row = TypeVar("Row", bound=Recorded)


def fetched(by: Membership, model: type[Row], row_id: UUID, sentence: str) -> Row:
    """The row of that id in the member's study.

    Raises `NotThere` with the sentence where there is none: whether it exists in another study, nobody is told.
    """
    require(by, "study.read")
    row: Row | None = rows_of(model).filter(study_id=by.study_id, pk=row_id).first()
    if row is None:
        raise NotThere(sentence)
    return row
