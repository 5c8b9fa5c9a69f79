"""Going through pages by keyboard alone: by Tab to where one wants to be, seen at every stop, and counted.

What is counted is what the design counts: an action is a key that does something (opens, ticks, chooses, sends), as a
click would; words that are written are none. The way there by Tab is `steps`: that of a mouse is no action either.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FileChooser, Locator, Page, expect

from journeys.conftest import Served, Window, beyond, shut_out
from journeys.reading import until

SHOTS = os.environ.get("FIRSTHAND_SHOTS")
Size = tuple[int, str]
WIDE, NARROW, HEIGHT = (1280, "light"), (390, "dark"), 900
# A journey is walked at one width, where axe is asked about its pages; that nothing sticks out of them is seen at both.
# This walks each at both.
BOTH = os.environ.get("FIRSTHAND_BOTH_WIDTHS") == "1"
SIZES = [WIDE, NARROW] if BOTH else [WIDE]
MOST = 150  # stops on the way to anything: somebody who needs more has lost it

# Whether the focus has come to a place ("here"), or to the link that leads over to it ("over"); by what name it goes
# where it is now, and what is wrong with that.
STOP = """place => {
    const one = document.activeElement, label = one.labels?.[0] ?? one;
    const name = one.ariaLabel || label.innerText?.trim().split("\\n")[0] || one.title || one.tagName;
    if (one === document.body) return ["", name, ""];
    const over = one.matches(".skip") && document.querySelector(one.hash).contains(place);
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const [from, to] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    const across = [Math.max(left, 0) + 3, (left + right) / 2, Math.min(right, innerWidth) - 3];
    const down = [from + 3, (from + to) / 2, to - 3];
    const own = (met) => one.contains(met) || label.contains(met);
    const seen = across.some(x => down.some(y => own(document.elementFromPoint(x, y))));
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const within = one.matches("[type=date], [type=time]"); // whose button has the browser's own ring
    const along = one.matches(".reader-text") && parseFloat(getComputedStyle(one, "::before").inlineSize) >= 2;
    const ringed = within || along || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    const wrong = seen ? (ringed ? "" : "has no ring round it") : "is not to be seen";
    return [one === place ? "here" : over ? "over" : "", name, wrong];
}"""


def walked(usual: Size) -> pytest.MarkDecorator:
    """A journey that is walked at this width, by day or by night."""
    return pytest.mark.parametrize(("width", "theme"), SIZES if BOTH else [usual])


@dataclass
class Walker:
    """Somebody without a mouse, at one width, by day or by night."""

    window: Window
    size: Size
    actions: int = 0
    steps: int = 0
    steps_here: int = 0  # of the last way
    asked: list[FileChooser] = field(default_factory=list)

    @classmethod
    @contextmanager
    def sets_out(cls, browser: Browser, served: Served, width: int, theme: str) -> Iterator[Walker]:
        """A window of one's own, in which nothing may have gone wrong at the end."""
        context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=theme)
        context.set_default_timeout(60_000)
        walker = cls(Window.opened(context, served), (width, theme))
        walker.page.on("filechooser", lambda asked: walker.asked.append(asked))
        yield walker
        assert walker.window.complaints == []
        context.close()

    @property
    def page(self) -> Page:
        return self.window.page

    def starts_at(self, path: str) -> None:
        """Open an address, and count from there."""
        self.window.go(path)
        self.actions = self.steps = 0

    def counted(self) -> int:
        """How many actions it took since this was last asked."""
        actions, self.actions = self.actions, 0
        return actions

    def to(self, place: Locator) -> None:
        """By Tab to a place, over what every page begins with; wherever the focus rests on the way, it is seen."""
        wanted, self.steps_here = place.element_handle(), 0
        if place.evaluate("one => one === document.activeElement"):
            return
        for _ in range(MOST):
            self.page.keyboard.down("Tab")  # held, as one does
            self.steps += 1
            self.steps_here += 1
            come, name, wrong = self.page.evaluate(STOP, wanted)
            assert not wrong, f"{self.page.url}: “{name}” has the focus and {wrong}"
            if come:
                self.page.keyboard.up("Tab")
            if come == "here":
                return
            if come == "over":
                self.page.keyboard.press("Enter")
        raise AssertionError(f"{self.page.url}: Tab does not come to {place}.")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.actions += len(keys)

    def link(self, name: str, *, within: str = "body") -> Locator:
        return self.page.locator(within).get_by_role("link", name=name, exact=True).first

    def follow(self, name: str, *, within: str = "body") -> None:
        """Open what a link leads to."""
        self.to(self.link(name, within=within))
        self.leave("Enter")

    def send(self, name: str) -> None:
        """Press a button that sends something."""
        self.to(self.page.get_by_role("button", name=name, exact=True).first)
        self.leave("Enter")

    def leave(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def unfold(self, summary: str) -> None:
        self.to(self.page.locator("summary", has_text=summary).first)
        self.press("Enter")

    def tick(self, label: str) -> None:
        box = self.page.get_by_label(label, exact=True).first
        self.to(box)
        self.press("Space")
        expect(box).to_be_checked()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by the first letters of what is wanted."""
        chosen = self.page.get_by_label(label, exact=True).first
        self.to(chosen)
        self.page.keyboard.type(option)
        self.actions += 1
        if not self.has_chosen(chosen, option):  # letters that come too slowly begin anew
            self.page.wait_for_timeout(1500)
            self.page.keyboard.type(option)
        assert self.has_chosen(chosen, option)

    def has_chosen(self, chosen: Locator, option: str) -> bool:
        label: str = chosen.evaluate("one => one.selectedOptions[0].label")
        return label.startswith(option)

    def write(self, label: str, words: str, *, within: str = "body") -> None:
        """Write into a field."""
        self.to(self.page.locator(within).get_by_label(label, exact=True).first)
        self.page.keyboard.insert_text(words)

    def write_day(self, label: str, digits: str) -> None:
        """A day is written by its digits, month first as this browser has it."""
        self.to(self.page.get_by_label(label, exact=True).first)
        self.page.keyboard.type(digits)

    def hand_in(self, label: str, *files: Path) -> None:
        """Choose files: a key opens the device's own window, where Enter takes one, and Ctrl+A before it several."""
        self.to(self.page.get_by_label(label, exact=True))
        self.press("Enter")
        until(self.page, lambda: self.asked, "the device's own window")
        self.asked.pop().set_files([str(one) for one in files])
        self.actions += 1 if len(files) == 1 else 2

    def told(self, words: str) -> None:
        """The page says so."""
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_attached()

    def noted(self, refusal: str) -> None:
        """The browser itself notes a refusal, which is what was asked for here: it counts for nothing."""
        complaints = self.window.complaints
        until(self.page, lambda: any(refusal in one for one in complaints), f"the browser to note {refusal}")
        complaints[:] = [one for one in complaints if refusal not in one]

    def fine(self, name: str) -> None:
        """Nobody is shut out of this page, and nothing sticks out of it; at the other width neither."""
        self.examine(self.size, name)
        if not BOTH:
            self.examine(other(self.size), name, ask=False)
            turn_to(self.page, self.size)

    def examine(self, size: Size, name: str, *, ask: bool = True) -> None:
        """Look the page over at one width, by day or by night."""
        wrong = amiss(self.page, size, ask=ask)
        assert not wrong, wrong
        if SHOTS:
            for theme in ("light", "dark"):
                turn_to(self.page, (size[0], theme))
                shoot(self.page, f"{name}-{size[0]}-{theme}")


def other(size: Size) -> Size:
    return NARROW if size == WIDE else WIDE


def turn_to(page: Page, size: Size) -> None:
    """Make the window so wide, and it day or night."""
    width, theme = size
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=theme)


def amiss(page: Page, size: Size, *, ask: bool) -> list[str]:
    """What is wrong with a page in a window so wide, by day or by night; with `ask`, what axe finds too."""
    turn_to(page, size)
    wider, where = beyond(page), f"{page.url} at {size[0]} pixels, {size[1]}"
    wrong = [f"{where}: {wider} pixels wider than the window"] if wider > 0 else []
    return wrong + [f"{where}: {one}" for one in (shut_out(page) if ask else ())]


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page."""
    folder = Path("/tmp/shots") if SHOTS in (None, "1") else Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)
