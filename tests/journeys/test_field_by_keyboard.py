"""The field by keyboard alone, at both widths: a visit and its notes, nine interviews with a guide, a text corrected.

How many actions each takes is what the design promises, or fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served
from journeys.reading import STUDY, Server, brought_in
from journeys.walking import NARROW, WIDE, Walker, walked

pytestmark = pytest.mark.journey

GUIDE = """
title: Talking
questions:
- {id: Q01, text: "How did you come to do this work?", probes: ["Who asked you?"], core: true}
- {id: Q02, text: "Take me through your last working day.", care: extra}
- {id: Q06, text: "Think of somebody you got on well with here. How did it begin?"}
- {id: Q07, text: "And somebody it did not work with. What happened?"}
- {id: Q10, text: "Tell me about a time you saw someone begin to go their own way."}
"""
TALK = """INT: How did you come to do this work?
{name}: I came in for the heating.
INT: Think of somebody you got on well with. How did it begin?
{name}: With a radio that had one station on it.
"""
NAMES = ["Alder", "Birch", "Cedar", "Hazel", "Laurel", "Maple", "Rowan", "Tamarisk", "Willow"]
FORWARD = "The kettle was on all afternoon, and nobody minded the steam on the windows."
HEARD = "HAZEL: Come in out of the rain.\nHAZEL: {}\nHAZEL: That was the whole of it.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server.of_its_own(tmp_path_factory.mktemp("field"))
    yield running
    running.kill()


_numbers = count()


@pytest.fixture
def study(server: Server) -> str:
    """A study of a journey's own, which Lea leads."""
    slug = f"field-{next(_numbers)}"
    done(server.data, "init", "--study", "Field", "--slug", slug, "--lead", "Lea")
    return slug


@pytest.fixture
def served(server: Server) -> Served:
    return server.served


@walked(NARROW)
def test_a_visit_is_added_and_its_note_in_four_layers_is_written_and_coded_at_once(
    served: Served, study: str, browser: Browser, width: int, theme: str
) -> None:
    brought_in(served, {"hazel.txt": TALK.format(name="HAZEL")}, "--participants", "--study", study)
    done(served.data, "visit", "add", "--on", "2026-03-01", "--site", "The market hall", "--study", study)
    with Walker.sets_out(browser, served, width, theme) as walker:
        page = walker.page
        walker.starts_at(f"/s/{study}/")
        walker.follow("Visits", within="main")
        walker.to(walker.link("Add a visit"))
        walker.press("Enter")
        walker.write_day("Day", "03052026")
        walker.write("A new site", "The long house")
        walker.choose("Part of the place", "kitchen")
        walker.write("What was going on", "lunch")
        walker.tick("said it to the room")
        walker.tick("Hazel (P01)")
        walker.fine("visit-added")
        walker.send("Add")
        walker.told("The visit is kept.")
        assert walker.counted() == 6  # to the page and to the form, a list, two ticks, and kept

        visits = page.locator("main li h2")
        expect(visits).to_have_text(["Visit 2, 5 March 2026", "Visit 1, 1 March 2026"])
        walker.choose("Site", "The long")
        walker.send("Show")
        expect(visits).to_have_text(["Visit 2, 5 March 2026"])
        assert walker.counted() == 2
        walker.follow("Visit 2")
        walker.write("What happened", "Two chairs moved. Nobody sat.")
        walker.unfold("Jotting, me in it")
        walker.write("Jotting", "chairs")
        walker.write("Me in it", "I wanted to sit.")
        walker.write("Hunches and questions", "Whose chairs are they?")
        walker.fine("visit-written")
        walker.leave("Control+Enter")
        walker.told("The note is kept.")
        assert walker.counted() == 3  # two for a note of a visit, and one for its further layers
        assert page.locator("article h3").all_inner_texts() == [
            "Jotting", "What happened", "Me in it", "Hunches and questions",
        ]  # fmt: skip

        walker.follow("Study")
        walker.counted()
        walker.follow("Write a field note")
        walker.write("What happened", "The lid was on. Steam rose all the same.")
        assert walker.steps_here == 0  # the page opens where one writes
        walker.fine("note-written")
        walker.leave("Control+Enter")
        walker.told("It can be coded at once.")
        assert walker.counted() == 2
        page.locator("#reader[data-ready]").wait_for(state="attached")
        walker.to(page.locator(".reader-text"))
        walker.press("s", "c")
        page.keyboard.type("Lids")
        walker.press("Enter")
        assert walker.counted() == 3  # a new code
        expect(page.get_by_role("button", name="Lids, by Lea: “The lid was on.”")).to_be_attached()
        expect(page.locator(".reader-label-pending")).to_have_count(0)  # the server has it

        walker.follow("People")
        walker.follow("Hazel")
        walker.follow("Present at 1 visit")
        expect(visits).to_have_text(["Visit 2, 5 March 2026"])


@walked(WIDE)
def test_nine_interviews_are_brought_in_and_what_was_asked_in_them_is_marked(
    served: Served, study: str, browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    files = [tmp_path / f"{name}.txt" for name in NAMES]
    for file in files:
        file.write_text(TALK.format(name=file.stem.upper()), encoding="utf-8")
    (tmp_path / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    with Walker.sets_out(browser, served, width, theme) as walker:
        page = walker.page
        walker.starts_at(f"/s/{study}/sources/")
        walker.follow("Bring in files")
        walker.hand_in("Files", *files)
        expect(page.locator("#preview tbody tr")).to_have_count(9)
        walker.tick("The 9 names that nobody here has are participants’")
        walker.fine("import")
        walker.send("Bring them in")
        walker.told("9 sources are here now.")
        assert walker.counted() == 6  # the design allows 8
        assert page.locator("[data-label=Participants]").all_inner_texts() == NAMES

        walker.follow("Interviews")
        walker.follow("Bring in a guide")
        walker.hand_in("A file", tmp_path / "guide.yaml")
        walker.send("Keep")
        walker.told("The guide is kept.")
        walker.fine("guides")
        assert walker.counted() == 5

        walker.follow("Interviews", within=".crumbs")
        walker.follow("Rowan")
        walker.counted()
        walker.write_day("Day", "03062026")
        walker.choose("Who asked", "Lea")
        walker.choose("Guide", "Talking")
        walker.send("Keep")
        walker.fine("interview-proposed")
        walker.send("Mark these answers")
        walker.told("Marked.")
        walker.choose("Q02 was", "not asked")
        walker.choose("Q07 was", "they left it out")
        walker.send("Keep")
        walker.told("Kept.")
        assert walker.counted() == 7  # who, guide, kept; all proposals at once; two left out, kept
        walker.fine("interview-marked")

        walker.follow("Read and code")
        page.locator("#reader[data-ready]").wait_for(state="attached")
        walker.to(page.locator(".reader-text"))
        walker.counted()
        walker.press("s", "Shift+a")
        page.keyboard.type("10")
        walker.press("Enter")
        assert walker.counted() == 3  # the words, the key for it, and which question
        expect(page.locator("#reader > [role=status]")).to_have_text("Marked as an answer to Q10.")

        walker.follow("Questions")
        walker.follow("Interviews", within=".crumbs")
        row = page.locator(".grid tbody tr")
        expect(row.locator("td")).to_have_text(["1", "× not asked", "1", "– they left it out", "1"])
        walker.fine("coverage")
        walker.follow("Q06")
        expect(page.locator("main li")).to_contain_text(["With a radio that had one station on it."])
        walker.follow("Interviews", within=".crumbs")
        walker.follow("Rowan")
        walker.send("Take the mark off Q06")
        walker.told("The mark was taken off.")
        walker.to(page.get_by_label("Q06 was"))
        assert walker.steps_here < 4  # the page goes on where one was


@walked(NARROW)
def test_a_coded_text_is_corrected_and_what_is_doubtful_settled_and_undone(
    served: Served, browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    (source,) = brought_in(served, {"hazel.txt": HEARD.format(FORWARD)}, "--study", STUDY)
    start = HEARD.index("{}")
    place = ("--source", source, "--start", start, "--end", start + len(FORWARD))
    done(served.data, "apply", *place, "--code", "Warmth", "--study", STUDY, "--as", "Cody")
    corrected = tmp_path / "hazel.txt"
    corrected.write_text(
        HEARD.format("The cattle were out all afternoon, and nobody minded the team."), "utf-8"
    )
    with Walker.sets_out(browser, served, width, theme) as walker:
        page = walker.page
        walker.starts_at(f"/s/{STUDY}/sources/{source}/reader/")
        walker.follow("About this source")
        walker.follow("Correct the text")
        walker.hand_in("The text as it should be", corrected)
        walker.send("Put it in place")
        walker.told("1 mark on it should be looked at again.")
        walker.fine("correct-doubtful")
        assert walker.counted() == 5
        walker.send("Yes, here Warmth")
        walker.told("It stands there now.")
        assert walker.counted() == 1
        walker.fine("correct-settled")
        walker.follow("Trail")
        walker.to(page.get_by_role("button", name="Undo entry").first)
        walker.leave("Enter")
        assert walker.counted() == 2
        walker.starts_at(f"/s/{STUDY}/sources/{source}/correct/")
        expect(page.get_by_role("heading", name="1 mark to look at")).to_be_attached()
