"""What went wrong and who was trained is written down, and the package taken out: by keyboard alone, at both widths."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from commands import done
from journeys.conftest import Served
from journeys.reading import Server
from journeys.walking import NARROW, WIDE, Walker, walked

pytestmark = pytest.mark.journey


@pytest.fixture
def own(demonstration: Path, tmp_path: Path) -> Iterator[Served]:
    """A demonstration study of its own, with a guardian."""
    data = tmp_path / "data"
    shutil.copytree(demonstration, data)
    done(data, "member", "add", "Gil", "--role", "guardian")
    server = Server(data)
    server.start()
    yield server.served
    server.kill()


REFUSED = "400 (Bad Request)"  # of a form that was not taken


@walked(WIDE)
def test_logs_are_written_and_the_package_is_taken_out(
    own: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, own, width, theme) as walker:
        page = walker.page
        walker.starts_at("/s/demo/reports/")
        walker.follow("For the ethics board")
        walker.fine("ethics-empty")
        walker.follow("Write down an incident")
        walker.fine("ethics-incident")
        walker.counted()
        walker.send("Keep")  # nothing is said yet
        walker.noted(REFUSED)
        walker.write("What happened", "A list of visits was left on the tram. Ask Marigold.")
        walker.write("What was done", "It was found the same evening.")
        walker.send("Keep")
        walker.told("It is written down.")
        assert walker.counted() == 2
        walker.follow("Write down a training")
        walker.write("What it was about", "Research ethics")
        walker.write_day("When", "03012026")
        walker.fine("ethics-training")
        walker.send("Keep")
        walker.told("It is in the log.")
        assert walker.counted() == 2  # open, keep

        walker.send("Take out (pdf)")
        expect(page.get_by_role("alert")).to_contain_text("somebody is named: incident 1")
        walker.noted(REFUSED)
        walker.fine("ethics-refused")
        walker.to(page.locator("#incidents ~ a, ul.lines h3 a").last)
        walker.leave("Enter")
        walker.to(page.get_by_label("What happened", exact=True))
        walker.press("Control+a")
        page.keyboard.insert_text("A list of visits was left on the tram.")
        walker.tick("Nothing is left to do")
        walker.send("Keep")
        for button, ending in (("Take out (pdf)", ".pdf"), ("Take out (Word)", ".docx")):
            walker.to(page.get_by_role("button", name=button, exact=True))
            with page.expect_download() as taken:
                walker.press("Enter")
            assert taken.value.suggested_filename == f"DEMO_demo-ethics{ending}"
        walker.fine("ethics")


@walked(NARROW)
def test_gil_comes_to_it_from_who_can_read_this_and_sam_sees_his_own(
    own: Served, browser: Browser, width: int, theme: str
) -> None:
    done(
        own.data,
        "incident",
        "add",
        "--happened",
        "A door stood open.",
        "--noticed",
        "2026-05-01",
        "--as",
        "Lena",
    )
    with Walker.sets_out(browser, own, width, theme) as walker:
        page = walker.page
        walker.starts_at("/s/demo/rights/")
        for name in ("Gil, guardian of the names", "Sam, coder"):
            walker.unfold("You are")
            walker.send(name)
            walker.follow("What went wrong, who was trained, and the package")
            whole = name.startswith("Gil")
            expect(page.get_by_text("A door stood open.")).to_have_count(int(whole))
            expect(page.get_by_role("button", name="Take out (pdf)")).to_have_count(int(whole))
            walker.fine(f"ethics-{name[:3].lower()}")
            walker.window.go("/s/demo/rights/")
