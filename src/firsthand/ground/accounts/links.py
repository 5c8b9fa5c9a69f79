"""Links that work once: to join, and to choose another password. Only a digest of each is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.ground.accounts.models import Link

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

LASTS = {Link.Kind.JOIN: timedelta(days=7), Link.Kind.RESET: timedelta(hours=24)}


def to_join(membership: Membership | None = None, *, may_begin: bool = False) -> str:
    """The token of a new link to join by; for a member, earlier ones of theirs are void."""
    if membership is not None:
        _standing(Link.Kind.JOIN).filter(membership=membership).delete()
    return _made(Link(kind=Link.Kind.JOIN, membership=membership, may_begin=may_begin))


def address_to_join(token: str, code: str = "") -> str:
    """The whole link. Its beginning is the server's own address, never what a request says; the code goes behind #,
    which no browser sends."""
    return f"{settings.ADDRESS}/join/{token}/{'#' + code if code else ''}"


def to_reset(account: User) -> str:
    """The token of a new link to choose another password by; earlier ones of the account are void."""
    _standing(Link.Kind.RESET).filter(account=account).delete()
    return _made(Link(kind=Link.Kind.RESET, account=account))


def found(kind: Link.Kind, token: str, *, to_use: bool = False) -> Link:
    """The link of that token. Raises `NotThere`, alike where it is used up, over, or never was.

    `to_use`: inside a transaction; of two who use it at once one comes first, and the other finds it used.
    """
    rows = _standing(kind).select_related("account")
    if to_use and connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    link = rows.filter(digest=_digest(token)).first()
    if link is None:
        raise NotThere(
            _("This link works no more: it was used, or is too old, or was cut short. Ask for another one.")
        )
    return link


def use(link: Link) -> None:
    """It works no more."""
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])


def void_for(account: User) -> None:
    """No link that was made for this account works any more."""
    _standing(Link.Kind.RESET).filter(account=account).delete()


def _standing(kind: Link.Kind) -> QuerySet[Link]:
    return Link.objects.filter(kind=kind, used_at=None, ends_at__gt=timezone.now())


def _made(link: Link) -> str:
    token = secrets.token_urlsafe(32)
    link.digest, link.ends_at = _digest(token), timezone.now() + LASTS[Link.Kind(link.kind)]
    link.save(force_insert=True)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
