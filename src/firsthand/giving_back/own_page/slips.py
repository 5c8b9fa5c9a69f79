"""Handing out a slip, and taking it back. One slip a participant: another takes the place of the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere, Problem
from firsthand.field.consent.selectors import keeping_out
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import people_asked
from firsthand.giving_back.own_page.models import Shown, Slip
from firsthand.giving_back.own_page.showing import show
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act, sent_as
from firsthand.ground.studies.models import Membership, Role, Study
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import slips as vault

LASTS_DAYS, LONGEST_DAYS = 180, 730
PAGE = "own page"  # as whom the trail knows what participants say on their pages


@dataclass(frozen=True, slots=True)
class Made:
    """A slip with its code, which is shown this once."""

    slip: Slip
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip in a list."""

    id: UUID
    participant: UUID
    label: str
    at: datetime
    ends_at: datetime
    by: str
    opens: bool
    shows_as_of: datetime | None


def make_slip(by: Membership, *, participant: Participant, days: int = LASTS_DAYS) -> Made:
    """A fresh slip for a participant. Whatever they had before opens nothing any more.

    Raises `Problem` where it would last for no time, or for too long.
    """
    require(by, "slip.make")
    if not 1 <= days <= LONGEST_DAYS:
        raise Problem(_("A slip lasts from 1 to %(most)s days.") % {"most": LONGEST_DAYS})
    if page_member(by.study) is None:
        with sent_as(None):  # what was sent is the slip
            open_pages(by)
    row = _new(by, participant=participant, days=days)
    code = vault.new_slip(row.id, by.key, row.ends_at)
    show(by, row)
    return Made(row, code)


@act("page.open")
def open_pages(by: Membership) -> Membership:
    """From now on participants can have pages. What they say there is told as the page's, since it names nobody."""
    name = PAGE
    while by.study.members.filter(name__iexact=name).exists():
        name += "s"
    row = Membership(study=by.study, name=name, role=Role.PARTICIPANT)
    record().create(row)
    return row


@act("slip.make")
def _new(by: Membership, *, participant: Participant, days: int) -> Slip:
    now = timezone.now()
    for old in standing_slips(by.study_id).filter(participant=participant):
        _end(old)
    row = Slip(
        study=by.study, participant=participant, by=by, at=now, ends_at=now + timedelta(days=days)
    )  # fmt: skip
    record().create(row)
    return row


@act("slip.revoke")
def take_slip_back(by: Membership, *, slip: Slip) -> None:
    """From now on it opens nothing. Taking back what is back already changes nothing."""
    if slip.taken_back_at is None:
        _end(slip)


def _end(slip: Slip) -> None:
    record().change(slip, taken_back_at=timezone.now())
    vault.take_back(slip.id)  # at once: an act that fails after this leaves a slip that opens nothing
    Shown.objects.filter(slip=slip.id).delete()


def end_slips_of(by: Membership, participant: Participant) -> None:
    """Inside an act: the participant has no page any more."""
    for row in standing_slips(by.study_id).filter(participant=participant):
        _end(row)


def standing_slips(study_id: UUID) -> QuerySet[Slip]:
    """The slips that were not taken back. For services and selectors."""
    return Slip.objects.filter(study_id=study_id, taken_back_at=None)


def slips(by: Membership, participant: Participant | None = None) -> list[SlipLine]:
    """All slips that ever were, latest first: of one participant where given. Raises `NotAllowed`."""
    require(by, "slip.make")
    rows = Slip.objects.filter(study_id=by.study_id).exclude(participant_id__in=keeping_out(by))
    if participant is not None:
        rows = rows.filter(participant=participant)
    labels = {one.id: one.label for one in people_asked(by)}
    shown = dict(Shown.objects.filter(study_id=by.study_id).values_list("slip", "at"))
    return [
        SlipLine(
            row.id, row.participant_id, labels.get(row.participant_id, ""), row.at, row.ends_at, row.by.name,
            row.taken_back_at is None and row.ends_at > timezone.now(), shown.get(row.id),
        )
        for row in rows.select_related("by").order_by("-at", "-id")
    ]  # fmt: skip


def slip(by: Membership, slip_id: UUID) -> Slip:
    """One slip. Raises `NotThere`."""
    require(by, "slip.make")
    row = Slip.objects.filter(study_id=by.study_id, pk=slip_id).select_related("participant").first()
    if row is None or row.participant_id in keeping_out(by):
        raise NotThere(_("There is no such slip in this study."))
    return row


def page_member(study: Study) -> Membership | None:
    """As whom participants speak in the trail; None where no pages were opened yet. It has no key and no secret."""
    entry = study.entries.filter(act="page.open").order_by("number").first()
    if entry is None:
        return None
    return study.members.select_related("study").get(pk=UUID(entry.result.split(":")[1]))
