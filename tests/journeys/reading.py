"""What the reader's journeys share: a reader that is open, hands that count their keys, and what is really stored."""

from __future__ import annotations

import re
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Page, expect

from commands import Staying, done, serving
from journeys.conftest import Served, Window
from on_postgresql import asked

PLACES = (Path(__file__).parent / "places.js").read_text(encoding="utf-8")
WALK = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const found = {};
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight * 0.8) {
    scrollTo({ top: y, behavior: "instant" });
    for (let frames = 0; frames < 12; frames++) {
      await frame();
      for (const label of document.querySelectorAll(".reader-label")) found[label.dataset.coding] = label.ariaLabel;
    }
  }
  return found;
}"""
# How much lies in the browser that waits to be sent, or is being written: sealed, so that its size is all it tells.
KEPT = """async () => {
  if (!(await caches.has("firsthand-waiting"))) return [];
  const box = await caches.open("firsthand-waiting");
  const size = async (one) => (await (await box.match(one))?.arrayBuffer())?.byteLength ?? 0;
  return Promise.all((await box.keys()).map(size));
}"""
STUDY = "reading"
WRITES = ("POST", "PATCH", "DELETE")
WIDE = {"width": 1280, "height": 900}


def until(page: Page, holds: Callable[[], object], about: str, seconds: float = 30) -> None:
    """Wait until something holds; the page goes on meanwhile."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"Waited too long for {about}."
        page.wait_for_timeout(50)


def kept_waiting(page: Page) -> None:
    """What was done or written is kept by the browser, to the last of it: more does not come within a moment."""

    def lies_still() -> bool:
        before = page.evaluate(KEPT)
        page.wait_for_timeout(900)  # what comes meanwhile is kept at most 750 ms later
        return bool(before) and page.evaluate(KEPT) == before

    until(page, lies_still, "what was done to be kept")


@cache
def _begun() -> Path:
    """A data folder as it is begun: made once, and copied for every server. Making the tables is what takes long."""
    folder = Path(mkdtemp(prefix="firsthand-begun-")) / "data"
    done(folder, "init", "--study", "Reading", "--slug", STUDY, "--lead", "Lea")
    return folder


@dataclass
class Server:
    """A Firsthand of a test's own, which can be stopped as a power cut would, and started again where it was."""

    data: Path
    port: int = 0
    process: Staying | None = None

    def start(self) -> None:
        """Serve, on the same port as before."""
        self.process = serving(self.data, self.port)
        address = self.process.line().split(" at ")[1].split()[0].rstrip("/")
        self.port = int(address.rpartition(":")[2])

    @property
    def served(self) -> Served:
        return Served(f"http://127.0.0.1:{self.port}", self.data)

    @classmethod
    def of_its_own(cls, folder: Path) -> Server:
        """A server with an empty study, in which Lea leads."""
        running = cls(folder / "data")
        shutil.copytree(_begun(), running.data)
        running.start()
        return running

    def kill(self) -> None:
        """Stop at once, whatever is under way."""
        assert self.process is not None
        self.process.end(signal.SIGKILL)


@dataclass
class Hand:
    """Presses keys and counts them; writing words is not counted."""

    page: Page
    keys: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)


@dataclass
class Sent:
    """A write that left the page, at every try."""

    method: str
    path: str
    body: dict[str, Any]
    answers: list[int] = field(default_factory=list)


@dataclass
class Reading:
    """The reader with one source open, as one member."""

    window: Window
    study: str
    source: str
    sent: dict[str, Sent] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def address(self) -> str:
        return f"{self.window.served.address}/s/{self.study}/sources/{self.source}/reader/"

    @property
    def api(self) -> str:
        return f"/api/s/{self.study}/sources/{self.source}/"

    def open(self, at: str = "") -> None:
        """Open the source, or open it again."""
        self.page.goto("about:blank")
        self.page.goto(self.address + at)
        self.page.locator("#reader[data-ready]").wait_for(state="attached")

    def focus(self) -> None:
        self.page.locator(".reader-text").evaluate("text => text.focus({ preventScroll: true })")

    def look_at_places(self) -> list[tuple[int, int]]:
        """Where each paragraph stands in the text; from now on the page can be asked for `places`."""
        self.page.evaluate(PLACES)
        found: list[tuple[int, int]] = self.page.evaluate("api => lookAtPlaces(api)", self.api)
        return found

    def frame(self) -> None:
        """What was done has been taken up by the page."""
        self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
        )

    def code(self, name: str) -> None:
        """Put a code on the selected words by its name, whether it is there already or new."""
        self.page.keyboard.press("c")
        self.page.keyboard.insert_text(name)
        self.page.keyboard.press("Enter")

    def said(self) -> str:
        return self.page.locator("#reader > [role=status]").text_content() or ""

    def says(self, sentence: str) -> None:
        """The page comes to say this, or something that goes on from it."""
        expect(self.page.locator("#reader > [role=status]")).to_have_text(
            re.compile(f"^{re.escape(sentence)}")
        )

    def shown(self) -> dict[str, str]:
        """What the labels near the window say to a screen reader (code, coder and words), by the coding's id."""
        found: dict[str, str] = self.page.locator(".reader-label").evaluate_all(
            "all => Object.fromEntries(all.map(one => [one.dataset.coding, one.ariaLabel]))"
        )
        return found

    def everything_shown(self) -> dict[str, str]:
        """What all labels say from the first line to the last, by the coding's id."""
        found: dict[str, str] = self.page.evaluate(WALK)
        return found

    def settled(self) -> None:
        """Nothing waits to be sent any more."""
        until(self.page, lambda: not self.waits(), "everything to be sent", 30)

    def waits(self) -> bool:
        notices = self.page.locator(".reader-label-pending, [data-notice=connection]").count()
        return bool(notices) or any(not one.answers for one in self.sent.values())

    def hear(self) -> None:
        """Note every write that leaves the page, by its own id."""
        self.page.on("request", lambda request: self._left(request) if request.method in WRITES else None)
        self.page.on(
            "response", lambda answer: self._came(answer) if answer.request.method in WRITES else None
        )

    def _left(self, request: Any) -> None:
        body = request.post_data_json
        path = request.url.removeprefix(self.window.served.address)
        self.sent.setdefault(body["act_id"], Sent(request.method, path, body))

    def _came(self, answer: Any) -> None:
        self.sent[answer.request.post_data_json["act_id"]].answers.append(answer.status)


def opened(
    browser: Browser, served: Served, source: str, coder: str = "", *, study: str = STUDY, **options: Any
) -> Reading:
    """A browser of somebody's own, with a source open in the reader; without a name, as the lead."""
    context = browser.new_context(**({"viewport": WIDE} | options))
    context.set_default_timeout(60_000)
    reading = Reading(Window.opened(context, served), study, source)
    if coder:
        act_as(context, served, study, coder)
    reading.hear()
    reading.open()
    return reading


def act_as(context: BrowserContext, served: Served, study: str, coder: str) -> None:
    """Choose who acts, as the menu on every page does."""
    page = context.new_page()
    page.goto(f"{served.address}/s/{study}/")
    page.locator(".bar-you > summary").click()
    page.get_by_role("button", name=f"{coder}, ").click()
    expect(page.locator(".bar-you > summary")).to_have_text(f"You are {coder}")
    page.close()


def brought_in(served: Served, files: dict[str, str], *options: str) -> list[str]:
    """Bring texts in by the command line, under these names; the ids of their sources."""
    folder = Path(mkdtemp(dir=served.data.parent))
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    found = done(served.data, "import", *(folder / name for name in files), "--json", *options).json[
        "imported"
    ]
    return [str(source["id"]) for source in found]


def codes_made(served: Served, source: str, names: list[str], *options: str, start: int = 40) -> None:
    """Codes that are there already: Lea put each on a word of her own."""
    for number, name in enumerate(names):
        place = ("--start", start + number * 5, "--end", start + number * 5 + 4)
        done(served.data, "apply", "--as", "Lea", "--source", source, "--code", name, *place, *options)


def codings(served: Served, source: str, study: str = STUDY) -> dict[str, dict[str, Any]]:
    """A source's codings as the command line tells them, by id."""
    every = done(served.data, "codings", "--study", study, "--json").json["codings"]
    return {one["id"]: one for one in every if one["source"] == source}


def acts(served: Served, coder: str, study: str = STUDY) -> list[dict[str, Any]]:
    """A member's acts as the trail tells them, in order."""
    found: list[dict[str, Any]] = done(served.data, "trail", "--study", study, "--as", coder, "--json").json[
        "entries"
    ]
    return found


def recorded(served: Served) -> list[str]:
    """The senders' own ids of all acts, as they stand in the database itself."""
    rows = asked(
        served.data, "firsthand.sqlite3", "SELECT sent_as FROM trail_entry WHERE sent_as IS NOT NULL"
    )
    return [str(UUID(str(row[0]))) for row in rows]
