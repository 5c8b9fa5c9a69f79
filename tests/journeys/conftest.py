"""A real Firsthand with the demonstration study, served by its own process, and a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from commands import serving as begun_serving

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# The first is Chromium, too, without the window that it draws round each page and nobody sees: half the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# What a page comes to show is waited for as long as a busy machine may need; nobody waits where it is there.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Served:
    """Where it is, and its data folder, for asking the command line."""

    address: str
    data: Path


@contextmanager
def serving(demonstration: Path, data: Path) -> Iterator[Served]:
    """A copy of the demonstration in `data`, served on a free port."""
    shutil.copytree(demonstration, data)
    with running(data) as served:
        yield served


@contextmanager
def running(data: Path, env: dict[str, str] | None = None) -> Iterator[Served]:
    """A data folder, served on a free port."""
    server = begun_serving(data, env=env)
    try:
        yield Served(server.line().split(" at ")[1].split()[0].rstrip("/"), data)
    finally:
        server.end()


@pytest.fixture(scope="session")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Firsthand with the demonstration study on a free port."""
    with serving(demonstration, tmp_path_factory.mktemp("served") / "data") as running:
        yield running


def chromium(*, whole: bool = False) -> str | None:
    """Where the browser is; the `whole` one draws a window and keeps a history."""
    return next(filter(None, map(shutil.which, BROWSERS[1:] if whole else BROWSERS)), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium as the system has it.

    Gone with the last journey: it keeps a loop running, in which Django’s databases are not to be used.
    """
    path = chromium()
    if path is None:
        pytest.skip("There is no Chromium here.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


def beyond(page: Page) -> int:
    """By how many pixels the page that is open, or just being opened, is wider than its window."""
    page.wait_for_load_state()
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


# WCAG 2.2 asks for things of a size that fingers meet; axe leaves that out where one does not ask for it. What is well
# is told shortly: to describe each thing of it takes nearly as long as to look.
ASKED = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


def shut_out(page: Page) -> list[str]:
    """Who would be shut out of a page, and by what: all that axe finds."""
    found = Axe().run(page, options=ASKED).response["violations"]
    return [
        f"{one['id']}: {one['help']} {[node['html'][:150] for node in one['nodes'][:3]]}" for one in found
    ]


@dataclass
class Window:
    """A page that remembers what it should never have seen."""

    page: Page
    served: Served
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, context: BrowserContext, served: Served) -> Window:
        """A window that watches the console and where requests go."""
        window = cls(context.new_page(), served)
        window.page.on("console", lambda message: window.heard(message.type, message.text))
        window.page.on("pageerror", lambda error: window.complaints.append(f"script: {error}"))
        window.page.on("request", lambda request: window.asked(request.url))
        return window

    def heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def asked(self, url: str) -> None:
        if not url.startswith((self.served.address, "data:", "blob:")):
            self.complaints.append(f"asked another host: {url}")

    def go(self, path: str) -> Page:
        """Open an address of the program."""
        self.page.goto(self.served.address + path)
        return self.page
