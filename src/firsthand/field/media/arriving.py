"""Taking a file in piece by piece, sealing each as it comes: however long it is, one piece of it is in memory.

A piece is on disk when it is answered, and the same piece sent twice is there once, so that a sender may try again.
The study's act comes last (`services.keep_arrived`) and takes no longer for a long file than for a short one: nobody
waits for a lock while somebody sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid6 import uuid7

from firsthand.core.problems import Clash, NotThere, Problem
from firsthand.field.media.models import Arrival
from firsthand.field.media.recognise import HEAD, recognised
from firsthand.ground.studies import space
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store

PIECE = 1024 * 1024  # bytes
LARGEST = 4 * 1024 * PIECE
STALE = timedelta(days=7)  # somebody may type for days before a recording gets its text


def take_piece(
    by: Membership, *, arrival_id: UUID, index: int, data: bytes, name: str = "", called: str = ""
) -> Arrival:
    """Seal a piece; the first one begins an arrival under the sender's own id.

    `name` is for sentences and `called` the type that the sender gave; neither is kept. Raises `Problem` where the
    first piece shows that it is nothing to hear or see, `NotThere` where the arrival was swept away, and `Clash`
    where a piece is missing before this one.
    """
    require(by, "media.add")
    if not 0 < len(data) <= PIECE:
        raise Problem(_("A piece of a file has one byte to a mebibyte."))
    space.require("media.add")
    space.require_room(len(data))
    with space.told(), transaction.atomic():
        lock(by.study_id)
        row = _begun(by, arrival_id, data, name, called) if index == 0 else found(by, arrival_id)
        if index < len(row.pieces):
            return row  # sent again after a lost answer
        if index > len(row.pieces) or row.size % PIECE:
            raise Clash(_("The pieces of the file came out of order. Send it again from the beginning."))
        if row.size + len(data) > LARGEST:
            raise Problem(_("The file is longer than 4 GB. Keep it in parts, or the sound of it alone."))
        row.pieces = [*row.pieces, store.seal(by.key, data).hex]
        row.size, row.at = row.size + len(data), timezone.now()
        row.save()
    return row


def take_all(by: Membership, *, chunks: Iterable[bytes], name: str, called: str = "") -> Arrival:
    """A whole file, from whatever hands it out bit by bit. Raises `Problem`, and then nothing of it is left."""
    arrival_id: UUID = uuid7()
    row: Arrival | None = None
    try:
        for index, data in enumerate(_in_pieces(chunks)):
            row = take_piece(by, arrival_id=arrival_id, index=index, data=data, name=name, called=called)
    except BaseException:
        leave(by, arrival_id)
        raise
    if row is None:
        raise Problem(_("%(name)s is empty.") % {"name": name})
    return row


def found(by: Membership, arrival_id: UUID) -> Arrival:
    """One's own arrival. Raises `NotThere`."""
    row = Arrival.objects.filter(pk=arrival_id, study_id=by.study_id, by_id=by.id).first()
    if row is None:
        raise NotThere(_("The file is not here any more. Choose it again."))
    return row


def leave(by: Membership, arrival_id: UUID) -> None:
    """Give an arrival up: its pieces go, keys and all."""
    require(by, "media.add")
    _let_go(by, Arrival.objects.filter(pk=arrival_id, study_id=by.study_id, by_id=by.id))


def sweep(by: Membership) -> None:
    """Let go of what nobody has sent a piece of for a week."""
    _let_go(by, Arrival.objects.filter(study_id=by.study_id, at__lt=timezone.now() - STALE))


def _begun(by: Membership, arrival_id: UUID, head: bytes, name: str, called: str) -> Arrival:
    row = Arrival.objects.filter(pk=arrival_id, study_id=by.study_id, by_id=by.id).first()
    if row is not None:
        return row
    sweep(by)
    kind = recognised(name or _("This file"), head[:HEAD], called)
    return Arrival.objects.create(
        id=arrival_id, study_id=by.study_id, by_id=by.id, content_type=kind, at=timezone.now()
    )


def _let_go(by: Membership, rows: Iterable[Arrival]) -> None:
    for row in rows:
        with transaction.atomic():
            store.discard(by.key, map(UUID, row.pieces))
            row.delete()


def _in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)
