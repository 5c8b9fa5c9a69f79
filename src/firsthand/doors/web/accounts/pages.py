"""“Your account”: how one signs in, the second step, sessions, and signing out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand.core.problems import NotThere
from firsthand.doors.entering import lock_all
from firsthand.doors.web.accounts.noting import noted
from firsthand.ground.accounts import selectors, services

P = ParamSpec("P")


def signed_in(request: HttpRequest) -> User:
    """Who signed in. The doorkeeper lets nobody else as far as this."""
    if not isinstance(request.user, User):
        raise NotThere(_("Sign in first."))
    return request.user


def asked_again(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask for password, code or passkey once more, where that is some minutes ago: an open browser is not enough."""

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not did_recently_reauthenticate(request):
            messages.info(request, _("Say once more that it is you, and then do that again."))
            return redirect(reverse("account_reauthenticate") + f"?next={reverse('mfa_index')}")
        return view(request, *args, **kwargs)

    return asked  # type: ignore[return-value]  # Concatenate cannot say that the request has a name


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The page."""
    account = signed_in(request)
    steps = selectors.steps(account)
    context = {
        "steps": steps,
        "asked_of_all": settings.REQUIRE_MFA and not steps.any,
        "sessions": selectors.sessions(account, request.session.session_key),
        "mine": selectors.studies_of(account),
        "elsewhere": selectors.elsewhere(account),
        "oidc": settings.OIDC,
        "may_begin": selectors.may_begin(account),
    }
    return render(request, "account/mine.html", context)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, lock every study in this browser, and have the browser let go of these pages."""
    answer = redirect("account_login")
    noted("out", request.user.pk)
    lock_all(request, answer)
    logout(request)
    services.let_go_of_what_ended()
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_POST
@asked_again
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session of one's own."""
    services.end_session(signed_in(request), session_id)
    messages.success(request, _("That session has ended."))
    return redirect("mfa_index")


@require_POST
@asked_again
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one. Studies are locked everywhere, here too."""
    services.end_sessions(signed_in(request), but=request.session.session_key)
    answer = redirect("mfa_index")
    lock_all(request, answer)
    messages.success(request, _("All other sessions have ended, and your studies are locked everywhere."))
    return answer


@login_not_required
def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """What the library has an address for, and is not here."""
    raise NotThere(_("Accounts on this server are made by a link. Ask somebody who leads a study for one."))


def to_mine(request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
    """What the library has a page of its own for stands on “Your account”."""
    return redirect("mfa_index")
