"""Coding by a rule: look first, then apply what was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.codebook.services import make_path
from firsthand.analysis.coding import autocoding
from firsthand.core.spans import Span
from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import ToAutocode, ToLookAt
from firsthand.field.sources.selectors import source
from firsthand.giving_back.record import latest
from firsthand.ground.studies.acting import one_act, sent_as

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

router = Router()


@router.post("s/{slug}/sources/{uuid:source_id}/autocode")
def look(request: HttpRequest, slug: str, source_id: UUID, sent: ToLookAt) -> dict[str, Any]:
    """What a rule finds. Nothing is written; it is sent and not asked for, so that what is sought is in no address."""
    by = entered(request, slug)
    row = source(by, source_id)
    code = code_called(by, sent.code) if sent.code else None
    found = autocoding.preview(by, sent.rule(), sources=None if sent.everywhere else [row], code=code)
    return {"total": found.total, "rows": [_row_out(one) for one in found.rows]}


@router.post("s/{slug}/autocode")
def apply(request: HttpRequest, slug: str, sent: ToAutocode) -> dict[str, Any]:
    """Put a code on what was accepted: one act."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "coding.autocode") as doing:
        if doing.earlier is None:
            doing.result = autocoding.autocode(
                by, rule=sent.rule(), code=_code(by, sent), accepted=_accepted(by, sent)
            )
    return {"entry": latest(by), "applied": len(sent.accepted)}


def _code(by: Membership, sent: ToAutocode) -> Any:
    return code_called(by, sent.code) if sent.code else make_path(by, path=tuple(sent.path))


def _accepted(by: Membership, sent: ToAutocode) -> list[tuple[Any, UUID, Span]]:
    known = {one.source: source(by, one.source) for one in sent.accepted}
    return [(known[one.source], one.version, Span(one.start, one.end)) for one in sent.accepted]


def _row_out(row: autocoding.Row) -> dict[str, Any]:
    return {
        "source": row.source.id, "version": row.version_id, "title": row.source.title, "place": row.place,
        "said_by": row.said_by, "start": row.span.start, "end": row.span.end,
        "before": row.before, "words": row.words, "after": row.after, "there": row.there,
    }  # fmt: skip
