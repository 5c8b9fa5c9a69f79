"""On a team's server every address is closed: to strangers, to closed accounts, and to members of other studies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import Browser, account_of, switched_on
from firsthand.doors.web.accounts.doorkeeper import OPEN
from firsthand.ground.accounts import services

EVERY = os.environ.get("FIRSTHAND_EVERY_METHOD") == "1"
METHODS = ("get", "post", "put", "delete", "patch")
TURNS = cycle(("get", "post", "get", "get", "post", "delete"))
ABSENT = "no-such-study"
FILLED = {"int": "1", "str": "x", "path": "x"}
# Open to who has no account, besides what the doorkeeper lists: coming in, and what is not there at all.
COMING_IN = {
    "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "account-join", "account-reset",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled", "socialaccount_login_error",
    "account_signup", "account_inactive", "socialaccount_signup",
}  # fmt: skip


def addresses(slug: str) -> Iterator[tuple[str, str]]:
    """Every address that there is, by name, filled with something."""
    yield from _of(get_resolver().url_patterns, "/", slug)


def _of(patterns: list[Any], before: str, slug: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        way = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _of(one.url_patterns, way, slug)
        elif isinstance(one, URLPattern):
            filled = way.replace("<slug:slug>", slug).replace("<slug>", slug)
            filled = re.sub(
                r"<(?:(\w+):)?\w+>", lambda found: FILLED.get(found[1] or "str") or str(uuid4()), filled
            )
            yield str(one.name), filled


@pytest.fixture(autouse=True)
def _on(settings: Any, cast: Any) -> None:
    switched_on(settings)


def asked(browser: Client, way: str) -> Iterator[tuple[str, HttpResponse]]:
    """By one method each, another the next time; by every one where that is asked for."""
    for method in METHODS if EVERY else [next(TURNS)]:
        yield method, getattr(browser, method)(way)


def closed(way: str, answer: HttpResponse) -> bool:
    """Whether it leads to signing in, or says that one has to."""
    if answer.status_code == 302:
        return answer["Location"].startswith(reverse("account_login"))
    return answer.status_code == 401


def let_past(browser: Client, slug: str) -> list[str]:
    """The addresses that are open to it."""
    return [
        f"{method} {name} {way}: {answer.status_code}"
        for name, way in addresses(slug)
        if name not in OPEN | COMING_IN
        for method, answer in asked(browser, way)
        if not closed(way, answer)
    ]


def test_nobody_gets_past_the_door_without_an_account_but_to_what_is_listed(cast: Any) -> None:
    assert len({name for name, _way in addresses("x")}) > 200
    assert let_past(Client(), cast.lea.study.slug) == []


def test_a_closed_account_gets_no_further_than_none(cast: Any) -> None:
    account = account_of(cast.lea)
    browser = Browser()
    browser.signs_in("lea")
    assert browser.get(f"/s/{cast.lea.study.slug}/").status_code == 200
    services.disable(account)
    assert let_past(browser, cast.lea.study.slug) == []


def test_a_door_that_stands_open_is_caught(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firsthand.doors.web.accounts.doorkeeper.OPEN", OPEN | {"trail"})
    only = [one for one in addresses(cast.lea.study.slug) if one[0] == "trail"]
    monkeypatch.setattr(f"{__name__}.addresses", lambda _slug: only)
    assert let_past(Client(), cast.lea.study.slug)


@pytest.mark.slow
@pytest.mark.parametrize("locked", [False, True])
def test_another_studys_address_and_an_absent_one_answer_alike(cast: Any, locked: bool) -> None:
    """Whoever asks is in a study, and not in this one."""
    if locked:
        from firsthand.ground.studies.secrets import take_secret

        take_secret(cast.lea, passphrase="four words of Lea alone")
    account_of(cast.xeno)
    browser, slug = Browser(), cast.lea.study.slug
    browser.signs_in("xeno")
    there = {way: name for name, way in addresses(slug) if f"/s/{slug}/" in way and name not in OPEN}
    assert len(there) > 200
    wrong = []
    for way, name in [*there.items()][:: 1 if EVERY or not locked else 8]:
        for method, answer in asked(browser, way):
            other = getattr(browser, method)(way.replace(f"/s/{slug}/", f"/s/{ABSENT}/"))
            if (answer.status_code, plain(answer, slug)) != (404, plain(other, ABSENT)):
                wrong.append(f"{method} {name}: {answer.status_code} {other.status_code}")
    assert wrong == []


def test_a_made_up_token_tells_nobody_which_studies_there_are(cast: Any) -> None:
    program = Client(headers={"Authorization": "Bearer firsthand_made-up"})
    said = [
        (answer.status_code, answer.content)
        for slug in (cast.lea.study.slug, ABSENT)
        for answer in [program.get(f"/api/s/{slug}/things")]
    ]
    assert said[0] == said[1]
    assert said[0][0] == 401


def plain(answer: HttpResponse, slug: str) -> str:
    """What it says, without what it was asked for and what is drawn anew each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode()).replace(slug, "…")


def test_who_has_left_or_has_no_link_is_a_stranger_and_the_front_page_lists_ones_own(cast: Any) -> None:
    account_of(cast.xeno)
    account_of(cast.cody)
    browser = Browser()
    browser.signs_in("cody")
    front = browser.get("/").content.decode()
    assert "How peer work works" in front
    assert "Another study" not in front
    assert browser.get(f"/s/{cast.lea.study.slug}/").status_code == 200
    # one acts as oneself, and as nobody else
    browser.post(f"/s/{cast.lea.study.slug}/acting/", {"name": "Lea"})
    assert "You are Cody" in browser.get(f"/s/{cast.lea.study.slug}/").content.decode()
    from firsthand.ground.studies.services import remove_member

    remove_member(cast.lea, member=cast.cody)
    assert browser.get(f"/s/{cast.lea.study.slug}/").status_code == 404
    calm = browser.get("/").content.decode()
    assert "You are in no study yet" in calm
    assert "Begin a study" not in calm
    assert browser.get("/begin/").status_code == 403


def test_whom_the_host_lets_begin_a_study_is_in_it_by_their_account(db: None, secret: object) -> None:
    token = services.invite_first()
    browser = Browser()
    browser.post(
        reverse("account-join", args=[token]),
        {"name": "ada", "password": "kettle harbour nine lanterns", "again": "kettle harbour nine lanterns"},
    )
    assert "Begin a study" in browser.get("/").content.decode()
    begun = browser.post("/begin/", {"title": "The kitchen", "lead": "Ada"})
    assert begun.status_code == 302
    assert browser.get(begun["Location"]).status_code == 200
