"""Putting choices into the pot, taking them out again, and counting it when its quarter is over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction

from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import cipher, pots
from firsthand.ground.vault.asking import is_any
from firsthand.ground.vault.pressing import press
from firsthand.work.log.entries import Said
from firsthand.work.log.fields import BY_ID, COUNTED
from firsthand.work.sums.counting import Cell, quarter_of, shown
from firsthand.work.sums.models import Slip, Sum


def put_in(by: Membership, entry_id: UUID, said: Said, today: date) -> None:
    """Inside the writing of an entry: a slip for each choice, into the pot of the quarter in which it arrives.

    The day of the entry does not count, which may be in a quarter whose pot was counted. Where nobody with the study's
    key has been here since there are pots, nothing is counted.
    """
    if by.opened_key is not None:
        pots.make_ready(by.key)
    quarter = quarter_of(today)
    for question in COUNTED:
        for choice in getattr(said, question):
            _put(by, entry_id, quarter, (question, choice))


def _put(by: Membership, entry_id: UUID, quarter: str, cell: Cell) -> None:
    """A mark of the writer is in it, a different one for each cell: nothing in the pot says which slips are one's."""
    found_by = _found_by(by, entry_id, cell)
    writer = by.notes.mark("writer of slips", "/".join((quarter, *cell)).encode())
    data = json.dumps([*cell, writer.hex()]).encode()
    box = pots.put_in(by.study_id, quarter, data, found_by)
    if box is not None:
        Slip.objects.create(study_id=by.study_id, quarter=quarter, found_by=found_by, box=box)


def take_out(by: Membership, entry_id: UUID) -> None:
    """An entry was deleted: its slips leave the pot, unless that was counted."""
    marks = [
        _found_by(by, entry_id, (question, choice))
        for question in COUNTED
        for choice in BY_ID[question].options
    ]
    if Slip.objects.filter(study_id=by.study_id, found_by__in=marks).delete()[0]:
        transaction.on_commit(partial(press, DEFAULT_DB_ALIAS))


def count_what_is_over(by: Membership, today: date) -> None:
    """Count every pot whose quarter is over, once, by whoever has the study open; then nobody opens it any more."""
    now = quarter_of(today)
    if not is_any(Slip, "study_id = %s AND quarter < %s", by.study_id, now):
        return
    over = Slip.objects.filter(study_id=by.study_id, quarter__lt=now)
    for quarter in sorted(set(over.values_list("quarter", flat=True))):
        _count(by, quarter)


def _count(by: Membership, quarter: str) -> None:
    """In one transaction the sums take the place of the slips; then the pot goes. Cut short between, that is done next
    time: there is nothing left to count by then.
    """
    with transaction.atomic():
        lock(by.study_id)
        rows = Slip.objects.filter(study_id=by.study_id, quarter=quarter)
        for (question, choice), entries in shown(_opened(by, quarter, list(rows))).items():
            Sum.objects.get_or_create(
                study_id=by.study_id, quarter=quarter, question=question, choice=choice,
                defaults={"entries": entries},
            )  # fmt: skip
        rows.delete()
        transaction.on_commit(partial(pots.destroy, by.study_id, quarter))
        transaction.on_commit(partial(press, DEFAULT_DB_ALIAS))


def _opened(by: Membership, quarter: str, rows: list[Slip]) -> Iterator[tuple[Cell, bytes]]:
    """What is in a pot. Where it was counted before, as in data that was brought back, there is nothing."""
    pot = pots.open_pot(by.key, quarter)
    for row in rows if pot else ():
        try:
            question, choice, writer = json.loads(pot.opened(bytes(row.box), bytes(row.found_by)))  # type: ignore[union-attr]
        except cipher.WrongKey:
            continue
        yield (question, choice), bytes.fromhex(writer)


def _found_by(by: Membership, entry_id: UUID, cell: Cell) -> bytes:
    return by.notes.mark("slip of an entry", entry_id.bytes + "/".join(cell).encode())
