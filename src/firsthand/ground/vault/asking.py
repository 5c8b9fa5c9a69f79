"""Asking for rows in SQL of our own: for the few questions that every request or every act asks.

Django puts a question into SQL anew each time it is asked, which takes ten times as long as SQLite takes to answer
one about a single row. Here only the condition is given, and the rest is made once. Reading only: what is written
goes through the recorder, or the vault.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

Row = TypeVar("Row", bound=Model)
Reader = Callable[[Any, BaseDatabaseWrapper], Any]


def asked(model: type[Row], where: str, *values: object) -> list[Row]:
    """The rows of a model for which `where` holds, with `values` for each %s in it.

    `where` is written in the source, never put together from what people send.
    """
    connection = connections[router.db_for_read(model)]
    with connection.cursor() as cursor:
        cursor.execute(f"{_question(model)} WHERE {where}", _plain(values))
        return [_row(model, found, connection) for found in cursor.fetchall()]


def first(model: type[Row], where: str, *values: object) -> Row | None:
    """The first of them; None where there is none."""
    return next(iter(asked(model, f"{where} LIMIT 1", *values)), None)


def is_any(model: type[Model], where: str, *values: object) -> bool:
    """Whether there is such a row."""
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}" WHERE {where} LIMIT 1', _plain(values))  # noqa: S608 (no values)
        return cursor.fetchone() is not None


def _plain(values: tuple[object, ...]) -> list[Any]:
    return [value.hex if isinstance(value, UUID) else value for value in values]


@cache
def _question(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}"'  # noqa: S608 (no values)


def _row(model: type[Row], found: tuple[Any, ...], connection: BaseDatabaseWrapper) -> Row:
    readers = _readers(model, connection.vendor)
    row = model(*(read(value, connection) for read, value in zip(readers, found, strict=True)))
    row._state.adding, row._state.db = False, connection.alias
    return row


@cache
def _readers(model: type[Model], _vendor: str) -> list[Reader]:
    """For each field what makes Python's value out of the database's, as Django itself does it."""
    connection = connections[router.db_for_read(model)]
    return [_reader(field, connection) for field in model._meta.concrete_fields]


def _reader(field: Any, connection: BaseDatabaseWrapper) -> Reader:
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def read(value: Any, connection: BaseDatabaseWrapper) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return read
