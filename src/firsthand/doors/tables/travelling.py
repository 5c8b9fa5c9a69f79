"""Rows as JSON, there and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from firsthand.doors.tables.columns import Column, columns
from firsthand.doors.tables.found import Found, Row

# How a cell is read again that JSON has as text.
READ: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    float: float,
}


def written(row: type, found: Found[Any]) -> str:
    """Rows as JSON: the names of the columns once, then each row as a list."""
    names = [one.name for one in columns(row)]
    cells = [[getattr(one, name) for name in names] for one in found.rows]
    said = {"columns": names, "rows": cells, "notes": found.notes}
    return json.dumps(said, ensure_ascii=False, default=_plain)


def read(row: type[Row], said: dict[str, Any]) -> Found[Row]:
    """The rows again. What another version sends besides is left out; what it does not know of is a `KeyError`."""
    place = {name: number for number, name in enumerate(said["columns"])}
    wanted = [(one, place[one.name]) for one in columns(row)]
    rows = [row(*(_cell(one, cells[at]) for one, at in wanted)) for cells in said["rows"]]
    return Found(rows, tuple(said["notes"]))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(column: Column, said: Any) -> Any:
    if said is None:
        return None
    one = READ.get(column.kind, lambda same: same)
    if column.many:
        return tuple(map(one, said))
    if column.by_name:
        return {name: one(value) for name, value in said.items()}
    return one(said)
