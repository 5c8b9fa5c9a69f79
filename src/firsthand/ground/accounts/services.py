"""Accounts: made by a link, closed and opened, their passwords and second steps. Nothing here opens a study's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere, Problem
from firsthand.ground.accounts import links
from firsthand.ground.accounts.guessing import plain
from firsthand.ground.accounts.models import Link, Standing
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.services import link_account
from firsthand.ground.vault import unlocking

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

# Words that are tried first on a server like this. docs/how-to/accounts.md lists them.
EXPECTED = ("firsthand", "password", "passphrase", "research", "interview", "study", "welcome", "qualitative")


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined, and as which member, where the link was for one."""

    account: User
    membership: Membership | None


def invite_first() -> str:
    """The token of the link by which the first account of a server is made. Raises `Problem` where there is one."""
    if User.objects.exists():
        raise Problem(
            "There is an account on this server already. Whoever has one invites others, from a study’s page; "
            "and so does: firsthand admin invite"
        )
    return links.to_join(may_begin=True)


def join(token: str, *, name: str, password: str) -> Joined:
    """Make an account by a link, which is used up by that. Raises `Problem`, with a sentence for the person."""
    with transaction.atomic():
        link = links.found(Link.Kind.JOIN, token, to_use=True)
        account = User(username=_new_name(name))
        require_good(password, account)
        account.set_password(password)
        account.save(force_insert=True)
        Standing.objects.create(account=account, may_begin=link.may_begin)
        return Joined(account, _used_by(link, account))


def join_as(token: str, *, account: User) -> Joined:
    """Come to a study by a link with the account that one has. Raises `Problem`."""
    with transaction.atomic():
        link = links.found(Link.Kind.JOIN, token, to_use=True)
        if link.may_begin:
            Standing.objects.update_or_create(account=account, defaults={"may_begin": True})
        return Joined(account, _used_by(link, account))


def begun(membership: Membership, account: User) -> None:
    """Who began a study is in it with their account."""
    link_account(membership, account_id=account.pk)


def reset(token: str, *, password: str) -> User:
    """Another password, by a link. The second step stays, sessions end; no words open by it. Raises `Problem`."""
    with transaction.atomic():
        link = links.found(Link.Kind.RESET, token, to_use=True)
        if link.account is None:
            raise AssertionError("A link to choose another password is for an account.")
        require_good(password, link.account)
        link.account.set_password(password)
        link.account.save(update_fields=["password"])
        links.use(link)
        end_sessions(link.account)
    return link.account


def disable(account: User) -> None:
    """Close an account: it and its tokens are refused from the next request on, and what it has unlocked is locked."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    links.void_for(account)
    end_sessions(account)


def enable(account: User) -> None:
    """Open an account that was closed."""
    account.is_active = True
    account.save(update_fields=["is_active"])


def end_sessions(account: User, but: str | None = None) -> int:
    """End the sessions of an account, but for one; how many. What was unlocked in any of them is locked."""
    rows = UserSession.objects.filter(user=account).exclude(session_key=but or "")
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    for member_id in Membership.objects.filter(account=account).values_list("id", flat=True):
        unlocking.end_all_of(member_id)
    return len(keys)


def end_session(account: User, session_id: int) -> None:
    """End one session of an account. Raises `NotThere`."""
    row = UserSession.objects.filter(user=account, pk=session_id).first()
    if row is None:
        raise NotThere(_("You have no such session: it has ended."))
    row.end()


def forget_second_step(account: User) -> int:
    """Take all second steps off an account, whose owner has lost theirs; how many. Its sessions end."""
    rows = Authenticator.objects.filter(user=account)
    there: int = rows.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    rows.delete()
    end_sessions(account)
    return there


def let_go_of_elsewhere(account: User, identity_id: int) -> None:
    """From now on that identity of a provider lets nobody in as this account. Raises `NotThere`."""
    if not SocialAccount.objects.filter(user=account, pk=identity_id).delete()[0]:
        raise NotThere(_("That is not connected to your account."))


def seen(session: SessionBase) -> None:
    """This session is in use."""
    UserSession.objects.filter(session_key=session.session_key or "").update(last_seen_at=timezone.now())


def renewed(session: SessionBase) -> None:
    """Another key for this session: who had the one until now has nothing."""
    until_now = session.session_key or ""
    session.cycle_key()
    UserSession.objects.filter(session_key=until_now).update(session_key=session.session_key)


def let_go_of_what_ended() -> None:
    """Nothing is kept of a session that is over: neither from where it came, nor by which browser."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def require_good(password: str, account: User) -> None:
    """Raises `Problem`, with a sentence that says why, where a password would be guessed."""
    try:
        validate_password(password, account)
        validate_password(without_expected(password, account), account)
    except ValidationError as why:
        raise Problem(
            _(
                "Take twelve characters or more, and words that are only yours: not your name, and not what very many "
                "people take. Four words that do not belong together are good; no digits or signs are asked for."
            )
        ) from why


def without_expected(password: str, account: User) -> str:
    """A password without the words that are tried first here: they are not what makes it long.

    >>> without_expected("Firsthand, four lanterns", User(username="lea"))
    ', four lanterns'
    """
    expected = {*EXPECTED, account.username, *(urlsplit(settings.ADDRESS).hostname or "").split(".")}
    words = "|".join(re.escape(one) for one in sorted(expected, key=len, reverse=True) if len(one) > 3)
    return re.sub(words, "", password, flags=re.IGNORECASE)


def _new_name(name: str) -> str:
    name = plain(name)
    try:
        User._meta.get_field("username").run_validators(name)
    except ValidationError as why:
        raise Problem(
            _(
                "Take a name of letters and digits to sign in with. A dot, a dash or @ may be in it, a space not."
            )
        ) from why
    if not name or User.objects.filter(username__iexact=name).exists():
        raise Problem(_("Take another name to sign in with: this one is taken, or empty."))
    return name


def _used_by(link: Link, account: User) -> Membership | None:
    links.use(link)
    if link.membership_id is None:
        return None
    member = Membership.objects.select_related("study").filter(pk=link.membership_id, left_at=None).first()
    if member is None:
        raise NotThere(_("You are not in this study any more."))
    other = Membership.objects.filter(study_id=member.study_id, account=account, left_at=None).exclude(
        pk=member.pk
    )
    if other.exists():
        raise Problem(_("You are in this study already, with this account and under another name."))
    return link_account(member, account_id=account.pk)
