"""Bringing files in by the page: look first, decide, keep; and nothing is kept on the server in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, Window

pytestmark = pytest.mark.journey

TALK = "INT: Who is there?\nTAMARISK: Me 🙂.\nINT: Come in.\nTAMARISK: I will.\n"

LOST = """() => {
  const asked = XMLHttpRequest.prototype, was = Object.getOwnPropertyDescriptors(asked);
  window.found = () => Object.defineProperties(asked, was);
  Object.defineProperty(asked, "status", { get: () => 504, configurable: true });
  asked.getAllResponseHeaders = () => "";
  asked.getResponseHeader = () => null;
}"""


def test_look_decide_and_keep(served: Served, browser: Browser, tmp_path: Path) -> None:
    talk, broken = tmp_path / "tamarisk.txt", tmp_path / "broken.docx"
    talk.write_text(TALK, encoding="utf-8")
    broken.write_bytes(b"not a Word document")
    before = len(done(served.data, "sources", "--json").json["sources"])
    window = Window.opened(browser.new_context(), served)
    page = window.go("/s/demo/sources/import/")
    page.set_input_files("#files", [talk, broken])
    expect(page.locator("#preview")).to_contain_text("1 file could not be read")
    name = page.get_by_label("New name for TAMARISK in tamarisk.txt")
    expect(name).to_be_hidden()
    page.get_by_label("Who is TAMARISK in tamarisk.txt").select_option("new")
    expect(name).to_be_visible()
    name.fill("Tamarisk")
    assert len(done(served.data, "sources", "--json").json["sources"]) == before
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("status")).to_contain_text("1 source is here now. 1 file was left out.")
    made = done(served.data, "sources", "--json").json["sources"][-1]
    assert (made["title"], made["turns"], len(made["participants"])) == ("tamarisk", 4, 1)
    assert window.complaints == []


def test_what_no_answer_came_to_is_said_and_pressed_again_comes_in_once(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    talk = tmp_path / "saffron.txt"
    talk.write_text(TALK.replace("TAMARISK", "SAFFRON"), encoding="utf-8")
    before = len(done(served.data, "sources", "--json").json["sources"])
    window = Window.opened(browser.new_context(), served)
    page = window.go("/s/demo/sources/import/")

    page.set_input_files("#files", [talk])
    bring, said = page.get_by_role("button", name="Bring them in"), page.locator("[data-unanswered]")
    expect(bring).to_be_visible()
    page.evaluate(LOST)  # the server does it, and a proxy says that no answer came
    bring.click()
    expect(said).to_contain_text("No proper answer came.")
    page.route("**/sources/import/", lambda route: route.abort())
    bring.click()
    expect(said).to_have_count(1)
    assert len(done(served.data, "sources", "--json").json["sources"]) == before + 1
    page.unroute("**/sources/import/")
    page.evaluate("window.found()")
    bring.click()
    expect(page.get_by_role("status").last).to_contain_text("1 source is here now.")
    assert len(done(served.data, "sources", "--json").json["sources"]) == before + 1
