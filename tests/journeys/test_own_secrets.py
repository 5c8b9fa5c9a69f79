"""Coming in by oneself: the lead takes a secret of their own and invites somebody, who comes in; both lock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.conftest import Served, Window, serving
from journeys.walking import BOTH, SHOTS, WIDE, Size, amiss, other, shoot, turn_to, walked

pytestmark = pytest.mark.journey

WORDS = {"Noor": "lamp kettle umbrella seven", "Wren": "orchard thimble ferry nine"}
CODE = re.compile(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}")
REFUSED = "400 (Bad Request)"  # what the browser itself notes of a form that was not taken


@pytest.fixture
def apart(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration on a server of its own: what happens here changes who can read it."""
    with serving(demonstration, tmp_path / "data") as running:
        yield running


class Walk:
    """Somebody's way through pages that are looked over, one by one."""

    def __init__(self, browser: Browser, served: Served, width: int, theme: str) -> None:
        self._context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        self._window = Window.opened(self._context, served)
        self._size = (width, theme)
        self.wrong: list[str] = []

    @property
    def page(self) -> Page:
        return self._window.page

    def go(self, path: str) -> None:
        self._window.go(path)

    def look(self, name: str) -> None:
        """Look the page over that is open, at the other width too."""
        self.examine(self._size, name)
        if not BOTH:
            self.examine(other(self._size), name, ask=False)
            turn_to(self.page, self._size)

    def examine(self, size: Size, name: str, *, ask: bool = True) -> None:
        self.wrong += amiss(self.page, size, ask=ask)
        self.wrong += [f"{name}: {one}" for one in self._window.complaints if REFUSED not in one]
        self._window.complaints.clear()
        if SHOTS:
            shoot(self.page, f"own-{name}-{size[0]}-{size[1]}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def code(self) -> str:
        found = CODE.search(self.page.locator(".code-once").inner_text())
        assert found
        return found[0]

    def done(self) -> None:
        self._context.close()
        assert self.wrong == [], "\n".join(self.wrong)


@walked(WIDE)
def test_the_lead_takes_a_secret_invites_wren_and_both_come_in_by_themselves(
    browser: Browser, apart: Served, width: int, theme: str
) -> None:
    noor, wren = (Walk(browser, apart, width, theme) for _one in range(2))
    noor.go("/s/demo/")
    noor.page.locator(".foot").get_by_role("link", name="Who can read this?").click()
    noor.look("rights-before")
    noor.page.get_by_role("link", name="Have everybody come in with a secret of their own").click()
    noor.look("take")
    for label in ("A passphrase of your own", "The same once more"):
        noor.write(label, WORDS["Noor"])
    noor.press("Take a secret of my own")
    noor.look("recovery-code")
    assert noor.code()
    noor.page.get_by_role("link", name="I have it on paper").click()

    noor.page.locator(".foot").get_by_role("link", name="Who can read this?").click()
    noor.look("rights-after")
    noor.write("Name", "Wren")
    noor.press("Invite them")
    noor.look("invitation")
    code = noor.code()

    wren.go("/s/demo/memos/")
    expect(wren.page.get_by_role("heading", name="Sign in")).to_be_visible()
    wren.look("sign-in")
    wren.page.get_by_role("link", name="I was invited and have a code").click()
    wren.look("join")
    for label, words in (("Name", "Wren"), ("Code", code.lower().replace("-", " "))):
        wren.write(label, words)
    wren.write("A passphrase of your own", WORDS["Wren"])
    wren.write("The same once more", WORDS["Wren"] + "!")
    wren.press("Come in")
    expect(wren.page.get_by_text("The two passphrases differ")).to_be_visible()
    wren.look("join-refused")
    for label in ("A passphrase of your own", "The same once more"):
        wren.write(label, WORDS["Wren"])
    wren.press("Come in")
    assert wren.code() != code
    wren.page.get_by_role("link", name="I have it on paper").click()
    expect(wren.page.locator(".bar-you > summary")).to_have_text("You are Wren")

    wren.go("/s/demo/memos/")
    expect(wren.page.get_by_role("heading", level=1)).to_have_text("Memos")
    wren.press("Lock")
    expect(wren.page.get_by_label("Name", exact=True)).to_have_value("Wren")
    wren.write("Passphrase", "not the right words")
    wren.press("Open the study")
    expect(wren.page.get_by_text("That opens nothing here")).to_be_visible()
    wren.look("sign-in-refused")
    wren.write("Passphrase", WORDS["Wren"])
    wren.press("Open the study")
    wren.go("/s/demo/secret/")
    wren.look("own")

    expect(noor.page.get_by_text(code)).to_be_visible()  # Noor is where she was
    noor.go("/s/demo/rights/")
    expect(
        noor.page.get_by_text("A secret of their own opens it for them, and nothing else does.")
    ).to_have_count(2)
    noor.done()
    wren.done()
