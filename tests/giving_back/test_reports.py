"""The demonstration study's reports: every excerpt is what the source says at the place it names."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook

from commands import done
from firsthand.demo.material import note_parts

pytestmark = pytest.mark.process

CORPUS = Path(__file__).parents[2] / "src" / "firsthand" / "demo" / "corpus"


@pytest.fixture(scope="module")
def data(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study, made by its command."""
    return Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("demo") / "data"))


@pytest.fixture(scope="module")
def texts(data: Path) -> dict[str, str]:
    """What each source says, from the corpus the study was made of, by the source's id and by its number."""
    sources = done(data, "sources", "--json").json["sources"]
    files = {path.name: path.read_text("utf-8") for path in CORPUS.rglob("DEMO_*.txt")}
    notes = {
        (one["title"], len(text)): text
        for one in yaml.safe_load((CORPUS / "sources.yaml").read_text("utf-8"))
        if one["kind"] == "field note"
        for text in note_parts(one["file"]).values()
    }  # a part of a field note is a source of its own, and came from no file
    words = [files.get(one["file"]) or notes[one["title"], one["length"]] for one in sources]
    by_id = {one["id"]: text for one, text in zip(sources, words, strict=True)}
    return by_id | {f"S{one['number']}": text for one, text in zip(sources, words, strict=True)}


def report(data: Path, name: str) -> Path:
    return data / "reports" / f"DEMO_demo-{name}"


FIGURE = re.compile(
    r'<figure data-source="([^"]+)" data-start="(\d+)" data-end="(\d+)">\s*'
    r'<blockquote dir="auto">(.*?)</blockquote>',
    re.DOTALL,
)


def test_every_excerpt_of_the_html_report_equals_the_source_at_its_stated_place(
    data: Path, texts: dict[str, str]
) -> None:
    page = report(data, "themes.html").read_text("utf-8")
    figures = FIGURE.findall(page)
    assert len(figures) > 30
    for source, start, end, words in figures:
        assert html.unescape(words) == texts[source][int(start) : int(end)]


def test_every_excerpt_of_the_docx_report_equals_the_source_at_its_printed_reference(
    data: Path, texts: dict[str, str]
) -> None:
    paragraphs = Document(str(report(data, "themes.docx"))).paragraphs
    quotes = 0
    for quote, reference in pairwise(paragraphs):
        if quote.style.name == "Quote":
            place = re.search(r"\((S\d+)\).*characters (\d+)–(\d+);", reference.text)
            assert place, reference.text
            assert quote.text == texts[place[1]][int(place[2]) : int(place[3])]
            quotes += 1
    assert quotes > 30


def test_the_table_of_codings_is_tidy_and_tells_the_same_in_csv_and_xlsx(
    data: Path, texts: dict[str, str]
) -> None:
    table = csv.DictReader(io.StringIO(report(data, "codings.csv").read_text("utf-8-sig")))
    rows = list(table)
    assert len(rows) == 115
    for row in rows:
        words = texts[row["source_id"]][int(row["start"]) : int(row["end"])]
        assert row["excerpt"].removeprefix("'") == ("" if row["not_quoted"] else words)
        assert row["code_level_1"]
        assert row["coder"] in {"Sam", "Lena"}
    told = {row["not_quoted"] for row in rows if row["participants"] in {"P02", "P05"}}
    assert not any("can tell who" in one for one in told)
    untold = {row["participants"] for row in rows if "can tell who" in row["not_quoted"]}
    assert untold == {"P08", "P09"}  # the clock, the boiler man, the child; and Gerald
    assert {row["participants"] for row in rows if row["not_quoted"]} == {"P02", "P05", *untold}
    sheet = load_workbook(report(data, "codings.xlsx")).active
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert cells[0] == table.fieldnames
    assert [dict(zip(cells[0], line, strict=True))["excerpt"] for line in cells[1:]] == [
        row["excerpt"].removeprefix("'") for row in rows
    ]


def test_every_report_says_that_it_is_invented_and_asks_nobody_for_anything(data: Path) -> None:
    for name in ("themes.html", "codebook.html"):
        page = report(data, name).read_text("utf-8")
        assert "Invented demonstration – not data" in page
        assert re.findall(r'(?:src|href)="(?!#|http://127\.0\.0\.1)[^"]*"', page) == []
    for name in ("themes.docx", "codebook.docx"):
        document = Document(str(report(data, name)))
        assert any("Invented demonstration" in paragraph.text for paragraph in document.paragraphs)
        assert "Invented demonstration" in document.sections[0].header.paragraphs[0].text


def test_the_counts_are_those_of_the_answer_key(data: Path) -> None:
    expected = yaml.safe_load((CORPUS / "expected.yaml").read_text("utf-8"))
    codes = done(data, "codes", "--json").json["codes"]
    found = {one["handle"]: one["codings"] for one in codes if one["handle"] in expected["codes"]}
    assert found == expected["codes"]


def test_the_study_verifies_and_its_reports_are_in_the_trail(data: Path) -> None:
    assert done(data, "verify", "--json").json["sound"] is True
    acts = [entry["act"] for entry in done(data, "trail", "--json").json["entries"]]
    assert acts.count("report.release") == 6


def test_making_the_demonstration_again_changes_nothing_but_the_reports(data: Path, tmp_path: Path) -> None:
    again = tmp_path / "data"
    shutil.copytree(data, again)
    answer = done(again, "demo", "--no-serve")
    assert "Invented demonstration" in answer.out
    assert "Setting off on one's own way" in answer.out
    assert done(again, "codings", "--json").json == done(data, "codings", "--json").json


def test_a_cell_that_would_open_as_a_formula_does_not(tmp_path: Path) -> None:
    folder, talk = tmp_path / "data", tmp_path / "talk.txt"
    talk.write_text("=HYPERLINK(1) and +1 and -1 and @x\n", "utf-8")
    done(folder, "init", "--study", "Cells")
    done(folder, "import", talk)
    done(folder, "apply", "--source", "S1", "--code", "=cmd|'/c calc'!A0", "--start", "0", "--end", "13")
    for form in ("csv", "xlsx"):
        done(folder, "report", "codings", "--out", tmp_path / f"codings.{form}")
    assert ",'=HYPERLINK(1)" in (tmp_path / "codings.csv").read_text("utf-8-sig")
    sheet = load_workbook(tmp_path / "codings.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)} == {
        "s"
    }


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_data_folder_is_its_owners_alone(data: Path) -> None:
    assert data.stat().st_mode & 0o777 == 0o700
