"""Finding codings by what is true of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.retrieval import InContext, find, in_context
from firsthand.core.selecting.reading import read
from firsthand.core.selecting.writing import written
from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import Asked

router = Router()
PAGE = 200


@router.post("s/{slug}/query")
def ask(request: HttpRequest, slug: str, sent: Asked) -> dict[str, Any]:
    """What a query finds, some of it from number `start` on. Nothing is written; it is sent and not asked for, so that
    no name is in an address.
    """
    by = entered(request, slug)
    query = read(sent.query)
    found = find(by, query)
    shown = in_context(by, found.lines[sent.start : sent.start + PAGE])
    return {
        "query": written(Names(by).shown(query)), "total": len(found.lines), "people": found.people,
        "of_people": found.of_people, "sources": found.sources, "bystanders": found.bystanders,
        "unmeasured": found.unmeasured, "excerpts": [_excerpt_out(one) for one in shown],
    }  # fmt: skip


def _excerpt_out(one: InContext) -> dict[str, Any]:
    excerpt, line = one.excerpt, one.excerpt.coding
    return {
        "coding": line.id, "source": excerpt.source.id, "title": excerpt.source.title, "ref": excerpt.source.ref,
        "place": excerpt.place, "said_by": excerpt.said_by,
        "participants": [person.label for person in excerpt.people],
        "code": line.code.id, "code_path": line.code.path, "coder": line.coder, "start": line.span.start,
        "end": line.span.end, "standpoint": line.standpoint, "stance": line.stance, "at": line.at,
        "before": one.before, "words": excerpt.words, "after": one.after,
    }  # fmt: skip
