"""`firsthand figures`: every worked example by the command line; and by the commands that are for some tables alone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from xlsxwriter import Workbook

from commands import done
from commands import firsthand as firsthand_process
from core.worked import worked
from core.worked_tables import Brought, cells_of, every
from firsthand.core.similar.model import Model
from firsthand.core.similar.weights import sha256_of
from small_model import small_model

REAL = os.environ.get("FIRSTHAND_REAL_MODEL", "")  # where the weights of all-MiniLM-L6-v2 are, if they are
FLAGS = {
    "metric": "--metric", "weights": "--weights", "values": "--values", "counted": "--count", "with_p": "--with-p",
    "length": "--length", "distance": "--distance", "lag": "--lag", "word": "--word", "window": "--window",
    "gamma": "--gamma", "samples": "--samples",
}  # fmt: skip
# Which of the fixed commands takes which kind of table, and under which flag.
COMMANDS = {
    "spans": ("agree", "--spans"), "crosstable": ("matrix", "--table"), "people": ("matrix", "--table"),
    "codings": ("cooccurrence", "--table"), "pairs": ("cooccurrence", "--table"),
    "segments": ("cooccurrence", "--table"), "edges": ("cooccurrence", "--table"),
    "interviews": ("saturation", "--table"), "estimates": ("saturation", "--table"),
}  # fmt: skip


def firsthand(*words: object) -> Result:
    """The program in this process, with no data folder anywhere."""
    from firsthand.doors.commands import whole

    return CliRunner().invoke(whole(), ["--data", "/nowhere", *map(str, words)])


def written(folder: Path, example: Brought) -> Path:
    file = folder / "table.csv"
    file.write_text(example.csv, "utf-8-sig")
    return file


def flags(example: Brought) -> list[object]:
    return [
        word
        for name, value in example.asked.items()
        for word in ([FLAGS[name]] if value is True else [FLAGS[name], value])
    ]


@pytest.mark.parametrize("example", every())
def test_a_worked_example_comes_out_by_the_command_line(example: Brought, tmp_path: Path) -> None:
    kind = ["--as", example.kind] if example.ambiguous else []
    answer = firsthand("figures", written(tmp_path, example), *kind, *flags(example), "--json")
    assert answer.exit_code == 0, answer.stderr
    found = json.loads(answer.output)
    assert found["kind"] == example.kind
    assert found["stands_on"]
    assert example.missed(cells_of(found["parts"])) == []


@pytest.mark.parametrize("example", [one for one in every() if one.values[0].kind in COMMANDS])
def test_the_command_that_counts_the_same_in_a_study_takes_it_too(example: Brought, tmp_path: Path) -> None:
    command, flag = COMMANDS[example.kind]
    answer = firsthand(command, flag, written(tmp_path, example), *flags(example), "--json")
    assert answer.exit_code == 0, answer.stderr
    found = json.loads(answer.output)
    assert (found["kind"], example.missed(cells_of(found["parts"]))) == (example.kind, [])


@pytest.mark.parametrize("example", every())
def test_what_is_printed_for_a_person_has_every_part_its_formulas_and_no_nan(
    example: Brought, tmp_path: Path
) -> None:
    words = [written(tmp_path, example), "--as", example.kind, *flags(example)]
    answer = firsthand("figures", *words)
    found = json.loads(firsthand("figures", *words, "--json").output)
    assert answer.output.startswith("Read as ")
    for part in found["parts"].values():
        assert part["title"] in answer.output
        assert [
            one for one in part["formulas"].values() if one not in answer.output and len(part["rows"]) > 1
        ] == []
    assert "nan" not in answer.output.split()
    undefined = [
        cell
        for value in cells_of(found["parts"]).values()
        if isinstance(cell := value, dict) and cell["value"] is None
    ]
    assert all(one["reason"] in answer.output for one in undefined)


def test_a_workbook_is_read_as_a_csv_is(tmp_path: Path) -> None:
    file = tmp_path / "table.xlsx"
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["one", "two", "both"], [100, 10, 5]]):
            sheet.write_row(row, 0, cells)
    found = json.loads(firsthand("figures", file, "--json").output)
    assert found["parts"]["pairs"]["rows"][0]["c"]["value"] == pytest.approx(5 / 105)


def refused(tmp_path: Path, text: str, *words: Any) -> str:
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    answer = firsthand(*(file if word is ... else word for word in words))
    assert answer.exit_code == 1, answer.output
    return answer.stderr


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("a,b,c\nx,1,0\n", ("figures", ...), "can be several things. Say which: units"),
        ("a,b\nx,y\n", ("figures", ...), "No kind of table has these columns"),
        ("from,to\na,b\n", ("figures", ..., "--lag", 2), "--lag is not for edges of a network"),
        ("from,to\na,b\n", ("saturation", "--table", ...), "There are: interviews by codes"),
        ("from,to\na,b\n", ("cooccurrence", "--table", ..., "--edges", "units"), "--edges is for a study"),
        ("a,b,c\nx,1,0\n", ("matrix", "--table", ..., "--rows", "codes"), "--rows is for a study"),
        ("a,b,c\nx,1,0\n", ("matrix", "--table", ..., "--count", "sources"), "people or codings"),
        ("coder,start,end\nA,0,1\n", ("agree", "--spans", ..., "--unit", "turn"), "--unit has no effect"),
        ("unit,A,B\n1,x,y\n", ("agree", "--table", ..., "--length", 9), "--length is for a table of codings"),
        ("unit,A,B\n1,x,y\n", ("agree", "--table", ..., "--gamma"), "--gamma is for a table of codings"),
        ("from,to\na,b\n", ("figures", ..., "--gamma"), "--gamma is not for edges of a network"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_sentence(tmp_path: Path, text: str, words: Any, sentence: str) -> None:
    assert sentence in refused(tmp_path, text, *words)


def test_what_is_for_a_table_is_refused_for_a_study() -> None:
    assert "is for a table" in firsthand("cooccurrence", "--distance", 3).stderr
    assert "is for a table of codings" in firsthand("agree", "--length", 3).stderr


def test_a_file_that_is_not_there_is_told() -> None:
    assert "There is no file /nowhere/at.csv." in firsthand("figures", "/nowhere/at.csv").stderr


@pytest.mark.process
def test_sentences_of_ones_own_are_put_two_by_two_where_a_model_is_on_the_machine(tmp_path: Path) -> None:
    data, file, example = tmp_path / "data", tmp_path / "said.txt", worked("embedding")
    file.write_text("\n".join(example["sentences"]), "utf-8")
    done(data, "init", "--study", "Nearness")
    assert "no model on this machine yet" in firsthand_process(data, "similar", "between", file).err
    folder = REAL or str(small_model(tmp_path / "given"))
    weights = sha256_of(Path(folder) / "model.safetensors")
    done(data, "similar", "install", folder, "--sha256", weights)
    found = done(data, "similar", "between", file, "--json").json
    assert found["kind"] == "sentences"
    model = Model(Path(folder))
    vectors = [model.embed(one) for one in example["sentences"]]
    wanted = example["cosines"] if REAL else [[float(one @ other) for other in vectors] for one in vectors]
    for row, numbers in zip(found["parts"]["table"]["rows"], wanted, strict=True):
        assert [row[name]["value"] for name in "123"] == pytest.approx(numbers, abs=example["within"])
    listed = tmp_path / "list.csv"
    listed.write_text("sentence\n" + file.read_text("utf-8"), "utf-8")
    again = done(data, "figures", listed, "--json").json["parts"]
    assert [row["nearest"] for row in again["nearest"]["rows"]] == [
        row["nearest"] for row in found["parts"]["nearest"]["rows"]
    ]
    told = done(data, "similar", "between", file).out
    assert "Wording and topic, not meaning" in told
    assert "Bytes sent: 0" in told
