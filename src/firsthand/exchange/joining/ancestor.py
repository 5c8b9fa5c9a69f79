"""The last state that two copies of a study have in common, as their trails tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.joining.beside import BESIDE
from firsthand.exchange.joining.models import Joined
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.replay import Tables, as_of

Told = tuple[datetime, str, str]  # of an entry: when, whose, which act


@dataclass(frozen=True, slots=True)
class Ancestor:
    """The rows that both had; `since`: the entry of the other copy after which all that it did is news here."""

    tables: Tables
    since: int
    at: datetime


def mark_of(entry: Entry) -> str:
    """A mark of an entry, the same in every copy that has it."""
    said = f"{entry.study_id.hex} {entry.number} {entry.at.isoformat()} {entry.by_id.hex} {entry.act}"
    return blake2b(said.encode(), digest_size=16).hexdigest()


def last_entry(study_id: UUID, using: str = BESIDE) -> Entry:
    """The latest entry of a copy."""
    entry = Entry.objects.using(using).filter(study_id=study_id).order_by("-number").first()
    if entry is None:
        raise Problem(_("The other copy has no trail."))
    return entry


def ancestor(study_id: UUID) -> Ancestor:
    """What both copies had last. Raises `Problem` where they have nothing in common.

    Where they parted; or, if one was joined with the other since, what it took over then.
    """
    parted = _parted(study_id)
    if parted is None:
        raise Problem(_("This is no copy of the same study: the two have not one entry in common."))
    since, states = parted.number, [(parted.at, DEFAULT_DB_ALIAS, parted.number)]
    for here, there in ((DEFAULT_DB_ALIAS, BESIDE), (BESIDE, DEFAULT_DB_ALIAS)):
        for row in Joined.objects.using(here).filter(study_id=study_id):
            entry = Entry.objects.using(there).filter(study_id=study_id, number=row.upto).first()
            if entry is not None and mark_of(entry) == row.mark:
                states.append((row.at, there, row.upto))
                since = max(since, row.upto) if there == BESIDE else since
    at, where, number = max(states)
    return Ancestor(as_of(study_id, number, where), since, at)


def _parted(study_id: UUID) -> Entry | None:
    """The last entry that is in both trails. Once they part, they never meet again."""
    here, there = _told(study_id, DEFAULT_DB_ALIAS), _told(study_id, BESIDE)
    number = 0
    while number < min(len(here), len(there)) and here[number] == there[number]:
        number += 1
    return Entry.objects.get(study_id=study_id, number=here[number - 1][0]) if number else None


def _told(study_id: UUID, using: str) -> list[tuple[int, datetime, UUID, str]]:
    entries = Entry.objects.using(using).filter(study_id=study_id).order_by("number")
    return list(entries.values_list("number", "at", "by_id", "act"))


def sent_to_both(study_id: UUID) -> Iterator[tuple[str, str]]:
    """The rows that one act made in each of the two, which was sent to both: what a device handed over twice, say."""
    here, there = _made_by_sent(study_id, DEFAULT_DB_ALIAS), _made_by_sent(study_id, BESIDE)
    for sent in here.keys() & there.keys():
        for (table, row), (other_table, other) in zip(here[sent], there[sent], strict=False):
            if table == other_table and row != other:
                yield other, row


def _made_by_sent(study_id: UUID, using: str) -> dict[UUID, list[tuple[str, str]]]:
    entries = Entry.objects.using(using).filter(study_id=study_id, sent_as__isnull=False)
    return {
        sent: [(table, row) for table, row, before, _after in changes if before is None]
        for sent, changes in entries.values_list("sent_as", "changes").iterator(chunk_size=500)
        if sent is not None
    }
