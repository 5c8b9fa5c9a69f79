"""Every page, at both widths, by day and by night: nothing complains, nothing sticks out, nobody is shut out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from journeys.conftest import Served, Window, beyond

pytestmark = pytest.mark.journey

SHOTS = os.environ.get("FIRSTHAND_SHOTS")
MANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
FILES = re.compile(r"\.(pdf|csv|html|docx|xlsx)($|\?)|[?&]as=")  # no pages: they are downloaded


@pytest.mark.parametrize(("width", "themes"), [(1280, ("light", "dark")), (390, ("dark", "light"))])
def test_every_page(served: Served, browser: Browser, width: int, themes: tuple[str, str]) -> None:
    """Each is opened once at each width, and looked at by day and by night: the theme asks nothing of the server."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    window = Window.opened(context, served)
    seen, wrong = set(), []
    for kind in pages(window):
        seen.add(kind)
        for theme in themes:
            window.page.emulate_media(color_scheme=theme)
            found = complaints(window, examined=theme == themes[0])
            wrong += [f"{kind}: {complaint}" for complaint in found if not expected(complaint, kind)]
            shoot(window, kind, width, theme)
    context.close()
    assert len(seen) > 45
    assert not wrong, "\n".join(wrong)


def pages(window: Window) -> Iterator[str]:
    """One page of each kind, opened in turn, by following links from the front page."""
    found: set[str] = set()
    waiting = ["/s/demo/sources/", "/s/demo/nowhere/", "/"]
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in found or "original" in kind:
            continue
        found.add(kind)
        window.go(path)
        links = window.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        address = window.served.address
        paths = [link.removeprefix(address) for link in links if link.startswith(address)]
        waiting += [path for path in paths if not FILES.search(path)]
        yield kind


def kind_of(path: str) -> str:
    """A page's kind: its address without what tells one thing from another."""
    address, _mark, query = path.split("#")[0].partition("?")
    names = sorted(part.split("=")[0] for part in query.split("&") if part)
    return MANY.sub("N", address) + ("?" + "&".join(names) if names else "")


def complaints(window: Window, examined: bool) -> Iterator[str]:
    """What is wrong with the page that is open."""
    yield from window.complaints
    window.complaints.clear()
    wider = beyond(window.page)
    if wider > 0:
        yield f"{wider} pixels wider than the window"
    if examined:
        for one in Axe().run(window.page).response["violations"]:
            yield f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes'][:3]]}"


def expected(complaint: str, kind: str) -> bool:
    """The browser itself notes that a page was not found, which here is what was asked for."""
    return "404" in complaint and kind == "/s/demo/nowhere/"


def shoot(window: Window, kind: str, width: int, theme: str) -> None:
    if SHOTS:
        folder = Path("/tmp/shots") if SHOTS == "1" else Path(SHOTS)
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-zA-Z]+", "-", kind.removeprefix("/s/demo")).strip("-") or "study"
        name = "front" if kind == "/" else name
        window.page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
