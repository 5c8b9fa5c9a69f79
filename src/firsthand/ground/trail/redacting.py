"""Marking entries whose words were taken out. Nothing of the trail is changed or deleted: numbers and replay hold."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from firsthand.ground.trail.models import Redaction

BATCH = 200


def redact(entries: Iterable[int], because: UUID) -> int:
    """Mark entries, by their ids; how many were not marked before. `because`: the row that says why."""
    wanted = sorted(set(entries))
    marked: set[int] = set()
    for start in range(0, len(wanted), BATCH):
        rows = Redaction.objects.filter(entry_id__in=wanted[start : start + BATCH])
        marked |= set(rows.values_list("entry_id", flat=True))
    now = timezone.now()
    new = [Redaction(entry_id=entry_id, row=because, at=now) for entry_id in wanted if entry_id not in marked]
    Redaction.objects.bulk_create(new, batch_size=BATCH)
    return len(new)
