"""Two coders select words behind emoji and Arabic, with mouse and keyboard; page and database name the same places."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from journeys.conftest import Served, Window

pytestmark = pytest.mark.journey

TEXT = (
    "LENA: 👍 شكرا, what was in the bag?\n"
    "JUNIPER: My 👨\u200d👩\u200d👧 packed it: مرحبا on a card 🎒, and a spare key, and soup.\n"
    "LENA: And then?\n"
    "JUNIPER: 𝔄 lot of waiting.\n"
)

# Where words stand in the window, as the browser draws them.
WHERE = """words => {
  for (const piece of document.querySelectorAll("#transcript [data-start]")) {
    const at = piece.textContent.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(piece.firstChild, at);
    range.setEnd(piece.firstChild, at + words.length);
    piece.scrollIntoView({ block: "center" });
    const box = range.getBoundingClientRect();
    return { left: box.left, right: box.right, middle: box.top + box.height / 2 };
  }
}"""


@pytest.fixture
def source(served: Served, tmp_path: Path) -> str:
    """A talk brought in by the command line; its address."""
    file = tmp_path / "juniper-at-the-door.txt"
    file.write_text(TEXT, encoding="utf-8")
    done(served.data, "import", file, "--as", "Sam")
    sources: list[dict[str, Any]] = done(served.data, "sources", "--json").json["sources"]
    return f"/s/demo/sources/{sources[-1]['id']}/"


def test_two_coders_overlap_behind_emoji_and_arabic(served: Served, browser: Browser, source: str) -> None:
    sam, lena = opened(browser, served, "Sam", source), opened(browser, served, "Lena", source)
    drag(sam.page, "a spare key")
    apply(sam.page, "Lent things", "a spare key")
    walk(lena.page, "spare key, and soup.")
    apply(lena.page, "Food", "spare key, and soup.")
    lena.page.mouse.dblclick(*middle(lena.page, "مرحبا"))
    apply(lena.page, "Greeting", "مرحبا")
    take_turn(sam.page, source, "𝔄 lot of waiting.")
    apply(sam.page, "Waiting", "𝔄 lot of waiting.")
    wanted = {
        ("Lent things", "Sam", "a spare key"),
        ("Food", "Lena", "spare key, and soup."),
        ("Greeting", "Lena", "مرحبا"),
        ("Waiting", "Sam", "𝔄 lot of waiting."),
    }
    number = by_the_command_line(served, source, wanted)
    by_the_table(served, number, wanted)
    on_the_page(sam.page, served, source, wanted)
    assert sam.complaints + lena.complaints == []


def opened(browser: Browser, served: Served, name: str, source: str) -> Window:
    """A window of somebody's own."""
    window = Window.opened(browser.new_context(viewport={"width": 1280, "height": 900}), served)
    page = window.go(source)
    page.locator(".bar-you > summary").click()
    page.get_by_role("button", name=f"{name}, coder").click()
    expect(page.locator(".bar-you > summary")).to_have_text(f"You are {name}")
    assert page.url.endswith(source)
    return window


def middle(page: Page, words: str) -> tuple[float, float]:
    box = page.evaluate(WHERE, words)
    return (box["left"] + box["right"]) / 2, box["middle"]


def drag(page: Page, words: str) -> None:
    """Select words with the mouse."""
    box = page.evaluate(WHERE, words)
    page.mouse.move(box["left"] + 0.5, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"] - 40, box["middle"])
    page.mouse.move(box["right"] - 0.5, box["middle"])
    page.mouse.up()


def walk(page: Page, words: str) -> None:
    """Select words with the keyboard alone: from the turn's beginning to their end, then the other edge after it."""
    line = next(line for line in TEXT.split("\n") if words in line).partition(": ")[2]
    page.locator(".turn", has_text=words).locator("[data-take]").focus()
    for _steps in range(100):
        if said(page).endswith(words):
            break
        page.keyboard.press("Control+Shift+ArrowRight")
    for _steps in line[: line.index(words)]:
        if said(page) == words:
            break
        page.keyboard.press("Control+Alt+Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#apply-code")).to_be_focused()


def said(page: Page) -> str:
    """The words that the panel shows as selected."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator("#selected-words").inner_text() if page.locator("#selected").is_visible() else ""


def take_turn(page: Page, source: str, words: str) -> None:
    """Choose a whole turn without the mouse."""
    link = page.locator(".turn", has_text=words).locator("[data-take]")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#apply-code")).to_be_focused()


def apply(page: Page, code: str, words: str) -> None:
    """Name what the selected words are about."""
    expect(page.locator("#selected-words")).to_have_text(words)
    page.locator("#apply-code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**#c*")
    expect(page.locator(".notice")).to_have_text("Coded.")


def by_the_command_line(served: Served, source: str, wanted: set[tuple[str, str, str]]) -> str:
    """The database, asked by the command line: positions that give the words. The source's number."""
    sources = done(served.data, "sources", "--json").json["sources"]
    number = next(one["number"] for one in sources if one["id"] in source)
    codings = done(served.data, "codings", "--json").json["codings"]
    found = {
        (one["code"], one["coder"], TEXT[one["start"] : one["end"]])
        for one in codings
        if one["source_number"] == number
    }
    assert found == wanted
    return f"S{number}"


def by_the_table(served: Served, number: str, wanted: set[tuple[str, str, str]]) -> None:
    """The table that leaves the program."""
    out = served.data.parent / "codings.csv"
    done(served.data, "report", "codings", "--format", "csv", "--out", out)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    found = [row for row in rows if row["source"] == number]
    assert {(row["code"], row["coder"], TEXT[int(row["start"]) : int(row["end"])]) for row in found} == wanted


def on_the_page(page: Page, served: Served, source: str, wanted: set[tuple[str, str, str]]) -> None:
    """The page: each coding's mark starts where its words start."""
    page.goto(served.address + source)
    for _code, _coder, words in wanted:
        start = TEXT.index(words)
        assert page.locator(f"#c{start}").get_attribute("data-start") == str(start)
        assert words.startswith(page.locator(f"#c{start}").inner_text())
