"""Keeping recordings, photographs and voice memos."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.field.media.models import MediaKind, Medium
from firsthand.field.sources.models import Source
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording

PIECE = 1024 * 1024  # bytes


@act("media.add")
def keep_media(
    by: Membership, *, source: Source, kind: str, name: str, content_type: str, data: bytes
) -> Medium:
    """Seal a file with the source that it belongs to. Raises `Problem` for an empty file or an unknown kind."""
    if kind not in MediaKind.values:
        raise Problem(_("A file is a recording, a photograph or a voice memo."))
    if not data:
        raise Problem(_("%(name)s is empty.") % {"name": name})
    with store.keys_together():
        pieces = store.seal_all(by.key, [data[at : at + PIECE] for at in range(0, len(data), PIECE)])
        about = {
            "name": name, "type": content_type, "size": len(data), "pieces": [piece.hex for piece in pieces],
        }  # fmt: skip
        sealed = wording.written(by.key, about)
    row = Medium(study=by.study, source=source, kind=kind, about=sealed, by=by, at=timezone.now())
    record().create(row)
    return row


@act("media.remove")
def remove_media(by: Membership, *, medium: Medium) -> None:
    """Take a file off its source. Undo brings it back."""
    record().remove(medium)
