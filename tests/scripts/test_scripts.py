"""Scripts in every field that takes words, and each page, the reader and each report opened in Chromium: none runs.

Pages are opened twice: as they are, where the browser's policy may find nothing to stop; and without the policy, where
a script that came through would run. FIRSTHAND_SCRIPTS says with how many vectors, one pass each (the suite: one pass,
in which every field has another).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import cycle
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from conftest import Cast
from guard import undone
from journeys.conftest import QUIET, chromium
from scripts.vectors import IN_JSON, vectors

MANY = int(os.environ.get("FIRSTHAND_SCRIPTS", "1"))
HOST = "http://firsthand.test"
LISTEN = "window.ran = []; window.alert = (...said) => window.ran.push(said); window.print = () => {};"

pytestmark = pytest.mark.journey


class Says:
    """Hands out the words for the next field: one vector for all, or for each another."""

    def __init__(self, *those: str) -> None:
        self._next = cycle(those)

    def __call__(self, most: int = 200) -> str:
        return next(self._next)[:most].replace("\0", "") or "x"


def study_of(cast: Any, say: Says) -> list[str]:
    """A study in which every field says that, and the addresses of all that shows it."""
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.analysis.compare.saving import save_query
    from firsthand.analysis.framework.services import write_summary
    from firsthand.analysis.memos.services import write_memo
    from firsthand.analysis.rounds.services import start_round
    from firsthand.analysis.themes import board
    from firsthand.analysis.themes.services import add_evidence, gather_code, make_claim, make_theme
    from firsthand.core.guide import read_guide
    from firsthand.core.selecting.query import Named
    from firsthand.core.spans import Span
    from firsthand.exchange.kits.finding import starter
    from firsthand.exchange.kits.services import begin_with_kit
    from firsthand.field.fieldwork.notes import write_note
    from firsthand.field.fieldwork.services import add_visit
    from firsthand.field.interviews.services import add_interview, import_guide
    from firsthand.field.people.services import add_participant
    from firsthand.field.sources.importing import Part, import_sources, read_files
    from firsthand.giving_back.references.services import add_reference
    from firsthand.giving_back.writing import shape
    from firsthand.giving_back.writing.services import write_document

    lea = cast.lea
    person = add_participant(lea, pseudonym=f"M {say(80)}", attributes={f"A {say(60)}": say(60)})
    text = f"LEA: {say()}\nMARI {say(30).replace(':', '')}: Soup {say()}"
    (incoming,), _refused = read_files(lea, [(f"{say(60).replace('/', '')}.txt", text.encode())])
    incoming.title, incoming.parts = say(), [Part("participant", person.id) for _voice in incoming.parts]
    (source,) = import_sources(lea, incoming=[incoming])
    visit = add_visit(lea, on=date(2026, 5, 12), doing=say(), place=say(), left_out=say())
    write_note(lea, layers={"description": f"{say()}\n\n{say()}"}, title=say(), visit=visit)
    words = {"definition": say(), "when": say(), "when_not": say(), "example": say()}
    code = make_code(lea, name=f"C {say(80)}", plain_name=say(80), **words)
    other = make_code(lea, name="Tea", plain_name=say(80), parent=code)
    coding = apply_code(cast.cody, source=source, code=code, span=Span(0, 4))
    memo = write_memo(lea, kind="theory", title=say(), body=f"{say()}\n\n{say()}", about=[coding, code])
    theme = make_theme(lea, name=f"T {say(80)}", idea=say())
    gather_code(lea, theme=theme, code=code)
    claim = make_claim(lea, theme=theme, sentence=say())
    add_evidence(lea, theme=theme, claim=claim, coding=coding, side="for")
    group = board.make_group(lea, theme=theme, name=say(80))
    board.lay_out(lea, theme=theme, things=[coding], group=group)
    begin_with_kit(lea, files=starter())
    guide = import_guide(lea, guide=read_guide(f"Q01. {say()} ?\n"), title=say(80))
    add_interview(lea, source=source, guide=guide)
    start_round(lea, name=say(80), coders=[lea, cast.cody], sources=[source], blind=False)
    kept = save_query(lea, name=say(80), query=Named("code", "Tea"))
    work = add_reference(
        lea, item={"type": "book", "title": say(), "author": [{"family": say(60), "given": say(60)}]}
    )
    write_summary(lea, code=code, participant=person, words=say())
    document = write_document(lea, title=say(), blocks=[shape.paragraph(say(), shape.excerpt(coding.id))])
    within = [
        "", "sources/", f"sources/{source.id}/", f"sources/{source.id}/details/", f"sources/{source.id}/reader/",
        f"sources/{source.id}/course/", "visits/", f"visits/{visit.id}/", "interviews/", f"interviews/{source.id}/",
        "guides/", "people/", f"people/{person.id}/", f"people/{person.id}/talk/", "codebook/", "codebook/tree/",
        f"codes/{code.id}/", f"codes/{code.id}/split/", f"codings/{coding.id}/", "memos/", f"memos/{memo.id}/",
        f"memos/{memo.id}/change/", "themes/", f"themes/{theme.id}/", f"themes/{theme.id}/change/",
        f"themes/{theme.id}/board/", "themes/map/", "themes/without/", "find/", f"find/{kept.id}/", "words/",
        "compare/", "compare/together/", "compare/saturation/", "framework/", "rounds/", "rounds/1/", "agreement/",
        "trail/", "reports/",
        "references/", f"references/{work.id}/", f"references/{work.id}/change/", "documents/",
        f"documents/{document.id}/", f"documents/{document.id}/write/", "check/", "rights/", "consents/",
        f"people/{person.id}/consent/", "deidentify/",
        f"codes/{other.id}/", f"sources/{source.id}/correct/", f"sources/{source.id}/transcribe/",
        "kit/", "packs/", "cards/",
    ]  # fmt: skip
    begins = f"/s/{lea.study.slug}/"
    api = f"/api{begins}sources/{source.id}/"
    return [
        *(begins + one for one in within), f"{api}text", f"{api}codings", f"{api}beside", f"{api}feed?since=0",
        f"/api{begins}things", f"/api{begins}documents/{document.id}",
    ]  # fmt: skip


def answers_of(cast: Cast, say: Says) -> dict[str, Any]:
    """Every such page and answer as it is, and each report that is a page, by address, where it is there."""
    client, found = Client(), {}
    paths = study_of(cast, say)
    begins = f"/s/{cast.lea.study.slug}/"  # type: ignore[attr-defined]
    client.post(f"{begins}acting/", {"name": "Lea"})
    for path in paths:
        answer = client.get(path)
        if answer.status_code == 200:
            found[path] = (dict(answer.headers), answer.content)
    for report in ("themes", "codebook", "study", "codings", "board", "cards", "theme-map", "code-tree"):
        answer = client.post(f"{begins}reports/", {"report": f"{report}.html"})
        if answer.status_code == 200:
            found[f"/report/{report}.html"] = ({"Content-Type": "text/html; charset=utf-8"}, answer.content)
    return found


class Opened:
    """Chromium, given these answers and nothing else: what ran in it, and what its policy had to stop."""

    def __init__(self, page: Page, answers: dict[str, Any]) -> None:
        self.page, self.answers = page, answers
        self.with_policy = True
        self.heard: list[str] = []
        page.add_init_script(LISTEN)
        page.on("console", lambda message: self._hear(message.text))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.route("**/*", self._answer)

    def _hear(self, text: str) -> None:
        if "Content Security Policy" in text or "TrustedHTML" in text:
            self.heard.append(text)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            where = finders.find(path.removeprefix("/static/").partition("?")[0])
            return route.fulfill(path=str(where)) if where else route.fulfill(status=404)
        found = self.answers.get(path) or self.answers.get(path.partition("?")[0])
        if found is None:
            return route.fulfill(status=404, body="")
        heads, body = found
        heads = {
            name: said
            for name, said in heads.items()
            if self.with_policy or name.lower() != "content-security-policy"
        }
        return route.fulfill(status=200, headers=heads, body=body)

    def ran(self, path: str) -> list[str]:
        """What is wrong with a page once it is open."""
        self.heard.clear()
        self.page.goto(HOST + path)
        self.page.wait_for_timeout(300 if "/reader/" in path or "/write/" in path else 20)
        ran = self.page.evaluate("window.ran.length")
        wrong = [f"{path}: {ran} scripts ran"] if ran else []
        return wrong + [f"{path}: {one[:200]}" for one in self.heard]


@contextmanager
def opened(answers: dict[str, Any]) -> Iterator[Opened]:
    path = chromium()
    if path is None:
        pytest.skip("There is no Chromium here.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield Opened(browser.new_page(), answers)
        browser.close()


def passes() -> Iterator[Says]:
    if MANY == 1:
        yield Says(*vectors(120))
        return
    for one in vectors(MANY):
        yield Says(one)


@pytest.mark.slow
def test_no_script_in_any_field_runs_in_any_view(cast: Cast) -> None:
    every: list[dict[str, Any]] = []
    for say in passes():
        with undone():
            every.append(answers_of(cast, say))
    assert all(len(answers) > 50 for answers in every)
    wrong: list[str] = []
    with opened({}) as browser:
        for answers in every:
            browser.answers = answers
            for path, (heads, _body) in answers.items():
                if "html" in heads["Content-Type"]:
                    browser.with_policy = True
                    wrong += browser.ran(path)
                    browser.with_policy = False
                    wrong += [one for one in browser.ran(path) if "ran" in one]
    assert wrong == [], "\n".join(wrong)


def test_pages_that_take_words_for_markup_are_found_out() -> None:
    """As Taguette did: words as JSON within a script; words in an attribute without quotes; words as they are."""
    careless = {
        "/json/": '<script>const said = "</script><img src=x onerror=alert(1)>"</script>',
        "/bare/": "<input value=x onfocus=alert(1) autofocus>",
        "/plain/": "<p><svg onload=alert(1)></p>",
    }
    html = {"Content-Type": "text/html"}
    policy = html | {"Content-Security-Policy": "script-src 'self'"}
    with opened({path: (html, body.encode()) for path, body in careless.items()}) as browser:
        assert all(browser.ran(path) == [f"{path}: 1 scripts ran"] for path in careless)
        browser.answers = {path: (policy, body.encode()) for path, body in careless.items()}
        assert all("Content Security Policy" in browser.ran(path)[0] for path in careless)


def test_words_within_json_within_a_page_end_nothing() -> None:
    """CVE-2025-62528 of another program: a permanent test of the two ways in which pages of ours hold JSON."""
    from django.template import engines

    page = engines["django"].from_string(
        "{% load web %}<p data-x=\"{{ said|json }}\"></p>{{ said|json_script:'x' }}"
    )
    for words in IN_JSON:
        held = page.render({"said": {"words": words}})
        attribute, script = held.removeprefix('<p data-x="').split('"></p>')
        inside = script.partition(">")[2].removesuffix("</script>")
        assert not {'"', "<", ">"} & set(attribute), words
        assert not {"<", ">"} & set(inside), words
