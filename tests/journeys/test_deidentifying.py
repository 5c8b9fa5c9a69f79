"""From nothing looked for to nothing that tells, in the browser, by keyboard alone, at both widths."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from commands import done
from journeys.conftest import Served, Window
from journeys.reading import Server

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("FIRSTHAND_SHOTS")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A demonstration study of its own: what is replaced here, others' journeys still need."""
    data = tmp_path / "data"
    done(data, "demo", "--no-serve")
    shutil.rmtree(data / "reports")
    server = Server(data)
    server.start()
    yield server.served
    server.kill()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_everything_is_looked_through_decided_on_and_checked(
    own: Served, browser: Browser, width: int, theme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    window = Window.opened(context, own)
    page = window.go("/s/demo/")
    page.get_by_role("link", name="What tells who somebody is").press("Enter")
    page.get_by_role("button", name="Look through everything").press("Enter")
    page.get_by_role("heading", name="Cask Street", exact=True).wait_for()
    _fine(window, f"proposed-{width}-{theme}")

    page.get_by_text("Not this one “One's a roofer now”").press("Enter")
    reason = page.locator("li", has=page.get_by_role("heading", name="One's a roofer now")).get_by_label(
        "Why it may stay"
    )
    reason.fill("He said so himself on the radio.")
    reason.press("Enter")
    page.get_by_text("Left as it is. The reason is in the log.").wait_for()

    page.get_by_role("button", name="Replace all of these").press("Enter")
    page.get_by_role("heading", name="Replace everywhere?").wait_for()
    _fine(window, f"asked-{width}-{theme}")
    page.keyboard.press("Escape")
    assert page.get_by_role("heading", name="Cask Street", exact=True).count() == 1
    page.get_by_role("button", name="Replace all of these").press("Enter")
    page.get_by_role("button", name="Replace", exact=True).press("Enter")
    page.get_by_text("Replaced everywhere.").wait_for()
    assert page.get_by_role("heading", name="Cask Street", exact=True).count() == 0

    page.get_by_label("Words", exact=True).fill("socks")
    page.get_by_label("What they are").select_option("D10")
    page.get_by_role("button", name="Put them on the list").press("Enter")
    page.get_by_role("heading", name="socks", exact=True).wait_for()
    page.get_by_role("button", name="Replace everywhere “socks”").press("Enter")
    page.get_by_role("button", name="Replace", exact=True).press("Enter")
    page.get_by_text("Replaced everywhere.").wait_for()

    page.get_by_role("button", name="Check now").press("Enter")
    page.get_by_text("Nothing was found that still tells.").wait_for()
    _fine(window, f"decided-{width}-{theme}")
    assert done(own.data, "leaks").out == "none\n"
    assert not window.complaints
    context.close()


def _fine(window: Window, name: str) -> None:
    page = window.page
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    wrong = Axe().run(page).response["violations"]
    assert not wrong, [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in wrong]
    if SHOTS:
        folder = Path("/tmp/shots") if SHOTS == "1" else Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"deidentify-{name}.png", full_page=True)
