"""Reading visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from firsthand.field.fieldwork.models import FieldNote, Visit
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as lists show it, with the ids of the sources that are its notes."""

    id: UUID
    number: int
    on: date | None
    by: str
    place: str
    doing: str
    left_out: str
    notes: tuple[UUID, ...]


def visits(by: Membership) -> list[VisitLine]:
    """Every visit, in order of number."""
    require(by, "study.read")
    rows = list(Visit.objects.filter(study_id=by.study_id).select_related("by").order_by("number"))
    words = wording.read_all(by.key, [row.about for row in rows])
    notes: dict[UUID, list[UUID]] = {}
    for visit_id, source_id in FieldNote.objects.filter(study_id=by.study_id).values_list(
        "visit_id", "source_id"
    ):
        notes.setdefault(visit_id, []).append(source_id)
    return [
        VisitLine(
            row.id, row.number, row.on, row.by.name, **words[row.about], notes=tuple(notes.get(row.id, ()))
        )
        for row in rows
    ]


def visit(by: Membership, visit_id: UUID) -> Visit | None:
    """One visit, or None."""
    require(by, "study.read")
    return Visit.objects.filter(study_id=by.study_id, pk=visit_id).first()
