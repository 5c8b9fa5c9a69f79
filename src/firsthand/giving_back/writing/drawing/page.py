"""A document as one html file: everything in it, nothing fetched, and each excerpt a link to its place."""

from __future__ import annotations

from base64 import b64encode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from firsthand.core.pictures import drawn as drawn_as
from firsthand.giving_back.writing.drawing.lists import Block, grouped
from firsthand.giving_back.writing.drawing.words import caption, notes_title, works_title
from firsthand.giving_back.writing.showing import Paper, Part
from firsthand.ground.studies.models import Study


def drawn(study: Study, paper: Paper) -> bytes:
    """The file."""
    context = {
        "study": study, "made_at": timezone.localtime(), "root": f"{settings.ADDRESS}/s/{study.slug}/",
        "paper": paper, "blocks": [_with_picture(one) for one in grouped(paper.parts)],
        "works_title": works_title(), "notes_title": notes_title(),
    }  # fmt: skip
    return render_to_string("giving_back/document.html", context).encode()


def _with_picture(block: Block) -> dict[str, object]:
    part = block.parts[0]
    return {"type": block.type, "parts": block.parts, "part": part, "level": part.level + 1, **_counted(part)}


def _counted(part: Part) -> dict[str, object]:
    if part.count is None:
        return {}
    spec = part.picture
    svg = b64encode(drawn_as(spec, "svg")).decode() if spec is not None else ""
    return {"caption": caption(part), "svg": svg}
