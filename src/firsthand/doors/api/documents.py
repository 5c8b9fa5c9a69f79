"""Writing the study up: documents, what is alive in them, and what can be put into one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from firsthand.doors.api.entered import entered
from firsthand.doors.api.shapes import Sent, Whole
from firsthand.giving_back.record import latest
from firsthand.giving_back.writing import selectors, services
from firsthand.giving_back.writing.finding import KINDS, candidates
from firsthand.giving_back.writing.live import live
from firsthand.ground.studies.acting import one_act, sent_as

if TYPE_CHECKING:
    from firsthand.giving_back.writing.models import Document
    from firsthand.ground.studies.models import Membership

router = Router()


class NewDocument(Sent):
    """A document: its title, and its blocks as `docs/api.md` tells them."""

    title: str = Field(max_length=1_000)
    blocks: list[dict[str, Any]] = Field(default=[], max_length=10_000)
    style: str = Field(default="apa", max_length=20)


class ChangedDocument(NewDocument):
    """A document as it should read from now on; `version` is the one that was written on."""

    version: Whole


class Looked(Schema):
    """What to look for, and of which kinds."""

    words: str = Field(default="", max_length=200)
    kinds: list[str] = Field(default=list(KINDS), max_length=len(KINDS))


@router.get("s/{slug}/documents")
def listing(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Every document, without its body."""
    by = entered(request, slug)
    return {
        "documents": [
            {"id": one.id, "ref": one.ref, "title": one.title, "version": one.version, "words": one.words}
            for one in selectors.documents(by)
        ]
    }


@router.post("s/{slug}/documents")
def write(request: HttpRequest, slug: str, sent: NewDocument) -> dict[str, Any]:
    """Begin a document."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "document.write") as doing:
        if doing.earlier is None:
            doing.result = services.write_document(by, title=sent.title, blocks=sent.blocks, style=sent.style)
        row = cast("Document | None", doing.result)
        if row and not doing.stands(row):
            raise services.changed_meanwhile()
    return _answer(by, row)


@router.get("s/{slug}/documents/{uuid:document_id}")
def one(request: HttpRequest, slug: str, document_id: UUID) -> dict[str, Any]:
    """A document with its body, and each live piece as it is now."""
    by = entered(request, slug)
    return _answer(by, selectors.document(by, document_id))


@router.patch("s/{slug}/documents/{uuid:document_id}")
def change(request: HttpRequest, slug: str, document_id: UUID, sent: ChangedDocument) -> dict[str, Any]:
    """Save a document. 409 where somebody changed it since `version`, or since this was sent before: nothing is
    overwritten.
    """
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "document.change") as doing:
        row = selectors.document(by, document_id)
        if doing.earlier is None:
            services.change_document(
                by, document=row, title=sent.title, blocks=sent.blocks, style=sent.style, version=sent.version
            )
        if not doing.stands(row):
            raise services.changed_meanwhile()
    return _answer(by, row)


@router.post("s/{slug}/documents/find")
def find(request: HttpRequest, slug: str, sent: Looked) -> dict[str, Any]:
    """What can be put in. Nothing is written; it is sent and not asked for, so that no name is in an address."""
    by = entered(request, slug)
    return {"found": [asdict(one) for one in candidates(by, sent.words, sent.kinds)]}


def _answer(by: Membership, row: Document | None) -> dict[str, Any]:
    line = selectors.document_line(by, row) if row else None
    return {"entry": latest(by), "document": line and _out(by, line)}


def _out(by: Membership, line: selectors.DocumentLine) -> dict[str, Any]:
    return {
        "id": line.id, "ref": line.ref, "title": line.title, "version": line.version, "style": line.style,
        "by": line.by, "at": line.at, "words": line.words, "blocks": line.blocks,
        "live": {key: asdict(one) for key, one in live(by, line).items()},
    }  # fmt: skip
