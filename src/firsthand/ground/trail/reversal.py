"""Carrying an act out backwards, or once more, row by row, and only where nobody built on it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models

from firsthand.core.batches import batches
from firsthand.core.problems import Clash
from firsthand.ground.trail.inserting import insert_values
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.recording import BATCH, Change, Recorder
from firsthand.ground.trail.rows import (
    StillPointedAtError,
    Values,
    delete_rows,
    from_values,
    plain,
    recorded_fields,
    recorded_models,
    rows_of,
)


class BuiltUpon(Clash):
    """A row is no longer as the act left it, or one that it pointed at is gone. `row_id` says which."""

    def __init__(self, row_id: str) -> None:
        super().__init__(
            "Something that this act made or changed has been changed since. Undo the later act first."
        )
        self.row_id = row_id


class Inverse(Iterable[Change]):
    """The changes that lead back, last first; they may be very many, and are made as they are asked for."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes

    def __iter__(self) -> Iterator[Change]:
        return ([table, row_id, after, before] for table, row_id, before, after in reversed(self._changes))


def carry_out(recorder: Recorder, changes: Iterable[Change]) -> None:
    """Do recorded changes to the database, and note those that were done.

    A code that should go but that others use by now stays, with all else undone: taking a coding back does not
    take the code that was made with it from those who use it too. Raises `BuiltUpon` where a row is not as
    the changes expect it, where what one points at is gone since, or where nothing could be done.
    """
    first, needed = "", _Needed()
    for run in _runs(changes):
        table, row_id, before, after = run[0]
        model, first = recorded_models()[table], first or row_id
        try:
            if before is None:
                _bring_back(recorder, model, run)
                recorder.changes += run
            elif after is None:
                recorder.changes += _take_out(model, run)
            else:
                for change in run:
                    _set(model, change)
                recorder.changes += run
            needed.take(model, run)
        except IntegrityError as clash:
            raise BuiltUpon(run[0][1]) from clash
    if not recorder.changes:
        raise BuiltUpon(first)
    needed.require()


class _Needed:
    """What rows point at that came back or changed: the database itself asks for it only at the very end.

    A row may have pointed at something on its way back that it points at no more: only what it does in the end counts.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[type[Recorded], models.ForeignKey[Any, Any]], set[UUID]] = {}

    def take(self, model: type[Recorded], run: Sequence[Change]) -> None:
        """Note what each row points at by now."""
        for field in recorded_fields(model):
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Recorded):
                named = {after[field.attname] for *_row, after in run if after and after.get(field.attname)}
                self._ids.setdefault((model, field), set()).update(map(UUID, named))

    def require(self) -> None:
        """Raises `BuiltUpon` where one of them is gone, and is pointed at still."""
        for (model, field), ids in self._ids.items():
            for batch in batches(sorted(ids), BATCH):
                there = field.related_model._default_manager.filter(pk__in=batch).values_list("pk", flat=True)
                gone = set(batch) - set(there)
                if gone and rows_of(model).filter(**{f"{field.attname}__in": gone}).exists():
                    raise BuiltUpon(min(gone).hex)


def _runs(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Neighbours of one table and one direction together, so that a thousand rows need few statements."""
    run: list[Change] = []
    for change in changes:
        if run and not (_alike(run[0], change) and len(run) < BATCH):
            yield run
            run = []
        run.append(change)
    if run:
        yield run


def _alike(one: Change, other: Change) -> bool:
    return one[0] == other[0] and (one[2] is None, one[3] is None) == (other[2] is None, other[3] is None)


def _bring_back(recorder: Recorder, model: type[Recorded], run: list[Change]) -> None:
    fields = recorded_fields(model)
    rows = []
    for _, row_id, _, after in run:
        values = from_values(model, after)
        whole = [
            values[field.attname] if field.attname in values else field.get_default() for field in fields
        ]
        rows.append([UUID(row_id), recorder.study_id, *whole])
    insert_values(model, ["id", "study_id", *(field.attname for field in fields)], rows)


def _take_out(model: type[Recorded], run: list[Change]) -> list[Change]:
    names = [field.attname for field in recorded_fields(model)]
    rows = rows_of(model).filter(pk__in=[change[1] for change in run]).values_list("id", *names)
    standing = {row_id.hex: dict(zip(names, values, strict=True)) for row_id, *values in rows}
    for _, row_id, before, _ in run:
        row = standing.get(row_id)
        if row is None or not _stands(row, model, before):
            raise BuiltUpon(row_id)
    try:
        delete_rows(model, list(standing))
    except StillPointedAtError:
        if not model.stays_where_used:
            raise BuiltUpon(run[0][1]) from None
        return _take_out_unused(model, run)
    return run


def _take_out_unused(model: type[Recorded], run: list[Change]) -> list[Change]:
    """One by one, as long as any goes: a code goes once the last code under it went."""
    gone: list[Change] = []
    waiting, before = list(run), -1
    while len(gone) != before:
        before = len(gone)
        for change in list(waiting):
            try:
                delete_rows(model, [change[1]])
            except StillPointedAtError:
                continue
            gone.append(change)
            waiting.remove(change)
    return gone


def _stands(row: Values, model: type[Recorded], values: Values) -> bool:
    """Whether a row is as the trail has it; where that is not plain to see, a moment is told in another zone."""
    if all(plain(row[name]) == value for name, value in values.items()):
        return True
    return all(row[name] == value for name, value in from_values(model, values).items())


def _set(model: type[Recorded], change: Change) -> None:
    _, row_id, before, after = change
    rows = rows_of(model).filter(pk=row_id)
    if rows.filter(**_expecting(model, before)).update(**from_values(model, after)) != 1:
        raise BuiltUpon(row_id)


def _expecting(model: type[Recorded], values: Values) -> Values:
    """A filter for the row as it should stand; null is asked for by name, since nothing equals null."""
    wanted = from_values(model, values)
    return {
        (f"{name}__isnull" if value is None else name): (value is None or value)
        for name, value in wanted.items()
    }


def last_to_touch(study_id: UUID, row_id: str, after: int) -> Entry | None:
    """The first entry after number `after` that changed a row or pointed at it: what stands in an undo's way."""
    later = Entry.objects.filter(study_id=study_id, number__gt=after).order_by("number")
    for entry in later.iterator(chunk_size=200):
        if any(row_id == change[1] or row_id in (change[3] or {}).values() for change in entry.changes):
            return entry
    return None
