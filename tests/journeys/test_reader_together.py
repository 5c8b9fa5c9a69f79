"""Two people code one text at the same time, one of them cut off twice: nothing is lost, and nothing happens twice.

`FIRSTHAND_TOGETHER=180` lets them code for three minutes; `FIRSTHAND_SEED=N` lets them do what they did before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from random import Random
from statistics import median

import pytest
from playwright.sync_api import Browser

from journeys.conftest import Served
from journeys.reading import Reading, Server, brought_in, codes_made, codings, opened, recorded, until

pytestmark = pytest.mark.journey

SECONDS = float(os.environ.get("FIRSTHAND_TOGETHER", "12"))
SEED = int(os.environ.get("FIRSTHAND_SEED", "3"))
CODES = ["Waiting", "Company", "Silence", "Thanks"]
TALK = "".join(
    f"LENA: What came on day {day}?\nJUNIPER: On day {day} we waited. Then somebody came by. Nobody asked why.\n"
    for day in range(14)
)
LONG = TALK * 8


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Server.of_its_own(tmp_path_factory.mktemp("together"))
    yield server.served
    server.kill()


@pytest.fixture(scope="module")
def talks(served: Served) -> dict[str, str]:
    """A short and a long talk, two coders, and some codes."""
    short, long = brought_in(served, {"days.txt": TALK, "long.txt": LONG}, "--as", "Sam")
    brought_in(served, {"another.txt": "A word."}, "--as", "Cody")
    codes_made(served, short, CODES)
    return {"short": short, "long": long}


class Somebody:
    """A coder who does this and that, by keys."""

    def __init__(self, reading: Reading, roll: Random) -> None:
        self.reading, self.roll = reading, roll
        self.made = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.reading.page.keyboard.press(key)

    def does_something(self) -> None:
        self.press("Escape")
        self.reading.focus()
        self.selects()
        ways = [self.applies] * 6 + [
            self.removes,
            self.resizes,
            self.recodes,
            self.takes_back,
            self.takes_back,
        ]
        self.roll.choice(ways)()

    def selects(self) -> None:
        self.press(*[self.roll.choice("jjkkjk")] * self.roll.randint(0, 4), self.roll.choice("wsst"))
        self.press(*["Shift+ArrowRight"] * self.roll.randint(0, 2))

    def applies(self) -> None:
        way = self.roll.choice(["a", "1", "2", "3", "c", "c", "c", "new"])
        if way == "new":
            self.made += 1
            self.press("c")
            self.writes(f"{self.roll.choice(['Fresh', 'Also'])} {self.made}")
        else:
            self.press(way)
            if way == "c":
                self.writes(self.roll.choice(CODES))

    def writes(self, words: str) -> None:
        if self.reading.page.evaluate("document.activeElement.matches('.reader-palette input')"):
            self.reading.page.keyboard.insert_text(words)
            self.press("Enter")

    def removes(self) -> None:
        self.press("x")

    def resizes(self) -> None:
        self.press(
            "e", self.roll.choice(["Shift+ArrowRight", "Shift+ArrowLeft", "Alt+Shift+ArrowLeft"]), "Enter"
        )

    def recodes(self) -> None:
        self.press("r")
        self.writes(self.roll.choice(CODES))

    def takes_back(self) -> None:
        self.press(*["Control+z"] * self.roll.randint(1, 3))
        if self.roll.random() < 0.5:
            self.press("Control+y")


def test_two_code_at_the_same_time_and_one_is_cut_off_twice(
    served: Served, browser: Browser, talks: dict[str, str]
) -> None:
    print(f"\nseed {SEED}")
    roll = Random(SEED)
    before = set(recorded(served))
    both = [Somebody(opened(browser, served, talks["short"], coder), roll) for coder in ("Sam", "Cody")]
    code_together(both, SECONDS)
    for one in both:
        one.press("Escape")
        one.reading.settled()
    stored = codings(served, talks["short"])
    for one in both:
        reading = one.reading
        until(
            reading.page, lambda of=reading: of.everything_shown().keys() == stored.keys(), "the same on both"
        )
    sam, cody = (one.reading for one in both)
    until(sam.page, lambda: sam.everything_shown() == cody.everything_shown(), "both to show the same of it")
    for key, said in sam.everything_shown().items():
        assert said.startswith(f"{stored[key]['code']}, by {stored[key]['coder']}: “"), said
        if stored[key]["end"] - stored[key]["start"] <= 60:
            assert said.endswith(f": “{stored[key]['words']}”")
    each_once(before, recorded(served), sam, cody)
    newcomer = opened(browser, served, talks["short"])
    assert newcomer.everything_shown() == sam.everything_shown()
    for reading in (sam, cody, newcomer):
        unexpected = [one for one in reading.window.complaints if "Failed to load resource" not in one]
        assert unexpected == []
        reading.page.context.close()


def code_together(both: list[Somebody], seconds: float) -> None:
    """In turns, as fast as the keys go; the first is cut off twice, for an eighth of the time."""
    begun, done = time.monotonic(), 0
    cut = False
    while (part := (time.monotonic() - begun) / seconds) < 1:
        if cut != (wanted := 0.12 < part < 0.25 or 0.5 < part < 0.65):
            both[0].reading.page.context.set_offline(wanted)
            cut = wanted
        for somebody in both:
            somebody.does_something()
            done += 1
    both[0].reading.page.context.set_offline(False)
    print(f"{done} acts in {seconds:.0f} seconds")


def each_once(before: set[str], inside: list[str], *readings: Reading) -> None:
    """What was answered is recorded once, what was refused is not; what changed nothing leaves no entry."""
    assert len(inside) == len(set(inside))
    new = set(inside) - before
    sent = {key: one for reading in readings for key, one in reading.sent.items()}
    assert new <= set(sent)
    refused = {key for key, one in sent.items() if one.answers[-1] >= 400}
    assert not refused & new
    assert all(one.answers[-1] == 200 for key, one in sent.items() if key not in refused)
    silent = set(sent) - refused - new
    assert all(sent[key].method in ("POST", "PATCH") and "memos" not in sent[key].path for key in silent)
    print(f"{len(sent)} sent, {len(new)} recorded, {len(refused)} refused, {len(silent)} changed nothing")
    assert len(new) > len(sent) / 2


def test_what_another_does_is_seen_within_a_second_and_moves_nothing(
    served: Served, browser: Browser, talks: dict[str, str]
) -> None:
    sam, cody = (opened(browser, served, talks["long"], coder) for coder in ("Sam", "Cody"))
    for reading in (sam, cody):
        reading.focus()
        for _turns in range(60):
            reading.page.keyboard.press("j")
    took: list[float] = []
    while (
        len(took) < 5 or median(took) >= 1
    ):  # a machine that is busy with something else may take more of them
        number = len(took)
        assert number < 15, f"seen after {took} s"
        reads = at_rest(sam)
        cody.page.keyboard.press("ArrowRight" if number else "s")
        cody.code(CODES[number % 4])
        begun = time.monotonic()
        until(sam.page, lambda seen=number + 1: seen_by(sam, "Cody") == seen, "Cody's coding on Sam's page")
        took.append(time.monotonic() - begun)
        assert where_one_reads(sam) == reads
    print(f"\nseen after {', '.join(f'{one:.2f}' for one in took)} s")
    assert sam.window.complaints + cody.window.complaints == []
    for reading in (sam, cody):
        reading.page.context.close()


def seen_by(reading: Reading, coder: str) -> int:
    return sum(f", by {coder}: " in said for said in reading.shown().values())


def at_rest(reading: Reading) -> list[object]:
    """The same, once nothing moves any more."""
    reads: list[object] = []
    while reads != (now := where_one_reads(reading)):
        reads = now
        reading.page.wait_for_timeout(300)
    return reads


def where_one_reads(reading: Reading) -> list[object]:
    """How far down one is, and which line stands how high."""
    found: list[object] = reading.page.evaluate("""() => {
      const turns = [...document.querySelectorAll(".reader-turn")];
      const first = turns.find((turn) => turn.getBoundingClientRect().bottom > 120);
      return [scrollY, first.id, first.getBoundingClientRect().top];
    }""")
    return found
