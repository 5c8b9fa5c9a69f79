"""Where somebody comes in who reads nothing of the study, and what they find there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from web.conftest import Browser, Desk


@pytest.mark.parametrize(("who", "home"), [("gil", "consents"), ("hope", "rights"), ("pia", "rights")])
def test_whoever_reads_nothing_comes_in_to_a_page_that_is_open_to_them(
    desk: Desk, browser: Browser, who: str, home: str
) -> None:
    browser.sit(getattr(desk.cast, who))
    assert browser.get(desk.url("study")).headers["Location"] == desk.url(home)
    page = browser.says(desk.url(home))
    assert f'href="{desk.url("sources")}"' not in page
    assert f'href="{desk.url("people")}"' not in page  # no tab, and no crumb, that is not open to them
    shut = browser.says(desk.url("sources"), status=403)
    assert f'href="{desk.url("study")}"' in shut  # from where the way leads home


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
