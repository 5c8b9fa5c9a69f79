"""Reading the literature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.folding import folded
from firsthand.core.problems import NotThere
from firsthand.giving_back.references.items import DATES, NAMES, Item, called, in_order
from firsthand.giving_back.references.models import Reference
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

NUMBER = re.compile(r"^\s*R?(\d{1,9})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A work: how people call it (“R12”), and its item, ready to be cited: its `id` is that of the row."""

    id: UUID
    number: int
    item: Item
    version: int
    by: str
    at: datetime

    @property
    def ref(self) -> str:
        """What people and the command line call it."""
        return f"R{self.number}"

    @property
    def called(self) -> str:
        """Who, when and what, in a line."""
        return called(self.item)

    @property
    def doi(self) -> str:
        """Its DOI, bare."""
        return str(self.item.get("DOI", ""))


def references(by: Membership, *, words: str = "") -> list[ReferenceLine]:
    """Every work, by author, year and title; with `words`, those in which all of them stand somewhere."""
    require(by, "study.read")
    found = _lines(by, list(Reference.objects.filter(study_id=by.study_id).select_related("by")))
    sought = folded(words).text.split()
    if sought:
        found = [line for line in found if all(word in _searched(line.item) for word in sought)]
    return sorted(found, key=lambda line: (in_order(line.item), line.number))


def reference(by: Membership, ref: UUID | str) -> Reference:
    """One work's row, by its id or its number (“R12”). Raises `NotThere`."""
    sentence = _("There is no such work in the literature of this study.")
    if isinstance(ref, UUID):
        return fetched(by, Reference, ref, sentence)
    require(by, "study.read")
    number = NUMBER.match(str(ref))
    row = Reference.objects.filter(study_id=by.study_id, number=int(number[1])).first() if number else None
    if row is None:
        raise NotThere(sentence)
    return row


def reference_line(by: Membership, row: Reference) -> ReferenceLine:
    """One work with its words."""
    return _lines(by, [row])[0]


def items_of(by: Membership, ids: Sequence[UUID]) -> list[Item]:
    """The items of those works that are there, in that order: what `citing.Cited` takes."""
    require(by, "study.read")
    rows = Reference.objects.filter(study_id=by.study_id, id__in=set(ids)).select_related("by")
    found = {line.id: line.item for line in _lines(by, list(rows))}
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def _lines(by: Membership, rows: Sequence[Reference]) -> list[ReferenceLine]:
    words = wording.read_all(by.key, [row.wording for row in rows])
    return [
        ReferenceLine(
            row.id, row.number, {"id": str(row.id), **words[row.wording]}, row.version, row.by.name, row.at
        )
        for row in rows
    ]


def _searched(item: Item) -> str:
    """All words of a work, as they are searched."""
    names = [" ".join(name.values()) for field in NAMES for name in item.get(field, ())]
    texts = [str(value) for field, value in item.items() if field not in (*NAMES, *DATES, "id", "type")]
    years = [str(part) for one in DATES for part in (item.get(one) or {}).get("date-parts", [[]])[0][:1]]
    return folded(" ".join([*names, *texts, *years])).text
