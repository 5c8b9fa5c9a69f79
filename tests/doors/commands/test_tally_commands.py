"""Tables for elsewhere, and tallies over them and over the study, by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands import clean, done, firsthand

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("tallies") / "data"
    talk = data.parent / "talk.txt"
    talk.write_text("LEA: What did you bring?\nMARIGOLD: Soup, and a spare key.\n", "utf-8")
    done(data, "init", "--study", "Tables")
    done(data, "import", talk, "--participants")
    done(data, "apply", "--source", "S1", "--code", "Bringing", "--start", "35", "--end", "39")
    done(data, "apply", "--source", "S1", "--code", "Things", "--start", "35", "--end", "56", "--as", "Sam")
    return data


@pytest.fixture(scope="module")
def tables(folder: Path) -> Path:
    out = folder.parent / "tables"
    said = done(
        folder, "export", "codings", "--format", "parquet", "--out", out, "--with", "names", "--json"
    ).json
    assert said["rows"] | {"texts": 1, "people": 2} == said["rows"] | {"texts": 1, "people": 2}
    assert (said["rows"]["codings"], said["rows"]["codes"], said["rows"]["coders"]) == (2, 2, 2)
    return out


def told(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()[2:]]


def test_the_study_and_its_tables_come_to_the_same(folder: Path, tables: Path) -> None:
    for what in ("codes", "people", "sources", "cooccurrence", "agreement", "excerpts"):
        here = done(folder, "tally", what, "--engine", "duckdb", "--json").json
        there = done(folder.parent / "nothing", "tally", what, "--from", tables, "--json").json
        assert here == there
        assert here["rows"]
        assert (here["tally"], here["engine"]) == (what, "duckdb")


def test_people_read_names_and_counts(folder: Path, tables: Path) -> None:
    assert told(done(folder, "tally").out) == [
        ["Bringing", "1", "1", "1", "1"],
        ["Things", "1", "1", "1", "1"],
    ]
    assert told(done(folder, "tally", "people", "--from", tables).out) == [
        ["Bringing", "Marigold", "1"],
        ["Things", "Marigold", "1"],
    ]
    assert told(done(folder, "tally", "cooccurrence", "--from", tables).out) == [
        ["Bringing", "Things", "1", "4", "1"],
    ]
    assert told(done(folder, "tally", "agreement", "--code", "Things").out) == [["Things", "Sam", "21"]]
    (row,) = told(done(folder, "tally", "excerpts", "--coder", "Sam", "--person", "Marigold").out)
    assert row == ["S1", "35", "56", "Things", "Sam"]


def test_what_is_wrong_is_said_with_what_to_do(folder: Path, tables: Path, tmp_path: Path) -> None:
    def err(*words: object) -> str:
        answer = firsthand(folder, *words)
        assert answer.status == 1
        return answer.err

    assert "not empty" in err("export", "codings", "--format", "parquet", "--out", tables)
    alone = tmp_path / "codings.parquet"
    assert "tables of their own" in err("export", "codings", "--out", alone, "--with", "names")
    assert "export codings --format parquet" in err(
        "export", "memos", "--out", tmp_path / "m.csv", "--with", "names"
    )
    assert "no folder" in err("export", "codings", "--format", "parquet", "--out", tmp_path / "a" / "b")
    assert "--study and --as say nothing" in err("tally", "--from", tables, "--as", "Sam")
    assert "goes with --engine spark" in err("tally", "--master", "local[1]")
    assert "no codings.parquet" in err("tally", "--from", tmp_path)
    assert "“Nowhere”" in err("tally", "--code", "Nowhere")
    assert list(tmp_path.iterdir()) == []
    done(folder, "export", "codings", "--out", alone)
    assert [one.name for one in tmp_path.iterdir()] == ["codings.parquet"]


@pytest.mark.parametrize(
    ("hidden", "words", "said"),
    [
        ("duckdb", ["tally"], ".[tally]"),
        ("ibis", ["tally"], ".[tally]"),
        ("pyarrow", ["export", "codings", "--out", "c.parquet"], ".[tally]"),
        ("pyspark", ["tally", "--engine", "spark"], ".[spark]"),
    ],
)
def test_what_is_not_installed_is_named_with_how_to_install_it(
    folder: Path, tmp_path: Path, hidden: str, words: list[str], said: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys\nsys.modules[{hidden!r}] = None\n", "utf-8")
    lines = [str(tmp_path / word) if word == "c.parquet" else word for word in words]
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    answer = subprocess.run(
        [sys.executable, "-m", "firsthand.doors.commands", "--data", str(folder), *lines],
        capture_output=True, text=True, env=clean(folder) | {"PYTHONPATH": path}, check=False,
    )  # fmt: skip
    assert (answer.returncode, answer.stdout) == (1, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
