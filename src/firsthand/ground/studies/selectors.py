"""Which studies are here, and who is in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership, Role, Study
from firsthand.ground.vault.keys import key_of_drafts


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study in a list."""

    slug: str
    title: str
    demo: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as pages show them."""

    id: UUID
    name: str
    role: str


def studies() -> list[StudyLine]:
    """Every study of this installation, the oldest first. Their words stay sealed: a title is none of them."""
    rows = Study.objects.order_by("made_at", "slug")
    return [StudyLine(row.slug, row.title, row.demo, row.made_at) for row in rows]


def members(by: Membership) -> list[MemberLine]:
    """Everybody in the study, as they came. Open to every member: who is here is what one may ask first."""
    rows = by.study.members.order_by("id").values_list("id", "name", "role")
    return [MemberLine(*row) for row in rows]


def drafts_key(by: Membership) -> bytes:
    """The key under which this member's own devices keep notes until they are handed over."""
    require(by, "note.write")
    return key_of_drafts(by.key, by.id)


def roles() -> list[str]:
    """The roles that there are, from the one with most rights to the one with fewest."""
    return list(Role.values)


def member_called(by: Membership, name: str) -> Membership:
    """One member by name. Raises `NotThere`."""
    found = by.study.members.filter(name__iexact=name.strip()).first()
    if found is None:
        raise NotThere(_("Nobody called %(name)s is in this study.") % {"name": name})
    return found


def member(by: Membership, member_id: UUID) -> Membership:
    """One member of the study. Raises `NotThere`."""
    found = by.study.members.filter(pk=member_id).first()
    if found is None:
        raise NotThere(_("There is no such member in this study."))
    return found
