"""The log of two minutes on a phone: without a network, by keyboard, with a gentle question, for its writer alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from commands import done
from journeys.conftest import Served, beyond, shut_out
from journeys.keeping import TAPPED, LogPhone, log_of
from journeys.noting import on_disk
from journeys.reading import STUDY, Server
from journeys.walking import turn_to

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with Lea, and Pat, who is a peer and reads nothing of the study."""
    running = Server.of_its_own(tmp_path_factory.mktemp("log"))
    done(running.data, "member", "add", "Pat", "--role", "peer")
    yield running.served
    running.kill()


@pytest.fixture
def phone(browser: Browser, served: Served, tmp_path: Path) -> Iterator[LogPhone]:
    """A phone on which Lea came in once."""
    taken = LogPhone(browser, served, STUDY, tmp_path / "profile")
    taken.start()
    taken.goes("fine")
    yield taken
    taken.stop()
    assert taken.complaints == []


def there(served: Served, mark: str, who: str = "Lea") -> list[str]:
    return [words for words in log_of(served, who) if mark in words]


def test_three_entries_without_a_network_are_there_once_each_when_it_is_back(
    phone: LogPhone, served: Served
) -> None:
    assert phone.page.viewport_size == {"width": 390, "height": 844}
    assert phone.page.locator("input:checked").count() == 0
    phone.online(False)
    phone.page.reload()
    phone.goes("lost")
    words = [f"{what}, far from any network" for what in ("Peeled potatoes", "Sat with him", "Waited along")]
    for one in words:
        phone.keep(one)
    expect(phone.rows("kept")).to_have_count(3)
    assert there(served, "far from") == []
    phone.online(True)
    phone.handed_over()
    assert there(served, "far from") == sorted(words)
    expect(phone.rows("handed")).to_have_count(3)
    phone.page.reload()
    phone.goes("fine")
    assert there(served, "far from") == sorted(words)


def test_the_whole_form_is_filled_in_by_keyboard_and_nobody_is_shut_out_of_it(
    phone: LogPhone, served: Served
) -> None:
    page = phone.page
    for width, theme in ((390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")):
        turn_to(page, (width, theme))
        assert beyond(page) <= 0
        assert shut_out(page) == []
    turn_to(page, (390, "light"))
    tab_to(page, "What was I doing?", "Talking, listening")
    page.keyboard.press("Space")
    tab_to(page, "What was I doing?", "Group or event")
    page.keyboard.press("Space")
    tab_to(page, "", "One moment worth keeping")
    page.keyboard.type("Asked, by keys, what she wanted")
    tab_to(page, "Did I use something I have lived through?", "Yes")
    page.keyboard.press("Space")
    page.keyboard.press("Space")  # taken off again: no answer is one as well
    assert page.get_by_role("group", name="Did I use").locator("input:checked").count() == 0
    page.keyboard.press("ArrowDown")
    tab_to(page, "", "They said I may write this down")
    page.keyboard.press("Space")
    expect(page.get_by_label("What they are after, in their words", exact=True)).to_be_focused()
    page.keyboard.type("a room with a door")
    tab_to(page, "Did something get in the way?", "Rules or papers")
    page.keyboard.press("Space")
    assert shut_out(page) == []
    tab_to(page, "", "Keep")
    page.keyboard.press("Enter")
    phone.handed_over()
    (row,) = [one for one in entries(served) if "by keys" in one["moment"]]
    assert (row["what"], row["used"], row["words"], row["barrier"], row["lead"]) == (
        ["talk", "group"], "held", "a room with a door", ["rules"], "",
    )  # fmt: skip
    expect(page.get_by_role("heading", name="Two minutes, for me")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()
    assert page.locator("input:checked").count() == 0


def test_two_answers_are_needed_and_a_fourth_kind_of_work_is_not_taken(phone: LogPhone) -> None:
    page = phone.page
    keep = page.get_by_role("button", name="Keep", exact=True)
    keep.click()
    expect(page.get_by_role("alert")).to_have_text("Tap at least one thing that you were doing.")
    for label in ("Talking, listening", "Group or event", TAPPED):
        page.get_by_label(label).check()
    page.get_by_label("Making this a good place").click()
    expect(page.get_by_label("Making this a good place")).not_to_be_checked()
    expect(page.get_by_text("3 at most")).to_be_visible()
    keep.click()
    expect(page.get_by_role("alert")).to_have_text("One moment wants a few words. One line will do.")
    expect(phone.jotting).to_be_focused()
    phone.jotting.fill("x" * 601)
    keep.click()
    expect(page.get_by_role("alert")).to_have_text("1 letters too many: shorten it a little.")
    assert phone.rows("kept", "handed").count() == 0
    phone.jotting.fill("")
    for label in ("Talking, listening", "Group or event", TAPPED):
        page.get_by_label(label).uncheck()


def test_what_looks_like_a_name_is_asked_about_once_and_on_the_phone_alone(
    phone: LogPhone, served: Served
) -> None:
    page = phone.page
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
    keep = page.get_by_role("button", name="Keep", exact=True)
    page.get_by_label(TAPPED).check()
    phone.jotting.fill("Then we phoned Warren, gently, at 555-0142")
    keep.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Leave it out? “Warren”, “555-0142”")
    assert asked == []
    assert shut_out(page) == []
    dialog.get_by_role("button", name="Look at it again").click()
    expect(phone.jotting).to_be_focused()
    phone.jotting.fill("Then we phoned Somebody, gently")
    keep.click()  # it is not asked again
    phone.handed_over()
    assert there(served, "gently") == ["Then we phoned Somebody, gently"]


def test_somebody_to_talk_to_is_shown_and_nothing_is_sent(phone: LogPhone, served: Served) -> None:
    page = phone.page
    page.get_by_label("I want to talk to someone").check()
    talk = page.get_by_role("status", name="Somebody to talk to")
    expect(talk).to_contain_text("You have not written down anybody yet.")
    expect(talk).to_contain_text("Nothing is sent to anybody")
    phone.keep("Heavy, talk")
    expect(talk).to_be_visible()  # it stays after the entry was kept
    phone.handed_over()
    (row,) = [one for one in entries(served) if one["moment"] == "Heavy, talk"]
    assert row["me"] == "talk"


def test_their_words_stay_on_the_phone_without_the_tick(phone: LogPhone, served: Served) -> None:
    page = phone.page
    expect(page.locator("#words")).to_be_hidden()
    tick = page.get_by_label("They said I may write this down")
    tick.check()
    page.locator("#words").fill("the sea, untold")
    tick.uncheck()
    expect(page.locator("#words")).to_be_hidden()
    phone.keep("Untold, without the tick")
    phone.handed_over()
    (row,) = [one for one in entries(served) if one["moment"] == "Untold, without the tick"]
    assert row["words"] == ""


def test_a_peer_who_reads_nothing_of_the_study_keeps_a_log_and_nobody_else_opens_it(
    phone: LogPhone, served: Served
) -> None:
    sit(phone.page, served, "Pat")
    phone.open(phone.page)
    phone.goes("fine")
    expect(phone.page.locator(".phone-who")).to_contain_text("You are Pat")
    phone.keep("By a peer, for a peer")
    phone.handed_over()
    assert there(served, "for a peer", "Pat") == ["By a peer, for a peer"]
    assert there(served, "for a peer", "Lea") == []


def test_what_is_written_lies_sealed_on_the_phone_and_leaving_takes_it_away(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    phone = LogPhone(browser, served, STUDY, tmp_path / "profile", whole=True)
    phone.start()
    phone.goes("fine")
    phone.online(False)
    phone.keep("Quillwort by the window")
    phone.write("Half a quillwort")
    phone.stop()
    assert on_disk(phone.profile, "uillwort") == []
    phone.start()
    phone.online(True)
    phone.goes("fine")
    phone.page.wait_for_timeout(500)
    phone.page.get_by_role("button", name="Leave this device").click()
    phone.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Leave")).last.click()
    expect(phone.page.get_by_text("Nothing of your log is on this device any more.")).to_be_visible()
    assert phone.page.evaluate("indexedDB.databases()") == []
    phone.stop()
    assert on_disk(phone.profile, "uillwort") == []


def entries(served: Served) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = done(served.data, "log", "list", "--as", "Lea", "--json").json["entries"]
    return rows


def sit(page: Page, served: Served, who: str) -> None:
    """Act as somebody from now on, as one does on any page of the study."""
    page.goto(f"{served.address}/s/{STUDY}/")
    page.locator(".bar-you summary").click()
    page.get_by_role("button", name=re.compile(f"^{who}, ")).click()


def tab_to(page: Page, group: str, label: str) -> None:
    """By Tab alone, and with the arrows inside a group of radios only."""
    within = page.get_by_role("group", name=group) if group else page
    place = (
        within.get_by_label(label) if label != "Keep" else page.get_by_role("button", name="Keep", exact=True)
    )
    place = place.first
    for _ in range(60):
        if place.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not come to {label}")
