"""The entries of a study as a chain: each has, in its `link`, a digest of itself and of the link before it.

An entry that is altered, taken out, put elsewhere or slipped in breaks the chain from there on. Who can write to the
database can make the whole chain anew, or cut its end off: that is told by an anchor, the number and link of the latest
entry as they were some day, kept where that person cannot write. A link is made of ids, times and keyed fingerprints,
as entries are, and of no words. Nothing of it needs a key: a locked study is looked over, too.

Entries from before there were links are covered by the first one that has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from firsthand.ground.trail.models import Entry

NOTHING = bytes(32)  # what the first link follows


@dataclass(frozen=True, slots=True)
class Anchor:
    """The latest entry of a study as it was some day: its number, and its link."""

    study_id: UUID
    number: int
    link: bytes


def anchor(study_id: UUID) -> Anchor:
    """As the study stands."""
    return Anchor(study_id, *latest(study_id))


def latest(study_id: UUID) -> tuple[int, bytes]:
    """The latest entry's number and link; 0 where there is none. The caller holds the study's lock."""
    given = Entry._meta.get_field("study").target_field.get_db_prep_value(study_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, link FROM trail_entry WHERE study_id = %s ORDER BY number DESC LIMIT 1", [given]
        )
        number, link = cursor.fetchone() or (0, NOTHING)
    if link is None:  # from before there were links: once for each study
        link = next(made for at, made, _kept in reversed(list(_links(study_id))) if at == number)
    return number, bytes(link)


def link_of(before: bytes, entry: Entry, changes: str) -> bytes:
    """The link of an entry that is about to be written. `changes`: as the database keeps them."""
    target = entry.target.number if entry.target is not None else None
    return _link(
        before, entry.number, entry.by_id, entry.at, entry.act, entry.kind, target, entry.sent_as, entry.result,
        entry.reason, changes,
    )  # fmt: skip


def first_broken(study_id: UUID) -> int | None:
    """The number of the first entry that does not fit the one before it. Linear in entries; None where all do."""
    linked = False
    for number, made, kept in _links(study_id):
        if kept is None and linked:  # no entry is without one after the first that has one
            return number
        if kept is not None and kept != made:
            return number
        linked = kept is not None
    return None


def holds(kept: Anchor) -> bool:
    """Whether the study still has the entry that an anchor names, with all that came before it."""
    return any(
        number == kept.number and made == kept.link for number, made, _kept in _links(kept.study_id)
    ) or (kept.number == 0)


def _links(study_id: UUID) -> Iterator[tuple[int, bytes, bytes | None]]:
    """Each entry's number, its link as it should be, and as it is."""
    rows: Any = Entry.objects.filter(study_id=study_id).order_by("number").values_list(
        "link", "number", "by_id", "at", "act", "kind", "target__number", "sent_as", "result", "reason",
        Cast("changes", TextField()),
    )  # fmt: skip
    before = NOTHING
    for kept, number, *rest in rows.iterator(chunk_size=500):
        before = _link(before, number, *rest)
        yield number, before, None if kept is None else bytes(kept)


def _link(
    before: bytes, number: int, by: UUID, at: datetime, act: str, kind: str, target: int | None,
    sent_as: UUID | None, result: str, reason: UUID | None, changes: str,
) -> bytes:  # fmt: skip
    """The same on each database: ids as letters, the moment in UTC, and each part with its length before it."""
    parts = [
        str(number), by.hex, at.astimezone(UTC).isoformat(), act, str(kind), "" if target is None else str(target),
        sent_as.hex if sent_as else "", result, reason.hex if reason else "", changes,
    ]  # fmt: skip
    digest = sha256(before)
    for part in parts:
        written = part.encode()
        digest.update(len(written).to_bytes(8, "big"))
        digest.update(written)
    return digest.digest()
