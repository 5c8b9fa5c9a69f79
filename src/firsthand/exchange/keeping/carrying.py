"""All rows of a database carried into another, whatever either keeps them in, and told to be the same there.

A row is carried as its fields say it, so that an id is an id in both and a moment a moment; nothing of what happens
when a row is made is done again. Rows go a batch at a time: a database may be larger than this machine's memory. What
is open while the program runs (unlocked studies, sessions) is no part of what is kept, and stays behind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connections, models, router, transaction
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping import tables
from firsthand.ground.trail.packed import Packed

Model = type[models.Model]
Say = Callable[[str, int], None]

LEFT_BEHIND = ("keyring_unlocked", "django_session", "usersessions_usersession", "accounts_fleeting")
MADE_WITH_THE_TABLES = ("auth_permission", "django_content_type")  # in this order they can go
BATCH, LARGE_BATCH = 2_000, 32  # rows; of tables that hold sealed words and pieces of recordings
MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and what they come to, in whatever order they are read."""

    rows: int = 0
    total: int = 0

    def with_row(self, row: Sequence[Any]) -> Sum:
        """One row more."""
        written = json.dumps([_told(value) for value in row], ensure_ascii=False).encode()
        return Sum(
            self.rows + 1, (self.total + int.from_bytes(hashlib.sha256(written).digest(), "big")) % MODULUS
        )


def models_of(alias: str) -> list[Model]:
    """What is kept in a database, as it stands there; what others point at comes first."""
    found = {
        model: {
            one.related_model
            for one in model._meta.concrete_fields
            if isinstance(one, models.ForeignKey) and one.related_model is not model
        }
        for config in tables.apps_of(alias).get_app_configs()
        for model in config.get_models(include_auto_created=True)
        if router.allow_migrate_model(alias, model) and not model._meta.proxy
    }
    try:
        order = list(TopologicalSorter(found).static_order())
    except CycleError:  # the databases ask only at the end whether all that is pointed at is there
        order = list(found)
    return [model for model in order if _table(model) not in LEFT_BEHIND]


def occupied(alias: str) -> bool:
    """Whether anybody's rows are in a database; tables alone are nothing."""
    if tables.empty(alias):
        return False
    return any(
        models.QuerySet(model, using=alias).exists()
        for model in models_of(alias)
        if _table(model) not in MADE_WITH_THE_TABLES
    )


@contextmanager
def one_moment(alias: str, *, held: bool = False) -> Iterator[None]:
    """All that is read of a database inside is of one moment. `held`: and nobody writes to it until the end."""
    connection = connections[alias]
    with transaction.atomic(using=alias, durable=True):  # on SQLite this alone keeps writers out
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                if held:
                    names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
                    cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
                else:
                    cursor.execute("SET TRANSACTION READ ONLY")
        yield


def carry(source: str, target: str, say: Say = lambda table, rows: None) -> dict[str, Sum]:
    """Put every row of a database into another that has the same tables, and nothing in them.

    Inside the caller's transactions. Raises `Problem` where what stands there then is not what was read.
    """
    for table in MADE_WITH_THE_TABLES:
        if table in connections[target].introspection.table_names():
            with connections[target].cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of our own)
    order, read = models_of(source), {}
    for model in order:
        read[_table(model)] = _carry_table(model, source, target, say)
    connections[target].check_constraints()
    _number_on(order, target)
    different = [table for table, found in summed(target, order, say).items() if found != read[table]]
    if different:
        raise Problem(
            _("What was copied is not what was read, in %(tables)s; nothing was changed.")
            % {"tables": ", ".join(sorted(different))}
        )
    return read


def summed(
    alias: str, order: Iterable[Model] | None = None, say: Say = lambda table, rows: None
) -> dict[str, Sum]:
    """What each table of a database comes to."""
    sums = {}
    for model in models_of(alias) if order is None else order:
        one = Sum()
        for batch in _batches(model, rows_of(model, alias)):
            for row in batch:
                one = one.with_row(row)
            say(_table(model), len(batch))
        sums[_table(model)] = one
    return sums


def emptied(alias: str) -> None:
    """Take all rows out of a PostgreSQL database at once, the trail's too, inside a transaction that can undo it."""
    connection = connections[alias]
    names = [_table(model) for model in models_of(alias)] + list(LEFT_BEHIND)
    there = sorted(set(names) & set(connection.introspection.table_names()))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, there))}")


def rows_of(model: Model, alias: str, **only: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, a value for each of its columns."""
    names = [
        models.ExpressionWrapper(models.F(one.attname), models.TextField())
        if isinstance(one, Packed)  # as it is written: it would be read for nothing
        else one.attname
        for one in model._meta.concrete_fields
    ]
    query: models.QuerySet[models.Model] = models.QuerySet(model, using=alias).filter(**only).order_by()
    return query.values_list(*names).iterator(chunk_size=_batch_of(model))


def insert(model: Model, alias: str, rows: Sequence[Sequence[Any]], *, unless_there: bool = False) -> None:
    """Write rows as they are. `unless_there`: a row that is there stays, and so does one that shares what is unique."""
    connection = connections[alias]
    ready = [_ready(model, row, connection) for row in rows]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column or one.attname) for one in model._meta.concrete_fields)
    table = quote(_table(model))
    if connection.vendor == "postgresql" and not unless_there:
        copying = f"COPY {table} ({columns}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copying) as copy:
            for row in ready:
                copy.write_row(row)
        return
    places = ", ".join(["%s"] * len(model._meta.concrete_fields))
    more = " ON CONFLICT DO NOTHING" if unless_there else ""
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places}){more}", ready)  # noqa: S608


def _carry_table(model: Model, source: str, target: str, say: Say) -> Sum:
    one = Sum()
    for batch in _batches(model, rows_of(model, source)):
        insert(model, target, batch)
        for row in batch:
            one = one.with_row(row)
        say(_table(model), len(batch))
    return one


def _batches(model: Model, rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, _batch_of(model))):
        yield batch


def _batch_of(model: Model) -> int:
    large = (models.BinaryField, Packed)
    return LARGE_BATCH if any(isinstance(one, large) for one in model._meta.concrete_fields) else BATCH


def _ready(model: Model, row: Sequence[Any], connection: Any) -> list[Any]:
    """The values as a database takes them."""
    return [
        value if isinstance(one, Packed) else one.get_db_prep_save(value, connection)
        for one, value in zip(model._meta.concrete_fields, row, strict=True)
    ]


def _number_on(order: Sequence[Model], alias: str) -> None:
    """What the database numbers itself it goes on numbering after the rows that came."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(order)):
            cursor.execute(statement)


def _table(model: Model) -> str:
    return model._meta.db_table


def _told(value: Any) -> Any:
    """A value, in the one way in which it is told from others on every database."""
    match value:
        case bytes() | memoryview() | bytearray():
            return {"bytes": hashlib.sha256(value).hexdigest()}
        case UUID():
            return {"id": value.hex}
        case datetime():
            return {"at": value.astimezone(UTC).isoformat()}
        case date():
            return {"on": value.isoformat()}
        case None | bool() | int() | float() | str():
            return value
        case _:
            return {type(value).__name__: str(value)}
