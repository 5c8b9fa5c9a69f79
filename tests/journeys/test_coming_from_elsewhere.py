"""Arriving with years of work from another program, finding it, and leaving with all of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from commands import done
from exchange.written import docx, paragraph, table
from journeys.conftest import Window, beyond, running
from journeys.reading import until
from journeys.walking import NARROW, WIDE, amiss

pytestmark = pytest.mark.journey

DATA = Path(__file__).parents[1] / "data"
NVIVO, QUALCODER = "nvivo12.6-windows_two-sources_masked", "qualcoder4.0b_primock"


@pytest.mark.parametrize(
    ("file", "key"),
    [
        (f"refi/{NVIVO}.qdpx", NVIVO),
        (f"refi/{QUALCODER}.qdpx", QUALCODER),
        (f"others/{QUALCODER}.qda.zip", QUALCODER),
    ],
)
def test_one_finds_ones_work_and_can_leave_with_all_of_it(
    browser: Browser, tmp_path: Path, file: str, key: str
) -> None:
    expected = json.loads((DATA / "refi" / f"{key}.expected.json").read_text("utf-8"))
    data = tmp_path / "data"
    done(data, "init", "--study", "Moved", "--slug", "moved")
    done(data, "init", "--study", "Moved", "--slug", "again")
    with running(data) as served:
        window = Window.opened(browser.new_context(viewport={"width": 390, "height": 900}), served)
        page = window.go("/s/moved/sources/import/")
        page.set_input_files("#files", DATA / file)
        expect(page.locator("#preview")).to_contain_text(str(expected["n_codings"]))
        with page.expect_navigation():
            page.get_by_role("button", name="Bring it in").click()
        expect(page.locator("main")).to_contain_text(f"{expected['n_codings']}")
        assert beyond(page) <= 0

        # The work is there: every text, every code, and every coding on the words that its program meant.
        texts = done(data, "sources", "--study", "moved", "--json").json["sources"]
        codings = done(data, "codings", "--study", "moved", "--json").json["codings"]
        assert len(texts) == expected["n_documents"]
        assert len(done(data, "codes", "--study", "moved", "--json").json["codes"]) >= expected["n_codes"]
        assert sorted((one["start"], one["end"]) for one in codings) == sorted(
            (one["start"], one["end"]) for one in expected["codings"]
        )
        coded = next(one for one in texts if one["codings"])
        window.go(f"/s/moved/sources/{coded['id']}/reader/")
        page.locator("#reader[data-ready]").wait_for()
        page.locator("#reader .reader-text").focus()
        page.keyboard.press("n")  # the first coding, and what is said of it
        until(page, lambda: page.evaluate("String(getSelection()).length") > 0, "the first coding’s words")

        # Out again, and once more into a study of its own: nothing stays behind.
        window.go("/s/moved/reports/")
        with page.expect_download() as leaving:
            page.get_by_role("button", name=re.compile("qdpx")).click()
        out = tmp_path / "out.qdpx"
        leaving.value.save_as(out)
        assert window.complaints == []
    done(data, "import", out, "--study", "again")
    again = done(data, "codings", "--study", "again", "--json").json["codings"]
    shape = ("start", "end", "words", "code")
    assert sorted(str([one[part] for part in shape]) for one in again) == sorted(
        str([one[part] for part in shape]) for one in codings
    )
    done(data, "export", "study", "--study", "again", "--out", tmp_path / "once-more.qdpx")
    assert (tmp_path / "once-more.qdpx").read_bytes() == out.read_bytes()


TALK = "LEA: How was it?\nIKE: I carried the door, and went home.\nLEA: And then?\nIKE: Nobody came."


def test_ones_codebook_comes_in_and_what_was_highlighted_is_found_again(
    browser: Browser, tmp_path: Path
) -> None:
    data, talk = tmp_path / "data", tmp_path / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(data, "init", "--study", "Moved", "--slug", "moved")
    done(data, "import", talk)
    book = docx(
        paragraph("Codes", heading=1),
        table(
            [
                ["Name", "Description", "Files", "References"],
                ["Work", "What is done.", "1", "2"],
                [("Carrying", 360), "Bearing a load.", "1", "1"],
            ]
        ),
    )
    marked = "id,document,tag,content\n1,talk.txt,Work.Carrying,I carried the door\n2,talk.txt,Work,Nobody said it.\n"
    with running(data) as served:
        window = Window.opened(browser.new_context(viewport={"width": 390, "height": 900}), served)
        page = window.go("/s/moved/codebook/")
        page.get_by_role("link", name="Bring in a table").click()
        page.set_input_files("#table", {"name": "Codebook.docx", "mimeType": "", "buffer": book})
        expect(page.locator("#preview")).to_contain_text("This is a codebook of NVivo.")
        expect(page.locator("#preview")).to_contain_text("Work › Carrying")
        fits(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Bring it in").click()
        expect(page.locator("main")).to_contain_text("Carrying")

        page.get_by_role("link", name="Bring in a table").click()
        page.set_input_files("#table", {"name": "all_tags.csv", "mimeType": "", "buffer": marked.encode()})
        expect(page.locator("#preview")).to_contain_text("These words are not in talk.")
        fits(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Bring it in").click()
        expect(page.locator("body")).to_contain_text("1 highlights are codings now")
        assert window.complaints == []
    (coding,) = done(data, "codings", "--json").json["codings"]
    assert (coding["words"], coding["code"]) == ("I carried the door", "Carrying")


def test_a_file_chosen_before_the_page_has_its_script_is_looked_at_when_it_has(
    browser: Browser, tmp_path: Path
) -> None:
    data, held = tmp_path / "data", list[Route]()
    done(data, "init", "--study", "Moved", "--slug", "moved")
    with running(data) as served:
        page = Window.opened(browser.new_context(), served).page
        page.route("**/htmx.min.js", lambda route: held.append(route))  # not a list’s method
        page.goto(f"{served.address}/s/moved/codebook/table/", wait_until="commit")
        page.set_input_files("#table", {"name": "codes.csv", "mimeType": "", "buffer": b"name\nCarrying\n"})
        page.wait_for_timeout(200)
        for route in held:
            route.continue_()
        expect(page.locator("#preview")).to_contain_text("Carrying")


def fits(page: Page) -> None:
    """At both widths."""
    for size in (WIDE, NARROW):
        assert amiss(page, size, ask=False) == []
