"""Keeping recordings, photographs and voice memos."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.field.media import arriving
from firsthand.field.media.arriving import PIECE
from firsthand.field.media.models import MediaKind, Medium
from firsthand.field.media.recognise import HEAD, PICTURES, SOUND, recognised
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.field.sources.models import Source
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording


@act("media.add")
def keep_media(
    by: Membership, *, source: Source, kind: str, name: str, content_type: str, data: bytes
) -> Medium:
    """Seal a file that is in memory already, with the source that it belongs to.

    What it is, its bytes say; `content_type` decides only between sound and film. Raises `Problem` for an empty file,
    for what is not of its kind, and for an unknown kind.
    """
    name = _named(name)
    if not data:
        raise Problem(_("%(name)s is empty.") % {"name": name})
    found = recognised(name, data[:HEAD], content_type)
    _require_kind(kind, found, name)
    with store.keys_together():
        pieces = store.seal_all(by.key, [data[at : at + PIECE] for at in range(0, len(data), PIECE)])
        about = wording.written(by.key, _about(name, found, len(data), [piece.hex for piece in pieces]))
    return _made(by, source, kind, about)


@act("media.add")
def keep_arrived(by: Membership, *, arrival_id: UUID, source: Source, kind: str, name: str) -> Medium:
    """Make a file that has arrived, piece by piece, one of a source's. Raises `Problem` and `NotThere`."""
    arrival = arriving.found(by, arrival_id)
    name = _named(name)
    _require_kind(kind, arrival.content_type, name)
    about = _about(name, arrival.content_type, arrival.size, arrival.pieces)
    row = _made(by, source, kind, wording.written(by.key, about))
    arrival.delete()
    return row


@act("source.import")
def keep_typed(
    by: Membership, *, incoming: Incoming, arrival_id: UUID | None = None, name: str = ""
) -> Source:
    """A source of what somebody typed, and with it the recording that it was typed from: one act, one undo."""
    (source,) = import_sources(by, incoming=[incoming])
    if arrival_id is not None:
        keep_arrived(by, arrival_id=arrival_id, source=source, kind=MediaKind.RECORDING, name=name)
    return source


@act("media.remove")
def remove_media(by: Membership, *, medium: Medium) -> None:
    """Take a file off its source. Undo brings it back."""
    record().remove(medium)


def _named(name: str) -> str:
    """A file's own name, without the folders that some senders put before it."""
    return PurePath(name.replace("\\", "/")).name.strip()[:200] or _("without a name")


def _require_kind(kind: str, content_type: str, name: str) -> None:
    if kind not in MediaKind.values:
        raise Problem(_("A file is a recording, a photograph or a voice memo."))
    if kind == MediaKind.PHOTOGRAPH and content_type not in PICTURES:
        raise Problem(_("%(name)s is no picture.") % {"name": name})
    if kind != MediaKind.PHOTOGRAPH and content_type not in SOUND:
        raise Problem(_("%(name)s holds no sound.") % {"name": name})


def _about(name: str, content_type: str, size: int, pieces: list[str]) -> wording.Words:
    return {"name": name, "type": content_type, "size": size, "pieces": pieces}


def _made(by: Membership, source: Source, kind: str, about: UUID) -> Medium:
    row = Medium(study=by.study, source=source, kind=kind, about=about, by=by, at=timezone.now())
    record().create(row)
    return row
