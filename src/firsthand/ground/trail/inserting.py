"""Rows into the database as Django's `bulk_create` would put them there, in a small part of its time.

Django puts the same INSERT into words anew for every few rows, and asks each field anew how it is written; both take
longer than the database needs to carry it out. Here each is done once for a model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Written = Callable[[Any], Any]
# Of these fields the database takes values of these types as they are.
_AS_THEY_ARE: dict[type[Any], type[Any]] = {
    models.CharField: str, models.TextField: str, models.PositiveIntegerField: int,
}  # fmt: skip


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model. Every act comes by here twice: with its rows and with its entry."""
    statement, fields = _insertion(type(rows[0]))
    database = connections[DEFAULT_DB_ALIAS]
    writing = [(field, written_as(field, database)) for field in fields]
    values = [[write(field.pre_save(row, True)) for field, write in writing] for row in rows]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        if rows[0].pk is not None:
            cursor.executemany(statement, values)
        else:  # an entry, whose id the database gives
            cursor.execute(f"{statement} RETURNING id", values[0])
            (rows[0].pk,) = cursor.fetchone()
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write new rows of which there are only the values, of the fields `names` (as columns are called: “code_id”)."""
    statement, fields = _insertion(model, tuple(names))
    database = connections[DEFAULT_DB_ALIAS]
    writing = [written_as(field, database) for field in fields]
    values = [[write(value) for write, value in zip(writing, row, strict=True)] for row in rows]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        cursor.executemany(statement, values)


def update(rows: Sequence[models.Model], fields: Sequence[models.Field[Any, Any]]) -> None:
    """Write these fields of rows of one model as they are now."""
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{type(rows[0])._meta.db_table}" SET {columns} WHERE id = %s'  # noqa: S608 (no values)
    database = connections[DEFAULT_DB_ALIAS]
    writing = [(field.attname, written_as(field, database)) for field in (*fields, type(rows[0])._meta.pk)]
    values = [[write(getattr(row, name)) for name, write in writing] for row in rows]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        cursor.executemany(statement, values)


def change_where(row: models.Model, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Give a row other values of these fields where it still has those of `before`; whether it had."""
    database = connections[DEFAULT_DB_ALIAS]
    statement, fields = _change(type(row), tuple(after), database.vendor)
    writing = [written_as(field, database) for field in fields]
    new = [write(after[field.attname]) for write, field in zip(writing, fields, strict=True)]
    old = [write(before[field.attname]) for write, field in zip(writing, fields, strict=True)]
    row_id = written_as(row._meta.pk, database)(row.pk)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        cursor.execute(statement, [*new, row_id, *old])
        return int(cursor.rowcount) == 1


@cache
def _change(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, list[models.Field[Any, Any]]]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names]
    same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"  # null is null
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    stands = " AND ".join(f'"{field.column}" {same} %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s AND {stands}', fields  # noqa: S608 (no values)


def written_as(field: models.Field[Any, Any], database: BaseDatabaseWrapper) -> Written:
    """A field's value as the database takes it: what `get_db_prep_save` makes of it, the usual kinds without asking."""

    def asked(value: Any) -> Any:
        return field.get_db_prep_save(value, database)

    target = _target(field)
    if isinstance(target, models.UUIDField):
        return _ids(asked, native=database.features.has_native_uuid_field)
    if (plainly := _AS_THEY_ARE.get(type(target))) is not None:
        return lambda value: value if value is None or type(value) is plainly else asked(value)
    return asked


def _ids(asked: Written, *, native: bool) -> Written:
    def written(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, UUID):
            return asked(value)
        return value if native else value.hex

    return written


def _target(field: Any) -> models.Field[Any, Any]:
    """The field itself, or the one that it points at."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field  # type: ignore[no-any-return]


@cache
def _insertion(
    model: type[models.Model], names: tuple[str, ...] = ()
) -> tuple[str, list[models.Field[Any, Any]]]:
    """The INSERT for a row of a model, and the fields whose values it takes: those named, or all."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in names] or [
        field for field in known.values() if not isinstance(field, models.AutoField)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', fields  # noqa: S608 (no values)
