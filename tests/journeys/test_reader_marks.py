"""Marks on words in the reader: by keys and by touch, drawn, seen by another and after a reload, and undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from journeys.conftest import Served, beyond, shut_out
from journeys.reading import STUDY, Reading, Server, brought_in, opened, until

pytestmark = pytest.mark.journey

GUIDE = "Q01. How did you come to this work?\nQ06. What is a usual day?\nQ16. What did I not ask?\n"
TALK = (
    "LENA: How did you come to this work?\nJUNIPER: I was asked. A man in a red scarf held the door. Then I stayed.\n"
    "LENA: What is a usual day?\nJUNIPER: Tables out, kettle on. Nobody is in a hurry.\n"
)
NOTE = "A man in a red scarf comes in.\nJuniper pours the tea.\n"
PAINTED = """() => [...(CSS.highlights.get("bystander") ?? [])].map(
  one => one.startContainer.textContent.slice(one.startOffset, one.endOffset)).join("|")"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Server.of_its_own(tmp_path_factory.mktemp("marks"))
    yield server.served
    server.kill()


@pytest.fixture(scope="module")
def talk(served: Served) -> str:
    """An interview that was held with a guide."""
    (source,) = brought_in(served, {"talk.txt": TALK})
    guide = served.data.parent / "guide.txt"
    guide.write_text(GUIDE, "utf-8")
    done(served.data, "guide", "import", guide)
    done(served.data, "interview", "add", source, "--guide", "1")
    brought_in(served, {"other.txt": "A word."}, "--as", "Cody")
    return source


@pytest.fixture(scope="module")
def note(served: Served) -> str:
    (source,) = brought_in(served, {"note.txt": NOTE}, "--kind", "field note")
    return source


def tags(page: Page, turn: str) -> list[str]:
    return page.locator(f"#{turn} .reader-mark").all_text_contents()


def press(reading: Reading, *keys: str) -> None:
    for key in keys:
        reading.page.keyboard.press(key)


def test_a_turn_is_marked_as_an_answer_by_keys_seen_by_another_and_after_a_reload_and_undone(
    served: Served, browser: Browser, talk: str
) -> None:
    reading = opened(browser, served, talk)
    other = opened(browser, served, talk, "Cody")
    page = reading.page
    reading.focus()
    press(reading, "j", "t", "Shift+A")
    expect(page.locator(".reader-palette [role=option]")).to_have_count(3)
    press(reading, "1", "6", "Backspace", "Backspace")
    page.keyboard.type("come to")
    press(reading, "Enter")
    reading.says("Marked as an answer to Q01.")
    until(page, lambda: tags(other.page, "turn-2") == ["Q01"], "the number at the other's turn")
    reading.settled()
    reading.open()
    until(page, lambda: tags(page, "turn-2") == ["Q01"], "the number at the turn")
    expect(page.get_by_role("group", name="Turn 2, JUNIPER, answers Q01")).to_be_attached()
    page.goto(f"{served.address}/s/{STUDY}/interviews/{talk}/")
    expect(page.locator("main")).to_contain_text("I was asked.")
    reading.open()
    reading.focus()
    press(reading, "Control+z")
    until(page, lambda: tags(page, "turn-2") == tags(other.page, "turn-2") == [], "it gone at both")
    press(reading, "Control+y")
    until(page, lambda: tags(page, "turn-2") == ["Q01"], "it back")
    press(reading, "g")
    page.keyboard.type("2")
    press(reading, "Enter", "t", "Shift+A", "Enter")
    reading.says("Q01 taken off: I was asked.")
    reading.settled()
    until(page, lambda: tags(other.page, "turn-2") == [], "it gone at the other's")
    assert [*reading.window.complaints, *other.window.complaints] == []
    page.context.close()
    other.page.context.close()


def test_a_bystanders_words_are_marked_by_keys_drawn_and_out_of_what_leaves(
    served: Served, browser: Browser, note: str
) -> None:
    reading = opened(browser, served, note)
    page = reading.page
    high = page.evaluate("document.documentElement.scrollHeight")
    reading.focus()
    press(reading, "s")
    reading.code("Place")
    press(reading, "Shift+B")
    reading.says("Marked as a bystander’s words.")
    until(page, lambda: page.evaluate(PAINTED) == "A man in a red scarf comes in.", "the words to be drawn")
    assert "overline" in page.evaluate(
        "getComputedStyle(document.querySelector('.reader-transcript'), '::highlight(bystander)').textDecorationLine"
    )
    reading.settled()
    assert page.evaluate("document.documentElement.scrollHeight") == high, "the mark moved the words"
    assert done(served.data, "codings", "--study", STUDY, "--json").json["codings"] == []
    reading.open()
    until(page, lambda: page.evaluate(PAINTED) == "A man in a red scarf comes in.", "the words to be drawn")
    expect(page.get_by_role("group", name=re.compile("Line 1, with a bystander’s words"))).to_be_attached()
    assert shut_out(page) == []
    reading.focus()
    press(reading, "s", "Shift+B")
    until(page, lambda: page.evaluate(PAINTED) == "", "the mark to go")
    reading.settled()
    press(reading, "Control+z")
    until(page, lambda: page.evaluate(PAINTED), "the mark back")
    press(reading, "Control+z")
    until(page, lambda: not page.evaluate(PAINTED), "the marking itself undone")
    assert reading.window.complaints == []
    page.context.close()


def test_on_a_phone_both_are_a_touch_away(served: Served, browser: Browser, talk: str) -> None:
    reading = opened(browser, served, talk, viewport={"width": 390, "height": 844}, has_touch=True)
    page = reading.page
    page.locator(".reader-bar").get_by_text("Select", exact=True).tap()
    page.locator(".reader-selecting").get_by_role("button", name="Turn", exact=True).tap()
    page.locator(".reader-selecting").get_by_role("button", name="Select the next").tap()
    press(reading, "Escape")
    bar = page.locator(".reader-selected")
    bar.get_by_role("button", name="Question").tap()
    page.locator(".reader-palette [role=option]").nth(1).tap()
    until(page, lambda: tags(page, "turn-2") == ["Q06"], "the number at the turn")
    bar.get_by_role("button", name="A bystander’s", exact=True).tap()
    until(page, lambda: tags(page, "turn-2") == ["Q06", "bystander"], "both at the turn")
    assert beyond(page) <= 0
    bar.get_by_role("button", name="Not a bystander’s").tap()
    bar.get_by_role("button", name="Question").tap()
    page.get_by_role("option", name="Take Q06 off these words").tap()
    until(page, lambda: tags(page, "turn-2") == [], "neither any more")
    reading.settled()
    assert reading.window.complaints == []
    page.context.close()


def test_a_text_of_no_guide_says_so(served: Served, browser: Browser, note: str, tmp_path: Path) -> None:
    reading = opened(browser, served, note)
    reading.focus()
    press(reading, "s", "Shift+A")
    reading.says("There is no guide whose questions could be answered here.")
    expect(reading.page.locator(".reader-selected").get_by_role("button", name="Question")).to_have_count(0)
    reading.page.context.close()
