"""Reading documents as they are kept: the writer's words, and the ids of what is alive in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.readable import codings_never_here
from firsthand.core.problems import NotThere
from firsthand.giving_back.writing.models import Document
from firsthand.giving_back.writing.shape import Json, words_of
from firsthand.giving_back.writing.unshown import Kept, shown
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

NUMBER = re.compile(r"^\s*D?(\d{1,9})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document with its body as data: `shape` says of what. Excerpts of which a member may not know are not in it."""

    id: UUID
    number: int
    title: str
    blocks: tuple[Json, ...]
    version: int
    style: str
    by: str
    at: datetime

    @property
    def ref(self) -> str:
        """What people and the command line call it."""
        return f"D{self.number}"

    @property
    def words(self) -> int:
        """How many words of the writer's own stand in it."""
        return sum(len(words_of(block).split()) for block in self.blocks)


def documents(by: Membership) -> list[DocumentLine]:
    """Every document, the newest first."""
    require(by, "study.read")
    return _lines(by, Document.objects.filter(study_id=by.study_id).select_related("by").order_by("-number"))


def document(by: Membership, ref: UUID | str) -> Document:
    """One document's row, by its id or its number (“D2”). Raises `NotThere`."""
    sentence = _("There is no such document in this study.")
    if isinstance(ref, UUID):
        return fetched(by, Document, ref, sentence)
    require(by, "study.read")
    number = NUMBER.match(ref)
    row = Document.objects.filter(study_id=by.study_id, number=int(number[1])).first() if number else None
    if row is None:
        raise NotThere(sentence)
    return row


def document_line(by: Membership, row: Document) -> DocumentLine:
    """One document with its words."""
    return _lines(by, [row])[0]


def the_document(by: Membership, ref: str = "") -> Document:
    """The document that is meant: by its number, or the only one. Raises `NotThere`."""
    if ref:
        return document(by, ref)
    require(by, "study.read")
    rows = list(Document.objects.filter(study_id=by.study_id).order_by("number")[:2])
    if not rows:
        raise NotThere(_("Nothing is written up in this study yet."))
    if len(rows) > 1:
        raise NotThere(_("There are several documents. Say which one, by its number: D1."))
    return rows[0]


def kept_pieces(by: Membership) -> Kept:
    """Which pieces are for this member as if they had never been in a document."""
    gone = {str(coding) for coding in codings_never_here(by)}
    return lambda piece: piece["type"] == "excerpt" and piece["value"] in gone


def _lines(by: Membership, rows: Iterable[Document]) -> list[DocumentLine]:
    found = list(rows)
    words, kept = wording.read_all(by.key, [row.wording for row in found]), kept_pieces(by)
    return [
        DocumentLine(
            row.id, row.number, words[row.wording]["title"], tuple(shown(words[row.wording]["blocks"], kept)),
            row.version, row.style, row.by.name, row.at,
        )
        for row in found
    ]  # fmt: skip
