"""Asking for rows in SQL of our own: for the two or three questions that every act asks.

Django puts a question into SQL anew each time it is asked, which takes ten times as long as SQLite takes to answer
one about a single row. Here only the condition is given, and the rest is made once. Reading only: what is written
goes through the recorder.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from firsthand.ground.trail.models import Recorded

Row = TypeVar("Row", bound=Recorded)
Reader = Callable[[Any], Any]


def asked(model: type[Row], where: str, *values: object) -> list[Row]:
    """The rows of a model for which `where` holds, with `values` for each %s in it.

    `where` is written in the source, never put together from what people send.
    """
    plain: list[Any] = [value.hex if isinstance(value, UUID) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"{_question(model)} WHERE {where}", plain)
        return [_row(model, found) for found in cursor.fetchall()]


@cache
def _question(model: type[Recorded]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}"'  # noqa: S608 (no values)


def _row(model: type[Row], found: tuple[Any, ...]) -> Row:
    row = model(*(read(value) for read, value in zip(_readers(model), found, strict=True)))
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def _readers(model: type[Recorded]) -> list[Reader]:
    """For each field what makes Python's value out of the database's, as Django itself does it."""
    return [_reader(field) for field in model._meta.concrete_fields]


def _reader(field: Any) -> Reader:
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def read(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read
