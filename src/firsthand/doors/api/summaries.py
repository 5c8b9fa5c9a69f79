"""Writing summaries of the framework matrix. It is read as a table: `tables/framework`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from firsthand.analysis.codebook.selectors import code
from firsthand.analysis.framework import services
from firsthand.analysis.framework.selectors import summary, summary_line
from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import ChangedSummary, NewSummary, summary_out
from firsthand.field.people.selectors import participant
from firsthand.field.sources.selectors import source
from firsthand.giving_back.record import latest
from firsthand.ground.studies.acting import one_act, sent_as

if TYPE_CHECKING:
    from firsthand.analysis.framework.models import Summary

router = Router()


@router.post("s/{slug}/summaries")
def write(request: HttpRequest, slug: str, sent: NewSummary) -> dict[str, Any]:
    """Write a summary of a participant or a source under a code. 409 where there is one already."""
    by = entered(request, slug)
    person = participant(by, sent.participant) if sent.participant else None
    text = source(by, sent.source) if sent.source else None
    with sent_as(sent.act_id), one_act(by, "summary.write") as doing:
        if doing.earlier is None:
            doing.result = services.write_summary(
                by,
                code=code(by, sent.code),
                words=sent.words,
                participant=person,
                source=text,
                without=sent.without or (),
            )
        row = cast("Summary | None", doing.result)
        if row and not doing.stands(row):
            raise services.changed_meanwhile()
    return {"entry": latest(by), "summary": summary_out(summary_line(by, row.id)) if row else None}


@router.patch("s/{slug}/summaries/{uuid:summary_id}")
def change(request: HttpRequest, slug: str, summary_id: UUID, sent: ChangedSummary) -> dict[str, Any]:
    """Other words, on the excerpts as they are now. 409 where somebody changed it since `version`, or since this was
    sent before.
    """
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "summary.change") as doing:
        row = summary(by, summary_id)
        if doing.earlier is None:
            services.change_summary(
                by, summary=row, words=sent.words, without=sent.without, version=sent.version
            )
        if not doing.stands(row):
            raise services.changed_meanwhile()
    return {"entry": latest(by), "summary": summary_out(summary_line(by, summary_id))}
