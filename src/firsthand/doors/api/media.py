"""Files of sound and pictures, taken in piece by piece, and what is typed while one listens to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import Sent
from firsthand.field.media import arriving
from firsthand.field.media.services import keep_arrived, keep_typed
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.selectors import source
from firsthand.field.sources.typed import typed_source
from firsthand.giving_back.record import latest
from firsthand.ground.studies.acting import sent_as

router = Router()


class NewMedium(Sent):
    """A file that has arrived whole, to be kept with a source."""

    arrival: UUID
    name: str = Field(max_length=300)
    kind: str = "recording"


class Typed(Sent):
    """What was typed, and the recording that it was typed from, if it has arrived."""

    title: str
    kind: str
    text: str
    arrival: UUID | None = None
    name: str = Field("", max_length=300)


class Corrected(Sent):
    """What was typed over a `version` of a text; or `over` another, where that one was looked at since."""

    version: UUID
    text: str
    over: UUID | None = None


@router.put("s/{slug}/arrivals/{uuid:arrival_id}/{index}")
def piece(request: HttpRequest, slug: str, arrival_id: UUID, index: int) -> dict[str, Any]:
    """A piece of a file: its bytes are the body. Answered, it is sealed and on disk."""
    by = entered(request, slug)
    called = request.content_type or ""
    row = arriving.take_piece(by, arrival_id=arrival_id, index=index, data=request.body, called=called)
    return {"pieces": len(row.pieces), "size": row.size}


@router.delete("s/{slug}/arrivals/{uuid:arrival_id}")
def leave(request: HttpRequest, slug: str, arrival_id: UUID) -> dict[str, Any]:
    """Give a file up that was on its way."""
    arriving.leave(entered(request, slug), arrival_id)
    return {}


@router.post("s/{slug}/sources/{uuid:source_id}/media")
def keep(request: HttpRequest, slug: str, source_id: UUID, sent: NewMedium) -> dict[str, Any]:
    """Keep a file that has arrived with a source."""
    by = entered(request, slug)
    row = source(by, source_id)
    with sent_as(sent.act_id):
        kept = keep_arrived(by, arrival_id=sent.arrival, source=row, kind=sent.kind, name=sent.name)
    return {"entry": latest(by), "medium": kept and kept.id}


@router.post("s/{slug}/typed")
def typed(request: HttpRequest, slug: str, sent: Typed) -> dict[str, Any]:
    """A source of what was typed, with its recording."""
    by = entered(request, slug)
    incoming = typed_source(by, title=sent.title, kind=sent.kind, text=sent.text)
    with sent_as(sent.act_id):
        made = keep_typed(by, incoming=incoming, arrival_id=sent.arrival, name=sent.name)
    return {"entry": latest(by), "source": made and made.id}


@router.put("s/{slug}/sources/{uuid:source_id}/typed")
def correct(request: HttpRequest, slug: str, source_id: UUID, sent: Corrected) -> dict[str, Any]:
    """What was typed takes the place of a source's text; its codings go along."""
    by = entered(request, slug)
    row = source(by, source_id)
    with sent_as(sent.act_id):
        correct_typed(by, source=row, version=sent.version, text=sent.text, over=sent.over)
    return {"entry": latest(by), "source": row.id}
