"""The work in a real browser: an entry of two minutes, every page at both widths, a card of which nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from journeys.conftest import Served, Window, running
from journeys.walking import NARROW, WIDE, amiss

pytestmark = pytest.mark.journey

PAGES = ("", "entries/", "contact/", "reflections/", "story/", "gifts/", "card/", "picture/")
WORDS = "A room with a door, and nobody asking."


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("work") / "data"
    done(data, "init", "--study", "Lantern")
    with running(data) as served:
        yield served


def written(page: Page) -> None:
    """Two minutes, by whoever has a thumb or a mouse."""
    page.get_by_label("Talking, listening").check()
    page.get_by_label("One moment worth keeping").fill("We sat on the step until the rain was over.")
    page.get_by_label("I want to talk to someone").check()
    page.get_by_role("button", name="Keep").click()


def test_two_minutes_and_every_page_at_both_widths(browser: Browser, lantern: Served) -> None:
    context = browser.new_context()
    window = Window.opened(context, lantern)
    window.go("/s/lantern/work/contact/").get_by_label("Whom I turn to").fill("Rea, on Thursdays")
    window.page.get_by_role("button", name="Keep").click()
    written(window.go("/s/lantern/work/"))
    expect(window.page.locator("main")).to_contain_text("You chose them. Nothing was sent")
    wrong = []
    for place in PAGES:
        window.go(f"/s/lantern/work/{place}")
        for size in (WIDE, NARROW):
            wrong += amiss(window.page, size, ask=True)
    window.page.goto(lantern.address + "/s/lantern/work/entries/")
    window.page.get_by_role("link", name="Give to the study").click()
    wrong += amiss(window.page, NARROW, ask=True)
    assert wrong + window.complaints == []
    window.go("/s/lantern/work/entries/").get_by_role("button", name="Delete now").click()
    window.page.get_by_role("button", name="Delete it").click()
    expect(window.page.locator("main")).to_contain_text("Nothing here.")
    context.close()


def test_nothing_of_a_card_leaves_the_page_or_stays_in_the_browser(browser: Browser, lantern: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(lantern.address + "/s/lantern/work/card/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("window.print = () => { window.printed = document.getElementById('own-words').value }")
    page.get_by_label("What I am after, in my own words").fill(WORDS)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Print, and let go").click()
    assert page.evaluate("window.printed").strip() == WORDS
    expect(page.get_by_label("What I am after, in my own words")).to_have_value("")
    assert asked == []
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert WORDS not in kept
    page.goto(lantern.address + "/")
    page.go_back()
    expect(page.get_by_label("What I am after, in my own words")).to_have_value("")
    context.close()


def test_a_card_is_printed_alone(browser: Browser, lantern: Served, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(lantern.address + "/s/lantern/work/card/")
    page.get_by_label("What I am after, in my own words").fill(WORDS)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="A card to take away")).not_to_be_visible()
    expect(page.get_by_label("What I am after, in my own words")).to_be_visible()
    context.close()
