"""Words are chosen in the reader, coded with three keys, and stand in the database where they stood on the page."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser

from commands import done
from journeys.conftest import Served, Window

pytestmark = pytest.mark.journey


def test_words_coded_in_the_reader_are_stored_where_they_were_and_undo_takes_them_back(
    served: Served, browser: Browser
) -> None:
    (source,) = [
        one
        for one in done(served.data, "sources", "--json").json["sources"]
        if one["title"] == "Interview with Marigold"
    ]
    before = codings(served)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = Window.opened(context, served)
    page = window.page
    page.goto(f"{served.address}/s/demo/sources/{source['id']}/reader/")
    page.locator("#reader[data-ready]").wait_for(state="attached")
    line = page.get_by_text("By the wrong door.").first
    box = line.bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 10, steps=8)
    page.mouse.up()
    chosen = page.evaluate("getSelection().toString()").strip()
    assert chosen
    page.keyboard.press("c")
    page.keyboard.type("knowing it from")
    page.keyboard.press("Enter")
    page.get_by_text("Coded “Knowing it from the inside”").first.wait_for(state="attached")
    new = [one for one in until_changed(served, before) if one["id"] not in {old["id"] for old in before}]
    assert [(one["words"].strip(), one["code"], one["coder"]) for one in new] == [
        (chosen, "Know-how from inside", "Noor")
    ]
    page.keyboard.press("Control+z")
    until_changed(served, [*before, *new])
    assert codings(served) == before
    assert window.complaints == []
    context.close()


def codings(served: Served) -> list[dict[str, object]]:
    found: list[dict[str, object]] = done(served.data, "codings", "--json").json["codings"]
    return found


def until_changed(served: Served, before: list[dict[str, object]]) -> list[dict[str, object]]:
    """The codings, once there are more or fewer than before."""
    end = time.monotonic() + 30
    while len(now := codings(served)) == len(before):
        assert time.monotonic() < end, "Nothing was stored."
    return now
