"""What the journeys of the log share: a phone with the page of two minutes open in it."""

from __future__ import annotations

from typing import ClassVar

from playwright.sync_api import expect

from commands import done
from journeys.conftest import Served
from journeys.noting import Phone

TAPPED = "Just being together"


class LogPhone(Phone):
    """As one for notes, but an entry wants a tap, too."""

    path: ClassVar[str] = "work/phone"
    box: ClassVar[str] = "log:{study}"
    place: ClassVar[str] = "#moment"

    def free(self) -> None:
        """Nothing is in hand: what was in hand again is kept first, as a person would.

        What was half written comes into hand while the page comes in: a tap in that moment may take a tick off again.
        """
        self.goes("fine", "lost", "away")
        if self.jotting.input_value():
            self.keep()

    def write(self, words: str) -> None:
        self.free()
        self.page.get_by_label(TAPPED).check()
        super().write(words)

    def keep(self, words: str = "") -> None:
        """Tap, write, and keep: three actions. What somebody tapped before stays tapped."""
        if words:
            self.free()
            self.page.get_by_label(TAPPED).check()
            self.jotting.fill(words)
        self.page.get_by_role("button", name="Keep", exact=True).click()
        expect(self.jotting).to_have_value("")


def log_of(served: Served, who: str) -> list[str]:
    """The moments in somebody's log on the server."""
    rows = done(served.data, "log", "list", "--as", who, "--json").json["entries"]
    return sorted(row["moment"] for row in rows)
