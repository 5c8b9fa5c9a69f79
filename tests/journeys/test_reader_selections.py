"""What is selected is what is stored is what is drawn again, over texts where counting letters goes wrong.

By mouse, by finger and by keys, and by the page's own selection (as a screen reader sets it) many times over:
`FIRSTHAND_SELECTIONS=10000` for that many; `FIRSTHAND_SEED=N` for the same ones again. Where the words stand in the
page is worked out by `places.js`, apart from the reader.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any
from unicodedata import combining

import pytest
from playwright.sync_api import Browser, Page

from core.awkward import read
from journeys.conftest import Served
from journeys.reading import Reading, Server, brought_in, codings, opened, until

pytestmark = pytest.mark.journey

MANY = int(os.environ.get("FIRSTHAND_SELECTIONS", "60"))
SEED = int(os.environ.get("FIRSTHAND_SEED", "7"))
BATCH = 500
EACH = 20 if MANY > 60 else 12  # by mouse, by finger, by keys
TEXTS = [one["file_text"] if "file_text" in one else one["text"] for one in read()]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
numbers = count()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Server.of_its_own(tmp_path_factory.mktemp("selections"))
    yield server.served
    server.kill()


def talk(roll: Random, turns: int) -> str:
    """Awkward texts said in turns, two or three in each; in some, line ends as Windows writes them."""
    lines = []
    for turn in range(turns):
        said = " ".join(
            text.strip("\ufeff\r\n") for text in roll.sample(TEXTS, roll.randint(1, 3)) if text.strip()
        )
        lines.append(f"{('LENA', 'أمل', 'JUNI 👍')[turn % 3]}: {said}")
    return ("\r\n" if roll.random() < 0.5 else "\n").join(lines)


def page_of_html(roll: Random, paragraphs: int) -> str:
    """The same as a page, with bold and italic beginning and ending between any two letters."""
    body = []
    for _ in range(paragraphs):
        text = " ".join(roll.sample([text for text in TEXTS if text.strip()], 2)).replace("<", "")
        one, two = sorted(roll.sample(range(len(text) + 1), 2))
        body.append(f"<p>{text[:one]}<b>{text[one:two]}</b><i>{text[two:]}</i></p>")
    return "<!doctype html><html><head><meta charset=utf-8></head><body>" + "".join(body) + "</body></html>"


def sources(served: Served, roll: Random, turns: int = 40) -> tuple[str, str]:
    number = next(numbers)
    texts = {f"talk-{number}.txt": talk(roll, turns), f"page-{number}.html": page_of_html(roll, turns)}
    one, two = brought_in(served, texts, "--as", "Sam")
    return one, two


def agreed(reading: Reading) -> list[int]:
    """The page's selection, what is painted as chosen, and the bar are of the same words. The span, in code points."""
    reading.frame()
    found: dict[str, Any] = reading.page.evaluate("""() => {
      const chosen = places.chosen();
      const words = document.querySelector(".reader-selected-words").textContent;
      return { selected: places.selected(), chosen, wanted: chosen && places.shown(...chosen.span), words,
        whole: chosen && places.words.slice(places.units[chosen.span[0]], places.units[chosen.span[1]]) };
    }""")
    assert found["chosen"], found
    if not reading.page.evaluate("matchMedia('(pointer: coarse)').matches"):
        assert (
            found["selected"] == found["chosen"]["span"]
        )  # a tap on a button takes the page's own selection away
    assert found["chosen"]["words"] == found["wanted"]
    if len(found["whole"]) <= 160:
        assert found["words"] == found["whole"]
    span: list[int] = found["chosen"]["span"]
    return span


def stored_as_chosen(served: Served, reading: Reading, source: str, chosen: dict[str, list[int]]) -> None:
    """Each code stands in the database on the span that was chosen, and on its words; and so it is drawn again."""
    reading.settled()
    stored = {one["code"]: one for one in codings(served, source).values() if one["code"] in chosen}
    assert {name: [one["start"], one["end"]] for name, one in stored.items()} == chosen
    sent = {
        one.body["path"][0]: [one.body["start"], one.body["end"]]
        for one in reading.sent.values()
        if "path" in one.body
    }
    assert sent == chosen
    words: str = reading.page.evaluate("places.words")
    assert all(one["words"] == words[one["start"] : one["end"]] for one in stored.values())
    drawn_again(reading, {one["id"]: [one["start"], one["end"]] for one in stored.values()})


def drawn_again(reading: Reading, spans: dict[str, list[int]]) -> None:
    """Opened anew: each coding chosen by its address is selected and painted where it was put."""
    reading.open()
    reading.look_at_places()
    wrong = reading.page.evaluate(DRAWN, spans)
    assert wrong == []


DRAWN = """async (spans) => {
  const frame = () => new Promise(requestAnimationFrame);
  const wrong = [];
  const edges = new Set(Object.values(spans).flat());
  for (const block of places.blocks) edges.add(places.points[block.from]).add(places.points[block.to]);
  for (const [id, span] of Object.entries(spans)) {
    location.hash = `coding-${id}`;
    for (let frames = 0; frames < 20 && String(places.chosen()?.span) !== String(span); frames++) await frame();
    const { span: chosen, words } = places.chosen() ?? {};
    const said = { id, span, chosen, words, selected: places.selected() };
    const same = String(chosen) === String(span) && String(said.selected) === String(span);
    if (!same || String(words) !== String(places.shown(...span))) wrong.push(said);
    const ground = places.painted("ground-");
    const [from, to] = span.map((point) => places.units[point]);
    for (const block of places.blocks.filter((one) => one.from < to && one.to > from)) {
      const start = places.points[Math.max(from, block.from)];
      const end = places.points[Math.min(to, block.to)];
      let at = start; // the grounds under it leave no letter out
      for (const piece of ground.sort((a, b) => a.start - b.start)) {
        if (piece.start <= at && piece.end > at) at = piece.end;
      }
      const box = block.element.getBoundingClientRect();
      if (at < end && box.bottom > 0 && box.top < innerHeight) wrong.push({ id, painted: at, start, end });
    }
    for (const piece of places.painted("line-")) {
      const wanted = places.words.slice(places.units[piece.start], places.units[piece.end]);
      if (wanted !== piece.words) wrong.push({ id, piece });
    }
  }
  return wrong;
}"""


def by_hand(
    served: Served,
    browser: Browser,
    chooses: Callable[[Reading, Random, list[tuple[int, int]]], bool],
    **options: Any,
) -> None:
    """Choose words in a way of one's own, put a new code on each choice, and look where each code is."""
    roll = Random(SEED)
    print(f"\nseed {SEED}")
    for source in sources(served, roll):
        reading = opened(browser, served, source, "Sam", **options)
        blocks = reading.look_at_places()
        chosen: dict[str, list[int]] = {}
        tries = 0
        while len(chosen) < EACH / 2:
            tries += 1
            assert tries < EACH * 2, "Most tries choose nothing."
            if not chooses(reading, roll, blocks):
                continue
            name = f"Choice {next(numbers)}"
            chosen[name] = agreed(reading)
            codes(reading, name)
        stored_as_chosen(served, reading, source, chosen)
        assert reading.window.complaints == []
        reading.page.context.close()


def codes(reading: Reading, name: str) -> None:
    if reading.page.viewport_size == PHONE["viewport"]:
        reading.page.locator(".reader-chips .button-main").tap()
        reading.page.keyboard.insert_text(name)
        reading.page.locator("[role=option]").first.tap()
    else:
        reading.focus()
        reading.code(name)


def test_by_mouse(served: Served, browser: Browser) -> None:
    by_hand(served, browser, dragged)


def dragged(reading: Reading, roll: Random, blocks: list[tuple[int, int]]) -> bool:
    """From one letter to another, perhaps of another paragraph, in either direction."""
    page = reading.page
    first = roll.randrange(len(blocks))
    last = min(len(blocks) - 1, first + roll.choice([0, 0, 0, 1, 2]))
    start, end = roll.randrange(*blocks[first]), 1 + roll.randrange(*blocks[last])
    if start >= end:
        return False
    one, two = page.evaluate("([start, end]) => places.drag(start, end)", [start, end])
    if roll.random() < 0.3:
        one, two = two, one
    page.keyboard.press("Escape")
    page.mouse.move(*one)
    page.mouse.down()
    page.mouse.move((one[0] + two[0]) / 2, two[1])
    page.mouse.move(*two)
    page.mouse.up()
    reading.frame()
    return bool(page.evaluate("places.selected()"))


def test_by_keys(served: Served, browser: Browser) -> None:
    by_hand(served, browser, keyed)


def keyed(reading: Reading, roll: Random, blocks: list[tuple[int, int]]) -> bool:
    """Some turns on, then a word, sentence, line or turn, longer and shorter at both ends."""
    press = reading.page.keyboard.press
    reading.focus()
    press("Escape")
    for _ in range(roll.randint(1, 3)):
        press(roll.choice(["j", "j", "k"]))
    press(roll.choice("wwslt"))
    for _ in range(roll.randint(0, 5)):
        press(roll.choice(["ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"]))
    for _ in range(roll.randint(0, 3)):
        press(roll.choice(["Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"]))
    return True


def test_by_finger(served: Served, browser: Browser) -> None:
    """A finger taps where to begin, takes what the buttons take, and drags the edges of what it has coded."""
    by_hand(served, browser, tapped, **PHONE)


def tapped(reading: Reading, roll: Random, blocks: list[tuple[int, int]]) -> bool:
    page = reading.page
    start, _end = roll.choice(blocks)
    (x, y), _to = page.evaluate("([start, end]) => places.drag(start, end)", [start, start + 1])
    page.touchscreen.tap(x, y)
    more = roll.choices(["Longer", "Shorter"], k=roll.randint(0, 2))
    if not page.locator(".reader-selecting").is_visible():
        page.locator(".reader-bar").get_by_text("Select", exact=True).tap()
    for name in [roll.choice(["Word", "Sentence", "Line", "Turn"]), *more]:
        page.locator(".reader-selecting").get_by_role("button", name=name, exact=True).tap()
    reading.frame()
    return bool(page.evaluate("places.chosen()"))


def test_the_edges_of_a_coding_dragged_by_a_finger(served: Served, browser: Browser) -> None:
    roll = Random(SEED)
    source, _html = sources(served, roll)
    reading = opened(browser, served, source, "Sam", **PHONE)
    page = reading.page
    blocks = reading.look_at_places()
    wide = [block for block in blocks if block[1] - block[0] > 12 and touchable(page, block[0])]
    for number in range(4):
        begin, end = roll.choice(wide)
        page.evaluate("([start, end]) => places.select(start, end)", [begin + 2, begin + 6])
        reading.frame()
        codes(reading, f"Dragged {number}")
        reading.settled()
        page.evaluate("getSelection().collapseToStart()")
        (x, y), _to = page.evaluate("([start, end]) => places.drag(start, end)", [begin + 3, begin + 4])
        page.touchscreen.tap(x + 2, y)
        page.locator(".reader-here").get_by_role("button", name=f"Resize Dragged {number}").tap()
        (_one, to) = page.evaluate("([start, end]) => places.drag(start, end)", [begin + 2, end - 1])
        handle = page.locator(".reader-handle-end").bounding_box()
        assert handle
        drag_with_finger(
            page, (handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2), tuple(to)
        )
        span = agreed(reading)
        until(page, lambda: kept_by_tapping(page), "the new edge to be kept")
        reading.settled()
        assert span != [begin + 2, begin + 6]
        until(
            page,
            lambda code=f"Dragged {number}", span=span: place_of(served, source, code) == span,
            "the new edge",
        )
    drawn_again(reading, {key: [one["start"], one["end"]] for key, one in codings(served, source).items()})
    page.context.close()


def kept_by_tapping(page: Page) -> bool:
    """A tap right behind a drag counts as its end, as on a real screen: one taps again."""
    keep = page.get_by_role("button", name="Keep", exact=True)
    page.wait_for_timeout(500)
    if keep.is_visible():
        keep.tap()
    return not keep.is_visible()


def touchable(page: Page, begin: int) -> bool:
    """Whether a finger can touch the words dragged first: marks on a letter before them take no room of their own."""
    words = "".join(page.evaluate("([start, end]) => places.shown(start, end)", [begin + 2, begin + 6]))
    return not any(combining(letter) for letter in words)


def place_of(served: Served, source: str, code: str) -> list[int]:
    (found,) = [one for one in codings(served, source).values() if one["code"] == code]
    return [found["start"], found["end"]]


def drag_with_finger(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """As a touch screen tells it: down, some way, up."""
    screen = page.context.new_cdp_session(page)
    steps = [
        start,
        *[
            (start[0] + (end[0] - start[0]) * part / 6, start[1] + (end[1] - start[1]) * part / 6)
            for part in range(1, 7)
        ],
    ]
    for number, (x, y) in enumerate(steps):
        kind = "touchMove" if number else "touchStart"
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_many_selections(served: Served, browser: Browser) -> None:
    """Position, page, position: for every selection; then all of them stored, and drawn again."""
    roll = Random(SEED)
    begun = time.monotonic()
    tried = 0
    while tried < MANY:
        for source in sources(served, roll, turns=60):
            reading = opened(browser, served, source, "Sam")
            blocks = reading.look_at_places()
            spans = [random_span(roll, blocks) for _ in range(min(BATCH, MANY // 2))]
            tried += len(spans)
            wrong, found = reading.page.evaluate(SELECT, spans)
            assert wrong == []
            ids = reading.page.evaluate(STORE, [reading.api, found])
            words: str = reading.page.evaluate("places.words")
            stored = codings(served, source)
            assert {key: [one["start"], one["end"]] for key, one in stored.items()} == ids
            assert all(one["words"] == words[one["start"] : one["end"]] for one in stored.values())
            drawn_again(reading, ids)
            assert reading.window.complaints == []
            reading.page.context.close()
            print(f"\n{tried} after {time.monotonic() - begun:.0f} s", end="")
    print(f"\nseed {SEED}: {tried} selections in {time.monotonic() - begun:.0f} s")


@pytest.mark.parametrize(
    ("begins", "ends"), [("behind the last letter", ""), ("", "before the first letter")]
)
def test_a_selection_over_a_speakers_label_begins_and_ends_with_words_that_are_shown(
    served: Served, browser: Browser, begins: str, ends: str
) -> None:
    (source,) = brought_in(served, {"three.txt": "LENA: One.\nJUNI: Two.\nLENA: Three.\n"}, "--as", "Sam")
    reading = opened(browser, served, source, "Sam")
    reading.page.evaluate(
        """([begins, ends]) => {
          const [one, two, three] = [...document.querySelectorAll(".reader-turn > p:not(.speaker)")];
          const from = begins ? [one.firstChild, one.textContent.length] : [two.firstChild, 0];
          getSelection().setBaseAndExtent(...from, ...(ends ? [three.firstChild, 0] : [two.firstChild, 4]));
        }""",
        [begins, ends],
    )
    reading.frame()
    reading.focus()
    reading.code("Only this")
    until(reading.page, lambda: codings(served, source), "the coding")
    assert [one["words"] for one in codings(served, source).values()] == ["Two."]


def random_span(roll: Random, blocks: list[tuple[int, int]]) -> list[int]:
    """From any code point to any later one of the same or a near paragraph: inside families of emoji too."""
    while True:
        first = roll.randrange(len(blocks))
        last = min(len(blocks) - 1, first + int(roll.random() ** 3 * 6))
        start, end = roll.randrange(*blocks[first]), 1 + roll.randrange(*blocks[last])
        if start < end:
            return [start, end]


SELECT = """async (spans) => {
  const frame = () => new Promise(requestAnimationFrame);
  const bare = (words) => words.replace(/[\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/g, "").trim();
  const [wrong, found] = [[], []];
  for (const [start, end] of spans) {
    if (!places.select(start, end)) { wrong.push({ start, end, why: "not shown" }); continue; }
    const span = places.selected();
    const settled = () => String(places.chosen()?.span) === String(span ?? undefined);
    for (let frames = 0; frames < 30 && !settled(); frames++) await frame();
    const chosen = places.chosen();
    if (!span) { // nothing but space
      if (bare(places.shown(start, end).join(""))) wrong.push({ start, end, why: "nothing" });
      continue;
    }
    const said = { start, end, span, chosen: chosen?.span, words: chosen?.words };
    const rest = [...places.shown(start, span[0]), ...places.shown(span[1], end)].join("");
    const within = span[0] >= start && span[1] <= end;
    if (!within || bare(rest)) wrong.push(said);
    else if (String(chosen?.span) !== String(span)) wrong.push(said);
    else if (String(chosen.words) !== String(places.shown(...span))) wrong.push(said);
    else found.push(span);
  }
  getSelection().removeAllRanges();
  return [wrong, found];
}"""

# As the reader sends them. The same code on overlapping words would be joined: each goes on the first that is free.
STORE = """async ([api, spans]) => {
  const { version } = await (await fetch(`${api}text`)).json();
  const token = document.querySelector("#reader").dataset.csrf;
  const [layers, ids] = [[], {}];
  for (const [start, end] of spans) {
    let layer = layers.findIndex((taken) => taken.every(([from, to]) => to <= start || from >= end));
    if (layer < 0) layer = layers.push([]) - 1;
    layers[layer].push([start, end]);
    const body = JSON.stringify({ act_id: crypto.randomUUID(), version, path: [`Layer ${layer}`], start, end });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(`${api}codings`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    ids[(await answer.json()).coding.id] = [start, end];
  }
  return ids;
}"""
