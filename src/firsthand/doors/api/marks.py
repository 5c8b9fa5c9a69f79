"""What is marked on the words besides codings: which question they answer, and that they are a bystander's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from firsthand.core.spans import Span
from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import NewAnswer, NewMark, Sent
from firsthand.field.fieldwork.notes import mark_bystander, unmark_bystander
from firsthand.field.fieldwork.selectors import bystander as bystander_row
from firsthand.field.fieldwork.selectors import bystanders_of
from firsthand.field.interviews.answers import mark_answers, unmark_answer
from firsthand.field.interviews.selectors import answer as answer_row
from firsthand.field.interviews.selectors import answers_of, held_with, question, questions_of
from firsthand.field.sources.selectors import source
from firsthand.field.sources.sight import seen
from firsthand.field.sources.texts import require_version
from firsthand.giving_back.record import latest
from firsthand.ground.studies.acting import one_act, sent_as

if TYPE_CHECKING:
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

router = Router()

# Where marks come from: a change there is told whole, so that what is gone is gone.
MARKED = {"interviews.answer", "interviews.interview", "fieldwork.bystander"}


def marks_out(by: Membership, row: Source) -> dict[str, Any]:
    """The marks on a source's standing text as rows, and its guide's questions; what there is none of is left out."""
    marks = {
        "questions": [(one.label, one.text) for one in questions_of(by, row)],
        "answers": [
            (one.id, one.span.start, one.span.end, one.label, int(one.doubtful))
            for one in answers_of(by, row)
        ],
        "bystanders": [(mark, span.start, span.end) for mark, span in bystanders_of(by, row)],
    }
    return {name: rows for name, rows in marks.items() if rows}


@router.post("s/{slug}/sources/{uuid:source_id}/answers")
def answer(request: HttpRequest, slug: str, source_id: UUID, sent: NewAnswer) -> dict[str, Any]:
    """Say which question of its guide a stretch of an interview answers."""
    by = entered(request, slug)
    row = source(by, source_id)
    with sent_as(sent.act_id), one_act(by, "answer.mark") as doing:
        if doing.earlier is None:
            require_version(by, row.current, sent.version)
            _interview, guide = held_with(by, row)
            asked = question(by, guide.guide, sent.question)
            (doing.result,) = mark_answers(by, source=row, answers=[(asked, Span(sent.start, sent.end))])
    return _after(by, doing.result)


@router.delete("s/{slug}/answers/{uuid:answer_id}")
def no_answer(request: HttpRequest, slug: str, answer_id: UUID, sent: Sent) -> dict[str, Any]:
    """Take a question's mark off its words."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "answer.unmark") as doing:
        if doing.earlier is None:
            unmark_answer(by, answer=answer_row(by, answer_id))
    return {"entry": latest(by)}


@router.post("s/{slug}/sources/{uuid:source_id}/bystanders")
def bystander(request: HttpRequest, slug: str, source_id: UUID, sent: NewMark) -> dict[str, Any]:
    """Keep words about somebody who was not asked out of excerpts, counts and exports."""
    by = entered(request, slug)
    row = source(by, source_id)
    with sent_as(sent.act_id), one_act(by, "bystander.mark") as doing:
        if doing.earlier is None:
            require_version(by, row.current, sent.version)
            doing.result = mark_bystander(by, source=row, span=Span(sent.start, sent.end))
    return _after(by, doing.result)


@router.delete("s/{slug}/bystanders/{uuid:bystander_id}")
def no_bystander(request: HttpRequest, slug: str, bystander_id: UUID, sent: Sent) -> dict[str, Any]:
    """Take a bystander's mark off its words."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "bystander.unmark") as doing:
        if doing.earlier is None:
            unmark_bystander(by, bystander=bystander_row(by, bystander_id))
    return {"entry": latest(by)}


def _after(by: Membership, mark: Any) -> dict[str, Any]:
    """The mark as it stands, those that it met taken in, and the number of the entry that is the latest now."""
    number = latest(by)
    if mark is None:  # sent before, and taken away since
        return {"entry": number, "mark": None}
    span = seen(by, mark.version_id, mark.span)
    return {"entry": number, "mark": span and {"id": mark.id, "start": span.start, "end": span.end}}
