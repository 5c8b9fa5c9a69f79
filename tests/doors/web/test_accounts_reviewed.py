"""What a security reviewer asks of passwords, sessions and what is written down of them (docs/asvs.md)."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from accounts import PASSWORD, Browser, code_of, lea_has, lea_in, on
from firsthand.config import logs
from firsthand.ground.accounts import links, services

pytestmark = pytest.mark.usefixtures("on")
__all__ = ["lea_has", "lea_in", "on"]

FIELD = re.compile(r"<input[^>]*>")
ODD = "  ÄÖ🫖 sixty-four letters, blanks at both ends, and none of them cut off or made small  "


# --- passwords ---


def test_every_field_for_a_password_is_masked_and_open_to_password_managers_and_pasting(
    lea_in: Browser, lea_has: User, cast: Any
) -> None:
    seen = 0
    for browser, way in (
        (Browser(), reverse("account_login")),
        (Browser(), reverse("account-join", args=[links.to_join(cast.cody)])),
        (Browser(), reverse("account-reset", args=[links.to_reset(lea_has)])),
        (lea_in, reverse("account_change_password")),
        (lea_in, reverse("account_reauthenticate")),
    ):
        for field in FIELD.findall(browser.get(way).content.decode()):
            if re.search(r'name="(\w*password\w*|again)"', field):
                seen += 1
                assert 'type="password"' in field, field
                assert re.search(r'autocomplete="(current|new)-password"', field), field
                assert not re.search(r"maxlength|minlength|pattern|onpaste|value=", field), field
    assert seen == 9


def test_a_password_of_any_letters_is_taken_as_it_is_and_holds_for_good(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"name": "lea", "password": ODD, "again": ODD}
    assert Browser().post(reverse("account-join", args=[links.to_join(cast.lea)]), sent).status_code == 302
    for nearly in (ODD.strip(), ODD.lower(), ODD[:64]):
        assert Browser().signs_in("lea", nearly).status_code == 200
    later = time.time() + 10 * 365 * 24 * 60 * 60
    monkeypatch.setattr("time.time", lambda: later)
    assert Browser().signs_in("lea", ODD).status_code == 302


def test_outside_of_tests_a_password_costs_whoever_guesses_it_what_owasp_asks_for() -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from firsthand.config import accounts

    (hasher,) = accounts.settings({}, "")["PASSWORD_HASHERS"]
    assert hasher.endswith("Argon2PasswordHasher")
    assert Argon2PasswordHasher.memory_cost >= 19 * 1024
    assert Argon2PasswordHasher.time_cost >= 2


def test_another_password_asks_for_the_old_one_and_ends_the_other_sessions(
    lea_in: Browser, lea_has: User
) -> None:
    other, way, new = Browser(), reverse("account_change_password"), "quite another phrase"
    other.signs_in("lea")
    was = lea_in.session.session_key
    for old in ("", "not the password"):
        lea_in.post(way, {"oldpassword": old, "password1": new, "password2": new})
        assert Browser().signs_in("lea", PASSWORD).status_code == 302
    lea_in.post(way, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert lea_in.is_in
    assert lea_in.session.session_key != was
    assert not other.is_in
    assert Browser().signs_in("lea", new).status_code == 302


# --- sessions ---


def with_key(key: str, settings: Any) -> Browser:
    """The browser of somebody who has that key of a session."""
    thief = Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    return thief


def test_coming_in_and_saying_it_once_more_give_the_session_another_key(lea_has: User, settings: Any) -> None:
    from allauth.usersessions.models import UserSession

    browser, keys = Browser(), []
    browser.get(reverse("account_login"))
    browser.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else"
    for step in (lambda: browser.signs_in("lea"), browser.says_again, browser.says_again):
        step()
        keys.append(browser.session.session_key)
        assert browser.is_in
        assert with_key(keys[-1], settings).is_in
    assert len({*keys, "chosen-by-somebody-else"}) == 4
    assert min(map(len, keys)) >= 32
    for old in ("chosen-by-somebody-else", *keys[:-1]):
        assert not with_key(old, settings).is_in
    (row,) = UserSession.objects.all()
    assert row.session_key == keys[-1]
    browser.post(reverse("account_logout"))
    assert not with_key(keys[-1], settings).is_in


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
    ],
)
def test_who_finds_an_open_browser_changes_no_way_in(
    lea_in: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea_in.sets_up_an_app()
    later = time.time() + 360
    monkeypatch.setattr("time.time", lambda: later)
    for method in (lea_in.get, lea_in.post):
        answer = method(reverse(name))
        assert answer.get("Location", "").startswith(reverse("account_reauthenticate")) or (
            answer.status_code == 405
        )
    assert lea_in.get(reverse(name)).status_code == 302


# --- what is written down ---


def test_who_came_in_by_what_and_who_did_not_is_written_down_by_numbers(
    lea_in: Browser, lea_has: User, caplog: pytest.LogCaptureFixture
) -> None:
    secret = lea_in.sets_up_an_app()
    browser = Browser()
    with caplog.at_level(logging.INFO, "firsthand.accounts"):
        for _ in range(6):
            Browser().signs_in("sam", "whoever typed a password here")
        browser.signs_in("lea")
        browser.post(reverse("mfa_authenticate"), {"code": "000000"})
        browser.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
        browser.says_again()
        browser.post(reverse("account_logout"))
    told = [(vars(one)["event"], vars(one)["account"], vars(one)["by"]) for one in caplog.records]
    assert told == [
        *[("account refused", None, "password")] * 5,
        ("account too often", None, "password"),
        ("account step", lea_has.pk, "password"),
        ("account refused", lea_has.pk, "mfa"),
        ("account step", lea_has.pk, "mfa"),
        ("account in", lea_has.pk, None),
        ("account said again", lea_has.pk, "password"),
        ("account out", lea_has.pk, None),
    ]
    assert not re.search("lea|sam|whoever", caplog.text)
    line = logs.fields(caplog.records[6])
    assert (line["event"], line["account"], line["by"]) == ("account step", lea_has.pk, "password")


def test_what_somebody_was_not_let_do_is_written_down_with_whose_account_it_was(
    lea_in: Browser, lea_has: User, cast: Any, caplog: pytest.LogCaptureFixture
) -> None:
    slug, elsewhere = cast.lea.study.slug, cast.xeno.study.slug
    with caplog.at_level(logging.INFO, "firsthand.requests"):
        assert lea_in.get(reverse("study", args=[slug])).status_code == 200
        assert lea_in.get(reverse("study", args=[elsewhere])).status_code == 404
        assert Browser().get(f"/api/s/{elsewhere}/things").status_code == 401
    told = [logs.fields(one) for one in caplog.records]
    assert [(one["event"], one["route"], one["status"], one.get("account")) for one in told] == [
        ("request", "study", 200, None),
        ("denied", "study", 404, lea_has.pk),
        ("denied", "api:things", 401, None),
    ]
    assert not any(word in str(told) for word in (slug, elsewhere, "lea"))


def test_words_that_are_tried_first_here_make_no_password_longer(lea_has: User, settings: Any) -> None:
    settings.ADDRESS = "https://lantern.example.org"
    assert services.without_expected("LanternFirsthand24", lea_has) == "24"
    assert services.without_expected("four kettles, nine boats", lea_has) == "four kettles, nine boats"
