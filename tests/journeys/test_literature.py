"""The literature by keyboard: a file looked over and brought in, listed in a style; a work by hand, found, changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served, serving
from journeys.walking import NARROW, WIDE, Walker, walked

pytestmark = pytest.mark.journey

WORKS = Path(__file__).parents[1] / "data" / "references" / "peer-support.bib"


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(demonstration, tmp_path_factory.mktemp("literature") / "data") as running:
        yield running


def works(served: Served) -> list[Any]:
    found: list[Any] = done(served.data, "references", "list", "--json").json["references"]
    return found


@walked(WIDE)
def test_a_file_is_looked_over_and_brought_in_and_listed_in_a_style(
    served: Served, browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    broken = tmp_path / "works.bib"
    broken.write_text(WORKS.read_text("utf-8") + "\n@book{nameless, year=1999}\n", "utf-8")
    with Walker.sets_out(browser, served, width, theme) as walker:
        walker.starts_at("/s/demo/themes/")
        walker.follow("Literature")
        walker.fine("literature-of-the-demonstration")
        walker.follow("Bring in a file")
        walker.fine("literature-import")
        walker.hand_in("File", broken)
        expect(walker.page.locator("#preview")).to_contain_text("16 new")
        expect(walker.page.locator("#preview")).to_contain_text("It has no title.")
        walker.fine("literature-preview")
        assert len(works(served)) == 4  # what the demonstration cites
        walker.send("Bring it in")
        walker.told("16 works are new, 4 changed, 0 as they were; 1 were left out.")
        assert walker.counted() <= 5
        walker.fine("literature")
        walker.choose("Style", "Vancouver")
        walker.send("Show")
        expect(walker.page.get_by_text("Austin E, Ramakrishnan A, Hopper K.")).to_be_visible()
        walker.fine("literature-vancouver")


@walked(NARROW)
def test_a_work_by_hand_is_kept_found_changed_and_taken_out_and_back(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        walker.starts_at("/s/demo/references/")
        if len(works(served)) < 20:  # walked by itself
            done(served.data, "references", "import", WORKS)
            walker.starts_at("/s/demo/references/")
        walker.follow("Add a work")
        walker.fine("work-new")
        walker.choose("Kind", "Book")
        walker.write("Title", "A house with two doors")
        walker.write("Authors", "van der Berg, Jo\nThe Lantern Row Group")
        walker.write("Year", "2021")
        walker.write("Where it stands", "A small press")
        walker.send("Keep")
        walker.told("The work is in the literature.")
        walker.write("Words in a work", "two doors")
        walker.send("Look")
        walker.told("1 work has these words in it.")
        expect(walker.page.get_by_text("van der Berg, J., & The Lantern Row Group. (2021).")).to_be_visible()
        walker.fine("literature-found")
        walker.follow("Change R21")
        walker.fine("work-change")
        walker.write("DOI", "https://doi.org/10.1000/two.doors")
        walker.send("Keep")
        walker.told("Kept.")
        expect(walker.page.get_by_role("link", name="10.1000/two.doors at doi.org")).to_be_visible()
        walker.fine("work")
        walker.follow("Change")
        walker.to(walker.page.get_by_role("button", name="Take this work out"))
        walker.press("Enter")
        walker.send("Take it out")
        walker.told("The work was taken out.")
        done(served.data, "undo")
        assert len(works(served)) == 21
