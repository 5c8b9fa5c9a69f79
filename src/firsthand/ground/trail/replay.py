"""The study as of any entry, from the entries alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.rows import Values, each_row_now, plain, recorded_fields, recorded_models

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


def as_of(study_id: UUID, number: int | None = None, using: str = DEFAULT_DB_ALIAS) -> Tables:
    """Every recorded row as it stood right after entry `number` (all entries, where None). Linear in entries."""
    entries = Entry.objects.using(using).filter(study_id=study_id).order_by("number")
    if number is not None:
        entries = entries.filter(number__lte=number)
    tables: Tables = {}
    written: Iterable[Any] = entries.values_list("changes", flat=True).iterator(chunk_size=500)
    for changes in written:
        fold(tables, changes)
    return {label: _whole(label, rows) for label, rows in tables.items()}


def as_of_each(study_id: UUID, numbers: Iterable[int], of: Collection[str]) -> Iterator[tuple[int, Tables]]:
    """The rows of some tables right after each of these entries, in one going over the trail: number, rows."""
    waiting = sorted(set(numbers))
    if not waiting:
        return
    entries = Entry.objects.filter(study_id=study_id, number__lte=waiting[-1]).order_by("number")
    tables: Tables = {}
    written: Iterable[Any] = entries.values_list("number", "changes").iterator(chunk_size=500)
    for number, changes in written:
        fold(tables, [change for change in changes if change[0] in of])
        if number == waiting[0]:
            yield waiting.pop(0), {label: _whole(label, rows) for label, rows in tables.items()}


def _whole(label: str, rows: dict[str, Values]) -> dict[str, Values]:
    """Rows with every field that the program has by now: an entry from before a field knows nothing of it."""
    plainly = _plainly(label)
    return {row_id: plainly | row for row_id, row in rows.items()}


@cache
def _plainly(label: str) -> Values:
    """What the fields of a table have where nobody said otherwise."""
    model = recorded_models().get(label)
    return {
        field.attname: plain(field.get_default())
        for field in (recorded_fields(model) if model else ())
        if field.has_default() or field.null
    }


def tells_the_rows(study_id: UUID) -> bool:
    """Whether the entries alone give exactly the rows that are there.

    As comparing `as_of` with `rows_now`, but for a study of a million rows: of a row that was never changed only a
    digest is held.
    """
    changed = {row_id for _table, row_id, before, after in _changes(study_id) if before and after}
    told: dict[str, dict[str, Values | bytes]] = {}
    for table, row_id, before, after in _changes(study_id):
        rows = told.setdefault(table, {})
        if after is None:
            del rows[row_id]
        elif before is None:
            rows[row_id] = dict(after) if row_id in changed else _digest(table, after)
        elif after:
            cast(Values, rows[row_id]).update(after)
    for label, row_id, values in each_row_now(study_id):
        there = told.get(label, {}).pop(row_id, None)
        if there is None or _digest(label, values) != (
            there if isinstance(there, bytes) else _digest(label, there)
        ):
            return False
    return not any(told.values())


def _changes(study_id: UUID) -> Iterator[Change]:
    """Every change there ever was. Linear in entries, of which few are held at once: one may have a million changes."""
    entries = Entry.objects.filter(study_id=study_id).order_by("number")
    for changes in entries.values_list("changes", flat=True).iterator(chunk_size=20):
        yield from changes


def _digest(label: str, values: Values) -> bytes:
    whole = json.dumps(_plainly(label) | values, sort_keys=True)
    return blake2b(whole.encode(), digest_size=16).digest()
