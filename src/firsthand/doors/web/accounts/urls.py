"""The addresses of accounts. The names are django-allauth's, which looks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as printed
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from firsthand.doors.web.accounts import elsewhere, joining, pages


def _at(way: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """A page that is there where there are accounts, and nowhere else."""

    def page(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    page.__dict__.update(view.__dict__)
    page.__name__ = name
    page.of_accounts = True  # type: ignore[attr-defined]
    return path(way, page, name=name)


ACCOUNT = [
    _at("", pages.mine, "mfa_index"),
    _at("sign-in/", account.login, "account_login"),
    _at("sign-in/second-step/", second.authenticate, "mfa_authenticate"),
    _at("sign-in/passkey/", passkeys.login_webauthn, "mfa_login_webauthn"),
    _at("sign-out/", pages.sign_out, "account_logout"),
    _at("again/", account.reauthenticate, "account_reauthenticate"),
    _at("again/code/", second.reauthenticate, "mfa_reauthenticate"),
    _at("again/passkey/", passkeys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _at("password/", account.password_change, "account_change_password"),
    _at("reset/<str:token>/", joining.reset, "account-reset"),
    _at("app/", app.activate_totp, "mfa_activate_totp"),
    _at("app/off/", app.deactivate_totp, "mfa_deactivate_totp"),
    _at("codes/", printed.view_recovery_codes, "mfa_view_recovery_codes"),
    _at("codes/new/", printed.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _at("passkeys/", pages.to_mine, "mfa_list_webauthn"),
    _at("passkeys/add/", passkeys.add_webauthn, "mfa_add_webauthn"),
    _at("passkeys/<int:pk>/remove/", require_POST(passkeys.remove_webauthn), "mfa_remove_webauthn"),
    _at("sessions/end/", pages.end_others, "sessions-end"),
    _at("sessions/<int:session_id>/end/", pages.end_session, "session-end"),
    _at("elsewhere/<str:provider_id>/", elsewhere.go, "openid_connect_login"),
    _at("elsewhere/<str:provider_id>/back/", elsewhere.back, "openid_connect_callback"),
    _at("elsewhere/<int:identity_id>/let-go/", elsewhere.let_go, "elsewhere-let-go"),
    # what the library looks for, and is not here
    _at("signup/", pages.closed, "account_signup"),
    _at("inactive/", pages.closed, "account_inactive"),
    _at("elsewhere/signup/", pages.closed, "socialaccount_signup"),
    _at("connections/", pages.to_mine, "socialaccount_connections"),
    _at("broken-off/", elsewhere.broken_off, "socialaccount_login_cancelled"),
    _at("not-let-in/", elsewhere.broken_off, "socialaccount_login_error"),
]
JOIN = _at("<str:token>/", joining.join, "account-join")
