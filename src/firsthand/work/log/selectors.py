"""One's own log, and nobody else's."""

from __future__ import annotations

from uuid import UUID

from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import private
from firsthand.work.log.entries import LogEntry, unpacked
from firsthand.work.log.services import LOG


def my_entries(by: Membership) -> list[LogEntry]:
    """All entries of one's own, the latest first."""
    require(by, "log.keep")
    found = [unpacked(one) for one in private.held(by.notes, LOG)]
    return sorted(found, key=lambda one: (one.said.day, one.id), reverse=True)


def my_entry(by: Membership, entry_id: UUID) -> LogEntry:
    """One of them. Raises `NotThere`."""
    require(by, "log.keep")
    return unpacked(private.held_one(by.notes, LOG, entry_id))


def key_of_waiting(by: Membership) -> bytes:
    """The key under which a member's own devices keep entries until they are handed over: 32 bytes."""
    require(by, "log.keep")
    return by.notes.mark("waiting on a device")
