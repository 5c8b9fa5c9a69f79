"""Who has an account, and what an account has. For the host: names, days, and no word of any study."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from firsthand.core.problems import NotThere
from firsthand.ground.accounts import links
from firsthand.ground.accounts.browsers import browser
from firsthand.ground.accounts.guessing import plain
from firsthand.ground.accounts.models import Link, Standing
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import locks

APP, PASSKEY, PRINTED = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as its host sees it."""

    name: str
    open: bool
    made_at: datetime
    last_in: datetime | None
    second_step: bool
    sessions: int
    studies: list[str]
    may_begin: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session, as its owner sees it."""

    id: int
    since: datetime
    last_seen: datetime
    browser: str
    this: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """What an account has as a second step: an app, passkeys by id with name and day, and printed codes."""

    app: bool
    passkeys: list[tuple[int, str, datetime]]
    printed: int

    @property
    def any(self) -> bool:
        """Whether it has one at all."""
        return self.app or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class MineLine:
    """A study that an account is in."""

    slug: str
    title: str
    name: str
    role: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link to join by is for."""

    member: Membership | None
    asks: bool  # whether they also need the code that opens the study's words for them


def accounts() -> list[AccountLine]:
    """Everybody who has an account, as they came."""
    may = set(Standing.objects.filter(may_begin=True).values_list("account_id", flat=True))
    return [
        AccountLine(
            one.username,
            one.is_active,
            one.date_joined,
            one.last_login,
            has_second_step(one),
            _alive(one).count(),
            [mine.slug for mine in studies_of(one)],
            one.pk in may,
        )
        for one in User.objects.order_by("pk")
    ]


def account_called(name: str) -> User:
    """The account of that name. Raises `NotThere`."""
    found = User.objects.filter(username=plain(name)).first()
    if found is None:
        raise NotThere(f"Nobody called {name} has an account here.")
    return found


def has_second_step(account: User) -> bool:
    """Whether signing in to it asks for a second step."""
    return bool(Authenticator.objects.filter(user=account, type__in=(APP, PASSKEY)).exists())


def steps(account: User) -> Steps:
    """What it has as a second step."""
    rows = list(Authenticator.objects.filter(user=account).order_by("pk"))
    printed: list[str] = next((one.wrap().get_unused_codes() for one in rows if one.type == PRINTED), [])
    passkeys = [(one.pk, one.wrap().name, one.created_at) for one in rows if one.type == PASSKEY]
    return Steps(any(one.type == APP for one in rows), passkeys, len(printed))


def sessions(account: User, this: str | None) -> list[SessionLine]:
    """The sessions that go on, the one at hand first."""
    rows = [
        SessionLine(
            one.pk, one.created_at, one.last_seen_at, browser(one.user_agent), one.session_key == this
        )
        for one in _alive(account).order_by("-last_seen_at")
    ]
    return sorted(rows, key=lambda line: not line.this)


def studies_of(account: User) -> list[MineLine]:
    """The studies that an account is in, the oldest first, and how many tokens its owner has there."""
    rows = (
        Membership.objects.filter(account=account, left_at=None)
        .select_related("study")
        .order_by("study__made_at")
    )
    return [
        MineLine(one.study.slug, one.study.title, one.name, one.role, len(locks.tokens_of(one.pk)))
        for one in rows
    ]


def may_begin(account: User) -> bool:
    """Whether an account may begin studies on this server."""
    return Standing.objects.filter(account=account, may_begin=True).exists()


def elsewhere(account: User) -> list[tuple[int, datetime]]:
    """The identities of a provider that let somebody in as this account: since when."""
    rows = SocialAccount.objects.filter(user=account).order_by("pk")
    return [(one.pk, one.date_joined) for one in rows]


def invitation(token: str) -> Invitation:
    """What a link to join by is for. Raises `NotThere` where it works no more."""
    link = links.found(Link.Kind.JOIN, token)
    if link.membership_id is None:
        return Invitation(None, False)
    member = Membership.objects.select_related("study").filter(pk=link.membership_id).first()
    return Invitation(member, member is not None and locks.INVITATION in locks.kinds_of(member.pk))


def whose_reset(token: str) -> User:
    """Whose password a link is for. Raises `NotThere` where it works no more."""
    account = links.found(Link.Kind.RESET, token).account
    if account is None:
        raise AssertionError("A link to choose another password is for an account.")
    return account


def _alive(account: User) -> Any:
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=account, session_key__in=alive)
