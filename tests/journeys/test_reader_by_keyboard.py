"""A transcript coded by keyboard alone: fifty codings, five new codes, five memos, ten undone, five redone.

`FIRSTHAND_TRANSCRIPT=FILE` codes that file, in a study of its own, rather than an interview of the demonstration.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from commands import done
from journeys.conftest import Served
from journeys.reading import STUDY, Hand, Reading, Server, acts, codes_made, codings, opened, until

pytestmark = pytest.mark.journey

MOST = {"last": 2, "recent": 2, "any": 4, "new": 4}  # actions for one coding, as the design promises
CODER = "Ada"
FILE = os.environ.get("FIRSTHAND_TRANSCRIPT")


@dataclass(frozen=True)
class Talk:
    """What is coded, and five codes that are there already."""

    served: Served
    study: str
    source: str
    known: list[str]


@pytest.fixture
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    if not FILE:
        yield demonstration(request.getfixturevalue("served"))
        return
    server = Server.of_its_own(tmp_path)
    yield real(server.served, Path(FILE))
    server.kill()


def demonstration(served: Served) -> Talk:
    """An interview in which the coder has coded nothing yet, so that nothing is joined with what was there."""
    found = done(served.data, "sources", "--json").json["sources"]
    sources = {one["title"]: one["id"] for one in found}
    elsewhere = (
        "--source",
        sources["Interview with Warren"],
        "--code",
        "Being real",
        "--start",
        0,
        "--end",
        9,
    )
    done(served.data, "apply", "--as", CODER, *elsewhere)
    return Talk(served, "demo", sources["Interview with Marigold"], code_names(served)[:5])


def real(served: Served, file: Path) -> Talk:
    done(served.data, "import", file, "--as", CODER)
    (source,) = [one["id"] for one in done(served.data, "sources", "--json").json["sources"]]
    codes_made(served, source, ["Greeting", "Pain", "Asking back", "Silence", "What next"])
    return Talk(served, STUDY, source, code_names(served))


class Coder:
    """Somebody who codes, and remembers what they chose and how many keys it took."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.hand = Hand(reading.page)
        self.chose: list[str] = []
        self.most = dict.fromkeys(MOST, 0)
        self.keys = 0

    def code(self, way: str, *keys: str, name: str = "") -> None:
        """The next sentence, and a code on it."""
        self.hand.keys = 0
        self.hand.press("ArrowRight" if self.chose else "s")
        words = self.reading.page.evaluate(
            "places.words.slice(...places.selected().map(point => places.units[point]))"
        )
        assert words not in self.chose[-1:], "The selection did not move."
        self.chose.append(words)
        self.hand.press(*keys)
        if name:
            self.hand.type(name)
            self.hand.press("Enter")
        self.most[way] = max(self.most[way], self.hand.keys)
        self.keys += self.hand.keys

    def also(self, *keys: str) -> None:
        self.hand.keys = 0
        self.hand.press(*keys)
        self.keys += self.hand.keys


def test_a_transcript_is_coded_by_keyboard_alone(browser: Browser, talk: Talk) -> None:
    served, study, source = talk.served, talk.study, talk.source
    before, told = codings(served, source, study), len(acts(served, CODER, study))
    reading = opened(browser, served, source, CODER, study=study)
    reading.look_at_places()
    by_tab_to_the_text(reading)
    coder = Coder(reading)
    fifty_codings(coder, talk.known)
    reading.settled()
    until(reading.page, lambda: len(acts(served, CODER, study)) == told + 55, "fifty codings and five memos")
    new = {key: one for key, one in codings(served, source, study).items() if key not in before}
    assert [one["words"] for one in in_order(new)] == coder.chose
    assert coder.most == {"last": 2, "recent": 2, "any": 3, "new": 3}
    assert all(coder.most[way] <= most for way, most in MOST.items())

    undone_and_redone(coder)
    until(reading.page, lambda: len(acts(served, CODER, study)) == told + 70, "ten undone and five redone")
    reading.settled()
    now = codings(served, source, study)
    kept = {key: one for key, one in now.items() if key not in before}
    assert [one["words"] for one in in_order(kept)] == coder.chose[:45]
    assert set(kept) < set(new)
    assert len([name for name in code_names(served) if name.startswith("Something new")]) == 5
    as_shown(reading, now)
    reading.open()
    reading.look_at_places()
    as_shown(reading, now)
    memos_stand(reading, kept)
    assert reading.window.complaints == []
    print(
        f"\nkeys for 50 codings, 5 new codes, 5 memos, 10 undone, 5 redone: {coder.keys}; most by way: {coder.most}"
    )
    reading.page.context.close()


def by_tab_to_the_text(reading: Reading) -> None:
    for _tabs in range(60):
        reading.page.keyboard.press("Tab")
        if reading.page.evaluate("document.activeElement.matches('.reader-text')"):
            return
    raise AssertionError("Tab does not come to the text.")


def fifty_codings(coder: Coder, known: list[str]) -> None:
    """Forty with codes that are there, five with new codes and a memo on each, five with recent codes again."""
    for index in range(40):
        if index % 8 == 0:
            coder.code("any", "c", name=known[index // 8])
        elif index % 3:
            coder.code("last", "a")
        else:
            coder.code("recent", "1")
    for index in range(5):
        coder.code("new", "c", name=f"Something new {index}")
        coder.also("m")
        coder.hand.type(f"A thought about number {index}.")
        coder.also("Control+Enter")
    for _ in range(5):
        coder.code("recent", "2")


def undone_and_redone(coder: Coder) -> None:
    """Ten acts back are the last five codings, and of the new codes two codings and three memos; five come again."""
    coder.also(*["Control+z"] * 10)
    coder.also(*["Control+Shift+z"] * 5)


def as_shown(reading: Reading, stored: dict[str, Any]) -> None:
    """The page shows each coding that is stored, with its code, its coder and its words, and no other."""
    shown = reading.everything_shown()
    assert shown.keys() == stored.keys()
    for key, one in stored.items():
        assert f", by {one['coder']}: “" in shown[key]
        if one["end"] - one["start"] <= 60:
            assert shown[key].endswith(f"“{one['words']}”")


def memos_stand(reading: Reading, kept: dict[str, Any]) -> None:
    """The memos are about the codings that they were written on."""
    beside = reading.page.evaluate("async api => (await fetch(`${api}beside`)).json()", reading.api)
    mine = {memo["body"]: [one["row"] for one in memo["about"]] for memo in beside["memos"]}
    names = {one["code"]: key for key, one in kept.items()}
    for index in range(5):
        assert mine[f"A thought about number {index}."] == [names[f"Something new {index}"]]


def in_order(found: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(found.values(), key=lambda one: (one["start"], one["end"]))


def code_names(served: Served) -> list[str]:
    return [one["name"] for one in done(served.data, "codes", "--json").json["codes"]]
