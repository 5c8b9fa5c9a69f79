"""A team's server in a test: accounts on, and people who come in by links."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

PASSWORD = "kettle harbour nine lanterns"
ON = {"FIRSTHAND_ACCOUNTS": "1"}


def switched_on(settings: Any, **env: str) -> None:
    """From here on, in this test, the program is a team's server. Passwords stay cheap."""
    from firsthand.config import accounts

    told = accounts.settings(ON | env, settings.ADDRESS)
    del told["PASSWORD_HASHERS"]
    for name, value in told.items():
        setattr(settings, name, value)


def account_of(member: Any, name: str = "") -> Any:
    """An account for a member, who is in their study by it."""
    from firsthand.ground.accounts import links, services

    token = links.to_join(member)
    return services.join(token, name=name or member.name.lower(), password=PASSWORD).account


@pytest.fixture
def on(settings: Any, cast: Any) -> None:
    """A study of a team's server."""
    switched_on(settings)


@pytest.fixture
def lea_has(on: None, cast: Any) -> Any:
    """Lea's account."""
    return account_of(cast.lea)


class Browser(Client):
    """A browser at a team's server."""

    def signs_in(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        return self.post(reverse("account_login"), {"login": name, "password": password, **more})

    @property
    def is_in(self) -> bool:
        """Whether pages of accounts are open to it."""
        return self.get(reverse("mfa_index")).status_code == 200

    def says_again(self) -> None:
        """That it is them."""
        answer = self.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()

    def sets_up_an_app(self) -> str:
        """The key of the app."""
        self.says_again()
        page = self.get(reverse("mfa_activate_totp"))
        secret: str = page.context["form"].secret
        answer = self.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert answer.status_code == 302, answer.content.decode()
        return secret


@pytest.fixture
def lea_in(lea_has: Any) -> Browser:
    """Lea's browser, which let her in."""
    browser = Browser()
    assert browser.signs_in("lea").status_code == 302
    return browser


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or so many half minutes from now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))
