"""A learning card, made from a claim by keyboard, shown, printed, and blank once its person takes their yes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, serving
from journeys.walking import WIDE, Walker, walked

pytestmark = pytest.mark.journey

REFUSED = "400 (Bad Request)"  # of a form that was not taken


@pytest.fixture
def apart(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration on a server of its own."""
    with serving(demonstration, tmp_path / "data") as running:
        yield running


@walked(WIDE)
def test_a_card_is_made_shown_printed_and_goes_blank(
    browser: Browser, apart: Served, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, apart, width, theme) as lea:
        page = lea.page
        lea.starts_at("/s/demo/themes/")
        lea.follow("What makes it work between people", within="main")
        lea.follow("Make a learning card")
        lea.fine("card-new")
        lea.counted()
        lea.to(page.locator("input[name=passages]").first)
        lea.press("Space")
        lea.to(page.get_by_label("It is not always so"))
        for key in ("Control+a", "Delete"):  # what is said to the counter-case stands there already
            page.keyboard.press(key)
        lea.send("Keep")
        lea.noted(REFUSED)
        expect(page.get_by_role("alert").first).to_contain_text("A card without the other side is a poster")
        lea.write("It is not always so", "Some people want to be asked at once.")
        for label, words in (
            ("To talk about: a first question", "What does the room say before you do?"),
            ("A second question", "When did a question come too early?"),
            ("A third question", "Who notices what is not asked?"),
            ("Something to try this week", "Leave one question out, and see."),
        ):
            lea.write(label, words)
        lea.send("Keep")
        lea.told("The card is kept.")
        assert lea.counted() == 3  # a tick, and Keep twice
        lea.fine("card-to-be-shown")
        lea.to(page.get_by_role("button", name="They saw it, and it is fine").first)
        lea.leave("Enter")
        lea.to(page.get_by_role("button", name="Print it (pdf)"))
        with page.expect_download() as taken:
            lea.press("Enter")
        assert taken.value.suggested_filename == "DEMO_demo-cards.pdf"
        words = page.locator(".learning-card blockquote").first.inner_text()
        done(apart.data, "consent", "set", "--participant", "Marigold", "--scope", "training=no")
        page.reload()
        expect(page.locator(".learning-card")).to_contain_text("Somebody’s words stood here.")
        expect(page.locator("body")).not_to_contain_text(words)
        expect(page.locator("main")).to_contain_text("Ask them for their copies.")
        lea.fine("card-blank")
        lea.follow("Learning cards")
        lea.fine("cards")
        lea.follow("Giving back")
        lea.fine("giving-back")
        lea.follow("An advocacy sheet")
        lea.write("What you ask for", "A door that opens in the evening.")
        lea.fine("advocacy")
        lea.to(page.get_by_role("button", name="Take out (html)"))
        with page.expect_download() as sheet:
            lea.press("Enter")
        assert "A door that opens in the evening." in Path(sheet.value.path()).read_text("utf-8")
