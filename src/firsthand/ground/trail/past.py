"""Everything that ever was in a study, from the entries alone: rows that stand, rows that are gone, and all that their
fields ever named. What takes words out has to reach the past too, where undo and the study as of a day find it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import UUIDField

from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.rows import Values, recorded_fields, recorded_models


@dataclass(slots=True)
class Was:
    """A row as it last was, whether it stands, the sealed texts that its fields ever named, and which rows it pointed
    at before it was changed.
    """

    values: Values = field(default_factory=dict)
    stands: bool = True
    named: set[UUID] = field(default_factory=set)
    pointed: set[str] = field(default_factory=set)


Past = dict[str, dict[str, Was]]  # by table and row id


def past(study_id: UUID) -> Past:
    """All rows that ever were. Linear in entries."""
    found: Past = {}
    for changes in _entries(study_id).values_list("changes", flat=True).iterator(chunk_size=500):
        for change in changes:
            _learn(found, change)
    return found


def entries_about(study_id: UUID, rows: set[str], texts: set[UUID]) -> list[int]:
    """The ids of the entries that touched one of these rows, or name one of these texts."""
    hexes = {text.hex for text in texts}
    return [
        entry_id
        for entry_id, reason, changes in _entries(study_id)
        .values_list("id", "reason", "changes")
        .iterator(chunk_size=500)
        if reason in texts or any(_is_about(change, rows, hexes) for change in changes)
    ]


@cache
def sealed_fields(model: type[Recorded]) -> tuple[str, ...]:
    """The fields of a model that may name a sealed text: ids that are no foreign keys."""
    return tuple(one.attname for one in recorded_fields(model) if isinstance(one, UUIDField))


def _entries(study_id: UUID) -> Any:
    return Entry.objects.filter(study_id=study_id).order_by("number")


def _learn(found: Past, change: Change) -> None:
    table, row_id, before, after = change
    was = found.setdefault(table, {}).setdefault(row_id, Was())
    was.stands = after is not None
    was.values.update(after if after is not None else before)
    if before is not None and after is not None:
        was.pointed |= {value for name, value in before.items() if name.endswith("_id") and value}
    model = recorded_models().get(table)
    for name in sealed_fields(model) if model else ():
        for values in (before, after):
            if values and values.get(name):
                was.named.add(UUID(values[name]))


def _is_about(change: Change, rows: set[str], texts: set[str]) -> bool:
    _table, row_id, before, after = change
    if row_id in rows:
        return True
    return any(
        value in texts
        for values in (before, after)
        for value in (values or {}).values()
        if isinstance(value, str)
    )
