"""Reading which passages are kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.field.sources.sight import number_for, seen
from firsthand.field.sources.texts import talks
from firsthand.field.sources.unseen import unseen
from firsthand.giving_back.release.models import Apart, ApartPassage
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store


@dataclass(frozen=True, slots=True)
class ApartLine:
    """Passages that must not leave together: where each stands, and why."""

    id: UUID
    reason: str
    places: tuple[tuple[UUID, int, str], ...]  # source, code point, “S3, turn 4”
    by: str
    at: datetime


def kept_apart(by: Membership) -> list[ApartLine]:
    """Every rule of which the member may know at least two passages, the oldest first."""
    require(by, "study.read")
    rules = list(Apart.objects.filter(study_id=by.study_id).select_related("by").order_by("at"))
    parts = list(
        ApartPassage.objects.filter(study_id=by.study_id).select_related("version__source").order_by("id")
    )
    opened = talks(by, {part.version_id for part in parts})
    reasons = store.open_all(by.key, [one.reason for one in rules])
    lines = []
    for rule in rules:
        places = tuple(
            (part.version.source_id, span.start, _cited(by, part, opened[part.version_id].place(span.start)))
            for part in parts
            if part.apart_id == rule.id and part.version_id in opened
            and (span := seen(by, part.version_id, part.span)) is not None
        )  # fmt: skip
        if len(places) > 1:
            lines.append(ApartLine(rule.id, reasons[rule.reason], places, rule.by.name, rule.at))
    return lines


def apart(by: Membership, apart_id: UUID) -> Apart:
    """One rule's row. Raises `NotThere`, also for one of which the member may not know."""
    sentence = _("There is no such rule in this study.")
    if apart_id.hex in unseen(by).rows:
        raise NotThere(sentence)
    return fetched(by, Apart, apart_id, sentence)


def _cited(by: Membership, part: ApartPassage, place: str) -> str:
    return f"S{number_for(by, part.version.source.number)}, {place}"
