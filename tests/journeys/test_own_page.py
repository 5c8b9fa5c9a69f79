"""Pia, who was talked with, at a computer that others use: she opens her page, looks, changes, asks, and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, serving
from journeys.walking import NARROW, Walker, walked

pytestmark = pytest.mark.journey

WHO = "Marigold"


@pytest.fixture
def apart(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration on a server of its own: what happens here changes what others are shown."""
    with serving(demonstration, tmp_path / "data") as running:
        yield running


def pick(pia: Walker, label: str) -> None:
    """Choose one of several by the keys: Tab leads to the first, arrows to the others."""
    wanted = pia.page.get_by_label(label, exact=True)
    pia.to(pia.page.locator("main input[type=radio]").first)
    for _ in range(8):
        if wanted.is_checked():
            return
        pia.press("ArrowDown")
    raise AssertionError(f"The arrows do not come to {label}")


@walked(NARROW)
def test_she_sees_her_words_and_says_what_is_to_become_of_them(
    browser: Browser, apart: Served, width: int, theme: str
) -> None:
    slug = "demo"
    code = done(apart.data, "slip", "make", "--participant", WHO, "--json").json["code"]
    with Walker.sets_out(browser, apart, width, theme) as pia:
        pia.starts_at(f"/s/{slug}/mine/")
        pia.fine("own-page-door")
        expect(pia.page.get_by_text("Invented demonstration")).to_be_visible()
        pia.write("Your code", code.lower())
        pia.leave("Enter")
        expect(pia.page.get_by_role("heading", name="My page")).to_be_visible()
        pia.fine("own-page-home")

        pia.follow("See my words")
        pia.fine("own-page-words")
        pia.page.locator(".own-ways a").first.click()
        pia.fine("own-page-talk")
        pia.page.get_by_role("link", name="Say something about piece 1", exact=True).click()
        pick(pia, "This is not what I said.")
        pia.write("Do you want to say more?", "I said it in another way.")
        pia.fine("own-page-turn")
        pia.send("Send")
        pia.told("Sent. We will read it.")

        pia.starts_at(f"/s/{slug}/mine/")
        pia.follow("Change what I said yes or no to")
        pia.fine("own-page-answers")
        pia.to(pia.page.locator("a[href$='/answers/quotes/']"))
        pia.leave("Enter")
        assert pia.page.locator("main input:checked").count() == 0
        pick(pia, "Use them once I have seen each one")
        pia.fine("own-page-answer")
        pia.send("Send")

        pia.follow("Choose my name")
        pia.fine("own-page-name")
        pia.follow("Back to my page")
        pia.follow("Say who may not read my words")
        pia.fine("own-page-readers")
        pia.follow("Back to my page")
        pia.follow("Put my words on hold")
        pia.fine("own-page-hold")
        pia.follow("Back to my page")

        pia.follow("Take my words out")
        pia.fine("own-page-going")
        pick(pia, "Take out my words, and what you made of them.")
        pia.send("Show me what happens")
        pia.fine("own-page-going-sure")
        pia.send("Yes, send this")
        expect(pia.page.get_by_text("You sent us 3 things.")).to_be_visible()
        pia.fine("own-page-sent")

        pia.send("Leave this page")
        expect(pia.page.get_by_role("heading", name="Your page is closed")).to_be_visible()
        pia.fine("own-page-left")
        pia.page.go_back()
        expect(pia.page.get_by_label("Your code", exact=True)).to_be_visible()
        kept = pia.page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]")
        assert kept == [[], []]
        assert not [one for one in pia.page.context.cookies() if one["name"].startswith("firsthand-own")]

        # What Lea finds.
        pia.starts_at(f"/s/{slug}/")
        pia.page.get_by_role("link", name=re.compile("Participants said 2 things")).click()
        expect(pia.page.get_by_text("I said it in another way.")).to_be_visible()
        pia.fine("own-page-wishes")
        pia.starts_at(f"/s/{slug}/people/")
        pia.follow(WHO, within="main")
        pia.follow("Hand out a slip for it")
        pia.fine("own-page-slips")
        pia.send("Make a slip")
        pia.fine("own-page-slip-once")


def test_a_page_works_without_any_script(browser: Browser, apart: Served) -> None:
    code = done(apart.data, "slip", "make", "--participant", WHO, "--json").json["code"]
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{apart.address}/s/demo/mine/")
    page.get_by_label("Your code", exact=True).fill(code)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("link", name="Put my words on hold", exact=True).click()
    page.get_by_role("button", name="Put all of it on hold", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sent. All of yours is on hold.")
    done(apart.data, "sources")
    page.goto(f"{apart.address}/s/demo/mine/")
    expect(page.get_by_text("All of yours is on hold.")).to_be_visible()
    context.close()
