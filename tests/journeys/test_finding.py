"""All excerpts of a code for one group, in context, taken out: in a few actions, by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from journeys.conftest import Served, Window, beyond, serving, shut_out

pytestmark = pytest.mark.journey

ASKED = 'under:"Getting close" and attribute "Paid or volunteer" = "paid part-time"'


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration as it was made: how many people there are is asked for, and other journeys bring some."""
    with serving(demonstration, tmp_path_factory.mktemp("finding") / "data") as running:
        yield running


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_by_keyboard_a_group_is_asked_for_and_taken_out_in_three_actions(
    served: Served, browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    window = Window.opened(context, served)
    page = window.go("/s/demo/")
    page.get_by_role("link", name="Find", exact=True).press("Enter")
    expect(page.get_by_label("What to find")).to_be_focused()
    page.keyboard.type(ASKED)
    page.keyboard.press("Control+Enter")
    heading = page.get_by_role("heading", name="people")
    expect(heading).to_contain_text("of 9 people")
    page.get_by_text("How to write it").click()
    assert shut_out(page) == []
    assert beyond(page) <= 0
    with page.expect_download() as leaving:
        page.get_by_role("button", name="Word (docx)").press("Enter")
    leaving.value.save_as(tmp_path / "found.docx")
    words = [one.text for one in Document(str(tmp_path / "found.docx")).paragraphs]
    assert "Invented demonstration – not data" in words
    assert ASKED in words
    assert window.complaints == []
    context.close()


def test_without_a_script_it_is_put_together_by_clicks_kept_and_many_are_coded_at_once(
    served: Served, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    page = Window.opened(context, served).go("/s/demo/find/")
    page.get_by_label("Words coded with").select_option(label="· Getting close, with those below it")
    page.get_by_label("that", exact=True).select_option("overlaps")
    page.get_by_label("this code").select_option(label="· · What I tell and what I keep")
    page.get_by_role("button", name="Find these").click()
    asked = page.get_by_label("What to find").input_value()
    assert asked == 'under:"Getting close" overlaps "What I tell and what I keep"'
    page.get_by_label("Keep it as").fill("Close to each other")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", name="Close to each other")).to_be_visible()
    assert "/find/kept/" in page.url
    page.get_by_role("checkbox", name="that are found").check()
    page.get_by_label("Code", exact=True).fill("Clusters of closeness")
    page.get_by_role("button", name="Code them, too").click()
    expect(page.get_by_role("status")).to_contain_text("the code, too")
    page.get_by_label("What to find").fill('"Clusters of closeness"')
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("heading", name="of 9 people")).to_be_visible()
    context.close()
