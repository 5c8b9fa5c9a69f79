"""The literature's pages: listed, searched, added by hand and from a file, changed, taken out."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from firsthand.giving_back.references.selectors import references
from firsthand.giving_back.references.services import add_reference
from web.conftest import Browser, Desk

DATA = Path(__file__).parents[2] / "data" / "references"


def file(name: str = "peer-support.ris") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (DATA / name).read_bytes())


def words(page: str) -> str:
    return unescape(page.replace("<i>", "").replace("</i>", ""))


def test_a_file_is_looked_over_and_then_brought_in_and_the_list_is_in_the_style_that_is_chosen(
    desk: Desk, lea_sits: Browser
) -> None:
    look = lea_sits.send(desk.url("references-import"), status=200, file=file(), do="look")
    assert "20 new" in look
    assert "Austin et al. 2014: Embodying Recovery" in look
    assert references(desk.cast.lea) == []
    lea_sits.send(desk.url("references-import"), file=file(), do="keep")
    page = words(lea_sits.says(desk.url("references")))
    assert "20 works are new, 0 changed, 0 as they were; 0 were left out." in page
    assert "Austin, E., Ramakrishnan, A., & Hopper, K. (2014)." in page
    assert page.index("Austin, E.") < page.index("Bellamy, C.") < page.index("Watson, E.")
    assert 'href="https://doi.org/10.1007/s10597-014-9693-z" rel="noreferrer"' in page
    assert "Austin E, Ramakrishnan A, Hopper K." in words(
        lea_sits.says(desk.url("references"), style="vancouver")
    )
    again = lea_sits.send(desk.url("references-import"), status=200, file=file("peer-support.bib"), do="look")
    assert "20 changed" in again  # each has a key now, and nothing else
    assert "key: “austin2014”, was empty" in unescape(again)


def test_a_file_that_cannot_be_used_is_said_on_the_page(desk: Desk, lea_sits: Browser) -> None:
    letter = SimpleUploadedFile("letter.ris", b"Dear all")
    assert "no works in letter.ris" in lea_sits.send(desk.url("references-import"), status=400, file=letter)
    assert "Choose a file first." in lea_sits.send(desk.url("references-import"), status=400)


def test_a_work_is_added_by_hand_found_changed_and_taken_out(desk: Desk, lea_sits: Browser) -> None:
    said = {
        "kind": "book",
        "title": "On <waiting>",
        "authors": "Ash, Bo\nMind",
        "year": "2001",
        "where": "A press",
    }
    lea_sits.send(desk.url("reference-new"), **said)
    (line,) = references(desk.cast.lea)
    assert "Ash, B., & Mind. (2001). On <waiting>. A press." in words(lea_sits.says(desk.url("references")))
    assert "here already, as R1" in lea_sits.send(desk.url("reference-new"), status=400, **said)
    assert "1 work has these words" in lea_sits.send(desk.url("references"), status=200, sought="ASH waiting")
    assert "0 works have these words" in lea_sits.send(desk.url("references"), status=200, sought="rain")
    form = lea_sits.says(desk.url("reference-change", line.id))
    assert "Ash, Bo\nMind" in form
    changed = said | {"year": "2002", "version": 1, "doi": "10.1/x"}
    lea_sits.send(desk.url("reference-change", line.id), **changed)
    clash = lea_sits.send(desk.url("reference-change", line.id), status=409, **changed | {"year": "2003"})
    assert "What stands now" in clash
    one = words(lea_sits.says(desk.url("reference", line.id)))
    assert "Ash, Bo, and Mind. 2002. On <waiting>. A press." in one
    lea_sits.send(desk.url("reference-remove", line.id))
    assert "No work yet." in lea_sits.says(desk.url("references"))


def test_the_literature_goes_out_as_a_file(desk: Desk, lea_sits: Browser) -> None:
    add_reference(desk.cast.lea, item={"type": "book", "title": "Tea"})
    made = lea_sits.post(desk.url("references-out"), {"format": "csl-json"})
    assert made["Content-Disposition"].endswith('-literature.json"')
    assert [one["title"] for one in json.loads(made.content)] == ["Tea"]
    assert b"TI  - Tea" in lea_sits.post(desk.url("references-out"), {"format": "ris"}).content


def test_a_reader_reads_and_is_offered_nothing_to_write(desk: Desk, browser: Browser) -> None:
    add_reference(desk.cast.lea, item={"type": "book", "title": "Tea", "URL": "javascript:alert(1)"})
    browser.sit(desk.cast.rea)
    page = browser.says(desk.url("references"))
    assert "Tea" in page
    assert "Add a work" not in page
    assert 'href="javascript' not in browser.says(desk.url("reference", references(desk.cast.rea)[0].id))
