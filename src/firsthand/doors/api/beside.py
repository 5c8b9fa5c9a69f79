"""What one needs beside the words: things to link, other excerpts of a code, memos to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.text import Truncator
from ninja import Router

from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.coding.excerpts import Excerpt, excerpts
from firsthand.analysis.memos import selectors as memos
from firsthand.analysis.memos.services import change_memo, changed_meanwhile, link_memo
from firsthand.analysis.themes.selectors import claim_sentences, theme_names
from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import ChangedMemo, Whole, memo_out
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.record import latest
from firsthand.ground.studies.acting import one_act, sent_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firsthand.ground.studies.models import Membership

router = Router()
PAGE = 50
SHOWN = 600  # characters of an excerpt


@router.get("s/{slug}/things")
def things(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What a memo may link, by name, but for codes and codings: those the reader has already."""
    by = entered(request, slug)
    return {"things": [{"table": table, "row": row, "called": called} for table, row, called in _things(by)]}


@router.get("s/{slug}/codes/{uuid:code_id}/excerpts")
def of_code(
    request: HttpRequest, slug: str, code_id: UUID, source: UUID | None = None, start: Whole = 0
) -> dict[str, Any]:
    """Excerpts of a code over the whole study, those of one source first, some from number `start` on."""
    by = entered(request, slug)
    found = excerpts(by, codes=[code_called(by, code_id)])
    found.sort(key=lambda one: one.source.id != source)  # the order is otherwise kept
    return {"total": len(found), "excerpts": [_excerpt_out(one) for one in found[start : start + PAGE]]}


@router.patch("s/{slug}/memos/{uuid:memo_id}")
def change(request: HttpRequest, slug: str, memo_id: UUID, sent: ChangedMemo) -> dict[str, Any]:
    """Another wording of a memo, and links more. 409 where somebody changed it since `version`, or since this was sent
    before.
    """
    by = entered(request, slug)
    about = [memos.thing(by, one.table, one.row) for one in sent.about]
    with sent_as(sent.act_id), one_act(by, "memo.change") as doing:
        row = memos.memo(by, memo_id)
        if doing.earlier is None:
            change_memo(by, memo=row, kind=sent.kind, title=sent.title, body=sent.body, version=sent.version)
            for thing in about:
                link_memo(by, memo=row, to=thing)
        if not doing.stands(row):
            raise changed_meanwhile()
    return {"entry": latest(by), "memo": memo_out(memos.memo_line(by, memos.memo(by, memo_id)))}


def _things(by: Membership) -> Iterator[tuple[str, UUID, str]]:
    for line in sources(by):
        yield "sources.source", line.id, line.title
    for person in people(by):
        yield "people.participant", person.id, person.pseudonym
    for table, called in (("themes.theme", theme_names(by)), ("themes.claim", claim_sentences(by))):
        for row, name in called.items():
            yield table, row, name


def _excerpt_out(one: Excerpt) -> dict[str, Any]:
    return {
        "coding": one.coding.id, "source": one.source.id, "title": one.source.title, "place": one.place,
        "said_by": one.said_by, "coder": one.coding.coder_id, "words": Truncator(one.words).chars(SHOWN),
    }  # fmt: skip
