"""What the study says, put before somebody it is about: chosen by keyboard, answered on a phone without any script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, serving
from journeys.walking import WIDE, Walker, walked

pytestmark = pytest.mark.journey

WHO = "Warren"
CLAIM = "Having been through it oneself is what lets two people begin."


@pytest.fixture
def apart(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration on a server of its own."""
    with serving(demonstration, tmp_path / "data") as running:
        yield running


@walked(WIDE)
def test_a_claim_is_shown_to_somebody_who_answers_and_it_stands_beside_the_claim(
    browser: Browser, apart: Served, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, apart, width, theme) as lea:
        lea.starts_at("/s/demo/reports/")
        lea.follow("Does it fit?")
        lea.fine("checks")
        lea.to(lea.page.get_by_role("link", name=f"Choose what to show ({WHO})", exact=True))
        lea.leave("Enter")
        assert lea.page.locator("main input:checked").count() == 0
        lea.tick(CLAIM)
        lea.to(lea.page.locator("input[name=quotes]").first)
        lea.press("Space")
        lea.fine("checks-new")
        lea.send("Put it on their page")
        lea.told("It is on their page, and can be printed.")
        assert lea.counted() == 5  # the way in, choose, two ticks, send
        lea.fine("checks-sent")

        says_that_it_does_not_fit(browser, apart)

        lea.starts_at("/s/demo/themes/")
        lea.follow("What makes it work between people", within="main")
        beside = lea.page.locator(".said-to").first
        expect(beside).to_contain_text(f"{WHO}: does not fit")
        expect(beside).to_contain_text("I was only being polite.")
        lea.fine("checks-beside-the-claim")
        lea.follow("Somebody answered what they were shown, and it waits for you")
        lea.page.locator("main ul a").first.click()
        lea.choose("What came of it", "Both")
        lea.write("What was done, and why", "Both are true of different days.")
        lea.fine("checks-pack")
        lea.to(lea.page.get_by_role("button", name="Settled").first)
        lea.leave("Enter")
        lea.told("Settled. They find it on their page.")
        lea.to(lea.page.get_by_role("button", name="Print it (pdf)"))
        with lea.page.expect_download() as taken:
            lea.press("Enter")
        assert taken.value.suggested_filename == "DEMO_to-look-at-3.pdf"


def says_that_it_does_not_fit(browser: Browser, apart: Served) -> None:
    """On a phone of 390 pixels, without any script."""
    code = done(apart.data, "slip", "make", "--participant", WHO, "--json").json["code"]
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{apart.address}/s/demo/mine/")
    page.get_by_label("Your code", exact=True).fill(code)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("link", name="Something to look at", exact=True).click()
    expect(page.locator("main mark").first).to_be_visible()
    page.get_by_role("link", name="Say if it fits (Something we say, 1)").click()
    assert page.locator("main input:checked").count() == 0
    page.get_by_label("It does not fit.", exact=True).check()
    page.get_by_label("Do you want to say more?", exact=True).fill("I was only being polite.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sent. We will read it.")
    context.close()


def test_the_pages_of_it_are_open_to_everybody_at_both_widths(browser: Browser, apart: Served) -> None:
    claims = done(apart.data, "claims", "--json").json["claims"]
    sent = done(apart.data, "check", "send", "--participant", WHO, "--claim", claims[0]["id"], "--json").json
    assert sent["number"] == 3  # two were sent already
    code = done(apart.data, "slip", "make", "--participant", WHO, "--json").json["code"]
    with Walker.sets_out(browser, apart, 390, "dark") as pia:
        pia.starts_at("/s/demo/mine/")
        pia.write("Your code", code)
        pia.leave("Enter")
        pia.follow("Something to look at")
        pia.fine("own-checks")
        pia.follow("Say if it fits (Something we say, 1)")
        pia.to(pia.page.locator("main input[type=radio]").first)
        pia.press("Space")
        pia.fine("own-check")
        pia.send("Send")
        pia.told("Sent. We will read it.")
    (shown,) = [
        one for one in done(apart.data, "check", "members", "--json").json["shown"] if one["number"] == 3
    ]
    (line,) = shown["lines"]
    assert line["replies"][0]["answer"] == "fits"
    out = apart.data.parent / "look.html"
    done(apart.data, "check", "paper", "3", "--out", str(out))
    assert "Something to look at" in out.read_text("utf-8")
