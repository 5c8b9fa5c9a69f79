"""The pages that lie on phones in the clear: the same for everybody, with no study word; and leaving them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tools import reader_words as tool

from doors.web.conftest import Browser, Desk
from doors.web.test_reader_words import begun

PHONE = Path(__file__).parents[3] / "reader" / "src" / "phone"


def shell_of(worker: str) -> Any:
    return json.loads(worker.split(";\n", 1)[0].removeprefix("const SHELL = "))


both = pytest.mark.parametrize("view", ["phone", "log-phone"])


@both
def test_the_page_holds_no_study_word_and_is_the_same_for_everybody(
    browser: Browser, desk: Desk, view: str
) -> None:
    lea = browser.sit(desk.cast.lea).says(desk.url(view))
    assert browser.sit(desk.cast.cody).says(desk.url(view)) == lea
    for word in (desk.cast.lea.study.title, "Marigold", "Thursday kitchen", "Kettle", "Lea,", "csrf"):
        assert word not in lea
    assert "Invented demonstration" not in lea


def test_a_demonstration_says_so(browser: Browser, desk: Desk, secret: Any) -> None:
    from firsthand.ground.studies.services import start_study

    demo = start_study(secret, title="Lantern Row", lead="Noor", slug="demo", demo=True)
    said = browser.sit(demo).says("/s/demo/phone/")
    assert "Invented demonstration – not data" in said
    assert "Lantern Row" not in said


@both
def test_everything_that_the_page_asks_for_is_kept_with_it(browser: Browser, desk: Desk, view: str) -> None:
    browser.sit(desk.cast.lea)
    said = browser.says(desk.url(view))
    shell = shell_of(browser.says(desk.url(f"{view}-worker")))
    asked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', said))
    assert asked <= set(shell["addresses"])
    assert {desk.url(view), desk.url(f"{view}-manifest")} <= set(shell["addresses"])
    faces = re.findall(r"url\(\.\./(fonts/[^)]+)\)", (tool.SOURCES.parents[1] / BASE).read_text("utf-8"))
    assert {f"/static/firsthand/{face}" for face in faces} <= set(shell["addresses"])
    for address in shell["addresses"]:
        assert address.startswith("/static/") or browser.get(address).status_code == 200


BASE = "src/firsthand/doors/web/static/firsthand/css/base.css"


def test_another_language_is_another_state_of_the_page(browser: Browser, desk: Desk) -> None:
    browser.sit(desk.cast.lea)
    english = shell_of(browser.says(desk.url("phone-worker")))["version"]
    assert shell_of(browser.says(desk.url("phone-worker")))["version"] == english
    from firsthand.doors.web import phone_words

    words = phone_words.WORDS | {"keep": "Behalten"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phone_words, "WORDS", words)
        assert shell_of(browser.says(desk.url("phone-worker")))["version"] != english


def test_it_can_be_installed(browser: Browser, desk: Desk) -> None:
    browser.sit(desk.cast.lea)
    said = json.loads(browser.says(desk.url("phone-manifest")))
    assert (said["name"], said["display"], said["start_url"]) == (
        "Firsthand notes", "standalone", desk.url("phone"),
    )  # fmt: skip
    assert {one["sizes"] for one in said["icons"]} >= {"192x192", "512x512"}
    assert desk.cast.lea.study.title not in json.dumps(said)


def test_the_log_is_kept_apart_from_the_notes_and_open_to_all_but_the_host(
    browser: Browser, desk: Desk
) -> None:
    notes, log = (
        shell_of(browser.sit(desk.cast.lea).says(desk.url(view)))
        for view in ("phone-worker", "log-phone-worker")
    )
    assert (notes["study"], log["study"]) == (desk.slug, f"log:{desk.slug}")
    for who in ("rea", "gil", "pia"):
        page = browser.sit(getattr(desk.cast, who)).says(desk.url("log-phone"))
        assert page.count("not for emergencies, billing or your boss") == 1
        assert json.loads(browser.says(desk.url("log-phone-manifest")))["name"] == "Firsthand log"
    browser.sit(desk.cast.hope).says(desk.url("log-phone"), status=403)


def test_who_writes_no_notes_has_no_such_page(browser: Browser, desk: Desk) -> None:
    browser.sit(desk.cast.rea).says(desk.url("phone"), status=403)


def test_leaving_ends_the_session_and_clears_what_it_may(browser: Browser, desk: Desk) -> None:
    browser.sit(desk.cast.cody)
    answer = browser.post(desk.url("phone-leave"))
    assert answer["Clear-Site-Data"] == '"cache"'
    assert browser.cookies["sessionid"].value == ""
    answer = browser.post(desk.url("phone-leave"), {"everything": "yes"})
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    browser.says(desk.url("phone-leave"), status=405)


@pytest.mark.parametrize("where", [tool.PHONE, tool.LOG])
def test_the_compiler_knows_the_words_of_the_page(where: Path) -> None:
    assert where.read_text("utf-8") == tool.written(where), "Run `python -m tools.reader_words`."


@pytest.mark.parametrize(("where", "also"), [(tool.PHONE, ""), (tool.LOG, "log")])
def test_no_word_of_the_page_is_left_over(where: Path, also: str) -> None:
    scripts = [*PHONE.glob("*.ts"), *(PHONE / also).glob("*.ts")]
    script = "".join(path.read_text("utf-8") for path in scripts)
    named = set(re.findall(r"[\"'`]([a-z_]+)(?=[\"'`$])", script)) | {"_hint"}
    keys = json.loads(where.read_text("utf-8")).keys() - {"plural"}
    hints = {f"{layer}_hint" for layer in named}
    assert not {key for key in keys - named - hints if not any(key.startswith(one) for one in begun(named))}


def test_the_log_page_has_every_word_that_it_may_say() -> None:
    """What both pages say has one script: of that only what a note alone needs is missing to the log."""
    shared = "".join(
        path.read_text("utf-8")
        for path in PHONE.glob("*.ts")
        if path.name not in ("editor.ts", "attach.ts", "note.ts")
    )
    said = set(re.findall(r"say(?:Count)?\((?:has \? )?[\"']([a-z_]+)[\"']", shared))
    keys = json.loads(tool.LOG.read_text("utf-8")).keys()
    assert said - keys == {"with_files", "megabytes"}
