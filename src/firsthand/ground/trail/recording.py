"""While an act runs, every row it makes, changes or removes goes through the act's recorder.

One call does both the write and its record, so that the two cannot differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.utils import timezone

from firsthand.ground.trail.changes import Change as Change
from firsthand.ground.trail.changes import Changes
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.rows import Values, delete_rows, label_of, plain, rows_of, values_of

BATCH = 200  # SQLite's limit on values in one statement, with room for our widest row


class Recorder:
    """What the act at hand has done so far."""

    def __init__(self, study_id: UUID) -> None:
        self.study_id = study_id
        self.changes = Changes()
        self.reason: UUID | None = None

    def create(self, *rows: Recorded) -> None:
        """Write new rows, all of one model."""
        self._only_ours(rows)
        if not rows:
            return
        _insert(rows)
        self.changes += ([label_of(type(row)), row.id.hex, None, values_of(row)] for row in rows)

    def change(self, row: Recorded, **new: Any) -> bool:
        """Give a row new values; whether anything was different."""
        self._only_ours([row])
        before = {name: getattr(row, name) for name in new}
        altered = [name for name in new if plain(before[name]) != plain(new[name])]
        if not altered:
            return False
        for name in altered:
            setattr(row, name, new[name])
        row.save(update_fields=altered, force_update=True)
        self._note_change(
            row, {name: before[name] for name in altered}, {name: new[name] for name in altered}
        )
        return True

    def change_all(self, rows: Sequence[Recorded], **new: Any) -> None:
        """Give many rows of one model the same new values, in few statements."""
        self._only_ours(rows)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            rows_of(type(batch[0])).filter(pk__in=[row.pk for row in batch]).update(**new)
            for row in batch:
                before = {name: getattr(row, name) for name in new}
                for name, value in new.items():
                    setattr(row, name, value)
                self._note_change(row, before, new)

    def change_each(self, changes: Sequence[tuple[Recorded, Values]]) -> None:
        """Give many rows of one model each its own new values, in as few kinds of statement as there are."""
        self._only_ours([row for row, _new in changes])
        alike: dict[tuple[str, ...], list[Recorded]] = defaultdict(list)
        for row, new in changes:
            before = {name: getattr(row, name) for name in new}
            altered = tuple(name for name in new if before[name] != new[name])
            if altered:
                for name in altered:
                    setattr(row, name, new[name])
                alike[altered].append(row)
                self._note_change(
                    row, {name: before[name] for name in altered}, {name: new[name] for name in altered}
                )
        for names, rows in alike.items():
            _update(rows, names)

    def remove(self, *rows: Recorded) -> None:
        """Take rows of one model out of the database; the trail keeps what undo needs to bring them back."""
        self._only_ours(rows)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            delete_rows(type(batch[0]), [row.pk for row in batch])
        self.changes += ([label_of(type(row)), row.id.hex, values_of(row), None] for row in rows)

    def mention(self, row: Recorded) -> None:
        """Name a row that the act is about, though it stays as it is."""
        self._only_ours([row])
        self._note_change(row, {}, {})

    def _note_change(self, row: Recorded, before: dict[str, Any], after: dict[str, Any]) -> None:
        old = {name: plain(value) for name, value in before.items()}
        new = {name: plain(value) for name, value in after.items()}
        self.changes.append([label_of(type(row)), row.id.hex, old, new])

    def _only_ours(self, rows: Iterable[Recorded]) -> None:
        for row in rows:
            if row.study_id != self.study_id:
                raise AssertionError(
                    "A row of another study reached this act: fetch objects through the study."
                )


_current: ContextVar[Recorder | None] = ContextVar("act", default=None)


def current() -> Recorder | None:
    """The act that is running, if one is."""
    return _current.get()


def record() -> Recorder:
    """The act that is running. Domain rows are written nowhere else."""
    recorder = _current.get()
    if recorder is None:
        raise AssertionError("Rows of a study are written inside an act only: call a service that has @act.")
    return recorder


@contextmanager
def recording(study_id: UUID) -> Iterator[Recorder]:
    """Make a recorder the current one."""
    recorder = Recorder(study_id)
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        _current.reset(token)


def next_number(study_id: UUID) -> int:
    """The number of the entry to come. The caller holds the study's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM trail_entry WHERE study_id = %s", [study_id.hex])
        (last,) = cursor.fetchone()
    return (last or 0) + 1


_entries = count(1)
_written = 0


def written() -> int:
    """Another number whenever this process has written an entry since."""
    return _written


def write_entry(recorder: Recorder, by_id: UUID, act: str, **more: Any) -> Entry:
    """Close an act with its entry."""
    global _written
    entry = Entry(
        study_id=recorder.study_id,
        number=next_number(recorder.study_id),
        by_id=by_id,
        at=timezone.now(),
        act=act,
        reason=recorder.reason,
        changes=recorder.changes,
        **more,
    )
    _insert([entry])
    _written = next(_entries)
    return entry


def _insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, as Django's `bulk_create` would.

    Django puts the same INSERT into words anew for every few rows, which takes longer than the database needs to
    carry it out; here that is done once. Every act comes by here twice: with its rows and with its entry.
    """
    statement, fields = _insertion(type(rows[0]))
    database = connections[DEFAULT_DB_ALIAS]
    values = [
        [field.get_db_prep_save(field.pre_save(row, True), database) for field in fields] for row in rows
    ]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        if rows[0].pk is not None:
            cursor.executemany(statement, values)
        else:  # an entry, whose id the database gives
            cursor.execute(f"{statement} RETURNING id", values[0])
            (rows[0].pk,) = cursor.fetchone()
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _update(rows: Sequence[Recorded], names: Collection[str]) -> None:
    """Write these fields of rows of one model as they are now."""
    model = type(rows[0])
    database = connections[DEFAULT_DB_ALIAS]
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s'  # noqa: S608 (no values)
    written = [*fields, model._meta.pk]
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), database) for field in written] for row in rows
    ]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        cursor.executemany(statement, values)


@cache
def _insertion(model: type[models.Model]) -> tuple[str, list[models.Field[Any, Any]]]:
    """The INSERT for a row of a model, and the fields whose values it takes."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', fields  # noqa: S608 (no values)
