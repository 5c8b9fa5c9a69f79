"""Signing in by an organisation's provider of identities (OpenID Connect): there and back, connecting, letting go."""

from __future__ import annotations

from allauth.utils import get_request_param
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand.core.problems import NotThere
from firsthand.doors.web.accounts.adapters import refused
from firsthand.doors.web.accounts.pages import asked_again, signed_in
from firsthand.ground.accounts import services


@login_not_required
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to the provider. Forms of ours lead to our own pages alone: so this is a page that goes on by itself."""
    if get_request_param(request, "process") == "connect":  # as it is asked there, wherever it stands
        signed_in(request)
        return asked_again(_onward)(request, provider_id)
    return _onward(request, provider_id)


@login_not_required
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back."""
    _require_ours(provider_id)
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
    from requests import RequestException

    from firsthand.doors.web.accounts.vouching import Vouched

    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(Vouched(request, provider_id))(request)
    except (
        OAuth2Error,
        RequestException,
    ):  # before it comes to who it is: it does not answer, or calls itself another
        return refused(request)
    return answer


@login_not_required
@require_safe
def broken_off(request: HttpRequest) -> HttpResponse:
    """Nobody was let in there, or it was broken off."""
    return refused(request)


@require_POST
@asked_again
def let_go(request: HttpRequest, identity_id: int) -> HttpResponse:
    """From now on that identity lets nobody in."""
    services.let_go_of_elsewhere(signed_in(request), identity_id)
    messages.success(request, _("That lets nobody in here any more."))
    return redirect("mfa_index")


def _onward(request: HttpRequest, provider_id: str) -> HttpResponse:
    _require_ours(provider_id)
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from allauth.socialaccount.providers.openid_connect import views
    from requests import RequestException

    from firsthand.doors.web.accounts.vouching import with_nonce

    try:
        answer: HttpResponse = views.login(request, provider_id)
    except (OAuth2Error, RequestException):
        return refused(request)
    if "Location" not in answer:
        return answer
    way = with_nonce(answer["Location"])
    page = render(
        request, "account/elsewhere.html", {"way": way, "called": settings.OIDC[1] if settings.OIDC else ""}
    )
    page["Refresh"] = f"0; url={way}"
    return page


def _require_ours(provider_id: str) -> None:
    if settings.OIDC is None or provider_id != settings.OIDC[0]:
        raise NotThere(_("There is no such way to sign in here."))
