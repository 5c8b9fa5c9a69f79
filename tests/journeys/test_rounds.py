"""Two people code the same text blind, see where they differ once the round is closed, and settle it: by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Locator, expect

from commands import done
from journeys.conftest import Served
from journeys.reading import STUDY, Server, act_as, brought_in, opened
from journeys.walking import NARROW, WIDE, Walker, walked

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


@walked(WIDE)
def test_figures_are_looked_at_after_the_differences_and_closed_where_the_method_asks_for_none(
    server: Server, browser: Browser, width: int, theme: str
) -> None:
    served, title = server.served, f"Cora {next(_numbers)}"
    (source,) = brought_in(served, {f"{title}.txt": TEXT}, "--as", "Sam")
    begun = ("--name", "Figures", "--coders", "Lea,Sam", "--source", source, "--json")
    number = done(served.data, "round", "start", *begun).json["round"]["number"]
    for coder, code, words in (
        ("Lea", "Welcome", PARTS[0]), ("Sam", "Welcome", PARTS[0][:10]), ("Lea", "Talk", PARTS[1]),
        ("Sam", "Talk", PARTS[1]), ("Sam", "Kindness", PARTS[2]),
    ):  # fmt: skip
        applied(served, coder, source, code, words)
    done(served.data, "round", "close", number)
    kettle = ("--source", source, "--code", "Welcome", "--start", 6, "--end", 6 + len(PARTS[0]))
    done(served.data, "round", "settle", number, *kettle, "--how", "here")
    with Walker.sets_out(browser, served, width, theme) as lea:
        lea.starts_at(f"/s/{STUDY}/codebook/")
        lea.follow("Rounds of coding", within="main")
        lea.follow("Show the figures", within="main")
        assert lea.counted() == 2
        expect(lea.page.get_by_role("row", name=f"{number}. Figures")).to_contain_text("Lea, Sam")
        lea.fine("rounds-figures")
        lea.follow(f"{number}. Figures", within="main")
        lea.follow("Show the figures", within="main")
        expect(figures_of(lea, "Welcome")).to_have_text(["0.71", "1.00", "0.69", "1.00"])
        expect(lea.page.get_by_text("Settled since")).to_be_visible()
        lea.fine("round-figures")
        lea.follow("Rounds of coding")
        lea.follow("Agreement", within="main")
        expect(figures_of(lea, "Talk")).to_have_text(["1.00", "1.00", "100.0 %", "1.00"])
        lea.fine("agreement")
        lea.counted()
        lea.follow("Talk", within="main")
        expect(lea.page.get_by_role("row", name=title)).to_contain_text("1.00")
        assert lea.counted() == 1
        lea.fine("agreement-code")
        lea.starts_at(f"/s/{STUDY}/")
        lea.follow("How we work", within="main")
        lea.choose("How this study works", "reflexive")
        lea.write("Why", "We read together to see more, not to see the same.")
        lea.send("Say so")
        lea.told("It is said, and in the trail with your reason.")
        assert lea.counted() == 3
        lea.fine("method")
        lea.starts_at(f"/s/{STUDY}/agreement/")
        expect(lea.page.get_by_text("In reflexive thematic analysis a code is")).to_be_visible()
        expect(lea.page.get_by_role("table")).to_have_count(0)
        lea.fine("agreement-closed")
        lea.follow("Show the figures", within="main")
        assert lea.counted() == 1
        expect(figures_of(lea, "Talk").first).to_have_text("1.00")
        lea.starts_at(f"/s/{STUDY}/agreement/")
        expect(lea.page.get_by_role("table")).to_have_count(0)
    done(served.data, "undo", "--as", "Lea")  # at the other width nothing is said again


def figures_of(walker: Walker, code: str) -> Locator:
    """The figures in a code’s row."""
    rows = walker.page.locator("section[aria-labelledby=figures] > table tbody tr")
    return rows.filter(has=walker.page.get_by_role("rowheader", name=code, exact=True)).locator("td")
