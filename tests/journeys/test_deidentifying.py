"""From nothing looked for to nothing that tells, in the browser, by keyboard alone, at both widths."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served
from journeys.reading import Server
from journeys.walking import WIDE, Walker, walked

pytestmark = pytest.mark.journey


@pytest.fixture
def own(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """A demonstration study of its own: what is replaced here, others' journeys still need."""
    data = tmp_path / "data"
    shutil.copytree(demonstration, data)
    shutil.rmtree(data / "reports")
    server = Server(data)
    server.start()
    yield server.served
    server.kill()


@walked(WIDE)
def test_everything_is_looked_through_decided_on_and_checked(
    own: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, own, width, theme) as walker:
        page = walker.page
        street = page.get_by_role("heading", name="Cask Street", exact=True)
        walker.starts_at("/s/demo/")
        walker.follow("What tells who somebody is")
        walker.send("Look through everything")
        expect(street).to_be_attached()
        walker.fine("deidentify-proposed")
        assert walker.counted() == 2

        everything = page.get_by_role("button", name="Replace all of these")
        walker.to(everything)
        walker.press("Enter")
        page.get_by_role("heading", name="Replace all of these?").wait_for()
        walker.fine("deidentify-asked")
        walker.press("Escape")
        expect(everything).to_be_focused()
        expect(street).to_be_attached()
        walker.counted()
        walker.press("Enter")
        walker.send("Replace")
        walker.told("Replaced everywhere.")
        assert walker.counted() == 2  # all that is always replaced, and yes to the question
        expect(street).to_have_count(0)

        walker.unfold("Not this one “One's a roofer now”")
        walker.write("Why it may stay", "He said so himself on the radio.", within="details[open]")
        walker.leave("Enter")
        walker.told("Left as it is. The reason is in the log.")
        assert walker.counted() == 2
        walker.to(page.locator("li:target").get_by_role("link").or_(page.locator("li:target input")).first)
        assert walker.steps_here == 1  # the page goes on at the next one

        walker.write("Words", "socks")
        walker.choose("What they are", "Something that only")
        walker.send("Put them on the list")
        assert walker.counted() == 2
        walker.send("Replace everywhere “socks”")
        walker.told("Replaced everywhere.")
        assert walker.counted() == 1  # one identifier, everywhere
        expect(page.get_by_role("heading", name="socks", exact=True)).to_have_count(0)
        walker.send("Check now")
        walker.told("Nothing was found that still tells.")
        assert walker.counted() == 1
        walker.fine("deidentify-decided")
        assert done(own.data, "leaks").out == "none\n"
