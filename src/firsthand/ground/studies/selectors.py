"""Which studies are here, and who is in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.ground.studies.access import MAY, TEAM, may, require
from firsthand.ground.studies.models import Membership, Role, Study
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.vault import locks, own, wording
from firsthand.ground.vault.keyring.models import Lock
from firsthand.ground.vault.keys import key_of_drafts

MEMBERS = frozenset({"studies.membership"})


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
    here: bool


class Opens(StrEnum):
    """What opens a study for a member."""

    NOTHING = "nothing"  # their role reads nothing
    OWN = "own"
    INVITATION = "invitation"  # they were invited, and have not come in yet
    INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class ReadingRight:
    """What a member can read, and what opens it for them."""

    member: MemberLine
    words: bool
    names: bool
    opens: Opens


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token of a member's own, and what it is for."""

    id: UUID
    label: str
    made_at: datetime
    scope: str


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A passkey of a member's own."""

    id: UUID
    label: str
    credential: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OwnLocks:
    """What opens the study for one member: whether they have a secret of their own, and a recovery code to it."""

    own: bool
    recovery: bool
    tokens: list[TokenLine]
    passkeys: list[PasskeyLine]


def studies(account_id: int | None = None) -> list[StudyLine]:
    """Every study of this installation, the oldest first; of an account, those that it is in.

    Their words stay sealed: a title is none of them.
    """
    rows = Study.objects.order_by("made_at", "slug")
    if account_id is not None:
        rows = rows.filter(members__account_id=account_id, members__left_at=None).distinct()
    return [StudyLine(row.slug, row.title, row.demo, row.made_at) for row in rows]


def members(by: Membership) -> list[MemberLine]:
    """Everybody in the study, as they came. Open to every member: who is here is what one may ask first."""

    def make() -> list[MemberLine]:
        rows = by.study.members.order_by("id").values_list("id", "name", "role", "left_at")
        return [MemberLine(key, name, role, left is None) for key, name, role, left in rows]

    return list(remembered(("members", by.study_id), by.study_id, make, of=MEMBERS))


def coders(by: Membership) -> list[MemberLine]:
    """Those who code in the study, as they came."""
    return [one for one in members(by) if one.here and one.role in TEAM]


def reading_rights(by: Membership) -> list[ReadingRight]:
    """Who can read this? Everybody who is in the study, as they came. Open to every member."""
    owning, keyed = own.those_who_have(by.study_id), own.those_with_keys(by.study_id)
    return [_reading_right(line, line.id in owning, line.id in keyed) for line in members(by) if line.here]


def _reading_right(line: MemberLine, has_own: bool, has_key: bool) -> ReadingRight:
    words, names = (line.role in MAY[act].who for act in ("study.read", "name.read"))
    if has_own:
        opens = Opens.OWN if locks.PASSPHRASE in locks.kinds_of(line.id) else Opens.INVITATION
    else:
        opens = Opens.INSTALLATION if has_key and (words or names) else Opens.NOTHING
    return ReadingRight(line, words, names, opens)


def own_locks(by: Membership) -> OwnLocks:
    """What opens the study for this member."""
    if not own.has(by.id):
        return OwnLocks(False, False, [], [])
    tokens = [
        TokenLine(row.id, words["label"], row.made_at, row.scope)
        for row, words in _labelled(by, locks.tokens_of(by.id) if may(by, "token.make") else [])
    ]
    passkeys = [
        PasskeyLine(row.id, words["label"], bytes.fromhex(words["credential"]), row.made_at)
        for row, words in _labelled(by, locks.passkeys_of(by.id) if may(by, "passkey.make") else [])
    ]
    return OwnLocks(True, locks.RECOVERY in locks.kinds_of(by.id), tokens, passkeys)


def _labelled(by: Membership, rows: list[Lock]) -> list[tuple[Lock, wording.Words]]:
    """Locks with their labels. One whose label went with a participant's words stays, and can be taken back."""
    labels = wording.read_open(by.key, [row.label for row in rows if row.label]) if rows else {}
    return [
        (row, labels.get(row.label, {"label": _("(its name was taken out)"), "credential": ""}))
        for row in rows
        if row.label
    ]


def asked_of_passkeys(study: Study) -> bytes:
    """What a passkey is asked so that it opens this study. Told to everybody: it names nobody and opens nothing."""
    return locks.asked_of_passkeys(study.id)


def member_named(by: Membership, name: str) -> Membership:
    """One member of the study by their name, still here or not, and not opened. Raises `NotThere`."""
    found = by.study.members.filter(name__iexact=name.strip()).first()
    if found is None:
        raise NotThere(_("Nobody called %(name)s is in this study.") % {"name": name})
    return found


def drafts_key(by: Membership) -> bytes:
    """The key under which this member's own devices keep notes until they are handed over."""
    require(by, "note.write")
    return key_of_drafts(by.key, by.id)


def roles() -> list[str]:
    """The roles that there are, from the one with most rights to the one with fewest."""
    return list(Role.values)


def member(by: Membership, member_id: UUID) -> Membership:
    """One member of the study. Raises `NotThere`."""
    found = by.study.members.filter(pk=member_id).first()
    if found is None:
        raise NotThere(_("There is no such member in this study."))
    return found
