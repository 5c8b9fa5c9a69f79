"""Passages that are worded like others, by a code or by an excerpt. Like words: the table `similar`, which is sent.

That they were shown is noted, in numbers, as it is from a page: an answer is kept by no cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.similar.looking import like_coding, near_code
from firsthand.doors.api.entered import entered

if TYPE_CHECKING:
    from firsthand.analysis.similar.looking import Passage, Showing

router = Router()
PAGE, MOST = 20, 200
Start = Annotated[int, Field(ge=0, lt=MOST)]


@router.get("s/{slug}/codes/{uuid:code_id}/similar")
def near(
    request: HttpRequest, response: HttpResponse, slug: str, code_id: UUID, start: Start = 0
) -> dict[str, Any]:
    """Passages near a code's excerpts that do not have it, nearest first, some from number `start` on."""
    by = entered(request, slug)
    return _told(response, near_code(by, code=code_called(by, code_id), most=_most(start)), start)


@router.get("s/{slug}/codings/{uuid:coding_id}/similar")
def like(
    request: HttpRequest, response: HttpResponse, slug: str, coding_id: UUID, start: Start = 0
) -> dict[str, Any]:
    """Passages worded like an excerpt, nearest first, some from number `start` on."""
    by = entered(request, slug)
    return _told(response, like_coding(by, coding=coding_row(by, coding_id), most=_most(start)), start)


def _most(start: int) -> int:
    """As many as there have to be for the page that begins there; two hundred at most."""
    return min(start + PAGE, MOST)


def _told(response: HttpResponse, found: Showing, start: int) -> dict[str, Any]:
    response["Cache-Control"] = "no-store"
    end = start + PAGE
    more = len(found.passages) >= end and end < MOST
    return {
        "among": found.among, "asked_by": found.asked_by, "of": found.of, "shown": found.id,
        "next": end if more else None, "passages": [_passage(one) for one in found.passages[start:end]],
    }  # fmt: skip


def _passage(one: Passage) -> dict[str, Any]:
    return {
        "rank": one.rank, "source": one.source.id, "ref": one.source.ref, "title": one.source.title,
        "place": one.place, "said_by": one.said_by, "start": one.span.start, "end": one.span.end,
        "before": one.before, "words": one.words, "after": one.after, "near_to": one.near_to or None,
    }  # fmt: skip
