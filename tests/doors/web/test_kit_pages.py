"""The kit on its pages: a study begins with one, reads and changes its texts, ticks its plan, opens its codes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.kits import starter, with_changes
from firsthand.analysis.codebook.selectors import codebook
from firsthand.doors.web.marked import marked
from firsthand.exchange.kits import selectors
from firsthand.exchange.kits.kept import the_beginning
from firsthand.ground.studies.entrance import enter, find_study
from firsthand.ground.studies.selectors import studies
from web.conftest import Browser, Desk


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("kit.zip", written.getvalue(), "application/zip")


def test_a_study_begins_with_a_kit_of_the_programs_or_with_ones_own(cast: Any, browser: Browser) -> None:
    assert "How peer work works (en)" in browser.says("/begin/")
    browser.send("/begin/", title="Ours", lead="Ada", kit="peerwork:en")
    assert the_beginning(enter(find_study("ours"))).kit.origin.name == "peerwork"
    browser.send("/begin/", title="Theirs", lead="Ada", file=zipped(starter()))
    assert the_beginning(enter(find_study("theirs"))).kit.origin.name == "our-kit"
    browser.send("/begin/", title="Plain", lead="Ada", kit="")
    assert [one.slug for one in studies()][-1] == "plain"


def test_a_kit_that_cannot_be_read_begins_no_study_and_what_to_do_stands_at_the_file(
    cast: Any, browser: Browser
) -> None:
    wrong = with_changes("interview/guide.yaml", ("id: Q02", "id: Q01"))
    page = browser.send("/begin/", status=400, title="Ours", lead="Ada", file=zipped(wrong))
    assert "interview/guide.yaml:9: Two questions are called Q01" in page
    assert "ours" not in [one.slug for one in studies()]


def test_the_page_tells_what_the_study_began_with_and_milestones_are_ticked_there(
    lea_sits: Browser, desk: Desk
) -> None:
    page = lea_sits.says(desk.url("the-kit"))
    for words in (
        "A study of our own work",
        "our-kit 0.1.0",
        "2 codes are closed",
        "Nothing here is ever late",
    ):
        assert words in page
    lea_sits.send(desk.url("kit-milestone"), milestone="M1", reached="1")
    assert [one.reached is not None for one in selectors.milestones(desk.cast.lea)] == [True, False]
    assert "Not yet after all" in lea_sits.says(desk.url("the-kit"))
    lea_sits.send(desk.url("kit-milestone"), milestone="M1", reached="0")
    assert "Not yet after all" not in lea_sits.says(desk.url("the-kit"))


def test_a_text_is_read_as_a_page_and_changed(lea_sits: Browser, desk: Desk) -> None:
    body = "## Who\n\nWe *four*.\n\n- tea\n\n<script>x</script>"
    lea_sits.send(desk.url("kit-text-change", desk.kit_text), title="Ours", body=body, version=1)
    page = lea_sits.says(desk.url("kit-text", desk.kit_text))
    assert "<h2>Who</h2>" in page
    assert "<em>four</em>" in page
    assert "<script>x" not in page
    clash = lea_sits.send(
        desk.url("kit-text-change", desk.kit_text), status=409, title="A", body="b", version=1
    )
    assert "What stands now" in clash
    lea_sits.send(desk.url("kit-text-new"), title="Rules", body="Tea first.")
    lea_sits.send(desk.url("kit-text-drop", desk.kit_text))
    assert [one.title for one in selectors.texts(desk.cast.lea)] == ["Rules"]


def test_a_text_fetches_nothing_and_leads_nowhere_but_to_the_web() -> None:
    drawn = marked(
        "![x](https://a.example/x.png) [a](javascript:x) [b](https://b.example) | a |\n\n|a|b|\n|-|-|\n|c|d|"
    )
    assert "<img" not in drawn
    assert 'href="javascript' not in drawn
    assert 'href="https://b.example"' in drawn
    assert 'tabindex="0"' in drawn


def test_changes_are_told_with_a_place_to_say_why(lea_sits: Browser, desk: Desk) -> None:
    lea_sits.send(desk.url("kit-text-drop", desk.kit_text))
    page = lea_sits.says(desk.url("kit-changes"))
    assert "How this study is done" in page
    assert "dropped" in page
    lea_sits.send(desk.url("kit-why"), item="text:protocol", reason="We have one already.")
    assert "We have one already." in lea_sits.says(desk.url("kit-changes"))
    assert "How did you come to do this work?" not in page
    assert "How did you come to do this work?" in lea_sits.says(desk.url("kit-changes") + "?all")


def test_the_lead_opens_closed_codes_and_nobody_else_sees_them(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.cody)
    for name in ("the-kit", "kit-changes"):
        assert "A beginning" not in browser.says(desk.url(name) + "?all") + browser.says(desk.url(name))
    browser.says(desk.url("kit-codes"), status=403)
    lea = Browser().sit(desk.cast.lea)
    assert "How it began" in lea.says(desk.url("kit-codes"))
    assert "Choose the codes" in lea.send(desk.url("kit-codes"), status=400)
    lea.send(desk.url("kit-codes"), code="ME-START")
    assert {"T1", "ME-START"} <= {one.handle for one in codebook(desk.cast.cody)}
    assert "How it began" in browser.says(desk.url("kit-changes") + "?all")


def test_a_study_that_began_without_a_kit_has_no_such_page(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.xeno)
    theirs = desk.cast.xeno.study.slug
    assert "The kit" not in browser.says(f"/s/{theirs}/")
    browser.says(f"/s/{theirs}/kit/", status=404)


def test_another_sites_findings_are_laid_beside_ours_once_and_what_is_missing_is_said(
    lea_sits: Browser, desk: Desk
) -> None:
    out = lea_sits.post(desk.url("kit-findings"), {"title": "Ours"})
    assert out.status_code == 200
    assert out["Content-Type"] == "application/json"
    sent = SimpleUploadedFile("theirs.json", out.content.replace(b"Not steering", b"<b>Steering"))
    page = lea_sits.send(desk.url("kit-beside"), status=200, file=sent)
    assert "What is missing for that" in page
    assert "is still closed" in page
    assert "<b>Steering" not in page
    assert "Choose the file" in lea_sits.send(desk.url("kit-beside"), status=400)
    nothing = SimpleUploadedFile("x.json", b"{}")
    assert "holds no findings" in lea_sits.send(desk.url("kit-beside"), status=400, file=nothing)
