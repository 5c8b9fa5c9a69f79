"""The framework matrix at the command line and in a notebook, over the demonstration study."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import clean, done, firsthand

pytestmark = pytest.mark.process

WRITING = """
import sys, firsthand
with firsthand.open(sys.argv[1]) as study:
    cells = {(one.case_name, one.code_name): one for one in study.framework()}
    for name in ("Ike", "Juno"):
        cell = cells[name, "Transforming experience into expertise"]
        study.do.write_summary(code=cell.code, participant=cell.case, words=f"What {name} went through counts.")
    study.do.remove_coding(coding=cell.codings[0])
"""


@pytest.fixture(scope="module")
def folder(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with two summaries, one of which is out of date."""
    data = tmp_path_factory.mktemp("framework") / "data"
    shutil.copytree(demonstration, data)
    made = firsthand(data, "framework", "--json").json
    assert (made["written"], made["of"]) == (0, 31)
    subprocess.run([sys.executable, "-c", WRITING, data], env=clean(data), check=True)
    return data


def test_it_is_read_case_by_case_and_what_is_to_be_done_alone(folder: Path) -> None:
    shown = done(folder, "framework").out
    assert "What Ike went through counts." in shown
    assert "out of date" in shown
    assert "[1 excerpt is gone.]" in shown
    assert shown.rstrip().endswith("2 of 31 written.")
    todo = done(folder, "framework", "--todo").out
    assert "What Juno went through counts." in todo
    assert "What Ike went through counts." not in todo
    found = done(folder, "framework", "--json").json
    states = [one["state"] for one in found["cells"]]
    assert {state: states.count(state) for state in set(states)} == {
        "empty": 5, "to write": 29, "written": 1, "out of date": 1,
    }  # fmt: skip


def test_rows_and_codes_are_chosen_by_name(folder: Path) -> None:
    found = done(
        folder, "framework", "--rows", "sources", "--codes", "The system in view", "--codes", "Re-reading the past",
        "--json",
    ).json  # fmt: skip
    assert found["rows"] == "sources"
    assert {one["name"] for one in found["codes"]} == {"The system in view", "Re-reading the past"}
    for wrong, said in (
        (["--rows", "moons"], "participants or sources"), (["--codes", "Moons"], "no code"),
        (["--format", "csv"], "name it with --out"), (["--todo", "--out", "x.csv"], "not written to a file"),
        (["--out", "nowhere/x.csv"], "no folder"), (["--out", "x.pdf"], "comes as csv, xlsx"),
    ):  # fmt: skip
        answer = firsthand(folder, "framework", *wrong)
        assert answer.status == 1
        assert said in answer.err


def test_a_file_of_it_is_a_copy_that_leaves(folder: Path, tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        done(folder, "framework", "--out", tmp_path / f"framework.{form}")
        assert (tmp_path / f"framework.{form}").stat().st_size > 500
    rows = {
        row["ref"]: row for row in csv.DictReader((tmp_path / "framework.csv").read_text("utf-8-sig").splitlines())
    }  # fmt: skip
    assert len(rows) == 9
    told = [row["Transforming experience into expertise"] for row in rows.values()]
    held = [row for row in rows.values() if row["not_printed"]]
    assert len([one for one in told if one]) + len(held) == 2
    assert "framework.xlsx" in done(folder, "trail").out


def test_the_study_is_whole(folder: Path) -> None:
    assert firsthand(folder, "verify").status == 0
