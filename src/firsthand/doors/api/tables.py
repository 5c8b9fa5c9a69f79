"""The tables of a study as rows: what a notebook far away reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import Whole
from firsthand.doors.tables.made import kind_of, made
from firsthand.doors.tables.travelling import written

router = Router()


class Asking(Schema):
    """Which table it is to be: what it may ask for is in `doors.tables.made`."""

    asked: dict[str, str | Whole | bool | list[str] | None] = Field(default={}, max_length=20)


@router.post("s/{slug}/tables/{name}")
@decorate_view(gzip_page)
def table(request: HttpRequest, slug: str, name: str, sent: Asking) -> HttpResponse:
    """A table of the study. Nothing is written; it is sent and not asked for, so that no words are in an address."""
    by = entered(request, slug)
    rows = made(by, name, sent.asked)
    return HttpResponse(written(kind_of(name).row, rows), content_type="application/json")
