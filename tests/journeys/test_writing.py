"""The study written up by keyboard: live excerpts put in and shortened, saved by itself, read, and taken out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from commands import done
from journeys.conftest import Served, beyond, serving, shut_out
from journeys.walking import HEIGHT, NARROW, WIDE, Walker, walked

pytestmark = pytest.mark.journey

WORKS = Path(__file__).parents[1] / "data" / "references" / "peer-support.ris"
HEATING = "I came in for the heating, that's the truth."
SHORTENED = "[…] for the heating, that's the truth."


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(demonstration, tmp_path_factory.mktemp("writing") / "data") as running:
        done(running.data, "references", "import", WORKS)
        yield running


def state(walker: Walker, wanted: str) -> None:
    expect(walker.page.locator(f'#writing[data-state="{wanted}"]')).to_be_attached()


def reads(served: Served, title: str) -> list[tuple[str, str]]:
    """What a document of that title reads by now."""
    listed = done(served.data, "document", "list", "--json").json["documents"]
    ref = next(one["ref"] for one in listed if one["title"] == title)
    shown = done(served.data, "document", "show", ref, "--json").json
    return [(one["type"], one["words"]) for one in shown["parts"]]


@walked(WIDE)
def test_a_document_is_begun_written_with_live_pieces_shortened_and_taken_out_by_keyboard(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page, keys = walker.page, walker.page.keyboard
        walker.starts_at("/s/demo/reports/")
        walker.follow("Writing")
        walker.fine("writing-list")
        walker.write("Title", "What advocates know")
        walker.send("Begin")
        text = page.get_by_role("textbox", name="The document")
        expect(text).to_be_visible()
        walker.fine("writing-empty")
        walker.to(text)
        keys.type("# Tea first")
        keys.press("Enter")
        keys.type("One of them said ")
        walker.counted()
        walker.press("@")
        keys.insert_text("heating")
        expect(page.get_by_role("option", name=HEATING).first).to_be_visible()
        walker.fine("writing-finding")
        walker.press("Enter")
        assert walker.counted() == 2  # an excerpt into the write-up, still live
        expect(text).to_contain_text(f"“{HEATING}” (Marigold, S9, turn 2)")
        # shortened, and the words are as they were said
        keys.press("ArrowLeft")
        expect(page.locator(".writing-piece")).to_contain_text("To its place")
        walker.press("Enter")
        expect(page.get_by_label("The words as they were said")).to_be_focused()
        keys.press("Control+Home")
        for _ in range(len("I came in ")):
            keys.press("Shift+ArrowRight")
        walker.to(page.get_by_role("button", name="Leave out", exact=True))
        walker.press("Enter")
        expect(page.locator(".asked-reads")).to_have_text(SHORTENED)
        walker.fine("writing-shorten")
        walker.to(page.get_by_role("button", name="Keep", exact=True))
        walker.press("Enter")
        expect(text).to_contain_text(f"“{SHORTENED}” (Marigold, S9, turn 2)")
        keys.press("ArrowRight")
        keys.type(", as others ")
        walker.press("Control+Shift+C")
        keys.insert_text("austin")
        expect(page.locator(".finder-option")).to_have_count(1)
        walker.press("Enter")
        keys.press("Enter")
        keys.type("- a cup")
        keys.press("Enter")
        keys.press("Control+B")
        keys.type("a chair")
        keys.press("Enter")
        keys.press("Enter")  # an empty item ends the list
        walker.press("@")
        keys.insert_text("codes by people table")
        expect(page.locator(".finder-option")).to_have_count(1)
        walker.press("Enter")
        expect(page.locator(".counted th").first).to_have_text("Code")
        state(walker, "saved")  # by itself
        assert reads(served, "What advocates know")[:4] == [
            ("heading", "Tea first"),
            ("paragraph", f"One of them said “{SHORTENED}” (Marigold, S9, turn 2), as others (Austin et al., 2014)"),
            ("item", "a cup"), ("item", "a chair"),
        ]  # fmt: skip
        walker.fine("writing")
        walker.press("Control+S")
        state(walker, "saved")
        walker.follow("As it reads")
        walker.fine("writing-reads")
        expect(page.get_by_role("link", name="(Marigold, S9, turn 2)")).to_be_visible()
        walker.to(page.get_by_role("button", name="Markdown", exact=True))
        with page.expect_download() as left:
            walker.press("Enter")
        assert "heating, that's the truth." in Path(left.value.path()).read_text("utf-8")


@walked(NARROW)
def test_nothing_is_lost_without_a_network_or_when_somebody_else_saved_meanwhile(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page, keys = walker.page, walker.page.keyboard
        walker.starts_at("/s/demo/writing/")
        walker.write("Title", "Two at once")
        walker.send("Begin")
        text = page.get_by_role("textbox", name="The document")
        walker.to(text)
        keys.type("Mine, ")
        state(walker, "saved")
        page.context.set_offline(True)
        keys.type("written in a cellar.")
        state(walker, "lost")
        expect(page.locator(".writing-status")).to_contain_text("kept in this page")
        page.context.set_offline(False)
        state(walker, "saved")
        walker.window.complaints.clear()  # the browser notes that there was no network
        assert reads(served, "Two at once") == [("paragraph", "Mine, written in a cellar.")]
        other = page.context.new_page()  # another member, for all that this page can know
        other.goto(page.url)
        other.get_by_role("textbox", name="The document").press("Control+End")
        other.keyboard.type(" Theirs.")
        expect(other.locator('#writing[data-state="saved"]')).to_be_attached()
        other.wait_for_function("document.querySelector('#writing').dataset.state === 'saved'")
        keys.type(" And mine.")
        state(walker, "clash")
        expect(page.get_by_text("Mine, written in a cellar. Theirs.")).to_be_visible()
        walker.noted("409")
        walker.fine("writing-clash")
        expect(text).to_have_text("Mine, written in a cellar. And mine.")
        walker.to(page.get_by_role("button", name="Save mine in its place"))
        walker.press("Enter")
        state(walker, "saved")
        assert reads(served, "Two at once") == [("paragraph", "Mine, written in a cellar. And mine.")]
        done(served.data, "undo")
        assert reads(served, "Two at once") == [("paragraph", "Mine, written in a cellar. Theirs.")]
        other.close(run_before_unload=False)


@walked(NARROW)
def test_what_somebody_saved_while_an_answer_was_lost_is_shown_and_not_written_over(
    served: Served, browser: Browser, width: int, theme: str
) -> None:
    with Walker.sets_out(browser, served, width, theme) as walker:
        page, keys = walker.page, walker.page.keyboard
        walker.starts_at("/s/demo/writing/")
        walker.write("Title", "A laptop slept")
        walker.send("Begin")
        text = page.get_by_role("textbox", name="The document")
        walker.to(text)

        def lose(route: Route) -> None:
            route.fetch()  # it is saved, and nobody hears of it
            route.abort()

        page.route("**/api/s/demo/documents/*", lose)
        keys.type("Mine.")
        state(walker, "lost")
        other = page.context.new_page()  # another member, for all that this page can know
        other.goto(page.url)
        other.get_by_role("textbox", name="The document").press("Control+End")
        other.keyboard.type(" An hour of theirs.")
        expect(other.locator('#writing[data-state="unsaved"]')).to_be_attached()
        expect(other.locator('#writing[data-state="saved"]')).to_be_attached()
        page.unroute("**/api/s/demo/documents/*")
        state(walker, "clash")
        expect(page.get_by_text("Mine. An hour of theirs.")).to_be_visible()
        walker.window.complaints.clear()  # the browser notes what was lost, and the clash
        assert reads(served, "A laptop slept") == [("paragraph", "Mine. An hour of theirs.")]
        other.close(run_before_unload=False)


def test_by_touch_a_piece_is_put_in_selected_and_taken_out(served: Served, browser: Browser) -> None:
    context = browser.new_context(
        viewport={"width": NARROW[0], "height": HEIGHT}, color_scheme="dark", has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{served.address}/s/demo/writing/")
    page.get_by_label("Title").fill("By touch")
    page.get_by_role("button", name="Begin", exact=True).tap()
    text = page.get_by_role("textbox", name="The document")
    text.tap()
    page.keyboard.type("She said ")
    page.get_by_role("button", name="Put in").tap()
    page.get_by_role("combobox", name="What to put in").fill("heating")
    option = page.get_by_role("option", name=HEATING).first
    expect(option).to_be_visible()
    assert shut_out(page) == []
    assert beyond(page) == 0
    option.tap()
    expect(text).to_contain_text(HEATING)
    page.locator(".piece").tap()
    out = page.get_by_role("button", name="Take out")
    expect(out).to_be_visible()
    assert shut_out(page) == []
    out.tap()
    expect(text).to_have_text("She said ")
    context.close()
