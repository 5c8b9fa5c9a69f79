"""Coming in by a browser: into which study, and as whom. What pages and API share.

Embedded, there is no log-in: the installation's secret opens every study, and the browser's session says as which
member one acts. A name is kept for each study; without one, it is the lead.

A study whose members have secrets of their own is opened by what the browser's cookie holds, a cookie for each study.
It is the browser's alone: the server keeps nothing with which it could open anything by itself.

On a team's server (config/accounts.py) one is in a study only as the member that is linked to one's account. What opens
its words is the same as anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.giving_back.own_page.waiting import take_in_what_waits
from firsthand.ground.studies import signing
from firsthand.ground.studies.entrance import (
    asks,
    enter,
    enter_by_account,
    enter_unlocked,
    find_study,
    member_by_account,
)
from firsthand.work.due import do_what_is_due

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from firsthand.ground.studies.models import Membership

ACTING = "acting"
# By which a page's script knows that its token is refused and not the person: it gets itself another, and sends again.
STALE = "X-Firsthand-Stale"
MARK = "firsthand_known"  # by which a browser is known again (ground/accounts/guessing.py)


def acting(request: HttpRequest, slug: str) -> Membership:
    """Who acts in a study. Raises `NotThere` where there is no such study, `Locked` where it has to be unlocked.

    What participants said on their own pages is taken in first: it holds from before anybody is shown anything.
    And what is due (work/due.py) is done.
    """
    by = _acting(request, slug)
    take_in_what_waits(by)
    do_what_is_due(by)
    return by


def known(request: HttpRequest, slug: str) -> Membership | None:
    """Who would act in a study, where that is open; nobody where it has to be unlocked. Nothing is taken in."""
    try:
        return _acting(request, slug)
    except Problem:
        return None


def _acting(request: HttpRequest, slug: str) -> Membership:
    if settings.ACCOUNTS:
        return enter_by_account(slug, account_id(request), request.COOKIES.get(cookie_of(slug), ""))
    study = find_study(slug)
    if asks(study):
        return enter_unlocked(study, request.COOKIES.get(cookie_of(slug), ""))
    try:
        return enter(study, name_in(request, slug))
    except NotThere:
        return enter(study)


def act_as(request: HttpRequest, by: Membership, name: str) -> Membership:
    """From now on, act in this study as the member of that name. Raises `NotThere`, and `NotAllowed`."""
    if settings.ACCOUNTS or asks(by.study):
        raise NotAllowed(
            _("Everybody comes into this study by themselves. Sign out, and let the other sign in.")
        )
    member = enter(by.study, name)
    remember(request, by.study.slug, member.name)
    return member


def account_id(request: HttpRequest) -> int:
    """Whose account somebody came by. Raises `NotThere` where by none: then there is no study for them."""
    if not request.user.is_authenticated:
        raise NotThere(_("Sign in first."))
    return request.user.pk


def as_member(request: HttpRequest, slug: str) -> Membership | None:
    """Who somebody with an account is in a study, locked or not; nobody where there are no accounts.

    Raises `NotThere` where they are not in it.
    """
    return member_by_account(slug, account_id(request)) if settings.ACCOUNTS else None


def name_in(request: HttpRequest, slug: str) -> str | None:
    """Under which name this browser was in a study last."""
    name: str | None = request.session.get(ACTING, {}).get(slug)
    return name


def remember(request: HttpRequest, slug: str, name: str) -> None:
    """Keep, in the browser's session, under which name it is in a study."""
    request.session[ACTING] = request.session.get(ACTING, {}) | {slug: name}


def cookie_of_page(slug: str) -> str:
    """The cookie that holds what opens a participant's own page in this browser."""
    return f"{_hosts_own()}firsthand-own-{slug}"


def cookie_of(slug: str) -> str:
    """The cookie that holds what opens a study in this browser."""
    return f"{_hosts_own()}firsthand-{slug}"


def _hosts_own() -> str:
    """Where the address is https, browsers take such a cookie from this very host alone."""
    return "__Host-" if settings.SESSION_COOKIE_SECURE else ""


def keep_open(
    request: HttpRequest, answer: HttpResponseBase, slug: str, key: str, *, page: bool = False
) -> None:
    """Give the browser what opens the study, or an own page: until it is closed, out of reach of scripts."""
    answer.set_cookie(
        cookie_of_page(slug) if page else cookie_of(slug),
        key,
        max_age=None,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
    )


def lock(request: HttpRequest, answer: HttpResponseBase, slug: str) -> None:
    """Lock the study in this browser: here, and at the server."""
    signing.lock(request.COOKIES.get(cookie_of(slug), ""))
    answer.delete_cookie(cookie_of(slug), samesite="Lax")


def lock_all(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Lock every study that this browser has open."""
    for name, key in request.COOKIES.items():
        if name.startswith(cookie_of("")):
            signing.lock(key)
            answer.delete_cookie(name, samesite="Lax")
