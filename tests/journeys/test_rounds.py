"""Two people code the same text blind, see where they differ once the round is closed, and settle it: by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served
from journeys.reading import STUDY, Server, act_as, brought_in, opened
from journeys.walking import NARROW, Walker, walked

pytestmark = pytest.mark.journey

APART = " It rained, and it went on raining until four."
PARTS = ["The kettle was on.", "Nobody asked who I was.", "They gave me a cup, and that was that."]
TEXT = "ANNA: " + f"{APART} ".join(PARTS)

_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server.of_its_own(tmp_path_factory.mktemp("rounds"))
    yield running
    running.kill()


def applied(served: Served, coder: str, source: str, code: str, words: str) -> None:
    start = TEXT.index(words)
    place = ("--start", start, "--end", start + len(words))
    done(served.data, "apply", "--source", source, "--code", code, *place, "--as", coder)


@walked(NARROW)
def test_a_blind_round_and_the_talk_after_it(
    server: Server, browser: Browser, width: int, theme: str
) -> None:
    served, title = server.served, f"Anna {next(_numbers)}"
    (source,) = brought_in(served, {f"{title}.txt": TEXT}, "--as", "Sam")
    with Walker.sets_out(browser, served, width, theme) as lea:
        lea.starts_at(f"/s/{STUDY}/codebook/")
        lea.follow("Rounds of coding", within="main")
        lea.follow("Start a round", within="main")
        lea.counted()
        lea.write("Name", "First two readers")
        lea.tick("Lea")
        lea.tick("Sam")
        (label,) = lea.page.locator("label", has_text=title).all_inner_texts()
        lea.tick(label.strip())
        lea.fine("round-new")
        lea.send("Start")
        lea.told("The round has begun.")
        assert lea.counted() == 4
        number = lea.page.url.partition("/rounds/")[2].partition("/")[0]

        for words in (PARTS[0], PARTS[1]):
            applied(served, "Lea", source, "Welcome", words)
        applied(served, "Sam", source, "Welcome", PARTS[0][:10])
        applied(served, "Sam", source, "Care", PARTS[2])
        sam = opened(browser, served, source, "Sam")
        assert sorted(sam.shown().values()) == [
            f"Care, by Sam: “{PARTS[2]}”", f"Welcome, by Sam: “{PARTS[0][:10]}”",
        ]  # fmt: skip
        sam.page.context.close()

        lea.starts_at(f"/s/{STUDY}/rounds/{number}/")
        expect(lea.page.get_by_text("This round is blind")).to_be_visible()
        lea.fine("round-blind")
        lea.send("My part is done")
        lea.send("Close the round")
        lea.told("The round is closed: here is where you differ.")
        expect(lea.page.get_by_role("heading", name="3 differences to talk about")).to_be_visible()
        lea.fine("round-closed")
        lea.counted()
        lea.send("All that was marked")
        lea.told("Settled.")
        assert lea.counted() == 1
        lea.send("It does not belong here")
        expect(lea.page.get_by_role("alert")).to_contain_text("Say in a few words why")
        lea.noted("400 (Bad Request)")
        lea.page.locator("[aria-describedby=wrong]").focus()
        lea.page.keyboard.insert_text("Nobody asked: that is the opposite of a welcome.")
        lea.counted()
        lea.send("It does not belong here")
        lea.told("Settled.")
        assert lea.counted() == 1
        expect(lea.page.get_by_role("heading", name="1 difference to talk about")).to_be_visible()
        lea.unfold("What “Care” means")
        lea.write("Use it when", "Somebody does something for somebody.", within="details[open]")
        lea.send("Keep this")
        lea.told("The definition is kept.")
        lea.fine("round-settled")
    found = done(served.data, "round", "differences", number, "--json").json
    assert [(one["code"], one["settled"] and one["settled"]["how"]) for one in found["differences"]] == [
        ("Care", None), ("Welcome", "here"), ("Welcome", "not"),
    ]  # fmt: skip


def test_a_round_that_is_open_is_found_by_who_codes_in_it(server: Server, browser: Browser) -> None:
    served = server.served
    (source,) = brought_in(served, {"Berta.txt": TEXT}, "--as", "Sam")
    made = done(
        served.data, "round", "start", "--name", "Again", "--coders", "Lea,Sam", "--source", source, "--json"
    ).json
    with Walker.sets_out(browser, served, 390, "light") as sam:
        act_as(sam.page.context, served, STUDY, "Sam")
        sam.starts_at(f"/s/{STUDY}/rounds/")
        sam.follow(f"{made['round']['number']}. Again")
        sam.follow("Code Berta")
        sam.page.locator("#reader[data-ready]").wait_for(state="attached")
