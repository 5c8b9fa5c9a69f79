"""Rows as the trail writes them: plain JSON values by field, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from firsthand.ground.trail.models import Recorded

Values = dict[str, Any]
_MOMENTS = (datetime, date)


def plain(value: Any) -> Any:
    """A field's value as JSON has it: moments as the databases give them back, wherever they were told."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime) and value.tzinfo not in (None, UTC):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, _MOMENTS):
        return value.isoformat()
    return value


@cache
def recorded_fields(model: type[Recorded]) -> tuple[models.Field[Any, Any], ...]:
    """The fields whose values make the row: all but its id and its study, which never change."""
    return tuple(field for field in model._meta.concrete_fields if field.attname not in ("id", "study_id"))


def values_of(row: Recorded) -> Values:
    """A whole row."""
    return {field.attname: plain(getattr(row, field.attname)) for field in recorded_fields(type(row))}


def from_values(model: type[Recorded], values: Values) -> Values:
    """Field values as Python has them, ready for a query or a new row."""
    fields = _by_name(model)
    return {name: _to_python(fields[name], value) for name, value in values.items()}


@cache
def _by_name(model: type[Recorded]) -> dict[str, models.Field[Any, Any]]:
    return {field.attname: field for field in recorded_fields(model)}


@cache
def recorded_models() -> dict[str, type[Recorded]]:
    """Every model whose writes the trail keeps, by its name there (“coding.coding”)."""
    return {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Recorded)}


@cache
def label_of(model: type[Recorded]) -> str:
    """A model's name in the trail."""
    return model._meta.label_lower


def rows_now(study_id: UUID) -> dict[str, dict[str, Values]]:
    """Every recorded row of a study as it stands: {table: {row id: values}}; tables without rows are left out."""
    models_ = recorded_models()
    return {
        label: {row.id.hex: values_of(row) for row in rows_of(models_[label]).filter(study_id=study_id)}
        for label in _tables_with_rows(study_id)
    }


def _tables_with_rows(study_id: UUID, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Which tables have a row of the study, in one question: most have none."""
    connection = connections[using]
    asked, given = [], models.UUIDField().get_db_prep_value(study_id, connection)
    for label, model in recorded_models().items():
        table = connection.ops.quote_name(model._meta.db_table)
        asked.append(f"SELECT '{label}' WHERE EXISTS (SELECT 1 FROM {table} WHERE study_id = %s)")  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), [given] * len(asked))
        return [label for (label,) in cursor.fetchall()]


def each_row_now(study_id: UUID, using: str = DEFAULT_DB_ALIAS) -> Iterator[tuple[str, str, Values]]:
    """The same, row by row, as the databases hand them out: (table, row id, values)."""
    for label in _tables_with_rows(study_id, using):
        model = recorded_models()[label]
        names = [field.attname for field in recorded_fields(model)]
        rows = rows_of(model).using(using).filter(study_id=study_id).values_list("id", *names)
        for row_id, *values in rows.iterator(chunk_size=2_000):
            yield label, row_id.hex, dict(zip(names, map(plain, values), strict=True))


class StillPointedAtError(Exception):
    """Rows cannot go while others point at them."""


def delete_rows(model: type[Recorded], ids: Sequence[Any]) -> None:
    """Take rows out together. Raises `StillPointedAtError` where a row outside them points at one.

    Django's own delete refuses a parent even when its child goes in the same breath.
    """
    for field in model._meta.get_fields(include_hidden=True):
        if not (
            field.auto_created
            and field.is_relation
            and not field.concrete
            and isinstance(field.remote_field, models.ForeignKey)
        ):
            continue
        pointing = field.related_model._default_manager.filter(**{f"{field.remote_field.name}__in": ids})
        if field.related_model is model:
            pointing = pointing.exclude(pk__in=ids)
        if pointing.exists():
            raise StillPointedAtError(f"{field.related_model._meta.label_lower} points at {label_of(model)}")
    gone: Any = rows_of(model).filter(pk__in=ids)
    gone._raw_delete(gone.db)


def rows_of(model: type[Recorded]) -> models.Manager[Any]:
    """All rows of a recorded model, which one is known at run time only."""
    return model._default_manager


def _to_python(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)
