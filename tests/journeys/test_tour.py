"""The guided tour: eight steps through the demonstration, at both widths, by keyboard, and without any script."""

from __future__ import annotations

import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import serving as begun_serving
from journeys.conftest import Served
from journeys.walking import NARROW, WIDE, Walker

pytestmark = pytest.mark.journey

# What each step’s page has to show for what the bar says of it to be true.
SHOWN = [
    ["What was I doing?", "not for emergencies, billing or your boss", "forgotten after 90 days"],
    ["He is back from hospital", "Me in it", "I would rather keep this part to myself"],
    ["Interview with Ike"],
    ["Being real", "let them see the scuffs", "Both readings stand", "Noor"],
    ["What would count against it", "He plays cards, he's good at cards", "What speaks against it"],
    ["Warren: does not fit", "Launching\" is your word", "They want it printed beside it"],
    ["Ike", "I've got eleven years on you", "It is not always so", "Ike saw it"],
    ["This is where the words of Ike are", "Learning cards", "Nothing has been done yet"],
]  # fmt: skip


@pytest.mark.parametrize(("width", "theme"), [WIDE, NARROW])
def test_eight_steps_each_open_and_say_something_true(
    browser: Browser, served: Served, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        walker.starts_at("/")
        walker.follow("Walk through a study in eight steps")
        for number, shown in enumerate(SHOWN, 1):
            bar = walker.page.get_by_role("complementary", name="Guided tour")
            expect(bar).to_contain_text(f"Step {number} of 8")
            expect(bar).not_to_contain_text("not here any more")
            for words in shown:
                expect(walker.page.locator("main")).to_contain_text(words)
            walker.examine((width, theme), f"tour-{number}")
            if number < len(SHOWN):
                walker.follow("Next step", within=".tour")
        assert walker.counted() == 8  # one key a step
        walker.follow("One step back", within=".tour")
        expect(walker.page.locator(".tour")).to_contain_text("Step 7 of 8")
        walker.follow("Sources", within=".tabs")
        expect(walker.page.locator(".tour")).to_contain_text("You went on from here by yourself")
        walker.follow("Back to this step", within=".tour")
        expect(walker.page.locator("main")).to_contain_text("It is not always so")
        walker.send("Leave the tour")
        expect(walker.page.locator(".tour")).to_have_count(0)
        walker.starts_at("/s/demo/themes/")
        expect(walker.page.locator(".tour")).to_have_count(0)


def test_the_server_says_where_the_tour_begins(demonstration: Path, tmp_path: Path) -> None:
    server = begun_serving(Path(shutil.copytree(demonstration, tmp_path / "data")))
    address = server.line().split(" at ")[1].split()[0]
    try:
        for _ in range(100):
            if f"in eight steps: {address}s/demo/tour/" in server.out.read_text("utf-8"):
                return
            time.sleep(0.05)
        raise AssertionError(server.out.read_text("utf-8"))
    finally:
        server.end()


def test_the_tour_needs_no_script_and_covers_nothing(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{served.address}/s/demo/tour/")
    for number in range(1, 9):
        expect(page.locator(".tour")).to_contain_text(f"Step {number} of 8")
        assert lies_between_head_and_page(page)
        if number < 8:
            page.locator(".tour").get_by_role("link", name="Next step").click()
    page.locator(".tour").get_by_role("button", name="Leave the tour").click()
    expect(page.locator(".tour")).to_have_count(0)
    context.close()


def lies_between_head_and_page(page: Page) -> bool:
    boxes = [page.locator(one).bounding_box() for one in ("body > header", ".tour", "main")]
    places = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    return all(above[1] <= below[0] + 1 for above, below in pairwise(places))
