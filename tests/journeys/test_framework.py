"""A framework matrix by keyboard: two actions to write a cell, one to find it still right; rows and columns as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, serving
from journeys.walking import NARROW, WIDE, Walker

pytestmark = pytest.mark.journey


@pytest.fixture
def served(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration as it was made: nobody wrote a summary yet."""
    with serving(demonstration, tmp_path / "data") as running:
        yield running


@pytest.mark.parametrize(("width", "theme"), [WIDE, NARROW])
def test_a_cell_is_written_comes_to_be_out_of_date_and_is_found_still_right(
    served: Served, browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page = walker.page
        walker.starts_at("/s/demo/find/")
        walker.follow("Compare")
        walker.follow("Case by case, in short")
        expect(page.get_by_text("0 of 31 written")).to_be_visible()
        walker.fine("framework-empty")

        walker.follow("Ike · What makes it work between people")
        walker.fine("framework-cell")
        walker.counted()
        walker.write("Summary", "He waits with people before he asks them anything.")
        walker.leave("Control+Enter")
        walker.told("The summary is kept.")
        assert walker.counted() == 1, "words, and one key"
        expect(page.get_by_text("Written. Last written")).to_be_visible()

        walker.to(page.get_by_role("checkbox").first)
        walker.press("Space")
        walker.send("Keep")
        taken_off = page.get_by_role("checkbox", checked=False)
        expect(taken_off).to_have_count(1)

        code_the_same(served, "Ike", "What makes it work between people")
        page.reload()
        expect(page.get_by_text("1 excerpt came.")).to_be_visible()
        expect(page.get_by_text("came since")).to_have_count(1)
        walker.fine("framework-out-of-date")
        walker.counted()
        walker.send("It is still right")
        assert walker.counted() == 1
        expect(page.get_by_text("1 excerpt came.")).to_have_count(0)
        expect(taken_off).to_have_count(1)

        walker.follow("Ike")
        expect(page.get_by_text("He waits with people before he asks")).to_be_visible()
        walker.fine("framework-row")
        walker.follow("Case by case, in short", within="main")
        expect(page.get_by_text("1 of 31 written")).to_be_visible()
        walker.fine("framework")
        walker.follow("What makes it work between people", within="thead")
        walker.fine("framework-column")
        page.go_back()

        walker.unfold("Choose rows and codes")
        walker.choose("Rows", "sources")
        walker.send("Show")
        expect(page.get_by_role("region", name="Sources by codes")).to_be_visible()
        with page.expect_download() as leaving:
            walker.to(page.get_by_role("button", name="Table (csv)"))
            walker.press("Enter")
        leaving.value.save_as(tmp_path / "framework.csv")
        assert "to_write" in (tmp_path / "framework.csv").read_text("utf-8-sig")


def code_the_same(served: Served, name: str, code: str) -> None:
    """The lead puts a code on words that it stands on already, by a coder."""
    cells = done(served.data, "framework", "--json").json["cells"]
    behind = next(one["codings"] for one in cells if one["name"] == name and one["words"])
    codings = done(served.data, "codings", "--json").json["codings"]
    one = next(each for each in codings if each["id"] == behind[0])
    done(
        served.data, "apply", "--source", one["source"], "--code", " > ".join(one["code_path"]),
        "--start", str(one["start"]), "--end", str(one["end"]), "--as", "Noor",
    )  # fmt: skip


def test_on_paper_every_word_of_a_cell_is_there(served: Served, browser: Browser) -> None:
    """What the table shows of a long summary on the screen is cut; on paper it is not."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(served.address + "/s/demo/compare/framework/")
    page.get_by_role("link", name=re.compile("Ike · ")).first.click()
    page.get_by_label("Summary").fill("He waits with people. " * 40)
    page.get_by_role("button", name="Keep").click()
    page.goto(served.address + "/s/demo/compare/framework/")
    words = page.locator(".frame-words")
    cut = "one => one.scrollHeight > one.clientHeight + 2"
    assert words.evaluate(cut)
    page.emulate_media(media="print")
    assert not words.evaluate(cut)
    expect(page.get_by_role("navigation")).to_have_count(0)
    context.close()
