"""Who could read what, and from when to when: told by the trail. Whom a participant keeps out is never in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from firsthand.giving_back.ethics.description import Part, Period, day_of, note, shown, table, text
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.trail.models import Entry

MEMBERS = "studies.membership"
ROLES = {
    Role.LEAD: lazy("lead"),
    Role.CODER: lazy("coder"),
    Role.READER: lazy("reader"),
    Role.GUARDIAN: lazy("guardian of the names"),
    Role.PEER: lazy("peer"),
    Role.PARTICIPANT: lazy("participant"),
    Role.HOST: lazy("host"),
}


@dataclass(frozen=True, slots=True)
class Stay:
    """That a member had a role, from one day to another; or still has it."""

    name: str
    role: str
    since: date
    until: date | None = None

    def within(self, period: Period) -> bool:
        """Whether any of it is in a period."""
        return period.open_on(self.since) and (self.until is None or period.begun_by(self.until))


def stays(by: Membership) -> list[Stay]:
    """Every member in every role that they ever had, by day."""
    found: list[Stay] = []
    standing: dict[str, Stay] = {}
    last: dict[str, Stay] = {}  # of who is gone too: they may come back
    for on, row, after in _changes(by.study_id):
        was, known = standing.pop(row, None), last.get(row)
        name = str(after.get("name") or (known.name if known else ""))
        role = str(after.get("role") or (known.role if known else ""))
        gone = after.get("left_at") is not None
        if was is not None and not gone and role == was.role:
            standing[row] = was
            continue
        if was is not None:
            found.append(Stay(was.name, was.role, was.since, on))
        last[row] = Stay(name, role, on)
        if not gone:
            standing[row] = last[row]
    return sorted([*found, *standing.values()], key=lambda one: (one.since, one.name.casefold()))


def readers_part(by: Membership, period: Period) -> Part:
    """Members, roles and days; what each could read; and how often somebody was not let in."""
    rows = [
        (one.name, role_name(one.role), shown(one.since), shown(one.until) if one.until else _("today"),
         _may(one.role, "study.read"), _may(one.role, "consent.read"), _may(one.role, "name.read"))
        for one in stays(by)
        if one.within(period)
    ]  # fmt: skip
    return Part(
        _("Who could read what, and when"),
        (
            note(
                _(
                    "From the record of every act. A role says what a member can read; the program gives no other "
                    "way, and whoever looks after the computer has none."
                )
            ),
            table(
                (_("Member"), _("Role"), _("From"), _("Until"), _("Participants’ words"), _("Consents"),
                 _("Real names")),
                rows, widths=(4, 4, 4, 4, 3, 3, 3),
            ),
            text(_turned_away(by, period)),
            text(
                _(
                    "Every participant can keep any member from reading their words, without a reason, and the member "
                    "is not told. Whether anybody did, and who, is not in this package: among so few people a number "
                    "would tell. The guardian and the lead know it, and can answer the board in person."
                )
            ),
        ),
    )  # fmt: skip


def _turned_away(by: Membership, period: Period) -> str:
    """How often somebody came with what opens nothing."""
    entries = Entry.objects.filter(study_id=by.study_id, act="reading.refused")
    count = sum(period.holds(day_of(at)) for at in entries.values_list("at", flat=True))
    if not count:
        return _("Nobody was turned away in this period.")
    return ngettext(
        "%(count)s time somebody was turned away, because what they came with opened nothing.",
        "%(count)s times somebody was turned away, because what they came with opened nothing.",
        count,
    ) % {"count": count}


def role_name(role: str) -> str:
    """What a role is called."""
    return str(ROLES[Role(role)])


def _may(role: str, act: str) -> str:
    return _("yes") if role in MAY[act].who else _("no")


def _changes(study_id: UUID) -> Iterator[tuple[date, str, dict[str, str | None]]]:
    """What the trail says of members: the day, which member, and what was written."""
    acts = [act for act in MAY if act.startswith("member.")]
    entries = Entry.objects.filter(study_id=study_id, act__in=["study.start", *acts]).order_by("number")
    for at, changes in entries.values_list("at", "changes"):
        for table_, row, _before, after in changes:
            if table_ == MEMBERS and after:
                yield day_of(at), row, after
