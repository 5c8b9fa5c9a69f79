"""Lea took the study out, Cody worked on the copy, and both went on: what each changed meets on one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from commands import done
from exchange.copies import Copy
from firsthand.core.spans import Span
from journeys.conftest import Window, running
from journeys.walking import NARROW, SHOTS, WIDE, Size, amiss, shoot, turn_to, walked

pytestmark = pytest.mark.journey

WORDS = "IKE: I open the door by day.\nLENA: And then?\nIKE: Then we talk, and I make tea."


def codes(data: Path, folder: Path, *rows: str) -> None:
    """The codebook, as a table that comes in."""
    table = folder / "codes.csv"
    table.write_text("\n".join(["handle,name,definition", *rows]), "utf-8")
    done(data, "import", table)


def worked_on(out: Path) -> bytes:
    """The copy, after Cody's two weeks."""
    copy = Copy.opened(out.read_bytes())
    copy.code("Doors").description = "Being let in, or not.\n\nHandle: D1"
    copy.code("Tea").name = "Making tea"
    at = WORDS.index("Then we talk")
    copy.coded("talk", "Talking", Span(at, at + 12))
    copy.uncoded("talk", copy.codings("talk")[1][1].guid)
    return copy.written()


@walked(NARROW)
def test_what_both_changed_meets_on_one_page_and_is_chosen_there(
    browser: Browser, tmp_path: Path, width: int, theme: str
) -> None:
    data, out = tmp_path / "data", tmp_path / "out.qdpx"
    done(data, "init", "--study", "Doors", "--slug", "doors")
    (tmp_path / "talk.txt").write_text(WORDS, "utf-8")
    done(data, "import", tmp_path / "talk.txt")
    codes(data, tmp_path, "D1,Doors,Opening up.", "T1,Tea,What is poured.", "T2,Talking,")
    for code, words in (("Doors", "I open the door"), ("Tea", "I make tea")):
        at = WORDS.index(words)
        done(data, "apply", "--source", "S1", "--code", code, "--start", at, "--end", at + len(words))
    done(data, "export", "study", "--out", out)
    codes(data, tmp_path, "D1,Doors,Letting somebody in.")
    (tmp_path / "back.qdpx").write_bytes(worked_on(out))

    with running(data) as served:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        window = Window.opened(context, served)
        page = window.go("/s/doors/sources/import/")
        page.set_input_files("#files", tmp_path / "back.qdpx")
        merge = page.locator("#preview")
        expect(merge).to_contain_text("It has been here before")
        for words in (
            "Opening up.",
            "Letting somebody in.",
            "Being let in, or not.",
            "Making tea",
            "I make tea",
        ):
            expect(merge).to_contain_text(words)
        looked_at(page, "merge", (width, theme))

        # What was changed on both sides and what was taken off there stay, until she says otherwise; by keyboard.
        clash = page.get_by_role("group", name="Doors (definition)").get_by_role("radio")
        expect(clash.nth(0)).to_be_checked()
        clash.nth(0).focus()
        page.keyboard.press("ArrowDown")
        expect(clash.nth(1)).to_be_checked()
        taken = page.get_by_role("group", name="Tea (name)").get_by_role("radio")
        expect(taken.nth(1)).to_be_checked()
        taken.nth(0).check()
        with page.expect_navigation():
            page.get_by_role("button", name="Bring it in").click()
        expect(page.locator("main")).to_contain_text("It had been here before")
        expect(page.locator("main")).to_contain_text("left as it is here")
        looked_at(page, "merged", (width, theme))
        assert window.complaints == []
        context.close()

    book = done(data, "codes", "--json").json["codes"]
    assert [(one["name"], one["definition"]) for one in book] == [
        ("Doors", "Being let in, or not."), ("Tea", "What is poured."), ("Talking", ""),
    ]  # fmt: skip
    assert len(done(data, "codings", "--json").json["codings"]) == 3


def looked_at(page: Page, name: str, size: Size) -> None:
    """At both widths, by day and by night; then on as before."""
    for width in (WIDE[0], NARROW[0]):
        for theme in ("light", "dark"):
            assert amiss(page, (width, theme), ask=True) == []
            if SHOTS:
                shoot(page, f"{name}-{width}-{theme}")
    turn_to(page, size)
