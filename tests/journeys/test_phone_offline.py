"""Notes written on a phone: with no network, in two tabs, behind a phrase; and what is left on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Route, expect

from journeys.conftest import Served, beyond, shut_out
from journeys.noting import Phone, notes_there, on_disk
from journeys.reading import STUDY, Hand, Server, act_as, acts, brought_in, recorded, until
from on_postgresql import asked

pytestmark = pytest.mark.journey

PHRASE = "kettle umbrella seven lantern"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff89993d1d0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of our own, which a test may stop."""
    running = Server.of_its_own(tmp_path_factory.mktemp("field"))
    yield running
    running.kill()


@pytest.fixture
def served(server: Server) -> Served:
    return server.served


@pytest.fixture
def phone(browser: Browser, served: Served, tmp_path: Path) -> Iterator[Phone]:
    """A phone on which Lea came in once."""
    taken = Phone(browser, served, STUDY, tmp_path / "profile")
    taken.start()
    taken.goes("fine")
    yield taken
    taken.stop()
    assert taken.complaints == []


def there(served: Served, mark: str) -> list[str]:
    """The notes with a mark in their words that the server has."""
    return [words for words in notes_there(served) if mark in words]


def each_once(served: Served) -> None:
    """No act was done twice."""
    assert [act for act, times in Counter(recorded(served)).items() if times > 1] == []


def test_what_is_written_offline_is_there_once_the_network_is(phone: Phone, served: Served) -> None:
    phone.online(False)
    phone.page.reload()
    phone.goes("lost")
    expect(phone.jotting).to_be_focused()
    phone.keep("Three chairs in a row, offline")
    phone.keep("Rain on the skylight, offline")
    expect(phone.rows("kept")).to_have_count(2)
    assert there(served, "offline") == []
    phone.online(True)
    phone.handed_over()
    assert there(served, "offline") == [
        "Rain on the skylight, offline", "Three chairs in a row, offline",
    ]  # fmt: skip
    expect(phone.rows("handed").last).to_have_text(re.compile(r"^handed over · \d\d:\d\d$"))


def test_an_answer_that_is_lost_on_its_way_makes_no_second_note(phone: Phone, served: Served) -> None:
    tried: list[int] = []

    def lose(route: Route) -> None:
        """The server does it once, and the page hears of it only when the line holds again."""
        if not tried:
            tried.append(route.fetch().status)
        route.abort()

    phone.page.route("**/api/**", lose)
    phone.keep("The lid was on, answer lost")
    phone.goes("lost")
    assert tried == [200]
    assert there(served, "answer lost") == ["The lid was on, answer lost"]
    row = phone.rows("kept")
    expect(row).to_contain_text("may have arrived already")
    expect(row.get_by_role("button")).to_have_count(0)  # what may have arrived is altered no more
    phone.page.unroute("**/api/**")
    phone.handed_over()
    assert there(served, "answer lost") == ["The lid was on, answer lost"]
    each_once(served)


def test_two_tabs_hand_over_each_note_once_and_hold_each_note_in_one_hand(
    phone: Phone, served: Served
) -> None:
    assert phone.context is not None
    other = phone.context.new_page()
    phone.open(other)
    sent: list[str] = []
    phone.context.on("response", lambda one: sent.append(one.url) if one.url.endswith("/notes") else None)
    phone.online(False)
    phone.keep("By the first tab, tabs")
    other.locator("#jotting").fill("By the second tab, tabs")
    other.get_by_role("button", name="Keep", exact=True).click()
    expect(phone.rows("kept")).to_have_count(2)
    expect(other.locator("[data-state=kept]")).to_have_count(2)
    phone.write("In the first hand, tabs")
    half = other.locator("[data-state=writing]")
    half.get_by_role("button", name="Write on").click()
    expect(other.get_by_text("open in another tab")).to_be_visible()
    phone.online(True)
    phone.handed_over()
    expect(other.locator("[data-state=handed]")).to_have_count(2)
    phone.keep()
    phone.handed_over()
    assert there(served, "tabs") == [
        "By the first tab, tabs",
        "By the second tab, tabs",
        "In the first hand, tabs",
    ]
    assert len(sent) == 3
    each_once(served)


def test_a_phrase_opens_what_is_here_without_a_network_and_a_wrong_or_forgotten_one_loses_nothing(
    phone: Phone, served: Served
) -> None:
    page = phone.page
    page.get_by_text("Open your notes without a network").click()
    page.get_by_label("Choose a phrase").fill("short")
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("This is guessed too soon")).to_be_visible()
    page.get_by_label("Choose a phrase").fill(PHRASE)
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("From now on this phrase opens")).to_be_visible()
    phone.online(False)
    phone.keep("Steam on the window, phrase")
    phone.kill()
    phone.start()
    expect(phone.rows("kept")).to_contain_text("sealed")
    unlocked = phone.page.get_by_label("Your phrase", exact=True)
    unlocked.fill("kettle umbrella seven lanterns")
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_text("This phrase opens nothing here")).to_be_visible()
    phone.keep("Written all the same, phrase")
    unlocked.fill(f"  {PHRASE.replace(' ', '   ')} ")
    phone.page.keyboard.press("Enter")
    expect(phone.rows("kept")).to_have_text([re.compile("Written all the same"), re.compile("Steam on the")])
    expect(phone.page.get_by_text("You are Lea")).to_be_visible()
    phone.kill()
    phone.start()  # forgotten: what is written now is sealed as well, and all of it waits for the network
    phone.keep("And one more, phrase")
    expect(phone.rows("kept")).to_have_count(3)
    phone.kill()
    phone.offline = False
    phone.start()
    phone.handed_over()
    assert there(served, "phrase") == [
        "And one more, phrase", "Steam on the window, phrase", "Written all the same, phrase",
    ]  # fmt: skip


def test_what_was_being_written_when_the_browser_was_killed_is_in_hand_again(phone: Phone) -> None:
    phone.write("Half a sentence that the phone")
    phone.kill()
    phone.start()
    expect(phone.jotting).to_have_value("Half a sentence that the phone")
    phone.jotting.fill("")
    until(phone.page, lambda: not phone.page.evaluate(LYING, STUDY), "it to be off the device again")
    phone.kill()
    phone.start()
    phone.goes("fine")
    expect(phone.jotting).to_have_value("")


def test_nothing_written_is_on_the_disk_in_the_clear_neither_before_nor_after_leaving(
    phone: Phone, served: Served, tmp_path: Path
) -> None:
    """What the page itself would let slip is found: a word in the clear is planted beside it, and is found."""
    phone.stop()
    phone.whole = True
    phone.start()
    page = phone.page
    phone.online(False)
    phone.keep("quillfeather on the sill")
    phone.jotting.fill("brambleknot, half written")
    page.get_by_text("More: what happened").click()
    page.get_by_label("Me in it", exact=True).fill("marrowlight, of myself")
    page.select_option("#visit", "new")
    page.get_by_label("What was going on").fill("saltwhistle supper")
    page.get_by_label("File").set_input_files(
        {"name": "thistledown.png", "mimeType": "image/png", "buffer": PICTURE + b"gorsehollow" * 50}
    )
    expect(page.locator(".phone-files li")).to_have_count(1)
    page.evaluate(PLANT)
    page.wait_for_timeout(500)
    expect(page.locator(".phone-keep")).to_contain_text("Sealed on this device at")
    phone.kill()
    words = ("quillfeather", "brambleknot", "marrowlight", "saltwhistle", "thistledown", "gorsehollow")
    assert on_disk(phone.profile, "plantedinclear")
    assert on_disk(phone.profile, *words, "Reading") == []
    phone.offline = False
    phone.start()
    phone.handed_over()
    phone.page.get_by_role("button", name="Leave this device").click()
    phone.page.get_by_role("button", name="Leave, and lose them").click()
    phone.goes("left")
    assert left_behind(phone) == ["", "", "", "0"]
    phone.page.wait_for_timeout(500)
    phone.stop()
    assert on_disk(phone.profile, *words, "Reading", PHRASE) == []
    assert there(served, "quillfeather") == ["quillfeather on the sill"]


PLANT = """() => new Promise((done) => {
  const asked = indexedDB.open("planted", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("planted").put("plantedinclear", 1);
  asked.onsuccess = () => { asked.result.close(); done(); };
})"""


# How many notes lie on the device.
LYING = """study => new Promise((told, failed) => {
  const asked = indexedDB.open("firsthand-notes:" + study);
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const notes = asked.result.transaction("notes").objectStore("notes").count();
    notes.onsuccess = () => told(notes.result);
    asked.result.close();
  };
})"""


def left_behind(phone: Phone) -> list[str]:
    """What the browser still keeps: databases, caches, values, workers."""
    found: list[str] = phone.page.evaluate("""async () => [
        (await indexedDB.databases()).map(one => one.name).join(),
        (await caches.keys()).join(),
        Object.keys(localStorage).join(),
        String((await navigator.serviceWorker.getRegistrations()).length),
    ]""")
    return found


def test_leaving_says_what_waits_and_hands_it_over_first(phone: Phone, served: Served) -> None:
    page = phone.page
    phone.online(False)
    phone.keep("One that waits, leaving")
    phone.write("One half written, leaving")
    page.get_by_role("button", name="Leave this device").click()
    expect(page.get_by_text("2 notes are not handed over yet.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(phone.rows("kept")).to_have_count(1)
    phone.online(True)
    page.get_by_role("button", name="Leave this device").click()
    page.get_by_role("button", name="Hand them over first").click()
    expect(phone.jotting).to_have_value("")
    phone.handed_over()
    page.get_by_role("button", name="Leave this device").click()
    page.locator("dialog").get_by_role("button", name="Leave this device").click()
    phone.goes("left")
    expect(page.get_by_text("Nothing of this study is on this device any more.")).to_be_visible()
    assert left_behind(phone) == ["", "", "", "0"]
    assert there(served, "leaving") == ["One half written, leaving", "One that waits, leaving"]
    assert phone.context is not None
    assert [one["name"] for one in phone.context.cookies()] == []


def test_leaving_without_a_network_takes_everything_off_too(phone: Phone) -> None:
    phone.online(False)
    phone.keep("Gone for good")
    phone.page.get_by_role("button", name="Leave this device").click()
    phone.page.get_by_role("button", name="Leave, and lose them").click()
    phone.goes("left")
    expect(phone.page.get_by_text("the browser still knows as whom you came in")).to_be_visible()
    assert left_behind(phone) == ["", "", "", "0"]


def test_another_member_neither_reads_nor_sends_what_waits_here(phone: Phone, served: Served) -> None:
    assert phone.context is not None
    brought_in(served, {"talk.txt": "SAM: Yes."}, "--as", "Sam")  # a new name becomes a coder
    phone.online(False)
    phone.keep("For Lea alone, members")
    phone.page.goto("about:blank")
    phone.online(True)
    act_as(phone.context, served, STUDY, "Sam")
    phone.open(phone.page)
    expect(phone.page.get_by_text("You are Sam")).to_be_visible()
    expect(phone.page.get_by_text("1 note of another member waits here too")).to_be_visible()
    assert "For Lea alone" not in phone.page.inner_text("body")
    phone.keep("By Sam, members")
    phone.handed_over(of_others=1)
    assert there(served, "members") == ["By Sam, members"]
    phone.page.get_by_role("button", name="Leave this device").click()
    expect(phone.page.get_by_text("1 note of another member is not handed over yet")).to_be_visible()
    phone.page.keyboard.press("Escape")
    act_as(phone.context, served, STUDY, "Lea")
    phone.open(phone.page)
    phone.handed_over()
    until(phone.page, lambda: len(there(served, "members")) == 2, "Lea’s own")
    notes = [entry["by"] for entry in acts(served, "Lea") if entry["act"] == "note.write"]
    assert set(notes) == {"Lea"}
    assert len([one for one in acts(served, "Sam") if one["act"] == "note.write"]) == 1


def test_what_was_kept_before_the_network_named_another_waits_for_whom_it_was_sealed_to(
    phone: Phone, served: Served
) -> None:
    """A phone that is shared: Lea writes on it without a network, and the browser is Sam's by then."""
    assert phone.context is not None
    brought_in(served, {"talk.txt": "SAM: Yes."}, "--as", "Sam")
    act_as(phone.context, served, STUDY, "Sam")
    page = phone.page
    phone.online(False)
    page.reload()
    phone.goes("lost")
    for words in ("The first, shared", "The second, shared", "The third, shared"):
        phone.keep(words)
    phone.write("Half of the fourth, shared")
    phone.online(True)
    expect(page.get_by_text("Whose is what is being written here?")).to_be_visible()
    page.keyboard.press("Escape")  # not said: it waits as well
    phone.goes("fine")
    expect(page.get_by_text("4 notes of other members wait here too")).to_be_visible()
    expect(phone.jotting).to_have_value("")
    assert "shared" not in page.inner_text("body")
    phone.keep("By Sam, shared")
    phone.handed_over(of_others=3)
    assert there(served, "shared") == ["By Sam, shared"]
    act_as(phone.context, served, STUDY, "Lea")
    phone.open(page)
    expect(phone.jotting).to_have_value("Half of the fourth, shared")
    phone.handed_over()
    assert there(served, "shared") == [
        "By Sam, shared", "The first, shared", "The second, shared", "The third, shared",
    ]  # fmt: skip
    each_once(served)


def test_what_is_in_hand_goes_on_as_the_note_of_whoever_comes_in_where_they_say_so(
    phone: Phone, served: Served
) -> None:
    assert phone.context is not None
    brought_in(served, {"talk.txt": "SAM: Yes."}, "--as", "Sam")
    act_as(phone.context, served, STUDY, "Sam")
    page = phone.page
    phone.online(False)
    page.reload()
    phone.goes("lost")
    page.get_by_label("Photograph", exact=True).set_input_files(picture("sill.png"))
    phone.write("Sam wrote it all along, said")
    phone.online(True)
    page.get_by_role("button", name="Of whoever comes in now").click()
    phone.goes("fine")
    phone.keep()
    phone.handed_over()
    assert there(served, "all along, said") == ["Sam wrote it all along, said"]
    written = [one for one in acts(served, "Sam") if one["act"] == "note.write"]
    assert [one["by"] for one in written[:1]] == ["Sam"]


def test_a_page_whose_browser_became_anothers_hands_nothing_over_as_them(
    phone: Phone, served: Served
) -> None:
    assert phone.context is not None
    brought_in(served, {"talk.txt": "SAM: Yes."}, "--as", "Sam")
    act_as(phone.context, served, STUDY, "Sam")
    phone.page.bring_to_front()
    phone.page.clock.install()
    phone.page.clock.fast_forward(10_500)  # longer than a page trusts that nothing has changed
    phone.keep("Still Lea's, became")
    phone.goes("away")
    expect(phone.page.get_by_text("This browser is somebody else’s by now")).to_be_visible()
    assert there(served, "became") == []
    act_as(phone.context, served, STUDY, "Lea")
    phone.handed_over()
    assert there(served, "became") == ["Still Lea's, became"]


def test_what_the_server_does_not_take_keeps_its_words_and_can_be_mended(
    phone: Phone, served: Served
) -> None:
    page = phone.page
    answer = {"status": 400, "json": {"sentence": "The visit is gone."}}
    page.route("**/api/**/notes", lambda route: route.fulfill(**answer))
    phone.keep("Not taken at first, mended")
    row = phone.rows("refused")
    expect(row).to_contain_text("Not taken: The visit is gone. Your words are here")
    expect(row).to_contain_text("Not taken at first, mended")
    phone.keep("Taken meanwhile, mended")
    expect(phone.rows("refused")).to_have_count(2)
    page.unroute("**/api/**/notes")
    for jotting in ("Taken meanwhile, mended", "Not taken at first, mended"):
        page.get_by_role("button", name=re.compile(f"Mend it ?: {jotting}")).click()
        expect(phone.jotting).to_have_value(jotting)
        phone.keep()
    phone.handed_over()
    assert there(served, "mended") == ["Not taken at first, mended", "Taken meanwhile, mended"]
    phone.complaints.clear()


def test_photographs_and_voice_memos_go_with_their_note_and_what_is_too_much_is_said_first(
    phone: Phone, served: Served
) -> None:
    page = phone.page
    phone.online(False)
    phone.jotting.fill("With a picture and a voice, attached")
    page.get_by_label("Photograph", exact=True).set_input_files(picture("window.png"))
    big = phone.profile.with_name("big.png")
    big.write_bytes(bytes(26 * 1024 * 1024))
    page.get_by_label("File").set_input_files(big)
    expect(page.get_by_text("big.png has 26 MB. A file may have 25 MB.")).to_be_visible()
    page.get_by_label("File").set_input_files(
        {"name": "list.txt", "mimeType": "text/plain", "buffer": b"names"}
    )
    expect(page.get_by_text("list.txt is neither a picture nor a sound")).to_be_visible()
    page.get_by_role("button", name="Voice memo").click()
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Stop speaking").click()
    expect(page.locator(".phone-files li")).to_have_count(2)
    page.get_by_role("button", name="Look").click()
    until(
        page,
        lambda: page.evaluate("document.querySelector('.phone-picture')?.naturalWidth") == 1,
        "the picture",
    )
    page.get_by_role("button", name="Listen").click()
    until(page, lambda: page.evaluate("document.querySelector('audio')?.readyState ?? 0") >= 2, "the sound")
    phone.kill()
    phone.offline = False
    phone.start()  # it is in hand again, with its files
    expect(page_files(phone)).to_have_count(2)
    phone.keep()
    phone.handed_over()
    assert there(served, "attached") == ["With a picture and a voice, attached"]
    assert kinds_kept(served) == ["photograph", "voice memo"]


def test_photographs_go_with_the_note_for_which_they_were_chosen_though_keep_is_tapped_at_once(
    phone: Phone, served: Served
) -> None:
    page = phone.page
    phone.jotting.fill("Three pictures and no waiting, chosen")
    large = {"mimeType": "image/png", "buffer": PICTURE + bytes(6 * 1024 * 1024)}
    page.get_by_label("File").set_input_files(
        [{"name": f"{name}.png", **large} for name in ("door", "lamp", "sill")]
    )
    phone.keep()
    expect(page_files(phone)).to_have_count(0)
    phone.keep("The one after it, chosen")
    phone.handed_over()
    assert there(served, "chosen") == ["The one after it, chosen", "Three pictures and no waiting, chosen"]
    names = "SELECT source_id, COUNT(*) FROM media_medium WHERE kind = 'photograph' GROUP BY 1"
    assert 3 in [row[1] for row in asked(served.data, "firsthand.sqlite3", names)]


def kinds_kept(served: Served) -> list[str]:
    """What files of the note with both kinds the database has."""
    with_both = "SELECT source_id FROM media_medium WHERE kind = 'voice memo'"
    kinds = f"SELECT kind FROM media_medium WHERE source_id IN ({with_both})"  # noqa: S608
    return sorted(row[0] for row in asked(served.data, "firsthand.sqlite3", kinds))


def picture(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": PICTURE}


def page_files(phone: Phone) -> Locator:
    return phone.page.locator(".phone-files li")


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_it_is_open_to_everybody_at_every_width_by_day_and_by_night(
    browser: Browser, served: Served, tmp_path: Path, width: int, theme: str
) -> None:
    phone = Phone(browser, served, STUDY, tmp_path / "profile")
    phone.start(viewport={"width": width, "height": 844}, color_scheme=theme)
    phone.goes("fine")
    page = phone.page
    examined(phone)
    phone.jotting.fill("A word that is not long enough to be wide " * 4)
    page.select_option("#visit", "new")
    for fold in ("More: what happened", "Open your notes without"):
        page.get_by_text(fold).click()
    page.get_by_label("File").set_input_files(picture("a-name-that-goes-on-and-on-" * 5 + ".png"))
    examined(phone)
    page.route("**/api/**/notes", lambda route: route.fulfill(status=400, json={"sentence": "Too long."}))
    phone.keep()
    expect(phone.rows("refused")).to_have_count(1)
    examined(phone)
    phone.online(False)
    phone.keep("One that waits")
    page.reload()
    phone.goes("lost")
    examined(phone)
    page.get_by_role("button", name="Leave this device").click()
    page.locator("dialog[open]").wait_for()
    examined(phone)
    phone.stop()


def examined(phone: Phone) -> None:
    """Nobody is shut out, and nothing is wider than the window."""
    assert shut_out(phone.page) == []
    assert beyond(phone.page) <= 0


def test_by_keyboard_alone_a_note_is_kept_in_one_key_and_everything_is_reached(
    phone: Phone, served: Served
) -> None:
    hand, page = Hand(phone.page), phone.page
    expect(phone.jotting).to_be_focused()
    hand.type("Two chairs moved, keys")
    hand.press("Control+Enter")
    assert hand.keys == 1
    phone.handed_over()
    expect(phone.jotting).to_be_focused()
    hand.type("Half of it, keys")
    seen = [reached(phone)]
    for _ in range(16):
        hand.press("Tab")
        seen.append(reached(phone))
    for name in (
        "Photograph",
        "Voice memo",
        "File",
        "Visit",
        "More: what happened, me in it, hunches",
        "Keep",
    ):
        assert name in seen
    assert {"Open your notes without a network", "Leave this device"} <= set(seen)
    assert there(served, "keys") == ["Two chairs moved, keys"]
    page.get_by_role("button", name="Leave this device").focus()
    hand.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    hand.press("Escape")
    expect(page.get_by_role("button", name="Leave this device")).to_be_focused()


def reached(phone: Phone) -> str:
    """What has the focus, by its name; and that some of it is really to be seen."""
    found: list[str] = phone.page.evaluate("""() => {
        const one = document.activeElement, label = one.labels?.[0] ?? one;
        const seen = one.type === "file" ? label : one;
        const { left, top, bottom, width, height } = seen.getBoundingClientRect();
        const shown = (y) => seen.contains(document.elementFromPoint(left + Math.min(width / 2, 40), y));
        const clear = one === document.body || [top + 12, top + height / 2, bottom - 12].some(shown);
        return [label.innerText.trim().split("\\n")[0], clear ? "" : "hidden"];
    }""")
    assert found[1] == "", f"{found[0]} has the focus and is covered"
    return found[0]
