"""The study as of any entry, from the entries alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.rows import Values, plain, recorded_fields, recorded_models

Tables = dict[str, dict[str, Values]]


def fold(tables: Tables, changes: Iterable[Change]) -> None:
    """Carry changes out on rows held in memory."""
    for table, row_id, before, after in changes:
        rows = tables.setdefault(table, {})
        if after is None:
            del rows[row_id]
            if not rows:
                del tables[table]
        elif before is None:
            rows[row_id] = dict(after)
        else:
            rows[row_id].update(after)


def as_of(study_id: UUID, number: int | None = None) -> Tables:
    """Every recorded row as it stood right after entry `number` (all entries, where None). Linear in entries."""
    entries = Entry.objects.filter(study_id=study_id).order_by("number")
    if number is not None:
        entries = entries.filter(number__lte=number)
    tables: Tables = {}
    written: Iterable[Any] = entries.values_list("changes", flat=True).iterator(chunk_size=500)
    for changes in written:
        fold(tables, changes)
    return {label: _whole(label, rows) for label, rows in tables.items()}


def _whole(label: str, rows: dict[str, Values]) -> dict[str, Values]:
    """Rows with every field that the program has by now: an entry from before a field knows nothing of it."""
    model = recorded_models().get(label)
    if model is None:
        return rows
    plainly = {
        field.attname: plain(field.get_default())
        for field in recorded_fields(model)
        if field.has_default() or field.null
    }
    return {row_id: plainly | row for row_id, row in rows.items()}
