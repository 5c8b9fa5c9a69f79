"""Words that could tell who somebody is and stand only where a member may not look: absent for them, as that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from firsthand.field.deid.models import Identifier, State
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source, TextVersion
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording

if TYPE_CHECKING:
    from firsthand.core.identifying.replacing import Replacing


def identifiers_absent(by: Membership) -> set[str]:
    """Their ids, as the trail writes them. Of words that are replaced already nobody can say where they stood."""
    hidden = absent(by).hidden
    if not hidden:
        return set()
    from firsthand.core.identifying.replacing import Replacing  # loads much, and every start comes by here

    rows = Identifier.objects.filter(study_id=by.study_id).exclude(state=State.ACCEPTED)
    words = {
        row.id.hex: str(held[row.words]["words"])
        for held in [wording.read_open(by.key, rows.values_list("words", flat=True))]
        for row in rows
        if row.words in held
    }
    ids, replacing = list(words), Replacing([(one, "") for one in words.values()])
    every = Source.objects.filter(study_id=by.study_id)
    there = _found(by, replacing, every.filter(id__in=hidden).values_list("current", flat=True))
    elsewhere = _found(by, replacing, every.exclude(id__in=hidden).values_list("current", flat=True))
    return {ids[number] for number in there - elsewhere}


def _found(by: Membership, replacing: Replacing, versions: Iterable[UUID]) -> set[int]:
    texts = TextVersion.objects.filter(id__in=versions).values_list("text", flat=True)
    opened = store.open_all(by.key, texts)
    return {number for words in opened.values() for _span, number in replacing.found(words)}
