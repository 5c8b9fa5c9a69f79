"""Reading what was carried out: receipts, what is still to look at, and whose words are printed nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.leaving import Level, level
from firsthand.core.problems import NotThere
from firsthand.exchange.keeping.copies import KeysCopy, from_before
from firsthand.field.consent.selectors import keeping_out, kept_people
from firsthand.field.people.labels import label_for
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import whose_words
from firsthand.giving_back.leaving import words
from firsthand.giving_back.leaving.places import Line
from firsthand.giving_back.models import Erasure, Flag, Withdrawal
from firsthand.ground.studies.access import may, require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that left with somebody's words in it."""

    file: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done, where, on what day; what could not be called back; when the last backup is gone; whom to ask."""

    id: UUID
    called: str
    level: Level
    at: datetime
    by: str
    lines: tuple[Line, ...]
    sent: tuple[Sent, ...]
    erased_at: datetime | None  # when the keys were destroyed; None while that is still to be finished
    erases: bool  # whether this way of leaving destroys keys at all
    copies: tuple[KeysCopy, ...]  # copies of the keys from before, as far as they are known to be there today
    backups_gone: date | None
    ask: str

    @property
    def plain(self) -> str:
        """The way of leaving in the person's own voice."""
        return str(words.LEVELS[self.level.id])

    def did(self, *effects: str) -> list[Line]:
        """The places where one of these was done to something."""
        return [line for line in self.lines if line.count and line.effect in effects]

    @property
    def done(self) -> list[Line]:
        """What was done."""
        return self.did("remove", "redact", "hide", "recompute", "tombstone")

    @property
    def left_to_people(self) -> list[Line]:
        """What somebody of the team looks at again."""
        return self.did("flag")

    @property
    def stays(self) -> list[Line]:
        """What stays."""
        return self.did("keep")


@dataclass(frozen=True, slots=True)
class FlagLine:
    """Something to look at again."""

    id: UUID
    table: str
    row: UUID
    why: str
    withdrawal: UUID
    label: str  # of the participant
    settled: bool


def withdrawals(by: Membership, participant: Participant) -> list[tuple[UUID, str, datetime]]:
    """In which ways a participant left, and when: the latest first. For who reads the study, or can do it."""
    if not may(by, "participant.withdraw"):
        require(by, "study.read")
    rows = Withdrawal.objects.filter(study_id=by.study_id, participant=participant).order_by("-at")
    return [(row.id, str(words.LEVELS[row.level]), row.at) for row in rows]


def withdrawal(by: Membership, participant: Participant, withdrawal_id: UUID) -> Withdrawal:
    """One of a participant's. Raises `NotThere`, and `NotAllowed`."""
    require(by, "participant.withdraw")
    row = Withdrawal.objects.filter(study_id=by.study_id, participant=participant, pk=withdrawal_id).first()
    if row is None or participant.id in keeping_out(by):
        raise NotThere(_("There is no such receipt in this study."))
    return row


def receipt(by: Membership, row: Withdrawal) -> Receipt:
    """The receipt as it stands today: copies of keys that were deleted since are off it.

    Raises `NotAllowed`, and `NotThere` for a member who may not know of the person.
    """
    whose_words(by, row.participant_id)
    told = wording.read(by.key, row.told)
    erasure = Erasure.objects.filter(pk=row.id).first()
    gone = (erasure.done_at or datetime.now(row.at.tzinfo)) if erasure else row.at
    return Receipt(
        row.id, told["called"], level(row.level), row.at, row.by.name,
        tuple(Line(place, effect, count) for place, effect, count in told["lines"]),
        tuple(Sent(one["file"], one["by"], date.fromisoformat(one["on"])) for one in told["releases"]),
        erasure.done_at if erasure else None, erasure is not None,
        tuple(from_before(gone)) if erasure else (),
        date.fromisoformat(told["backups_gone"]) if told["backups_gone"] else None, told["ask"],
    )  # fmt: skip


def flags(by: Membership, *, row: UUID | None = None, withdrawal: UUID | None = None) -> list[FlagLine]:
    """What is still to look at again: on one row, of one withdrawal, or all."""
    require(by, "study.read")
    found: Any = Flag.objects.filter(study_id=by.study_id, settled_at=None).order_by("id")
    found = found.exclude(withdrawal__participant_id__in=kept_people(by))
    if row is not None:
        found = found.filter(row=row)
    if withdrawal is not None:
        found = found.filter(withdrawal_id=withdrawal)
    return [
        FlagLine(
            one.id, one.table, one.row, str(Flag.Why(one.why).label), one.withdrawal_id,
            label_for(by, one.withdrawal.participant.label), one.settled_at is not None,
        )
        for one in found.select_related("withdrawal__participant")
    ]  # fmt: skip


def flag(by: Membership, flag_id: UUID) -> Flag:
    """One of them. Raises `NotThere`."""
    sentence = _("There is nothing of that kind to look at.")
    row = fetched(by, Flag, flag_id, sentence)
    if row.withdrawal.participant_id in kept_people(by):
        raise NotThere(sentence)
    return row


def unprinted(by: Membership) -> list[Participant]:
    """Whose words are kept for thinking and printed nowhere: they asked for it."""
    require(by, "study.read")
    rows = Withdrawal.objects.filter(study_id=by.study_id).select_related("participant").order_by("at")
    return list(
        {
            row.participant_id: row.participant
            for row in rows
            if level(row.level).does("theme_evidence", "hide")
        }.values()
    )
