"""Every page, at both widths, by day and by night: nothing complains, nothing sticks out, nobody is shut out.

`FIRSTHAND_EVERY_PAGE=1` looks at all of it. Otherwise a page is taken for the same with whatever is asked behind its
address, and axe is asked at one of the widths: by day of every other page, by night of those between.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from journeys.conftest import Served, Window
from journeys.walking import NARROW, SHOTS, WIDE, Size, amiss, other, shoot

pytestmark = pytest.mark.journey

WHOLE = os.environ.get("FIRSTHAND_EVERY_PAGE") == "1"
MANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
FILES = re.compile(r"\.(pdf|csv|html|docx|xlsx)($|\?)|[?&]as=")  # no pages: they are downloaded


def test_every_page(served: Served, browser: Browser) -> None:
    """Each is opened once: neither how wide a window is nor the theme asks anything of the server."""
    context = browser.new_context()
    window = Window.opened(context, served)
    seen: list[str] = []
    wrong: list[str] = []
    for kind in pages(window):
        seen.append(kind)
        for size, ask in looks(len(seen)):
            wrong += amiss(window.page, size, ask=ask)
            wrong += [f"{kind}: {one}" for one in window.complaints if not expected(one, kind)]
            window.complaints.clear()
            if SHOTS:
                shoot(window.page, f"{named(kind)}-{size[0]}-{size[1]}")
    context.close()
    assert len(seen) > 45
    assert not wrong, "\n".join(wrong)


def looks(number: int) -> list[tuple[Size, bool]]:
    """In which windows a page is looked at, and whether axe is asked there."""
    if WHOLE:
        return [((width, theme), True) for width, _theme in (WIDE, NARROW) for theme in ("light", "dark")]
    usual = WIDE if number % 2 else NARROW
    return [(other(usual), False), (usual, True)]


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
    if not WHOLE:
        return MANY.sub("N", address)
    names = sorted(part.split("=")[0] for part in query.split("&") if part)
    return MANY.sub("N", address) + ("?" + "&".join(names) if names else "")


def expected(complaint: str, kind: str) -> bool:
    """The browser itself notes that a page was not found, which here is what was asked for."""
    return "404" in complaint and kind == "/s/demo/nowhere/"


def named(kind: str) -> str:
    name = re.sub(r"[^a-zA-Z]+", "-", kind.removeprefix("/s/demo")).strip("-") or "study"
    return "front" if kind == "/" else name
