"""Tables and coded texts by the command line: out, looked over, in again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import done, firsthand

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("tables") / "data"
    talk = data.parent / "talk.txt"
    talk.write_text("LEA: What did you bring?\nMARIGOLD: Soup, and a spare key.\n", "utf-8")
    done(data, "init", "--study", "Tables")
    done(data, "import", talk, "--participants")
    done(data, "apply", "--source", "S1", "--code", "Bringing", "--start", "35", "--end", "39")
    return data


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_codebook_goes_out_is_looked_over_and_comes_in_again(
    folder: Path, tmp_path: Path, form: str
) -> None:
    table, mine, report = tmp_path / f"codes.{form}", tmp_path / "mine.csv", tmp_path / "report.csv"
    done(folder, "export", "codebook", "--format", form, "--out", table)
    said = done(folder, "import", table, "--json").json
    assert (said["table"], said["fates"]["same"], said["fates"]["new"]) == ("codebook", 1, 0)
    mine.write_text("handle,name,parent\nB1,Keys,Bringing\n,,\nB2,,\n", "utf-8")
    look = done(folder, "import", mine, "--dry-run", "--loss-report", report, "--json").json
    assert look["counts"] == {"codes": {"imported": 1, "kept": 0, "lost": 1}}
    assert look["rows"][1] == {"line": 4, "what": "", "fate": "refused", "why": "A code needs a name."}
    assert report.read_text("utf-8-sig").startswith("line,what,fate,why")
    assert len(done(folder, "codes", "--json").json["codes"]) == 1
    assert "codes: 1 new, 0 changed, 0 same, 1 refused." in done(folder, "import", mine).out
    done(folder, "undo")
    assert len(done(folder, "codes", "--json").json["codes"]) == 1


def test_every_table_is_written_and_those_that_come_in_are_known_by_their_columns(
    folder: Path, tmp_path: Path
) -> None:
    done(folder, "consent", "set", "--participant", "Marigold", "--scope", "quotes=none")
    for what in ("codings", "memos", "attributes", "consents", "matrix"):
        for form in ("csv", "xlsx"):
            done(folder, "export", what, "--format", form, "--out", tmp_path / f"{what}.{form}")
    for what in ("attributes", "consents"):
        said = done(folder, "import", tmp_path / f"{what}.xlsx", "--dry-run", "--json").json
        assert (said["table"], said["fates"]["refused"]) == (what, 0)
    assert "--new is for projects" in firsthand(folder, "import", tmp_path / "memos.csv", "--new", "x").err


def test_rows_are_sources_where_nothing_says_otherwise_or_somebody_says_so(
    folder: Path, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("name,handle,answer\nOne,h,I was there for a long time.\n", "utf-8")
    assert done(folder, "import", answers, "--table", "answers", "--json").json["imported"][0]["kind"] == (
        "survey answer"
    )
    assert firsthand(folder, "import", answers, "--table", "answers", "--dry-run").status == 1
    done(folder, "undo")


def test_a_coded_text_goes_out_as_word_and_its_comments_come_in(folder: Path, tmp_path: Path) -> None:
    word = tmp_path / "talk.docx"
    done(folder, "export", "source", "--source", "S1", "--out", word)
    assert "--source says which" in firsthand(folder, "export", "source", "--out", word).err
    assert (
        "not as txt"
        in firsthand(folder, "export", "source", "--source", "S1", "--out", tmp_path / "a.txt").err
    )
    said = json.loads(done(folder, "import", word, "--comments", "both", "--json").out)
    assert said["comments"] == {"codings": 1, "memos": 0, "left": 0}
    places = {(one["start"], one["end"]) for one in done(folder, "codings", "--json").json["codings"]}
    assert places == {(35, 39)}
