"""A theme's board by mouse and by keyboard: laid out, grouped, moved, compared; then a theme split and merged again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from journeys.conftest import Served, serving
from journeys.walking import NARROW, WIDE, Walker, walked

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(demonstration, tmp_path_factory.mktemp("board") / "data") as running:
        yield running


def board_of(served: Served, number: int) -> str:
    """The address of the board of a theme, each journey has its own."""
    theme = done(served.data, "themes", "--json").json["themes"][number]
    return f"/s/demo/themes/{theme['id']}/board/"


def heap(page: Page, name: str) -> list[str]:
    """What lies in a group: the words of each card, in order."""
    section = page.get_by_role("region", name=name, exact=True)
    return [one.inner_text().splitlines()[0] for one in section.locator(".board-card").all()]


@walked(WIDE)
def test_by_mouse_cards_are_dragged_into_groups_and_to_their_place(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page, address = walker.page, board_of(served, 0)
        walker.starts_at(address)
        walker.fine("board-empty")
        page.get_by_role("link", name="Lay the first out").click()
        walker.fine("board-gather")
        for box in page.get_by_label("lay it on the board").all()[:4]:
            box.check()
        page.get_by_role("button", name="Lay it out", exact=True).click()
        for name in ("Who stays", "Who goes"):
            page.get_by_label("A new group").fill(name)
            page.get_by_role("button", name="Make the group").click()
            walker.told("The group is there.")
        loose = heap(page, "Not in a group")
        assert len(loose) == 4

        cards = page.locator(".board-card")
        with page.expect_navigation():
            cards.first.drag_to(page.get_by_role("region", name="Who stays").locator(".cards"))
        walker.told("Moved.")
        with page.expect_navigation():
            cards.first.drag_to(page.get_by_role("region", name="Who stays").locator(".board-card").first,
                                target_position={"x": 40, "y": 4})  # fmt: skip
        assert heap(page, "Who stays") == [loose[1], loose[0]]
        assert heap(page, "Not in a group") == loose[2:]
        walker.fine("board")
        done(served.data, "undo")
        page.reload()
        assert heap(page, "Who stays") == loose[:1]


@walked(NARROW)
def test_by_keyboard_cards_are_moved_compared_and_a_theme_is_split_and_merged(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page, address = walker.page, board_of(served, 1)
        walker.starts_at(address)
        walker.follow("Lay the first out")
        boxes = page.get_by_label("lay it on the board")
        for number in range(3):
            walker.to(boxes.nth(3 * number))
            walker.press("Space")
        walker.send("Lay it out from here")
        walker.write("A new group", "Cups")
        walker.send("Make the group")
        words = heap(page, "Not in a group")
        walker.counted()
        for _ in range(2):
            first = page.get_by_role("region", name="Not in a group").locator(".board-card").first
            walker.to(first.locator("summary"))
            walker.press("Enter")
            walker.to(first.locator("select"))
            page.keyboard.type("Cups")
            walker.to(first.get_by_role("button", name="Move it"))
            walker.leave("Enter")
            walker.told("Moved.")
        assert walker.counted() <= 6
        assert heap(page, "Cups") == words[:2]
        walker.fine("board-narrow")

        second = page.get_by_role("region", name="Cups").locator(".board-card").nth(1)
        walker.to(second.locator("summary"))
        walker.press("Enter")
        walker.to(second.get_by_role("button", name="Earlier"))
        walker.leave("Enter")
        assert heap(page, "Cups") == [words[1], words[0]]
        done(served.data, "undo")
        walker.starts_at(address)
        walker.follow("Compare two by two")
        walker.fine("board-compare")
        walker.write("The same in both", "Somebody waits.")
        walker.write("They differ in", "For whom.")
        walker.send("Keep")
        walker.told("Kept.")
        walker.starts_at(address)
        expect(page.get_by_text("Somebody waits.")).to_be_visible()
        walker.fine("board-compared")

        walker.starts_at(address.replace("board/", ""))
        walker.follow("Split it")
        walker.fine("theme-split")
        walker.tick("Cups")
        walker.write("Name of the new theme", "Waiting")
        walker.send("Split")
        walker.told("They are two themes now.")
        walker.follow("Merge it with another theme")
        walker.fine("theme-merge")
        old = page.get_by_label("Merge it into").locator("option").nth(2).inner_text()
        walker.choose("Merge it into", old)
        walker.send("Make them one")
        walker.told("They are one theme now.")
        walker.starts_at(address)
        expect(page.get_by_role("region", name="Cups")).to_be_visible()
        for _ in range(2):
            done(served.data, "undo")
        page.reload()
        assert heap(page, "Cups") == words[:2]
