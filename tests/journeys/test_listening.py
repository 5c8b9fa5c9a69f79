"""A recording is played in step with its words, and typed from; with the mouse, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from journeys.conftest import Served, Window, beyond, shut_out
from journeys.reading import STUDY, Server, kept_waiting, opened, until
from sounds import wav

pytestmark = pytest.mark.journey

TALK = "\n\n".join(
    f"[00:00:{4 * number:02d}] {who}: {words}"
    for number, (who, words) in enumerate(
        [("Lea", "What did you bring?"), ("Marigold", "Soup, and a spare key. " * 40)] * 5
    )
)
AUDIO = "document.querySelector('audio')"
# Where it was when it was stopped, before it steps back.
NOTING = """addEventListener("pause", ({ target }) => { globalThis.stoppedAt = target.currentTime; }, true)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server.of_its_own(tmp_path_factory.mktemp("listening"))
    yield running
    running.kill()


@pytest.fixture(scope="module")
def source(server: Server) -> str:
    """A talk of ten turns, four seconds each, with its recording."""
    folder = server.data.parent
    (folder / "Soup.txt").write_text(TALK, "utf-8")
    (folder / "soup.wav").write_bytes(wav(60))
    (made,) = done(server.data, "import", folder / "Soup.txt", "--json").json["imported"]
    done(server.data, "recording", "add", folder / "soup.wav", "--source", made["id"])
    return str(made["id"])


def now(page: Page) -> float:
    return float(page.evaluate(f"{AUDIO}.currentTime"))


def playing(page: Page) -> bool:
    return bool(page.evaluate(f"!{AUDIO}.paused"))


def stopped_at(page: Page) -> float:
    """Where it was stopped. NOTING was run before."""
    until(page, lambda: not playing(page) and page.evaluate("globalThis.stoppedAt"), "it to stop")
    return float(page.evaluate("stoppedAt"))


def at(page: Page, seconds: float, about: str) -> None:
    """It is, or soon will be, at a place."""
    until(page, lambda: abs(now(page) - seconds) < 0.3, about)


def said(page: Page) -> str | None:
    """The number of the turn that is marked as being said."""
    marked = page.locator(".reader-turn[aria-current]")
    return marked.get_attribute("data-number") if marked.count() else None


def seen(page: Page, number: int) -> bool:
    box = page.locator(f"#turn-{number} > .speaker").bounding_box()
    return box is not None and 0 < box["y"] < page.viewport_size["height"] - 60  # type: ignore[index]


def test_a_turn_plays_from_its_time_is_marked_and_followed_and_pausing_steps_back(
    server: Server, browser: Browser, source: str
) -> None:
    reading = opened(browser, server.served, source)
    page = reading.page
    high = page.evaluate("document.documentElement.scrollHeight")
    page.get_by_role("button", name="Play from 0:04").click()
    until(page, lambda: playing(page) and now(page) >= 4, "the second turn to play")
    until(page, lambda: said(page) == "2", "the second turn to be marked")
    assert page.evaluate("document.documentElement.scrollHeight") == high, "the mark moved the words"
    page.get_by_label("Speed", exact=True).select_option("2")
    until(page, lambda: said(page) == "3", "the third turn to be marked")
    until(page, lambda: seen(page, 3), "the words to follow")
    page.get_by_role("checkbox", name="Follow the words").uncheck()
    page.get_by_label("Back when paused").select_option("3")
    page.evaluate(f"{AUDIO}.currentTime = 15")
    until(page, lambda: now(page) > 15.2, "it to go on")
    page.evaluate(NOTING)
    page.get_by_role("button", name=re.compile("^Pause")).click()
    stopped = stopped_at(page)
    at(page, stopped - 3, "three seconds back")
    page.reload()
    page.locator("#reader[data-ready]").wait_for(state="attached")
    at(page, stopped - 3, "the place where one stopped")
    assert page.evaluate(f"{AUDIO}.playbackRate") == 2
    expect(page.get_by_label("Back when paused")).to_have_value("3")
    expect(page.get_by_role("checkbox", name="Follow the words")).not_to_be_checked()
    assert reading.window.complaints == []
    page.context.close()


def test_by_keyboard_alone_while_reading_and_while_writing(
    server: Server, browser: Browser, source: str
) -> None:
    reading = opened(browser, server.served, source)
    page = reading.page
    reading.focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+d")
    until(page, lambda: playing(page) and 8 <= now(page) < 11, "to play from the third turn")
    page.evaluate(NOTING)
    page.keyboard.press("d")
    back = stopped_at(page) - 1  # as pausing does
    at(page, back, "a second back")
    page.keyboard.press(".")
    at(page, back + 5, "five seconds on")
    page.keyboard.press(",")
    at(page, back, "five seconds back")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("-")
    assert page.evaluate(f"{AUDIO}.playbackRate") == 1.1
    expect(page.locator("#reader > [role=status]")).to_contain_text("1.1")
    page.keyboard.press("Shift+f")
    reading.says("The words stay where they are.")
    page.keyboard.press("s")
    page.keyboard.press("m")
    page.locator("textarea[aria-controls=reader-at]").wait_for()
    page.keyboard.type("d, and . stay letters")
    assert not playing(page)
    page.keyboard.press("Control+Space")
    until(page, lambda: playing(page), "to play while a memo is written")
    expect(page.locator("textarea[aria-controls=reader-at]")).to_have_value(
        re.compile(re.escape("d, and . stay letters"))
    )
    assert reading.window.complaints == []
    page.context.close()


def test_an_excerpt_is_played_and_stops_where_its_last_turn_ends(
    server: Server, browser: Browser, source: str
) -> None:
    start = TALK.index("What", 400)
    done(server.data, "apply", "--source", source, "--code", "Asked", "--start", start, "--end", start + 19)
    reading = opened(browser, server.served, source)
    page = reading.page
    (label,) = page.locator(".reader-label").all()
    label.click()
    page.get_by_role("button", name="Play Asked").click()
    until(page, lambda: playing(page) and 8 <= now(page) < 12, "its turn to play")
    page.evaluate(f"{AUDIO}.currentTime = 11")
    until(page, lambda: not playing(page), "its end")
    assert 12 <= now(page) < 14
    page.context.close()


def test_a_long_recording_plays_on_where_a_stretch_of_it_ends(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    """An answer holds 4 MiB at most, here 131 seconds: the player asks on by itself."""
    (tmp_path / "Long.txt").write_text("A long talk, with a text that is short.", "utf-8")
    (tmp_path / "long.wav").write_bytes(wav(300, rate=16_000))
    (made,) = done(server.data, "import", tmp_path / "Long.txt", "--json").json["imported"]
    done(server.data, "recording", "add", tmp_path / "long.wav", "--source", made["id"])
    reading = opened(browser, server.served, made["id"])
    page = reading.page
    page.evaluate(f"{AUDIO}.currentTime = 129")
    page.get_by_role("button", name=re.compile("^Play")).first.click()
    page.evaluate(f"{AUDIO}.playbackRate = 4")
    until(page, lambda: now(page) > 134, "it to play on")
    page.evaluate(f"{AUDIO}.currentTime = 290")
    until(page, lambda: now(page) > 291, "it to play near its end")
    assert reading.window.complaints == []
    page.context.close()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_nobody_is_shut_out(server: Server, browser: Browser, source: str, width: int, theme: str) -> None:
    looks = {"viewport": {"width": width, "height": 844}, "color_scheme": theme}
    reading = opened(browser, server.served, source, **looks)
    page = reading.page
    page.locator(".reader-time").nth(1).click()
    until(page, lambda: said(page) == "2", "a turn to be marked")
    pages = [f"sources/{source}/transcribe/", "transcribe/", f"sources/{source}/details/"]
    examine(page, "reader")
    for path in pages:
        page.goto(f"{server.served.address}/s/{STUDY}/{path}")
        if "transcribe" in path:
            page.locator("#transcribe[data-ready]").wait_for()
        examine(page, path)
    page.context.close()


def examine(page: Page, about: str) -> None:
    assert beyond(page) <= 0, f"{about}: {beyond(page)} pixels too wide"
    assert [(about, one) for one in shut_out(page)] == []


def looking_at(browser: Browser, served: Served, path: str) -> Window:
    """A page of the study."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    window = Window.opened(context, served)
    window.go(f"/s/{STUDY}/{path}")
    return window


def typing_at(browser: Browser, served: Served, path: str) -> Window:
    """A desk to type at."""
    window = looking_at(browser, served, path)
    window.page.locator("#transcribe[data-ready]").wait_for()
    return window


def test_a_recording_without_a_text_is_typed_by_keyboard_and_kept_as_one_source(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "kitchen talk.wav"
    file.write_bytes(wav(200, rate=16_000))  # seven pieces
    desk = typing_at(browser, server.served, "transcribe/")
    page = desk.page
    page.set_input_files("#desk-file", file)
    expect(page.get_by_label("Title")).to_have_value("kitchen talk")
    until(page, lambda: page.evaluate(f"{AUDIO}.readyState"), "it to be heard")
    text = page.get_by_label("What is said")
    text.focus()
    page.keyboard.press("Alt+1")
    page.keyboard.type("What was on?")
    page.evaluate(f"{AUDIO}.currentTime = 100")
    page.keyboard.press("Escape")
    until(page, lambda: playing(page), "to play while typing")
    page.keyboard.press("Alt+2")
    page.keyboard.type("The kettle.")
    page.evaluate(NOTING)
    page.keyboard.press("Escape")
    place = stopped_at(page) - 1 - 5  # a second back, as pausing does, and five by the key
    at(page, place + 5, "a second back")
    page.keyboard.press("F1")
    at(page, place, "five seconds back")
    page.keyboard.press("F3")
    assert page.evaluate(f"{AUDIO}.playbackRate") == 0.9
    page.keyboard.press("Control+j")
    typed = text.input_value()
    times = re.fullmatch(
        r"\[00:00:00\] Interviewer: What was on\?\n\n\[00:01:(\d\d)\] Participant: The kettle\.\[00:01:(\d\d)\] ",
        typed,
    )
    assert times, typed
    said_at, here = (60 + int(one) for one in times.groups())
    assert 100 <= said_at <= place + 6
    assert abs(here - place) <= 1
    page.keyboard.press("Alt+Enter")
    until(
        page, lambda: playing(page) and here <= now(page) < said_at, "to play from the time before the cursor"
    )
    page.locator(".desk-times button").nth(1).click()
    until(page, lambda: now(page) >= 100, "a typed time to be a place to go to at once")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/reader/$"))
    page.locator("#reader[data-ready]").wait_for(state="attached")
    expect(page.get_by_role("button", name=f"Play from 1:{said_at - 60}")).to_have_count(1)
    made = done(server.data, "sources", "--json").json["sources"][-1]
    assert (made["title"], made["turns"]) == ("kitchen talk", 2)
    (recording,) = done(server.data, "recording", "list", "--source", made["id"], "--json").json["recordings"]
    assert (recording["name"], recording["bytes"]) == ("kitchen talk.wav", file.stat().st_size)
    done(server.data, "undo")  # one act
    assert made["id"] not in {one["id"] for one in done(server.data, "sources", "--json").json["sources"]}
    assert desk.complaints == []
    page.context.close()


def test_what_was_typed_outlives_the_page_sealed_and_is_gone_once_it_is_kept(
    server: Server, browser: Browser, source: str
) -> None:
    desk = typing_at(browser, server.served, f"sources/{source}/transcribe/")
    page = desk.page
    text = page.get_by_label("What is said")
    before = text.input_value()
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Zephyr said so.")
    kept_waiting(page)
    kept = page.evaluate(
        """async () => {
        const box = await caches.open('firsthand-waiting');
        const read = async (one) => new TextDecoder('latin1').decode(await (await box.match(one)).arrayBuffer());
        const all = await Promise.all((await box.keys()).map(read));
        return all.join('') + JSON.stringify(localStorage); }"""
    )
    assert kept
    assert "Zephyr" not in kept
    page.goto("about:blank")
    page.goto(f"{server.served.address}/s/{STUDY}/sources/{source}/transcribe/")
    expect(page.get_by_text("What you typed here before is back")).to_be_visible()
    expect(text).to_have_value(f"{before} Zephyr said so.")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url(re.compile("/reader/$"))
    page.locator("#reader[data-ready]").wait_for(state="attached")
    expect(page.get_by_text("Zephyr said so.")).to_be_visible()
    page.goto(f"{server.served.address}/s/{STUDY}/sources/{source}/transcribe/")
    page.locator("#transcribe[data-ready]").wait_for()
    page.wait_for_timeout(300)
    expect(page.get_by_text("What you typed here before is back")).to_have_count(0)
    page.context.close()


def test_somebody_else_corrected_it_meanwhile_and_that_is_said_before_it_is_kept(
    server: Server, browser: Browser, source: str, tmp_path: Path
) -> None:
    desk = typing_at(browser, server.served, f"sources/{source}/transcribe/")
    page = desk.page
    other = tmp_path / "soup.txt"
    other.write_text(TALK.replace("bring", "carry"), "utf-8")
    done(server.data, "revise", other, "--source", source)
    text = page.get_by_label("What is said")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Mine.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-said")).to_contain_text("Somebody corrected this text while you were typing")
    expect(page.get_by_role("link", name="Look at it")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/reader/$"))
    page.context.close()


def test_what_was_typed_before_somebody_went_on_hold_is_not_kept_over_what_is_left(
    server: Server, browser: Browser
) -> None:
    talk = server.data.parent / "Rain.txt"
    talk.write_text("IKE: I waited outside.\nJUNIPER: We waited inside.\n", "utf-8")
    (made,) = done(server.data, "import", talk, "--participants", "--json").json["imported"]
    desk = typing_at(browser, server.served, f"sources/{made['id']}/transcribe/")
    page = desk.page
    done(server.data, "consent", "set", "--participant", "Ike", "--pause")
    page.get_by_label("What is said").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("JUNIPER: Mine.")

    def refused() -> None:
        """Kept, it is refused, and the page asks for what is read by now."""
        with page.expect_response(lambda answer: answer.url.endswith("/text")):
            page.keyboard.press("Control+Enter")
        expect(page.locator(".desk-said")).to_contain_text(
            "Somebody corrected this text while you were typing"
        )
        expect(page.get_by_role("link", name="Look at it")).to_be_visible()

    refused()
    refused()  # though it was looked at: it holds words that nobody reads now
    done(server.data, "consent", "set", "--participant", "Ike", "--resume")
    refused()
    page.keyboard.press("Control+Enter")  # all is as it was, and what was typed is kept
    page.wait_for_url(re.compile("/reader/$"))
    expect(page.get_by_text("I waited outside")).to_have_count(1)
    page.context.close()


def test_several_recordings_are_added_from_the_sources_page_and_what_is_none_is_said(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "Bare.txt").write_text("Nothing was recorded of this, at first.", "utf-8")
    (made,) = done(server.data, "import", tmp_path / "Bare.txt", "--json").json["imported"]
    files = [tmp_path / name for name in ("one.wav", "two.wav", "three.wav")]
    for file in files[:2]:
        file.write_bytes(wav(100, rate=16_000))
    files[2].write_bytes(b"no sound at all")
    page = looking_at(browser, server.served, f"sources/{made['id']}/reader/").page
    page.locator("#reader[data-ready]").wait_for(state="attached")
    expect(page.locator(".reader-player")).to_have_count(0)
    page.locator("#recording-add > summary").click()
    page.set_input_files("#recording-files", files[2])
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".recording-form [role=status]")).to_contain_text("three.wav: This file is no sound")
    page.set_input_files("#recording-files", files[:2])
    page.get_by_role("button", name="Keep").click()
    page.locator(".reader-player").wait_for()
    expect(page.get_by_label("Which recording").locator("option")).to_have_text(["one.wav", "two.wav"])
    page.get_by_role("button", name=re.compile("^Play")).first.click()
    until(page, lambda: now(page) > 0.2, "it to play")
    page.goto(f"{server.served.address}/s/{STUDY}/sources/{made['id']}/details/")
    page.get_by_role("button", name="Take it off two.wav").click()
    expect(page.get_by_role("status").first).to_contain_text("The trail can bring it back")
    page.context.close()
