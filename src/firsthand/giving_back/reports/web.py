"""Reports as one html file each: everything in it, nothing fetched, and every excerpt tied to its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.coding.counts import CodeCount
from firsthand.analysis.themes.selectors import ThemeLine
from firsthand.field.people.selectors import Person
from firsthand.ground.studies.models import Study

Objections = Mapping[UUID, Sequence[tuple[Person, str]]]  # by claim or theme: who, and what they say to it


def themes(
    study: Study, found: Sequence[ThemeLine], objections: Objections, standpoints: Mapping[str, str]
) -> bytes:
    """The theme report, with what people said to it that they want printed."""
    return _page(
        "giving_back/themes.html", study, themes=found, objections=objections, standpoints=standpoints
    )


def codebook(study: Study, lines: Sequence[CodeLine], counts: dict[UUID, CodeCount]) -> bytes:
    """The codebook."""
    rows = [(line, counts.get(line.id, CodeCount(0, 0, 0))) for line in lines]
    return _page("giving_back/codebook.html", study, rows=rows)


def _page(template: str, study: Study, **more: object) -> bytes:
    context = {"study": study, "made_at": timezone.localtime(), "address": settings.ADDRESS, **more}
    return render_to_string(template, context).encode()
