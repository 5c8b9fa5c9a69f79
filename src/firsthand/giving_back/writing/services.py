"""Writing documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash
from firsthand.giving_back.references.citing import USUAL, check_style
from firsthand.giving_back.writing.models import Document
from firsthand.giving_back.writing.normal import normal
from firsthand.giving_back.writing.selectors import kept_pieces
from firsthand.giving_back.writing.unshown import put_back
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

Blocks = Sequence[Mapping[str, Any]]


@act("document.write")
def write_document(by: Membership, *, title: str, blocks: Blocks = (), style: str = USUAL) -> Document:
    """A new document, of blocks as `shape` makes them. Raises `Problem` where it has no title, or one is none."""
    words = normal(title, blocks)
    last = Document.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    row = Document(
        study=by.study, number=(last.first() or 0) + 1, by=by, at=timezone.now(),
        style=check_style(style), wording=wording.written(by.key, words),
    )  # fmt: skip
    record().create(row)
    return row


@act("document.change")
def change_document(
    by: Membership, *, document: Document, title: str, blocks: Blocks, style: str | None = None,
    version: int | None = None,
) -> Document:  # fmt: skip
    """The document as it reads from now on. `version` is the one that was being written on.

    What the member is not shown of it stays where it is. Raises `Clash` where somebody saved it in between: nothing is
    overwritten, and both are then shown.
    """
    if version is not None and version != document.version:
        raise changed_meanwhile()
    stands, sent = wording.read(by.key, document.wording), normal(title, blocks)
    after = sent | {"blocks": list(put_back(stands["blocks"], sent["blocks"], kept_pieces(by)))}
    if after != stands:
        record().change(document, wording=wording.written(by.key, after), version=document.version + 1)
    if style is not None and style != document.style:
        record().change(document, style=check_style(style), version=document.version + 1)
    return document


def changed_meanwhile() -> Clash:
    """That another version stands than the writer saw."""
    return Clash(
        _(
            "Somebody changed this document while you were writing. Yours is still in the page, theirs is kept: "
            "put them together, then save."
        )
    )


@act("document.remove")
def remove_document(by: Membership, *, document: Document) -> None:
    """Remove a document; whatever it shows stays where it is. Undo brings it back."""
    record().remove(document)
