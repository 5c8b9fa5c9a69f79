"""Reading recordings, photographs and voice memos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.field.media.models import Medium
from firsthand.field.media.services import PIECE
from firsthand.field.sources.models import Source
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording


@dataclass(frozen=True, slots=True)
class MediumLine:
    """A file as lists and players know it."""

    id: UUID
    kind: str
    name: str
    content_type: str
    size: int  # bytes
    by: str
    at: datetime


def media_of(by: Membership, source: Source) -> list[MediumLine]:
    """The files of a source, as they came."""
    require(by, "study.read")
    rows = list(Medium.objects.filter(study_id=by.study_id, source=source).select_related("by").order_by("id"))
    about = wording.read_all(by.key, [row.about for row in rows])
    return [
        MediumLine(
            row.id, row.kind, about[row.about]["name"], about[row.about]["type"], about[row.about]["size"],
            row.by.name, row.at,
        )
        for row in rows
    ]  # fmt: skip


def medium(by: Membership, medium_id: UUID) -> Medium:
    """One file. Raises `NotThere`."""
    return fetched(by, Medium, medium_id, _("There is no such file in this study."))


def media_bytes(by: Membership, medium: Medium, start: int, end: int) -> bytes:
    """The bytes `start` to `end` (half-open). Only the pieces that hold them are opened."""
    pieces = wording.read(by.key, medium.about)["pieces"]
    first, last = start // PIECE, -(-end // PIECE)
    held = b"".join(store.open_bytes(by.key, UUID(piece)) for piece in pieces[first:last])
    return held[start - first * PIECE : end - first * PIECE]
