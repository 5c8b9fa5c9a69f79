"""Who worked on a project elsewhere: members of the study, who have left it as far as this program goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from firsthand.core.signs import named
from firsthand.exchange.projects.ids import row_of
from firsthand.exchange.projects.project import User
from firsthand.ground.studies.models import NAME, Membership, Role
from firsthand.ground.trail.recording import record


def members_for(by: Membership, users: Iterable[User], now: datetime) -> dict[str, Membership]:
    """A member for each user of a file: the one whom it means, or who has that name; else one who has left.

    Nobody comes in by this: who is made here has no account and no key.
    """
    known = list(by.study.members.all())
    by_id = {member.id: member for member in known}
    by_name = {member.name.casefold(): member for member in known}
    found: dict[str, Membership] = {}
    made: list[Membership] = []
    for user in users:
        if user.guid in found:
            continue
        name = named(user.name)[:NAME].strip() or "?"
        member = by_id.get(row_of(by.study_id, user.guid)) or by_name.get(name.casefold())
        if member is None:
            member = Membership(
                id=row_of(by.study_id, user.guid),
                study_id=by.study_id,
                name=name,
                role=Role.CODER,
                left_at=now,
            )
            by_name[name.casefold()] = member
            made.append(member)
        found[user.guid] = member
    record().create(*made)
    return found
