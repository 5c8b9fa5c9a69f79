"""The demonstration study in a house where everybody comes in by themselves: what the journeys of the cast share."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served
from journeys.walking import Walker

CODE = re.compile(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}")
KEY = re.compile(r"FIRSTHAND_UNLOCKED=(\S+)")
INVITED = {"Gil": "guardian", "Hope": "host", "Pia": "participant", "Rea": "reader"}


def passphrase(name: str) -> str:
    """What opens the study for somebody of the cast."""
    return f"four words of {name} alone"


def peopled(demonstration: Path, data: Path) -> dict[str, str]:
    """Have Lea lead the demonstration, with a secret of her own, and invite the others: their codes, by name."""
    shutil.copytree(demonstration, data)
    done(data, "member", "add", "Lea", "--role", "lead")
    twice = f"{passphrase('Lea')}\n" * 2
    taken = done(data, "unlock", "--take", "--as", "Lea", said=twice).out
    found = KEY.search(taken)
    assert found
    env = {"FIRSTHAND_UNLOCKED": found[1]}
    return {
        name: done(data, "member", "add", name, "--role", role, "--json", env=env).json["invitation"]
        for name, role in INVITED.items()
    }


@dataclass
class House:
    """A server with that study, the codes of those who were invited, and the look in which it is walked through."""

    served: Served
    codes: dict[str, str]
    width: int
    theme: str

    @contextmanager
    def somebody(self, browser: Browser) -> Iterator[Somebody]:
        """Somebody at a window of their own."""
        with Somebody.sets_out(browser, self.served, self.width, self.theme) as walker:
            assert isinstance(walker, Somebody)
            yield walker


@dataclass
class Somebody(Walker):
    """One of the cast, without a mouse."""

    def comes_in(self, name: str) -> None:
        """By name and passphrase."""
        self.starts_at("/s/demo/")
        self.write("Name", name)
        self.write("Passphrase", passphrase(name))
        self.send("Open the study")

    def is_shown_a_code(self) -> str:
        """The code on the page, which is there this once."""
        found = CODE.search(self.page.locator(".code-once").inner_text())
        assert found
        return found[0]

    def takes_up(self, name: str, code: str, *, looked_at: str = "") -> None:
        """Come in by the code of an invitation, and write the new one down."""
        self.starts_at("/s/demo/")
        self.follow("I was invited and have a code")
        self.write("Name", name)
        self.write("Code", code)
        for label in ("A passphrase of your own", "The same once more"):
            self.write(label, passphrase(name))
        if looked_at:
            self.fine(f"{looked_at}-join")
        self.send("Come in")
        assert self.is_shown_a_code() != code
        if looked_at:
            self.fine(f"{looked_at}-recovery-code")
        self.follow("I have it on paper")
        assert self.counted() == 3  # the way in, come in, and on

    def answers(self, question: str, option: str) -> None:
        """Choose one of several answers: with the arrows, from the first on."""
        group = self.page.get_by_role("group", name=question, exact=True)
        wanted = group.get_by_label(option)
        self.to(group.get_by_role("radio").first)
        self.page.keyboard.press("Space")
        for _ in range(group.get_by_role("radio").count()):
            if wanted.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()
        self.actions += 1

    def is_shut_out_of(self, path: str, name: str = "") -> None:
        """A page that is not open to them says so, and the browser notes it."""
        self.window.go(path)
        expect(self.page.get_by_role("heading", level=1)).to_have_text("This is not open to you")
        self.noted("403 (Forbidden)")
        if name:
            self.fine(name)

    def sees(self, *words: str) -> None:
        """It stands on the page."""
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)

    def misses(self, *words: str) -> None:
        """It does not."""
        for one in words:
            expect(self.page.locator("main")).not_to_contain_text(one)
