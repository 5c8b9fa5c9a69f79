"""Where somebody comes in who reads nothing of the study, and what they find there."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from web.conftest import Browser, Desk

WORK = ["work", "log-phone", "work-story", "work-card"]


@pytest.mark.parametrize(
    ("who", "theirs"),
    [
        ("gil", [*WORK, "work-reflections", "consents", "ethics", "rights"]),
        ("hope", ["rights"]),
        ("pia", [*WORK, "rights"]),
    ],
)
def test_whoever_reads_nothing_finds_the_ways_that_are_theirs_and_no_others(
    desk: Desk, browser: Browser, who: str, theirs: list[str]
) -> None:
    home = browser.sit(getattr(desk.cast, who)).says(desk.url("study"))
    ways = {desk.url(name) for name in (*theirs, "own-page")}
    assert led_to(home, desk) == ways
    for address in ways:
        browser.says(address)
    assert "Soup" not in home
    assert "Marigold" not in home
    shut = browser.says(desk.url("sources"), status=403)
    assert f'href="{desk.url("study")}"' in shut  # from where the way leads home


def led_to(home: str, desk: Desk) -> set[str]:
    """Where the doors of a page lead."""
    doors = home.partition('<div class="doors')[2].partition("</div>\n")[0]
    assert doors.count("<section") == 3
    return set(re.findall(r'href="([^"#]+)"', doors.partition("</section>\n</div>")[0]))


def test_whoever_reads_comes_in_to_the_study(desk: Desk, lea_sits: Browser) -> None:
    assert "What is here" in lea_sits.says(desk.url("study"))


def test_the_guardian_finds_whose_name_is_whose_and_a_coder_does_not(desk: Desk, browser: Browser) -> None:
    from firsthand.field.people.naming import set_name

    set_name(desk.cast.cody, participant=desk.participant, real_name="Denise Halloran")
    address = reverse("consent", args=[desk.slug, desk.participant.id])
    browser.sit(desk.cast.gil)
    assert "Denise" not in browser.says(address)
    assert "Denise Halloran" in browser.says(address, name="yes")
    browser.sit(desk.cast.cody)
    assert "Denise" not in browser.says(address, name="yes")


def test_somebody_new_is_asked_at_once_or_later(desk: Desk, lea_sits: Browser) -> None:
    onward = lea_sits.send(desk.url("person-new"), pseudonym="Wren", do="ask")
    assert onward.endswith("/consent/?moment=before")
    assert "Consent of Wren" in lea_sits.says(onward)
    assert lea_sits.send(desk.url("person-new"), pseudonym="Ash") == desk.url("people")
