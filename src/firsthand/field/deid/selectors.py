"""Reading what was proposed and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.identifying import Rule, rule
from firsthand.core.problems import NotThere
from firsthand.field.deid.looking import Place, places_of, words_of
from firsthand.field.deid.models import Identifier, State
from firsthand.field.media.models import Medium
from firsthand.field.media.selectors import MediumLine, media_of
from firsthand.field.sources.sight import number_for, readable
from firsthand.field.sources.unseen import unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

IDENTIFIERS = "deid.identifier"
SHOWN = 3  # places of each, in their context


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    """Words that could tell who somebody is. `words` is empty where they are replaced: only `reveal` shows them."""

    id: UUID
    number: int
    rule: Rule
    state: str
    words: str
    replacement: str
    reason: str
    why: str
    person: str
    by: str
    at: datetime
    places: tuple[Place, ...]

    @property
    def more(self) -> int:
        """How many places there are beyond those that a list shows."""
        return max(0, len(self.places) - SHOWN)


def identifiers(by: Membership, state: str = "") -> list[IdentifierLine]:
    """All of them, or those in one state, in order of rule and number, with the places where they stand now."""
    require(by, "study.read")
    rows = Identifier.objects.filter(study_id=by.study_id).select_related("by").order_by("rule", "number")
    if state:
        rows = rows.filter(state=state)
    found = list(rows)
    said = wording.read_all(by.key, [row.said for row in found])
    shown = [row.words for row in found if row.state != State.ACCEPTED]
    words = {one: str(held["words"]) for one, held in wording.read_open(by.key, shown).items()}
    places = dict(zip(words, places_of(by, list(words.values())), strict=True)) if words else {}
    past = unseen(by)
    found = [row for row in found if row.id.hex not in past.rows]
    return [
        IdentifierLine(
            row.id, past.number(IDENTIFIERS, row.number), rule(row.rule), row.state, words.get(row.words, ""),
            about["replacement"], about["reason"], about["why"], about["person"], row.by.name, row.at,
            tuple(places.get(row.words, ())),
        )
        for row in found
        for about in [said[row.said]]
    ]  # fmt: skip


def identifier(by: Membership, ref: UUID | int) -> Identifier:
    """One, by id or number. Raises `NotThere`."""
    require(by, "study.read")
    rows, past = Identifier.objects.filter(study_id=by.study_id), unseen(by)
    number = 0 if isinstance(ref, UUID) else past.meant(IDENTIFIERS, ref)
    row = (rows.filter(pk=ref) if isinstance(ref, UUID) else rows.filter(number=number)).first()
    if row is None or row.id.hex in past.rows:
        raise NotThere(_("There are no such words in this study."))
    return row


def proposed(by: Membership, *, always: bool = False) -> list[Identifier]:
    """What waits for a decision; with `always`, only what is replaced wherever it stands."""
    require(by, "study.read")
    rows = Identifier.objects.filter(study_id=by.study_id, state=State.PROPOSED).order_by("number")
    return [row for row in rows if not always or rule(row.rule).level == "always"]


def reveal(by: Membership, row: Identifier) -> str:
    """The words that were replaced. Raises `NotAllowed` without the names key."""
    require(by, "name.read")
    return words_of(by, row)


def still_a_voice(by: Membership) -> list[tuple[str, MediumLine]]:
    """Recordings and pictures, with their source: no replacement reaches them."""
    require(by, "study.read")
    sources = readable(by).filter(
        id__in=Medium.objects.filter(study_id=by.study_id).values_list("source_id", flat=True)
    )
    return [
        (f"S{number_for(by, row.number)}", line)
        for row in sources.order_by("number")
        for line in media_of(by, row)
    ]
