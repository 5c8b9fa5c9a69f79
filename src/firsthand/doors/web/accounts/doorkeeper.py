"""Who gets past the door of a team's server: nobody without an account, but for a short list.

Where there are no accounts (a laptop), everybody does, and the pages of accounts are not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from firsthand.config.accounts import AT_MOST, IDLE
from firsthand.core.problems import NotThere
from firsthand.doors.entering import as_member
from firsthand.doors.web.views.trouble import trouble
from firsthand.ground.accounts.selectors import has_second_step
from firsthand.ground.accounts.services import let_go_of_what_ended, seen

# What is open to everybody: how pages look, a participant's own page by the code of their slip, letting go of what a
# device keeps, what a browser reports, and what tells whether the server is well (each of which says nothing to
# strangers by itself). Pages of accounts that are open say so themselves, by Django's `login_not_required`.
OPEN = {
    "looks", "phone-leave", "log-phone-leave", "health", "metrics", "policy-report",
    "own-page", "own-end", "own-words", "own-talk", "own-turn", "own-answers", "own-answer", "own-name", "own-readers",
    "own-hold", "own-going", "own-checks", "own-check", "own-reply",
}  # fmt: skip
# What gives somebody a way in, takes words out as a file or away for good: before it is sent, one says once more
# that it is oneself, where that is a while ago. What asks for the passphrase by itself is not among it.
AGAIN = {
    "rights", "member-invite", "member-role", "member-remove", "slips", "person-remove", "person-leaving",
    "secret-take", "archive", "kit", "reports", "document-out", "advocacy", "ethics",
    "original", "commented", "find-file", "cards-file", "kit-findings", "pack-paper", "deidentify-always",
}  # fmt: skip
SURE_FOR = 15 * 60  # seconds
# What a page asks by itself, while nobody may be sitting there.
BY_ITSELF = "/feed"
BEGUN, SEEN = "begun", "seen"
AT_EVERY = 60  # seconds: not each look at a page is written down


class Doorkeeper:
    """The middleware."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let sessions end in time, and then go on."""
        if settings.ACCOUNTS and request.user.is_authenticated:
            _end_in_time(request)
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[object, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """What stands in the way of this page, or nothing."""
        of_accounts = getattr(view, "of_accounts", False)
        if not settings.ACCOUNTS:
            return (
                trouble(request, _("There are no accounts here."), HTTPStatus.NOT_FOUND)
                if of_accounts
                else None
            )
        if _open(request, view):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if settings.REQUIRE_MFA and not of_accounts and not has_second_step(request.user):
            return _to_second_step(request)
        if "slug" in kwargs and (none := _not_theirs(request, kwargs["slug"])):
            return none
        match = request.resolver_match
        if request.method == "POST" and match and match.url_name in AGAIN and not _sure(request):
            return _say_again(request)
        return None


def _open(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    if match is None or not getattr(view, "login_required", True) or match.url_name in OPEN:
        return True
    return (
        match.namespace == "api" and "Authorization" in request.headers
    )  # a program, which its token lets in


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    way = reverse("account_login")
    if _of_api(request):
        return JsonResponse({"sentence": _("Sign in first.")}, status=HTTPStatus.UNAUTHORIZED)
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": way})
    if request.method in ("GET", "HEAD"):
        return redirect(f"{way}?{urlencode({'next': request.get_full_path()})}")
    said = _(
        "Your session had ended before this could be kept. What you wrote is still on the page before: sign in in "
        "another tab, go back to that page, and send it again."
    )
    return trouble(request, said, HTTPStatus.UNAUTHORIZED)


def _to_second_step(request: HttpRequest) -> HttpResponse:
    if _of_api(request):
        said = _("This server asks everybody for a second step when they sign in. Set one up first.")
        return JsonResponse({"sentence": said}, status=HTTPStatus.UNAUTHORIZED)
    way = reverse("mfa_index")
    return HttpResponse(headers={"HX-Redirect": way}) if getattr(request, "htmx", False) else redirect(way)


def _not_theirs(request: HttpRequest, slug: str) -> HttpResponse | None:
    """Alike for a study that they are not in and for one that is not there."""
    try:
        as_member(request, slug)
    except NotThere as none:
        if _of_api(request):
            return JsonResponse({"sentence": str(none)}, status=HTTPStatus.NOT_FOUND)
        return trouble(request, str(none), HTTPStatus.NOT_FOUND)
    return None


def _sure(request: HttpRequest) -> bool:
    """Whether they said who they are a short while ago, by signing in or once more."""
    said = get_authentication_records(request, request.user)
    return bool(said) and time.time() - said[-1]["at"] < SURE_FOR


def _say_again(request: HttpRequest) -> HttpResponse:
    """The way to saying it, and back to the page from which this was sent. What was written there is not kept."""
    messages.info(request, _("Say once more that it is you, and then do that again."))
    way = urlsplit(request.headers.get("Referer", "")).path or "/"
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': way})}")


def _of_api(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.namespace == "api"


def _end_in_time(request: HttpRequest) -> None:
    """End a session that nobody has used for a while, or that has gone on for long; else note that it is in use."""
    now, session = int(time.time()), request.session
    begun, last = session.setdefault(BEGUN, now), session.setdefault(SEEN, now)
    if now - begun > AT_MOST.total_seconds() or now - last > IDLE.total_seconds():
        logout(request)
        let_go_of_what_ended()
    elif now - last >= AT_EVERY and not request.path.endswith(BY_ITSELF):
        session[SEEN] = now
        seen(session)
