"""Coming in by the API: as the member whose page it is, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from firsthand.core.problems import Locked, NotThere, Problem
from firsthand.doors.entering import acting
from firsthand.giving_back.own_page.waiting import take_in_what_waits
from firsthand.ground.studies.entrance import NoToken, enter_by_token, find_study
from firsthand.work.due import do_what_is_due

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership, Study


class AnotherMember(Problem):
    """The page belongs to a member whom this browser's session is no longer."""


class NotTaken(Problem):
    """What was sent is understood, and cannot be kept as it is: the sentence says why."""


def bearer(request: HttpRequest) -> str | None:
    """The token with which a program asks; None where a browser does. Raises `Locked` where it is no token."""
    said = request.headers.get("Authorization")
    if said is None:
        return None
    scheme, _space, token = said.partition(" ")
    if scheme.lower() != "bearer":
        raise Locked(_("Send the token as: Authorization: Bearer TOKEN"))
    return token.strip()


def entered(request: HttpRequest, slug: str) -> Membership:
    """Who acts in a study, by cookie or token. Raises `Locked`, and `AnotherMember` where the page is somebody else's.

    A session that ended, or in which another name was chosen meanwhile, must not make one coder's work another's.
    """
    token = bearer(request)
    by = acting(request, slug) if token is None else enter_by_token(_study_of(slug), token, _what_waits)
    meant = request.headers.get("X-Firsthand-Member")
    if meant and meant != str(by.id):
        raise AnotherMember(_("You are not who you were on this page. Choose your name again, then go on."))
    return by


def _study_of(slug: str) -> Study:
    """The study for which a token is meant. On a team's server nobody learns by a token which studies there are."""
    try:
        return find_study(slug)
    except NotThere as none:
        raise (NoToken() if settings.ACCOUNTS else none) from none


def _what_waits(by: Membership) -> None:
    """What is done whenever anybody comes in (doors/entering.py)."""
    take_in_what_waits(by)
    do_what_is_due(by)
