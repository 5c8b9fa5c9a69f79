"""What goes wrong while one codes: nothing is lost, nothing happens twice, and a sentence says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from commands import done
from journeys.conftest import Served
from journeys.reading import (
    WRITES,
    Reading,
    Server,
    brought_in,
    codes_made,
    codings,
    kept_waiting,
    opened,
    recorded,
    until,
)

pytestmark = pytest.mark.journey

TALK = "".join(
    f"LENA: What came on day {day}?\nJUNIPER: On day {day} we waited. Then somebody came by. Nobody asked why.\n"
    for day in range(12)
)
THREE = (
    "LENA: What came?\nIKE: I waited outside. It rained.\n"
    "JUNIPER: We waited inside. Then somebody came by. Nobody asked why.\n"
)
TOKEN = "a" * 32  # another token than the page was made with


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of our own, which a test may stop."""
    running = Server.of_its_own(tmp_path_factory.mktemp("faults"))
    yield running
    running.kill()


@pytest.fixture
def served(server: Server) -> Served:
    return server.served


@pytest.fixture(scope="module")
def talks(server: Server) -> list[str]:
    """Talks that nobody has coded yet, one for each test, and three codes that stand on words of another."""
    files = {f"days-{number}.txt": TALK for number in range(12)}
    first, *others = brought_in(server.served, files, "--as", "Sam")
    codes_made(server.served, first, ["Waiting", "Company", "Silence"])
    return others


@pytest.fixture
def source(talks: list[str]) -> str:
    return talks.pop()


@pytest.fixture
def sam(browser: Browser, served: Served, source: str) -> Iterator[Reading]:
    """Sam's browser, with the talk open and the first sentence of the second turn selected."""
    reading = opened(browser, served, source, "Sam")
    reading.focus()
    reading.page.keyboard.press("j")
    reading.page.keyboard.press("s")
    yield reading
    reading.page.context.close()


def mine(served: Served, source: str) -> list[tuple[str, str]]:
    """Sam's codings in the database, as code and words, in order."""
    every = sorted(codings(served, source).values(), key=lambda one: (one["start"], one["code"]))
    return [(one["code"], one["words"]) for one in every if one["coder"] == "Sam"]


def next_one(sam: Reading, *keys: str) -> str:
    """The next sentence, a key, and the words it was on."""
    sam.page.keyboard.press("ArrowRight")
    words: str = sam.page.evaluate("getSelection().toString()")
    for key in keys:
        sam.page.keyboard.press(key)
    return words


def selected(sam: Reading) -> str:
    words: str = sam.page.evaluate("getSelection().toString()")
    return words


def says(sam: Reading, notice: str, sentence: str) -> None:
    expect(sam.page.locator(f"[data-notice={notice}]")).to_contain_text(re.compile(sentence))


def held(page: Page) -> None:
    """What others do is not told for now: the question stays on its way."""
    page.route("**/feed?*", lambda route: None)


def each_once(served: Served, sam: Reading) -> None:
    """Every act that was sent is in the trail exactly once."""
    inside = recorded(served)
    assert len(inside) == len(set(inside))
    assert set(sam.sent) <= set(inside)


def expected(sam: Reading, *kinds: str) -> None:
    """The browser itself notes that a question was not answered well; nothing else is complained of."""
    assert [one for one in sam.window.complaints if not any(kind in one for kind in kinds)] == []


def test_the_server_stops_in_the_middle_of_coding_and_comes_back(
    server: Server, served: Served, source: str, sam: Reading
) -> None:
    wanted = [("Waiting", selected(sam))]
    sam.code("Waiting")
    wanted.append(("Waiting", next_one(sam, "a")))
    server.kill()
    wanted.append(("Waiting", next_one(sam, "a")))
    says(sam, "connection", "You can code on")
    wanted.append(("New while away", next_one(sam)))
    sam.code("New while away")
    wanted.append(("New while away", next_one(sam, "a")))
    next_one(sam, "a", "Control+z")  # taken back before it was sent
    wanted.append(("Waiting", next_one(sam, "1")))
    next_one(sam, "a", "x")  # put on, and off again
    sam.page.keyboard.press("m")
    sam.page.keyboard.type("A thought while away.")
    sam.page.keyboard.press("Control+Enter")
    expect(sam.page.locator(".reader-label-pending").nth(3)).to_be_attached()
    server.start()
    sam.settled()
    assert mine(served, source) == wanted
    shown = sam.everything_shown()
    assert shown.keys() == codings(served, source).keys()
    each_once(served, sam)
    expected(sam, "Failed to load resource: net::")


def test_another_token_after_entering_again(served: Served, source: str, sam: Reading) -> None:
    new_token(sam)
    words = selected(sam)
    sam.code("Waiting")
    until(sam.page, lambda: mine(served, source) == [("Waiting", words)], "the coding to be sent")
    sam.settled()
    each_once(served, sam)
    expected(sam, "403")


def test_another_token_after_a_while_without_a_connection(served: Served, source: str, sam: Reading) -> None:
    sam.page.context.set_offline(True)
    words = selected(sam)
    sam.code("Waiting")
    says(sam, "connection", "You can code on")
    sam.page.wait_for_timeout(4000)
    new_token(sam)
    sam.page.context.set_offline(False)
    until(sam.page, lambda: mine(served, source) == [("Waiting", words)], "the coding to be sent")
    sam.settled()
    each_once(served, sam)
    expected(sam, "403", "net::")


def new_token(sam: Reading) -> None:
    cookie = {"name": "csrftoken", "value": TOKEN, "url": sam.window.served.address}
    sam.page.context.add_cookies([cookie])  # type: ignore[list-item]


def test_a_session_that_ends_never_makes_one_coder_another(served: Served, source: str, sam: Reading) -> None:
    """Without its session the browser would act as the lead: what Sam does is Sam's, or is not done and said so."""
    sam.page.context.clear_cookies(name="sessionid")
    words = selected(sam)
    sam.code("Waiting")
    until(sam.page, lambda: any(one.answers for one in sam.sent.values()), "what Sam did to be answered")
    until(
        sam.page,
        lambda: mine(served, source) == [("Waiting", words)] or sam.page.locator("[data-notice]").count(),
        "it to be done, or to be said that it is not",
    )
    found = codings(served, source).values()
    assert [one["words"] for one in found if one["coder"] == "Lea"] == []


def test_a_code_that_another_deletes_while_one_applies_it(served: Served, source: str, sam: Reading) -> None:
    codes_made(served, source, ["Soon gone"])
    expect(sam.page.locator(".reader-label-name", has_text="Soon gone")).to_be_attached()
    held(sam.page)
    done(served.data, "undo", "--as", "Lea")
    words = selected(sam)
    sam.code("Soon gone")
    says(sam, "refused", "There is no such code")
    says(sam, "refused", re.escape(words))
    assert mine(served, source) == []
    sam.page.unroute("**/feed?*")
    sam.page.get_by_role("button", name="Choose another code").click()
    sam.page.keyboard.type("Silence")
    sam.page.keyboard.press("Enter")
    until(sam.page, lambda: mine(served, source) == [("Silence", words)], "another code on the same words")
    expected(sam, "404")


def test_a_coding_that_another_takes_off_while_one_recodes_it(
    served: Served, source: str, sam: Reading
) -> None:
    sam.code("Waiting")
    until(sam.page, lambda: mine(served, source), "the coding")
    held(sam.page)
    done(served.data, "undo")  # as the lead, who may take back what others did
    sam.page.keyboard.press("r")
    sam.page.keyboard.type("Company")
    sam.page.keyboard.press("Enter")
    says(sam, "refused", "There is no such coding")
    sam.page.unroute("**/feed?*")
    until(sam.page, lambda: "Waiting, by Sam" not in "".join(sam.shown().values()), "it to go from the page")
    assert mine(served, source) == []
    assert sam.everything_shown().keys() == codings(served, source).keys()
    expected(sam, "404")


def test_the_page_is_opened_again_while_acts_wait(served: Served, source: str, sam: Reading) -> None:
    sam.page.route("**/api/**", cut_writes)
    wanted = [("Waiting", selected(sam))]
    sam.code("Waiting")
    wanted.append(("New while away", next_one(sam)))
    sam.code("New while away")
    wanted.append(("New while away", next_one(sam, "a")))
    kept_waiting(sam.page)
    assert mine(served, source) == []
    sam.page.reload()
    sam.page.locator(".reader-label-pending").nth(2).wait_for()  # they are there again, still waiting
    sam.page.unroute("**/api/**")
    until(sam.page, lambda: mine(served, source) == wanted, "what waited to be sent")
    sam.settled()
    each_once(served, sam)
    expected(sam, "net::")


def cut_writes(route: Route) -> None:
    if route.request.method in WRITES:
        route.abort()
    else:
        route.continue_()


def test_answers_that_are_lost_on_the_way(served: Served, source: str, sam: Reading) -> None:
    """The program has done it, and the page does not hear of it: it asks again, and it is not done again."""
    lost: set[str] = set()

    def lose_once(route: Route) -> None:
        act = route.request.post_data_json["act_id"] if route.request.method in WRITES else ""
        if act and act not in lost:
            lost.add(act)
            route.fetch()
            return route.abort()
        return route.continue_()

    sam.page.route("**/api/**", lose_once)
    wanted = [("Lost and found", selected(sam))]
    sam.code("Lost and found")
    says(sam, "connection", "You can code on")
    wanted.append(("Lost and found", next_one(sam, "a")))
    sam.page.keyboard.press("r")
    sam.page.keyboard.type("Company")
    sam.page.keyboard.press("Enter")
    wanted[1] = ("Company", wanted[1][1])
    next_one(sam, "2", "x")
    next_one(sam, "1", "Control+z")
    sam.settled()
    until(sam.page, lambda: mine(served, source) == wanted, "all of it")
    sam.settled()
    assert sam.everything_shown().keys() == codings(served, source).keys()
    each_once(served, sam)
    expected(sam, "net::")


def test_a_text_revised_by_another_says_so_shows_what_moved_and_loses_no_coding(
    served: Served, source: str, sam: Reading, tmp_path: Path
) -> None:
    first = selected(sam)
    sam.code("Waiting")
    sam.settled()
    corrected = tmp_path / "corrected.txt"
    corrected.write_text("LENA: One word before all others.\n" + TALK, encoding="utf-8")
    held(sam.page)
    done(served.data, "revise", corrected, "--source", source, "--as", "Lea")
    second = next_one(sam, "a")
    sam.page.unroute("**/feed?*")
    says(sam, "changed", "The text has changed")
    says(sam, "refused", "The text has changed")
    sam.page.get_by_role("button", name="Open the new text").click()
    says(sam, "moved", "1 coding moved with its words.*1 coding put on the same words")
    until(sam.page, lambda: len(mine(served, source)) == 2, "both codings")
    assert mine(served, source) == [("Waiting", first), ("Waiting", second)]
    expect(sam.page.get_by_text("One word before all others.")).to_have_count(1)
    sam.settled()
    assert sam.everything_shown().keys() == codings(served, source).keys()
    assert len(recorded(served)) == len(
        set(recorded(served))
    )  # the refused one is in the trail under its new id only
    expected(sam, "409")


def test_somebody_goes_on_hold_meanwhile_and_no_coding_comes_to_be_on_other_words(
    served: Served, browser: Browser
) -> None:
    (source,) = brought_in(served, {"three.txt": THREE}, "--participants")
    sam = opened(browser, served, source, "Sam")
    sam.focus()
    for key in ("j", "j", "s"):
        sam.page.keyboard.press(key)
    first = selected(sam)
    sam.code("Waiting")
    sam.settled()
    held(sam.page)
    done(served.data, "consent", "set", "--participant", "Ike", "--pause", "--as", "Lea")
    second = next_one(sam, "a")
    assert (first, second) == ("We waited inside.", "Then somebody came by.")
    says(sam, "refused", "The text has changed")
    assert mine(served, source) == [("Waiting", first)]
    sam.page.unroute("**/feed?*")
    says(sam, "changed", "The text has changed")
    sam.page.get_by_role("button", name="Open the new text").click()
    says(sam, "moved", "1 coding moved with its words.*1 coding put on the same words")
    until(sam.page, lambda: len(mine(served, source)) == 2, "both codings")
    assert mine(served, source) == [("Waiting", first), ("Waiting", second)]
    expect(sam.page.get_by_text("I waited outside")).to_have_count(0)
    done(served.data, "consent", "set", "--participant", "Ike", "--resume", "--as", "Lea")
    says(sam, "changed", "The text has changed")  # nothing was done: the page is told all the same
    sam.page.get_by_role("button", name="Open the new text").click()
    says(sam, "moved", "2 codings moved with their words")
    expect(sam.page.get_by_text("I waited outside")).to_have_count(1)
    assert sam.everything_shown().keys() == codings(served, source).keys()
    expected(sam, "409")
    sam.page.context.close()


def test_what_the_browser_has_it_is_not_sent_again_and_what_it_keeps_is_sealed(sam: Reading) -> None:
    page, answers = sam.page, {}
    until(page, lambda: page.evaluate(KEPT), "the copies to be kept")
    kept = page.evaluate(KEPT)
    assert "waited" not in kept
    assert "Nobody" not in kept
    page.on("response", lambda answer: answers.update({answer.url.rpartition("/")[2]: answer.status}))
    sam.open()
    assert (answers["text"], answers["codings"], answers["beside"]) == (304, 304, 200)
    expect(page.get_by_text("Then somebody came by.")).to_have_count(12)


# All that lies in the browser's storage, as text.
KEPT = """async () => {
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  const boxes = await Promise.all((await caches.keys()).map(name => caches.open(name)));
  for (const box of boxes) for (const { url } of await box.keys()) found.push(url, await (await box.match(url)).text());
  return found.length > 4 && found.join("\\n");
}"""
