"""Coded words found by the command line, printed or written to a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import done, firsthand
from firsthand.field.sources.extract import read_cells

pytestmark = pytest.mark.process

TALK = "LEA: What did you bring?\nMARIGOLD: Soup, and a spare key.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("query") / "data"
    talk = data.parent / "talk.txt"
    talk.write_text(TALK, "utf-8")
    done(data, "init", "--study", "Asked", "--lead", "Lea")
    done(data, "import", talk, "--participants")
    for code, words, coder in (("Food > Soup", "Soup", "Lea"), ("Food", "Soup, and a spare key", "Cody")):
        start = TALK.index(words)
        at = ("--start", start, "--end", start + len(words))
        done(data, "apply", "--source", "S1", "--code", code, *at, "--as", coder)
    return data


def test_what_is_asked_is_printed_with_how_much_it_is(folder: Path) -> None:
    said = done(folder, "query", "under:Food and not coder:Cody", "--json").json
    (one,) = said.pop("excerpts")
    assert said == {
        "total": 1, "people": 1, "of_people": 2, "sources": 1, "bystanders": 0, "unmeasured": 0,
    }  # fmt: skip
    assert (one["words"], one["code_path"], one["coder"]) == ("Soup", ["Food", "Soup"], "Lea")
    assert TALK[one["start"] : one["end"]] == "Soup"
    out = done(folder, "query", "Food encloses Soup").out
    assert "Soup, and a spare key" in out
    assert "1 excerpts, 1 of 2 people, 1 sources." in out
    assert done(folder, "query", "Soup encloses Food", "--json").json["total"] == 0


def test_what_is_wrong_is_one_sentence(folder: Path) -> None:
    for asked, says in (
        ("Soup overlap Food", "Do you mean “overlaps”?"),
        ("Soap", "There is no code “Soap” in this study. Do you mean “Soup”?"),
        ("", "Something is missing at character 1"),
    ):
        answer = firsthand(folder, "query", asked)
        assert (answer.status, answer.out) == (1, "")
        assert says in answer.err
    assert "--out FILE" in firsthand(folder, "query", "Soup", "--format", "csv").err


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
def test_what_is_found_is_written_to_a_file_that_the_trail_knows_of(
    folder: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"soup.{form}"
    done(folder, "query", "Soup", "--out", out)
    if form != "docx":
        head, *rows = read_cells(out.name, out.read_bytes())
        assert [row[head.index("code")] for row in rows] == ["Soup"]
    (entry,) = done(folder, "trail", "--last", "1", "--json").json["entries"]
    assert (entry["act"], entry["sentence"].endswith(f"query.{form}")) == ("report.release", True)
