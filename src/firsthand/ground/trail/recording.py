"""While an act runs, every row it makes, changes or removes goes through the act's recorder.

One call does both the write and its record, so that the two cannot differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash
from firsthand.ground.trail.announcing import announce
from firsthand.ground.trail.chain import latest, link_of
from firsthand.ground.trail.changes import Change as Change
from firsthand.ground.trail.changes import Changes, Written
from firsthand.ground.trail.inserting import change_where, insert, insert_values, update
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.rows import (
    Values,
    delete_rows,
    label_of,
    plain,
    recorded_fields,
    rows_of,
    values_of,
)
from firsthand.ground.vault.asking import asked

FEW = 20  # rows
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
        insert(rows)
        self.changes += ([label_of(type(row)), row.id.hex, None, values_of(row)] for row in rows)

    def create_many(self, model: type[Recorded], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write new rows of one model of which there may be very many: no object is made of any.

        Each is given as its id and the values of the fields `names`; of other fields it has what they have by default.
        """
        fields = recorded_fields(model)
        default = {field.attname: field.get_default() for field in fields}
        in_order = [*names, *(name for name in default if name not in names)]
        rest = [default[name] for name in in_order[len(names) :]]
        insert_values(model, ["id", *in_order, "study_id"], [[*row, *rest, self.study_id] for row in rows])
        label, plainly = label_of(model), {name: plain(value) for name, value in default.items()}
        for row_id, *values in rows:
            after = plainly | dict(zip(names, map(plain, values), strict=True))
            self.changes.append([label, row_id.hex, None, after])

    def change(self, row: Recorded, **new: Any) -> bool:
        """Give a row new values; whether anything was different.

        Raises `Clash` where the row is not as the caller has it: it was read before this act had the study's lock,
        and somebody else's act came in between.
        """
        self._only_ours([row])
        before = {name: getattr(row, name) for name in new}
        altered = [name for name in new if plain(before[name]) != plain(new[name])]
        if not altered:
            return False
        old, values = {name: before[name] for name in altered}, {name: new[name] for name in altered}
        if not change_where(row, old, values):
            raise Clash(_("Somebody changed this while you were at it. Look at theirs, then do yours again."))
        for name, value in values.items():
            setattr(row, name, value)
        self._note_change(row, old, values)
        return True

    def change_all(self, rows: Sequence[Recorded], **new: Any) -> None:
        """Give many rows of one model the same new values, in few statements. Raises `Clash`, as `change` does."""
        self._only_ours(rows)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            _require_as_read(batch, new)
            rows_of(type(batch[0])).filter(pk__in=[row.pk for row in batch]).update(**new)
            for row in batch:
                before = {name: getattr(row, name) for name in new}
                for name, value in new.items():
                    setattr(row, name, value)
                self._note_change(row, before, new)

    def change_each(self, changes: Sequence[tuple[Recorded, Values]]) -> None:
        """Give many rows of one model each its own new values, in as few kinds of statement as there are.

        Raises `Clash`, as `change` does.
        """
        self._only_ours([row for row, _new in changes])
        names_of = {name for _row, new in changes for name in new}
        for start in range(0, len(changes), BATCH):
            _require_as_read([row for row, _new in changes[start : start + BATCH]], names_of)
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
            update(rows, [field for field in recorded_fields(type(rows[0])) if field.attname in names])

    def remove(self, *rows: Recorded) -> None:
        """Take rows of one model out of the database; the trail keeps what undo needs to bring them back.

        As they stand, not as the caller read them: that may have been before this act had the study's lock. Raises
        `Clash` where one is gone already.
        """
        self._only_ours(rows)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            wanted = dict.fromkeys(row.pk for row in batch)
            standing = _standing(type(batch[0]), wanted)
            if len(standing) < len(wanted):
                raise Clash(_("Somebody took this out while you were at it."))
            delete_rows(type(batch[0]), list(wanted))
            there = (standing[pk] for pk in wanted)
            self.changes += ([label_of(type(row)), row.id.hex, values_of(row), None] for row in there)

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


def _require_as_read(rows: Sequence[Recorded], names: Collection[str]) -> None:
    """Raises `Clash` where one of few rows of one model is not as the caller has it: somebody's act came in between."""
    standing = _standing(type(rows[0]), [row.pk for row in rows])
    for row in rows:
        there = standing.get(row.pk)
        if there is None or any(plain(getattr(there, name)) != plain(getattr(row, name)) for name in names):
            raise Clash(_("Somebody changed this while you were at it. Look at theirs, then do yours again."))


def _standing(model: type[Recorded], ids: Collection[UUID]) -> dict[UUID, Recorded]:
    """Rows as they are under the study's lock. Most acts are about one or two: for these Django asks too long."""
    if len(ids) > FEW:
        return dict(rows_of(model).in_bulk(ids))
    places = ", ".join(["%s"] * len(ids))
    return {row.pk: row for row in asked(model, f'"id" IN ({places})', *ids)}


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
    before, link = latest(recorder.study_id)
    changes = Written(recorder.changes.written())
    entry = Entry(
        study_id=recorder.study_id,
        number=before + 1,
        by_id=by_id,
        at=timezone.now(),
        act=act,
        reason=recorder.reason,
        changes=changes,
        **more,
    )
    entry.link = link_of(link, entry, changes)
    insert([entry])
    entry.changes = recorder.changes
    announce(entry.study_id, entry.number, act)
    _written = next(_entries)
    return entry
