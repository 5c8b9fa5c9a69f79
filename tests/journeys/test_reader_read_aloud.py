"""For everybody: read aloud, without a mouse, found by the browser, printed whole, and nothing that axe finds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from pdfminer.high_level import extract_text
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, beyond, shut_out
from journeys.reading import Reading, opened, until
from journeys.walking import BOTH, NARROW, WIDE

pytestmark = pytest.mark.journey


# The keys that lead to each state, and what is seen then.
STATES = {
    "": ".reader-turn",
    "s": ".reader-selected",
    "s c": ".reader-palette",
    "n Enter": ".reader-here li",
    "n m": ".reader-side textarea",
    "n e": ".reader-selected-resizing",
    "?": ".reader-keys",
    "v": ".reader-tree",
    "u": ".reader-side input",
    "h": ".reader-side",
    "f": ".reader-bar .reader-look",
    "g": ".reader-bar details[open] form",
}


@pytest.fixture(scope="module")
def source(served: Served) -> str:
    """An interview of the demonstration, as it is coded there."""
    found = done(served.data, "sources", "--json").json["sources"]
    return next(str(one["id"]) for one in found if one["title"] == "Interview with Roberta")


@pytest.fixture
def reading(browser: Browser, served: Served, source: str) -> Iterator[Reading]:
    open_now = opened(browser, served, source, study="demo")
    yield open_now
    assert open_now.window.complaints == []
    open_now.page.context.close()


def test_the_tree_is_a_document_with_turns_as_groups_and_codings_announced(reading: Reading) -> None:
    page = reading.page
    tree = page.locator(".reader-text").aria_snapshot()
    assert re.match(r"""- '?document "The text: Interview with Roberta\"""", tree)
    groups = [int(number) for number in re.findall(r'group "Turn (\d+), [^"]+"', tree)]
    assert groups == list(range(1, 151))
    labels = page.get_by_role("list", name="Codings in sight").get_by_role("button")
    until(page, lambda: labels.count() == len(reading.shown()) > 0, "each label to be a button of the list")
    assert all(re.fullmatch(r".+, by (Noor|Sam|Lena): “.+”", one, re.S) for one in reading.shown().values())
    reading.focus()
    page.keyboard.press("n")
    until(page, lambda: reading.said() in reading.shown().values(), "the coding to be said")


@pytest.mark.parametrize(("width", "theme"), [WIDE, NARROW])
def test_axe_finds_nothing_in_any_state(
    browser: Browser, served: Served, source: str, width: int, theme: str
) -> None:
    """Each is come to at both widths, and axe asked at one of them in turn, or at both."""
    size = {"width": width, "height": 900}
    reading = opened(
        browser, served, source, study="demo", viewport=size, color_scheme=theme, bypass_csp=True
    )
    page, wrong = reading.page, []
    for number, (keys, seen) in enumerate(STATES.items()):
        page.keyboard.press("Escape")
        reading.focus()
        for key in keys.split():
            page.keyboard.press(key)
        expect(page.locator(seen).first).to_be_visible()
        if BOTH or number % 2 == (width == NARROW[0]):
            wrong += [f"{keys}: {one}" for one in shut_out(page)]
        assert beyond(page) <= 0, keys
    assert wrong == []
    page.context.close()


def test_every_act_has_a_key_that_is_in_the_table_and_a_button(reading: Reading) -> None:
    page = reading.page
    reading.focus()
    page.keyboard.press("?")
    rows = page.locator(".reader-keys tbody tr")
    expect(rows.nth(40)).to_be_attached()
    assert all(rows.locator("kbd").all_text_contents())
    page.keyboard.press("Escape")
    reached = set()
    page.evaluate("document.activeElement.blur()")
    for _tabs in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
    assert {"Show", "Look", "Select", "Go to", "Undo", "Redo", "Codes", "Memos", "Keys"} <= reached


def test_the_browser_finds_words_at_the_far_end(reading: Reading) -> None:
    page = reading.page
    last = page.locator(".reader-turn").last.locator("p:not(.speaker)").last
    words = (last.text_content() or "")[-40:]
    assert page.evaluate("words => find(words, false, true)", words)
    expect(last).to_be_in_viewport()


def test_printed_it_is_the_whole_text(reading: Reading) -> None:
    reading.look_at_places()
    words: str = reading.page.evaluate("places.blocks.map(({ element }) => element.textContent).join('\\n')")
    printed = extract_text(io.BytesIO(reading.page.pdf(format="A4")))
    missing = [line for line in words.split("\n") if squeezed(line) not in squeezed(printed)]
    assert missing == []


def squeezed(text: str) -> str:
    """Without what printing does to spaces, line ends and joined letters."""
    return re.sub(r"\s+|-", "", text).replace("ﬁ", "fi").replace("ﬂ", "fl")
