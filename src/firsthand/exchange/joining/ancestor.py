"""The last state that two copies of a study have in common, as their trails tell."""

from __future__ import annotations

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
