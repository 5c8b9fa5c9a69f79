"""The demonstration's fieldwork, browsed by keyboard alone at both widths: by visit, site, person and question.

What axe says of these very pages, `test_every_page` asks.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from journeys.conftest import Served
from journeys.walking import NARROW, WIDE, Walker, walked

pytestmark = pytest.mark.journey


@walked(WIDE)
def test_visits_by_day_site_and_person_and_their_notes(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page = walker.page
        walker.starts_at("/s/demo/")
        walker.follow("Visits", within="main")
        headings = page.locator("main li h2")
        days = [one.rsplit(", ", 1)[1] for one in headings.all_inner_texts()]
        assert len(days) == 12
        assert (days[0], days[-1]) == ("6 June 2019", "5 March 2019")  # the latest first

        walker.choose("Site", "Lantern")
        walker.send("Show")
        assert "site=&" not in page.url
        expect(headings).to_have_count(12)  # all were at the one site
        walker.choose("Present", "Warren")
        walker.send("Show")
        assert [one.split(",")[0] for one in headings.all_inner_texts()] == ["Visit 11", "Visit 9", "Visit 5"]
        walker.told("9 visits are not shown.")
        assert walker.counted() == 5

        walker.follow("Visit 5")
        assert page.locator("article h3").all_inner_texts() == [
            "Jotting", "What happened", "Me in it", "Hunches and questions",
        ]  # fmt: skip
        walker.follow("Warren", within="aside")
        walker.follow("Present at 3 visits")
        expect(headings).to_have_count(3)
        walker.follow("Visit 9")
        walker.follow("Read and code Hunches and questions")
        page.locator("#reader[data-ready]").wait_for(state="attached")
        walker.follow("Visit 9")
        assert walker.counted() == 6


@walked(NARROW)
def test_interviews_by_person_and_by_question(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page = walker.page
        walker.starts_at("/s/demo/sources/")
        walker.follow("Interviews")
        assert page.locator(".grid tbody tr").count() == 9
        walker.follow("Q16")  # at 390 pixels it lies beyond the edge, and is brought into sight
        expect(page.locator("main li h2")).to_have_count(9)
        walker.follow("Q06", within="main")
        people = page.locator("main li h2").all_inner_texts()
        assert len(people) == 9
        assert people[-3:] == ["Paloma", "Warren", "Juno"]
        assert walker.counted() == 3  # all answers to a question, and to the next one

        walker.follow("Interview with Warren, turn 54")
        page.locator("#reader[data-ready]").wait_for(state="attached")
        walker.follow("Questions")
        answered = page.locator("#asked-Q06 blockquote")
        expect(answered).to_contain_text("He asked was that seat taken")
        walker.follow("Interviews", within=".crumbs")
        walker.follow("Crosby")
        expect(page.locator("#asked-Q06 blockquote")).to_have_count(1)
        assert walker.counted() == 4
