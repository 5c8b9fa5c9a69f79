"""A table that somebody brings, on a page: every worked example, what is no table, and that nothing of it is kept."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from openpyxl import load_workbook
from xlsxwriter import Workbook

from core.worked import worked
from core.worked_tables import Brought, every
from doors.web.conftest import Browser, Desk
from firsthand.core.brought.grid import grid_in
from firsthand.core.brought.kinds import KINDS, reckoned
from firsthand.core.brought.reckoned import Asked, Reckoned
from firsthand.core.similar.model import Model
from firsthand.core.similar.weights import sha256_of
from firsthand.doors.web import core_figures
from firsthand.doors.web.own_table import parts_shown
from firsthand.ground.trail.models import Entry
from small_model import small_model

PART = re.compile(r"<table.*?</table>", re.DOTALL)
HEAD = re.compile(r'<th scope="col"[^>]*>(.*?)</th>', re.DOTALL)
ROW = re.compile(r"<tr[^>]*><th scope=\"row\"[^>]*>(.*?)</th>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
NUMBER = re.compile(r'<data value="([^"]+)">')
TAG = re.compile(r"<[^>]+>")


def words(html: str) -> str:
    return unescape(TAG.sub("", html)).strip()


def cell(html: str) -> Any:
    """What a cell says: a number, that there is none, or words."""
    if (number := NUMBER.search(html)) is not None:
        return float(number[1])
    return None if "undefined" in html else words(html)


def cells_on(page: str, example: Brought) -> dict[tuple[str, str, str], Any]:
    """Every cell on the page by part, row and column. Parts stand in their order, columns by their names."""
    found = reckoned(grid_in(example.csv), Asked(**example.asked), kind=example.kind)
    result: dict[tuple[str, str, str], Any] = {}
    tables = PART.findall(page)
    assert len(tables) == len(found.parts)
    for part, html in zip(found.parts, tables, strict=True):
        assert part.title in unescape(html)
        rows = ROW.findall(html)
        if len(part.rows) == 1:
            assert [words(name) for name, _cells in rows] == [one.name for one in part.columns]
            for one, (_name, cells) in zip(part.columns, rows, strict=True):
                result[part.key, str(part.rows[0][0]), one.key] = cell(CELL.findall(cells)[0])
            continue
        assert [words(head) for head in HEAD.findall(html)] == [one.name for one in part.columns]
        for of, cells in rows:
            for one, html_cell in zip(part.columns, CELL.findall(cells), strict=True):
                result[part.key, words(of), one.key] = cell(html_cell)
    return result


def is_met(wanted: Any, found: Any) -> bool:
    """Numbers as the page has them; yes and nothing; words."""
    if isinstance(wanted.value, bool):
        return bool(found == ("yes" if wanted.value else "–"))
    return bool(wanted.is_met_by({"value": found, "reason": "said"} if found is None else found))


def sent(example: Brought) -> dict[str, Any]:
    return {"kind": example.kind if example.ambiguous else "", **example.asked}


def shown(lea_sits: Browser, desk: Desk, pasted: str, status: int = 200, **how: Any) -> str:
    return lea_sits.send(desk.url("own-table"), status, pasted=pasted, **how)


@pytest.mark.parametrize("example", every())
def test_a_worked_example_comes_out_on_the_page(lea_sits: Browser, desk: Desk, example: Brought) -> None:
    page = shown(lea_sits, desk, example.csv, **sent(example))
    cells = cells_on(page, example)
    missing = [one for one in example.wanted if (one.part, one.of, one.column) not in cells]
    assert missing == []
    wrong = [one for one in example.wanted if not is_met(one, cells[one.part, one.of, one.column])]
    assert [(one, cells[one.part, one.of, one.column]) for one in wrong] == []
    assert "nan" not in words(page).split()


def test_what_has_no_value_says_why_in_a_list_and_in_a_table(lea_sits: Browser, desk: Desk) -> None:
    alone = unescape(shown(lea_sits, desk, "one,two,both\n2,2,4\n"))
    assert "a code overlaps itself, and c has no denominator" in alone
    several = unescape(shown(lea_sits, desk, "one,two,both\n2,2,4\n9,3,1\n"))
    assert "No value (–):" in several
    assert several.count("a code overlaps itself, and c has no denominator") == 2  # in its cell, and below


def test_a_table_that_can_be_several_things_is_asked_for_and_stays_in_the_form(
    lea_sits: Browser, desk: Desk
) -> None:
    table = "which,A,B\nx,1,0\ny,0,1\n"
    page = unescape(shown(lea_sits, desk, table, status=400))
    assert "can be several things" in page
    assert table.strip().splitlines()[2] in page
    assert "3.0000" not in page
    assert "Read as rows by columns, counted" in shown(lea_sits, desk, table, kind="crosstable")
    assert "Read as units by coders" in shown(lea_sits, desk, table, kind="units")


def test_a_file_comes_back_as_words_and_its_figures_can_be_taken_out(lea_sits: Browser, desk: Desk) -> None:
    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["one", "two", "both"], [100, 10, 5]]):
            sheet.write_row(row, 0, cells)
    page = lea_sits.send(desk.url("own-table"), 200, file=SimpleUploadedFile("t.xlsx", kept.getvalue()))
    assert "Read as codes together, counted" in page
    assert "100,10,5" in page
    answer = lea_sits.post(desk.url("own-table"), {"pasted": "one,two,both\n100,10,5\n", "format": "csv"})
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "part,of,figure,value,why_none,formula"
    assert any(row.startswith("Codes together,row 2,c,0.047619") for row in rows)
    answer = lea_sits.post(desk.url("own-table"), {"pasted": "one,two,both\n100,10,5\n", "format": "xlsx"})
    cells = [row[3] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
    assert pytest.approx(5 / 105) in cells


def test_nothing_of_a_table_is_kept(lea_sits: Browser, desk: Desk) -> None:
    before = Entry.objects.count()
    page = shown(lea_sits, desk, "unit;Ana;Bo\n1;yes;yes\n2;yes;no\n3;no;no\n")
    assert "Ana, Bo" in page
    assert Entry.objects.count() == before


def test_sentences_are_put_two_by_two_by_the_model_on_this_machine_or_it_is_said_that_there_is_none(
    lea_sits: Browser, desk: Desk, settings: Any, tmp_path: Path
) -> None:
    from firsthand.analysis.similar import host

    listed = worked("embedding")["sentences"]
    settings.MODEL = str(tmp_path / "model")
    pasted = "\n".join(listed)
    assert "no model on this machine yet" in unescape(
        shown(lea_sits, desk, pasted, status=400, kind="sentences")
    )
    folder = small_model(tmp_path / "given")
    host.install(folder, sha256_of(folder / "model.safetensors"))
    before = Entry.objects.count()
    page = shown(lea_sits, desk, pasted, kind="sentences")
    assert "Read as sentences" in shown(lea_sits, desk, f"sentence\n{pasted}")
    model = Model(folder)
    table = PART.findall(page)[0]
    found = [[cell(one) for one in CELL.findall(cells)] for _of, cells in ROW.findall(table)]
    vectors = [model.embed(one) for one in listed]
    for one, row in zip(vectors, found, strict=True):
        assert row == pytest.approx([float(one @ other) for other in vectors], abs=1e-5)
    assert "Wording and topic, not meaning" in page
    assert model.hash in page
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "Choose a table, or paste one."),
        ("unit,Ana\n1,2\n", "No kind of table has these columns"),
        ("unit,Ana,Bo\n1,2,3,4\n", "Row 2 has 4 cells, and the first row has 3."),
        ("code,start,end\nTea,x,3\nSoup,0,3\n", "Row 2, “start”: “x” is no whole number"),
    ],
)
def test_what_is_no_table_gets_a_sentence_and_stays_in_the_form(
    lea_sits: Browser, desk: Desk, pasted: str, sentence: str
) -> None:
    page = unescape(shown(lea_sits, desk, pasted, status=400))
    assert sentence in page
    assert pasted.strip() in page


def test_a_file_that_is_no_text_gets_a_sentence(lea_sits: Browser, desk: Desk) -> None:
    upload = SimpleUploadedFile("table.csv", b"\xff\xfe\x00")
    assert "no text in UTF-8" in lea_sits.send(desk.url("own-table"), 400, file=upload)


def said_of(found: Reckoned) -> set[str]:
    """Everything of ours that a page says of a table."""
    words = {name for name, _value in found.facts}
    for part in found.parts:
        words |= {part.title, part.note} - {""}
        words |= {one.name for one in part.columns if part.key != "table"}
        words |= {str(row[0]) for row in part.rows if part.ours and len(str(row[0])) > 2}
    return words


def test_all_that_core_says_of_a_table_is_translated_and_nothing_else_stands_there(tmp_path: Path) -> None:
    tables = [(one.values[0].csv, Asked(**one.values[0].asked), one.values[0].kind) for one in every()]
    tables.append(("coder,start,end\nA,0,5\nB,0,5\nC,0,6\n", Asked(), ""))
    tables.append(("sentence\nTea\nSoup\n", Asked(model=Model(small_model(tmp_path))), ""))
    said = {word for csv, asked, kind in tables for word in said_of(reckoned(grid_in(csv), asked, kind=kind))}
    said |= {word for kind in KINDS for word in (kind.what, kind.columns)}
    assert said - core_figures.WORDS == set()
    assert core_figures.WORDS - said == set(core_figures.SAID)


def test_numbers_are_written_as_the_language_has_them_and_small_ones_are_not_nought() -> None:
    found = reckoned(grid_in("one,two,both,all\n42,20,20,14307668\n15828,4675,8,14307668\n"))
    with override("de"):
        (part,) = parts_shown(found)
    written = {one.column: one.written for one in part.rows[1][1]}
    assert written["PMI"] == "0,6293"
    assert written["In all"].replace(".", "") == "14307668"
    assert {one.column: one.written for one in part.rows[1][1]}["Dice"] == "0,0008"
