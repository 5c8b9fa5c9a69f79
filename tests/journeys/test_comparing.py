"""Counting by keyboard: from a cell to its excerpts, codes together, saturation; pictures by day and by night."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from journeys.conftest import Served, Window
from journeys.walking import NARROW, WIDE, amiss, turn_to

pytestmark = pytest.mark.journey


def calm(page: Page) -> None:
    """At both widths, by day and by night."""
    for size in (NARROW, WIDE):
        assert amiss(page, size, ask=True) == []


def test_from_a_count_to_its_words_and_from_a_picture_to_its_table(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context()
    window = Window.opened(context, served)
    page = window.go("/s/demo/find/")
    page.get_by_role("link", name="Compare").press("Enter")
    page.get_by_label("Counted in", exact=True).select_option("codings")
    page.get_by_role("button", name="Show").press("Enter")
    calm(page)
    box = page.get_by_role("region", name="Counted in codings")
    for size in (NARROW, WIDE):
        turn_to(page, size)
        heads_stay(box)
    page.get_by_text("As a picture").press("Enter")
    drawn(page)
    cell = box.locator("tbody a.cell").first
    told = cell.inner_text().split()[0]
    cell.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text(f"{told} excerpt")

    page.get_by_role("link", name="Compare").press("Enter")
    page.get_by_role("link", name="Codes together").press("Enter")
    drawn(page)
    calm(page)
    with page.expect_download() as leaving:
        page.get_by_role("button", name="Picture (svg)").press("Enter")
    leaving.value.save_as(tmp_path / "network.svg")
    assert (tmp_path / "network.svg").read_text("utf-8").startswith("<svg")

    page.get_by_role("link", name="Is there still something new?").press("Enter")
    page.get_by_label("Which saturation is meant").select_option("codes")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_text("Saturation is not proved by a number")).to_be_visible()
    drawn(page)
    calm(page)
    assert window.complaints == []
    context.close()


def heads_stay(box: Locator) -> None:
    """However far one has scrolled."""
    box.evaluate("one => one.scrollTo(200, 300)")
    head = box.locator("thead th").first.bounding_box()
    frame = box.bounding_box()
    assert head is not None
    assert frame is not None
    assert abs(head["x"] - frame["x"]) < 2, "the first column stays"
    assert abs(head["y"] - frame["y"]) < 60, "the head stays"


def drawn(page: Page) -> None:
    """Of the two renderings the one that is of the theme is there, is drawn, and says in words what it shows."""
    for size, shown, other in ((NARROW, "night", "day"), (WIDE, "day", "night")):
        turn_to(page, size)
        picture = page.locator(f".picture .by-{shown}")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        page.wait_for_function("one => one.naturalWidth > 100", arg=picture.element_handle())
        assert picture.get_attribute("alt")
        expect(page.locator(f".picture .by-{other}")).to_be_hidden()


def test_a_table_of_ones_own_is_pasted_reckoned_and_its_figures_taken_out(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context()
    window = Window.opened(context, served)
    page = window.go("/s/demo/compare/")
    page.get_by_role("link", name="A table of your own").press("Enter")
    calm(page)
    page.get_by_label("Or paste it here").fill("which,A,B\nx,1,0\ny,0,1\n")
    page.get_by_role("button", name="Reckon").press("Enter")
    expect(page.get_by_text("By its columns this table can be several things")).to_be_visible()
    window.complaints.clear()  # browsers tell of every form that comes back
    page.get_by_label("What it is", exact=True).select_option("crosstable")
    page.get_by_role("button", name="Reckon").press("Enter")
    expect(page.get_by_role("heading", name="Read as rows by columns, counted")).to_be_visible()
    expect(page.get_by_text("under twenty people p-values are off").first).to_be_visible()
    calm(page)
    with page.expect_download() as leaving:
        page.get_by_role("button", name="Table (csv)").press("Enter")
    leaving.value.save_as(tmp_path / "figures.csv")
    assert "Chi-square" in (tmp_path / "figures.csv").read_text("utf-8-sig")
    assert window.complaints == []
    context.close()
