"""What a reader should know before believing a claim: that its ground changed since, is thin, or was never tried.

A piece of evidence keeps of its coding what it was when somebody put it there or last looked: the code, and a keyed
mark of the words. So it is seen that either is another by now. Since when, and by whom, is asked of the trail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.themes.models import Evidence
from firsthand.core.consent import Outcome
from firsthand.field.sources.unseen import unseen
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry

if TYPE_CHECKING:
    from firsthand.analysis.coding.excerpts import Excerpt

SECOND_HAND = frozenset({"of_member", "of_colleague"})


@dataclass(frozen=True, slots=True)
class Happened:
    """When something happened to a coding, in which entry of the trail as the member knows it, and who did it."""

    entry: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to know. `evidence`: the piece that it is about, where it is about one."""

    kind: str
    sentence: str
    evidence: UUID | None = None
    happened: Happened | None = None

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Ground:
    """A piece of evidence with its coding as it stands now: None where there is none any more."""

    row: Evidence
    coding: Coding | None
    excerpt: Excerpt | None
    held: Outcome | None  # why its words may not be quoted, where they may not


def flags_of(by: Membership, grounds: Iterable[Ground]) -> tuple[Flag, ...]:
    """The flags of one claim, what changed first."""
    pieces = list(grounds)
    changed = [flag for piece in pieces for flag in _changed(by, piece)]
    return (*changed, *_thin(pieces))


def together(flags: Iterable[Flag]) -> list[tuple[str, list[Flag]]]:
    """Flags that say the same, together, in the order in which each is first said."""
    found: dict[str, list[Flag]] = {}
    for one in flags:
        found.setdefault(one.sentence, []).append(one)
    return list(found.items())


def _changed(by: Membership, piece: Ground) -> Iterator[Flag]:
    """What became of one piece since somebody put it there."""
    row, coding = piece.row, piece.coding
    if coding is None or piece.excerpt is None:
        yield _gone(by, row)
        return
    if row.code is not None and row.code != coding.code_id:
        yield Flag("recoded", _("Some of its evidence has another code by now."), row.id, _last(by, row)[0])
    if coding.was_in is not None:
        yield Flag(
            "doubtful",
            _("The words of some of its evidence were altered, and nobody has looked since."),
            row.id,
            _last(by, row)[0],
        )
    elif row.mark and row.mark != coding.fingerprint:
        yield Flag("revised", _("Some of its evidence has other words by now."), row.id, _last(by, row)[0])
    if piece.held is Outcome.NO:
        yield Flag("restricted", _("Some of its evidence may not be quoted."), row.id)
    elif piece.held is not None:
        yield Flag("see_first", _("Somebody wants to see their words first."), row.id)
    if row.side == Evidence.Side.AGAINST and row.answer is None:
        yield Flag("unanswered", _("A counter-case has no answer yet."), row.id)


def _gone(by: Membership, row: Evidence) -> Flag:
    happened, left = _last(by, row)
    if left:
        return Flag("withdrawn", _("Some of its evidence went when somebody left."), row.id, happened)
    return Flag("gone", _("Some of its evidence is no longer coded."), row.id, happened)


def _thin(pieces: list[Ground]) -> Iterator[Flag]:
    """What is missing in all of it together."""
    standing = [piece.excerpt for piece in pieces if piece.excerpt is not None]
    people = {person.id for one in standing for person in one.people}
    if not standing:
        yield Flag("nothing", _("Nothing has been put to it yet."))
        return
    if len(people) == 1:
        yield Flag("one_person", _("All its evidence is from one person."))
    if not any(piece.row.side != Evidence.Side.FOR for piece in pieces if piece.excerpt is not None):
        yield Flag("no_counter_case", _("No counter-case has been put to it."))
    if all(one.coding.standpoint in SECOND_HAND for one in standing):
        yield Flag("second_hand", _("All of it is second-hand: people speaking about others."))


def _last(by: Membership, row: Evidence) -> tuple[Happened | None, bool]:
    """What last happened to a piece's coding, as far as the member may know; and whether somebody's leaving did it."""
    hidden = unseen(by)
    entries = Entry.objects.filter(study_id=by.study_id, changes__contains=row.coding.hex).select_related(
        "by"
    )
    for entry in entries.order_by("-number")[:5]:
        if entry.number in hidden.entries:
            continue
        if any(change[0] == "coding.coding" and change[1] == row.coding.hex for change in entry.changes):
            shown = Happened(hidden.numbering.shown(entry.number), entry.at, entry.by.name)
            return shown, entry.act == "participant.withdraw"
    return None, False
