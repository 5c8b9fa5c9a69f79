"""Whether each cell of a database from elsewhere holds what a field of its kind writes there.

SQLite keeps anything in any column, and Django believes what it finds: an id that is none, or bytes in the place of a
moment, ended joining in a fault of the program, wherever they happened to be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

_WHOLE = "typeof({c}) = 'integer'"
# Far enough from where a number ends in any database: the next one is to be one, too.
_NUMBER = _WHOLE + " AND {c} BETWEEN -2000000000 AND 2000000000"
_TEXT = "typeof({c}) = 'text'"
_ID = f"{_TEXT} AND length({{c}}) = 32 AND {{c}} NOT GLOB '*[^0-9a-f]*'"
# With the hours of any zone it is a year yet.
_YEAR = "substr({c}, 1, 4) > '0001' AND substr({c}, 1, 4) < '9999'"
_DAY = f"{_TEXT} AND strftime('%Y-%m-%d', {{c}}) = {{c}} AND {_YEAR}"
_MOMENT = (
    f"{_TEXT} AND strftime('%Y-%m-%d %H:%M:%S', substr({{c}}, 1, 19)) = substr({{c}}, 1, 19) AND {_YEAR} "
    "AND (length({c}) = 19 OR substr({c}, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')"
)
_KINDS: dict[str, str] = {
    "UUIDField": _ID, "BinaryField": "typeof({c}) = 'blob'", "BooleanField": _WHOLE + " AND {c} IN (0, 1)",
    "DateField": _DAY, "DateTimeField": _MOMENT, "FloatField": "typeof({c}) IN ('real', 'integer')",
    "AutoField": _NUMBER, "BigAutoField": _NUMBER, "IntegerField": _NUMBER, "PositiveIntegerField": _NUMBER,
    "PositiveSmallIntegerField": _NUMBER, "PositiveBigIntegerField": _WHOLE,
    "CharField": _TEXT, "SlugField": _TEXT, "TextField": _TEXT,
    "Packed": f"{_TEXT} AND json_valid({{c}})", "JSONField": f"{_TEXT} AND json_valid({{c}})",
}  # fmt: skip
# An act changed rows: of which table, which, and what was there before and after.
_CHANGES = (
    "SELECT 1 FROM trail_entry WHERE json_type(changes) <> 'array' OR EXISTS (SELECT 1 FROM json_each(changes) AS one "
    "WHERE one.type <> 'array' OR json_array_length(one.value) <> 4 OR json_type(one.value, '$[0]') <> 'text' "
    "OR json_type(one.value, '$[1]') <> 'text' OR json_type(one.value, '$[2]') NOT IN ('object', 'null') "
    "OR json_type(one.value, '$[3]') NOT IN ('object', 'null')) LIMIT 1"
)


def all_fit(database: sqlite3.Connection, of: Iterable[type[models.Model]]) -> bool:
    """Whether all rows of these models do, and all that they point at is there."""
    asked = [_others(model) for model in of]
    return all(database.execute(question).fetchone() is None for question in (*asked, _CHANGES)) and (
        database.execute("PRAGMA foreign_key_check").fetchone() is None
    )


def _others(model: type[models.Model]) -> str:
    """A question for rows that no program of ours wrote."""
    table, fits = model._meta.db_table, " AND ".join(_fitting(model))
    return f'SELECT 1 FROM "{table}" WHERE NOT coalesce({fits}, 0) LIMIT 1'  # noqa: S608 (names of our own)


def _fitting(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        cell = f'"{field.column}"'
        fits = _KINDS.get(_kind(field), "1").format(c=cell)
        yield f"({cell} IS NULL OR {fits})" if field.null else f"({fits})"


def _kind(field: models.Field[Any, Any]) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    name = type(field).__name__
    return name if name in _KINDS else field.get_internal_type()
