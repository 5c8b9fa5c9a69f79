"""Settings of accounts: who is let in to a team's server at all. Off on a laptop, where nothing of this is asked.

What opens the words of a study is something else, and not here: no setting of this file, and nobody who is let in by
it, opens any (docs/decisions/0037-accounts.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

APPS = [
    "firsthand.ground.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
]
OIDC_APP = "allauth.socialaccount.providers.openid_connect"

# After the messages, before anything of a study is looked at.
MIDDLEWARE = [
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "firsthand.doors.web.accounts.doorkeeper.Doorkeeper",
]

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
SHORTEST = 12


def apps(env: Mapping[str, str]) -> list[str]:
    """What is installed. The provider's only where there is one: it has no tables, and takes long to load."""
    return [*APPS, *([OIDC_APP] if env.get("FIRSTHAND_OIDC_ISSUER") else [])]


def settings(env: Mapping[str, str], address: str) -> dict[str, Any]:
    """All that Django and django-allauth are told, of accounts."""
    on = env.get("FIRSTHAND_ACCOUNTS", "") == "1"
    https = on and address.startswith("https://")
    return _always() | _oidc(env) | (_sessions(https) if on else {}) | {
        "ACCOUNTS": on,
        "REQUIRE_MFA": env.get("FIRSTHAND_REQUIRE_MFA", "") == "1",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not https,  # localhost, which browsers trust as they do https
    }  # fmt: skip


def _sessions(https: bool) -> dict[str, Any]:
    """Sessions that can be ended from elsewhere. How long one is idle, the doorkeeper looks at."""
    ours = (
        "__Host-firsthand" if https else "firsthand"
    )  # and no study's cookie, which has a dash where these go on
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_AGE": int(AT_MOST.total_seconds()),
        "SESSION_COOKIE_NAME": f"{ours}_session",
        "CSRF_COOKIE_NAME": f"{ours}_csrf",
        "LANGUAGE_COOKIE_NAME": f"{ours}_language",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "LANGUAGE_COOKIE_SECURE": https,
    }


def _always() -> dict[str, Any]:
    validators = "django.contrib.auth.password_validation"
    return {
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "front",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{validators}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST}},
            {"NAME": f"{validators}.CommonPasswordValidator"},
            {"NAME": f"{validators}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["username"]}},
        ],
        # Shared by all processes: what was used once, and how often something was tried.
        "CACHES": {"default": {"BACKEND": "firsthand.ground.accounts.cache.InOurDatabase"}},
        "ACCOUNT_ADAPTER": "firsthand.doors.web.accounts.adapters.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_PRESERVE_USERNAME_CASING": False,
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        # Codes we count ourselves (ground/accounts/guessing.py). By the account alone, as the library counts them, who
        # has its password could keep its owner out.
        "ACCOUNT_RATE_LIMITS": {"login_failed": "10/m/ip"},
        "ACCOUNT_FORMS": {
            "login": "firsthand.doors.web.accounts.sheets.SignIn",
            "reauthenticate": "firsthand.doors.web.accounts.sheets.Again",
            "change_password": "firsthand.doors.web.accounts.sheets.AnotherPassword",
        },
        "MFA_ADAPTER": "firsthand.doors.web.accounts.adapters.SecondSteps",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_TOTP_ISSUER": "Firsthand",
        "MFA_FORMS": {
            "authenticate": "firsthand.doors.web.accounts.sheets.SecondStep",
            "reauthenticate": "firsthand.doors.web.accounts.sheets.SecondStepAgain",
            "activate_totp": "firsthand.doors.web.accounts.sheets.SetUpApp",
            "add_webauthn": "firsthand.doors.web.accounts.passkey_sheets.AddPasskey",
            "login_webauthn": "firsthand.doors.web.accounts.passkey_sheets.SignInByPasskey",
            "authenticate_webauthn": "firsthand.doors.web.accounts.passkey_sheets.SecondStepByPasskey",
            "reauthenticate_webauthn": "firsthand.doors.web.accounts.passkey_sheets.AgainByPasskey",
        },
        "SOCIALACCOUNT_ADAPTER": "firsthand.doors.web.accounts.adapters.FromElsewhere",
        "SOCIALACCOUNT_AUTO_SIGNUP": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_REAUTHENTICATION_REQUIRED": True,
    }  # fmt: skip


def _oidc(env: Mapping[str, str]) -> dict[str, Any]:
    """One provider of identities. Its id here holds the issuer: another issuer's people are never taken for its own."""
    issuer = env.get("FIRSTHAND_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return {"OIDC": None, "SOCIALACCOUNT_PROVIDERS": {}}
    said = urlsplit(issuer)
    if said.scheme != "https" and said.hostname not in ("127.0.0.1", "localhost"):
        raise ValueError(
            "FIRSTHAND_OIDC_ISSUER begins with https://: otherwise anybody on the way could be it."
        )
    name = env.get("FIRSTHAND_OIDC_NAME", "") or said.hostname or issuer
    known_as = "oidc-" + hashlib.sha256(issuer.encode()).hexdigest()[:16]
    app = {
        "provider_id": known_as,
        "name": name,
        "client_id": env.get("FIRSTHAND_OIDC_CLIENT_ID", ""),
        "secret": _in_file(env.get("FIRSTHAND_OIDC_CLIENT_SECRET_FILE", "")),
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
            "scope": ["openid"],
        },
    }
    return {"OIDC": (known_as, name), "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app]}}}


def _in_file(path: str) -> str:
    return Path(path).read_text("utf-8").strip() if path else ""
