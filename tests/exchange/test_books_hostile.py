"""Codebooks and tables of highlights that no honest program writes: a sentence each, and nothing half brought in.

FIRSTHAND_MUTATIONS says how many random alterations are tried (the suite: 150).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from conftest import Cast
from exchange.test_books import NVIVO, TAGS
from exchange.test_refi_hostile import MANY, WAYS
from exchange.written import docx, paragraph, table, xlsx
from firsthand.core.grids import Line
from firsthand.core.problems import Problem
from firsthand.exchange.books.opening import book_in, is_book, lines_of
from firsthand.exchange.tables import look_over, table_in, table_wanted
from firsthand.field.sources.extract import read_grid

BOOK = docx(
    paragraph("Codes", heading=1),
    table([NVIVO, ["Work", "What is done.", "1", "1"], [("Pay", 360), "", "", ""]]),
)


def altered(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one of its parts changed."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if name == part else before.read(name))
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (altered(BOOK, "word/document.xml", lambda part: ENTITIES + part), "a.docx", "have no place in such a file"),
        (altered(BOOK, "word/document.xml", lambda part: part[:-40]), "a.docx", "damaged"),
        (altered(BOOK, "word/document.xml", lambda part: b" " * 60_000_000 + part), "a.docx", "far more than"),
        (altered(xlsx([NVIVO]), "xl/workbook.xml", lambda part: ENTITIES + part), "a.xlsx", "have no place"),
        (b"PK\x03\x04 no package", "a.docx", "damaged"),
        (b"tag,description\n" + b"," * 2_000, "a.csv", "1,000 columns"),
        (docx(paragraph("x")), "a.docx", "There is no codebook in a.docx"),
        (b"<html><p>Only words</p></html>", "a.html", "There is no codebook in a.html"),
        (b"x", "a.pdf", "is not a PDF"),
        (b"x", "a.txt", "is no table"),
    ],
)  # fmt: skip
def test_what_no_program_writes_gets_a_sentence(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        table_wanted(name, data, "codebook")


@pytest.mark.parametrize(
    "rows",
    [
        [NVIVO, *([" " * depth + f"c{depth}", "", "", ""] for depth in range(300))],
        [["Code", "Memo"], [" > ".join(f"c{depth}" for depth in range(300)), "x"]],
        [["Parent code", "Code"], ["", "c0"], *([f"c{depth}", f"c{depth + 1}"] for depth in range(300))],
    ],
)
def test_codes_too_deep_in_each_other_are_refused(rows: list[list[str]]) -> None:
    with pytest.raises(Problem, match="two hundred deep"):
        book_in(lines_of(rows))


@pytest.mark.parametrize(
    "rows",
    [
        [["Parent code", "Code"], ["a", "b"], ["b", "a"], ["c", "c"]],
        [
            ["tag", "parent", "description"],
            ["a", "b", ""],
            ["b", "a", ""],
            ["c", "c", ""],
            [".", "", ""],
            ["..", "", ""],
        ],
        [NVIVO, ["\\\\", "x", "", ""], ["", "x", "", ""], ["Nodes\\\\", "", "", ""], ["●", "", "", ""]],
        [["Code", "Memo"], [" > ", "x"], [">", "y"], ["Codesystem", ""]],
    ],
)
def test_codes_that_stand_in_themselves_and_names_of_nothing_are_told_row_by_row(
    cast: Cast, rows: Any
) -> None:
    found = book_in(lines_of(rows))
    for row in look_over(cast.lea, "codebook", found.rows, found.program).rows if found else ():
        assert row.fate != "refused" or row.why.endswith(".")


def test_long_lists_are_read_in_time_that_grows_with_their_length() -> None:
    many = 20_000
    begun = time.monotonic()
    for rows in (
        [
            ["tag", "parent", "description"],
            *([f"a.b.c{number}", "", ""] for number in range(many)),
            ["." * 30_000, "", ""],
        ],
        [["Parent code", "Code"], *(["same", f"c{number}"] for number in range(many))],
        [NVIVO, *([" " * (number % 150) + "c", "", "", ""] for number in range(many))],
    ):
        assert book_in(lines_of(rows)) is not None
    headings = [Line(number, lines_of([["same"]])[0].cells, heading=1 + number % 9) for number in range(many)]
    assert book_in(headings) is not None
    assert not is_book(headings)
    assert time.monotonic() - begun < 60  # were it the square of their length, it would be many minutes


def test_altered_files_are_read_or_refused_with_a_sentence() -> None:
    chance = Random(11)
    whole = [
        ("a.docx", BOOK),
        ("a.xlsx", xlsx([NVIVO, ["Work", "x", 1, 1], [("Pay", 1, "FFAABBCC", "FF001122"), "", 1, 1]])),
        ("a.csv", TAGS.encode()),
        ("a.html", b"<h1>Taguette Codebook</h1><h2>food</h2><p>3 highlights</p><p>What is eaten</p>"),
    ]
    said: list[str] = []
    for number in range(MANY):
        name, data = whole[number % len(whole)]
        changed = bytearray(data)
        way: Callable[[bytearray, Random], None] = chance.choice(WAYS)
        way(changed, chance)
        try:
            book_in(read_grid(name, bytes(changed)))
        except Problem as problem:
            said.append(str(problem))
    assert 0 < len(said) < MANY
    assert all(one.endswith(".") for one in said)


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    found = table_in("Codebook.docx", BOOK)
    assert found is not None
    assert found.rows[1][:2] == ["", ""] or found.rows[0][:1] == ["level_1"]
