"""What the journeys of the phone page share: a phone with a profile of its own, which can be killed."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Route, expect

from commands import done
from journeys.conftest import QUIET, Served, chromium
from journeys.reading import STUDY, until

PHONE = {"width": 390, "height": 844}
A_MOMENT = 400  # ms; the page promises 250, and this machine may be busy
# A microphone that hums, and no question whether it may be used.
HUM = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

# How many notes wait on the device. The list shows them a moment after they are there.
WAITING = """study => new Promise((told, failed) => {
    const asked = indexedDB.open("firsthand-notes:" + study);
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
        const notes = asked.result.transaction("notes").objectStore("notes").getAll();
        notes.onsuccess = () => told(notes.result.filter((one) => one.state === "kept").length);
        asked.result.close();
    };
})"""


@dataclass
class Phone:
    """A browser on a profile that stays, with the page for notes open in it."""

    browser: Browser
    served: Served
    study: str
    profile: Path
    offline: bool = False
    whole: bool = False  # the browser as people have it, with its window and all that it keeps in a profile
    path: ClassVar[str] = "phone"
    box: ClassVar[str] = "{study}"  # under which name the page keeps things
    place: ClassVar[str] = "#jotting"  # where one writes
    context: BrowserContext | None = None
    complaints: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        assert self.context is not None
        return self.context.pages[0]

    @property
    def address(self) -> str:
        return f"{self.served.address}/s/{self.study}/{self.path}/"

    def start(self, **options: Any) -> None:
        """Take the phone out, and open the page."""
        path = os.environ.get("CHROMIUM") or chromium(whole=self.whole)
        self.context = self.browser.browser_type.launch_persistent_context(
            self.profile, executable_path=path, args=[*QUIET, *HUM], **({"viewport": PHONE} | options)
        )
        self.context.set_default_timeout(60_000)
        self.context.set_offline(self.offline)
        self.open(self.page)

    def open(self, page: Page) -> None:
        """Open the page, or open it again."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.heard(message.type, message.text))
        page.goto(self.address)
        page.locator("#phone[data-ready][data-able]").wait_for(state="attached")

    def heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(f"{kind}: {text}")

    def online(self, online: bool) -> None:
        self.offline = not online
        assert self.context is not None
        self.context.set_offline(self.offline)

    def kill(self) -> None:
        """The browser is gone at once, whatever is under way."""
        for process in processes_of(self.profile):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.stop()

    def crash(self) -> None:
        """The page is gone at once, and opened again."""
        page = self.page
        with suppress(Error):
            page.goto("chrome://crash", timeout=3000)
        assert self.context is not None
        fresh = self.context.new_page()
        page.close()
        self.open(fresh)

    def stop(self) -> None:
        """Put the phone away."""
        if self.context is not None:
            with suppress(Error):
                self.context.close()
            self.context = None
        end = time.monotonic() + 10
        while any(True for _ in processes_of(self.profile, every=True)) and time.monotonic() < end:
            time.sleep(0.05)

    def goes(self, *how: str) -> None:
        """Wait until it goes so: fine, lost, away, left."""
        expect(self.page.locator(", ".join(f"#phone[data-going={one}]" for one in how))).to_be_attached(
            timeout=30_000
        )

    @property
    def jotting(self) -> Locator:
        return self.page.locator(self.place)

    def free(self) -> None:
        """The editor is empty: what was in hand again is kept first, as a person would."""
        self.jotting.click()
        self.page.wait_for_timeout(100)
        if self.jotting.input_value():
            self.keep()

    def write(self, words: str) -> None:
        """Write, and wait for the moment after which it is on the device, and said to be."""
        self.free()
        self.jotting.fill(words)
        self.page.wait_for_timeout(A_MOMENT)
        expect(self.page.locator(".phone-keep")).to_contain_text("Sealed on this device at")

    def keep(self, words: str = "") -> None:
        """Write, and keep: two actions."""
        if words:
            self.free()
            self.jotting.fill(words)
        self.page.get_by_role("button", name="Keep", exact=True).click()
        expect(self.jotting).to_have_value("")

    def rows(self, *states: str) -> Locator:
        return self.page.locator(", ".join(f"[data-state={one}]" for one in states))

    def handed_over(self, *, of_others: int = 0) -> None:
        """Nothing that was kept waits any more on the device, nor in the list, but for so many notes of others."""
        until(self.page, lambda: self.waiting() == of_others, "everything to be handed over", 40)

    def waiting(self) -> int:
        """How many notes wait, or are still said to."""
        return int(self.page.evaluate(WAITING, self.box.format(study=self.study))) + self.rows("kept").count()


def processes_of(profile: Path, *, every: bool = False) -> Iterator[int]:
    """The browser's process on a profile; with `every`, those that it started too."""
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0") if process.name.isdecimal() else []
            own = f"--user-data-dir={profile}".encode() in words
            if own and (every or not any(word.startswith(b"--type=") for word in words)):
                yield int(process.name)


def on_disk(profile: Path, *words: str) -> list[str]:
    """The files of a profile that hold a word, in any of the ways in which browsers write."""
    sought = [form for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    found = []
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found += [f"{path.relative_to(profile)}: {one!r}" for one in sought if one in data]
    return found


def notes_there(served: Served) -> list[str]:
    """The words of the notes that the server has."""
    rows = done(served.data, "sources", "--json").json["sources"]
    return sorted(words_of(served, row["id"]) for row in rows if row["kind"] == "field note")


def words_of(served: Served, source: str) -> str:
    with urlopen(f"{served.address}/api/s/{STUDY}/sources/{source}/text") as answer:
        words: str = json.load(answer)["words"]
        return words


def lose_an_answer(phone: Phone, to: str = "notes") -> None:
    """The next answer to a note is lost on its way: the server has done it, and the page does not hear of it."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.request.url)
        with suppress(Error):  # the server may be away as well
            route.fetch()
        return route.abort()

    phone.page.route(f"**/api/**/{to}", lose)
