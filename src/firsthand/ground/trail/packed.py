"""JSON kept as text. Django's own JSONField adds a check to the table that calls a function of ours, which SQLite
refuses under trusted_schema=OFF: a database file from elsewhere must not be able to call into the program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from firsthand.ground.trail.changes import Changes, Written

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.TextField


class Packed(Field):
    """Lists, dicts, strings and numbers, written compactly; and the changes of an act, which may be very many."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return value if value is None else Changes.read(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Written):
            return str(value)
        if isinstance(value, Changes):
            return value.written()
        return value if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def to_python(self, value: Any) -> Any:
        return value
