"""`firsthand agree`: every worked table by the command line, and a study from words to numbers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commands import done, firsthand
from core.worked_tables import TEXTS

WORKED = Path(__file__).parents[2] / "data" / "worked" / "agreement_tables.json"
TABLES = json.loads(WORKED.read_text("utf-8"))
FOURFOLD = {"both": (1, 1), "first": (1, 0), "second": (0, 1), "neither": (0, 0)}
KEYS = ["percent", "kappa", "pi", "fleiss", "alpha", "ac1", "ac2", "s"]


def agree(*words: object) -> Result:
    """The command in this process, with no data folder anywhere."""
    from firsthand.doors.commands import whole

    return CliRunner().invoke(whole(), ["--data", "/nowhere", "agree", *map(str, words)])


def written(folder: Path, example: Any, separator: str = ",") -> Path:
    """A worked table as a csv file."""
    rows = example.get("units") or [
        (one, other)
        for one, row in enumerate(example["table"], 1)
        for other, times in enumerate(row, 1)
        for _ in range(times)
    ]
    kept = io.StringIO()
    out = csv.writer(kept, delimiter=separator)
    out.writerow(["unit", *(f"coder {at}" for at in range(len(rows[0])))])
    out.writerows(
        [number, *("" if one is None else one for one in row)] for number, row in enumerate(rows, 1)
    )
    file = folder / "table.csv"
    file.write_text(kept.getvalue(), "utf-8-sig")
    return file


def of(*keys: str) -> list[Any]:
    return [pytest.param(one, id=one["id"]) for one in TABLES["examples"] if all(key in one for key in keys)]


def same(found: Any, value: float | None) -> bool:
    if value is None:
        return found["value"] is None and bool(found["reason"])
    return found["reason"] == "" and found["value"] == pytest.approx(value, abs=TABLES["tolerance"])


@pytest.mark.parametrize("example", of("expected"))
def test_a_worked_table_comes_out_as_worked(example: Any, tmp_path: Path) -> None:
    file = written(tmp_path, example)
    found = json.loads(agree("--table", file, "--metric", "nominal", "--json").output)
    assert list(found)[: len(KEYS)] == KEYS
    known = {name: value for name, value in example["expected"].items() if name in KEYS}
    assert len(known) > 3
    assert [name for name, value in known.items() if not same(found[name], value)] == []
    if "ac2_quadratic" in example["expected"]:
        weighted = json.loads(agree("--table", file, "--weights", "quadratic", "--json").output)
        assert same(weighted["ac2"], example["expected"]["ac2_quadratic"])


@pytest.mark.parametrize("example", of("alpha"))
def test_alpha_of_a_worked_table_comes_out_under_every_metric(example: Any, tmp_path: Path) -> None:
    file = written(tmp_path, example, separator=";")
    for metric, value in example["alpha"].items():
        found = json.loads(agree("--table", file, "--metric", metric, "--json").output)
        assert same(found["alpha"], value), metric
        assert found["kappa"]["value"] is None
        assert "two coders" in found["kappa"]["reason"]


@pytest.mark.parametrize("example", of("sets"))
def test_several_codes_on_a_unit_come_out_under_every_distance_of_sets(example: Any, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    cells = [["" if one is None else "|".join(one) or "-" for one in row] for row in example["sets"]]
    rows = [["unit", "A", "B", "C"], *([str(at), *row] for at, row in enumerate(cells, 1))]
    file.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    for metric, value in example["alpha_of_sets"].items():
        found = json.loads(agree("--table", file, "--metric", metric, "--json").output)
        assert same(found["alpha"], value), metric
    if "disagreements" in example:
        assert {name: found[name] for name in ("observed", "expected")} == pytest.approx(
            example["disagreements"], abs=TABLES["tolerance"]
        )
    assert "Disagreement: " in agree("--table", file, "--metric", "mv").output
    assert "--weights are for AC2" in agree("--table", file, "--metric", "mv", "--weights", "linear").stderr


def test_what_is_printed_for_a_person_says_why_there_is_no_value(tmp_path: Path) -> None:
    file = tmp_path / "same.csv"
    file.write_text("unit\tAna\tBo\n1\tyes\tyes\n2\tyes\tyes\n\n3\tyes\n", "utf-8")
    answer = agree("--table", file)
    assert answer.exit_code == 0
    assert "3 units, 2 coders, 1 value," in answer.output
    assert "No variation: expected disagreement is 0." in answer.output
    assert "nan" not in answer.output


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("\n,,\n", (), "This table is empty"),
        ("unit,Ana\n1,yes\n", (), "fewer than two coders"),
        ("unit,Ana,Bo\n1,yes,no,yes\n", (), "Row 2 has 3 values, and there are 2 coders"),
        ('unit,Ana,Bo\n1,"yes,no\n', (), "This is no csv table"),
        ("unit,Ana,Bo\n1,yes,no\n", ("--metric", "ordinal"), "needs numbers"),
        ("unit,Ana,Bo\n1,-1,2\n", ("--metric", "ratio"), "true zero"),
        ("unit,Ana,Bo\n1,1,2\n", ("--unit", "turn"), "--unit is for a study, not for a table"),
    ],
)
def test_a_table_that_cannot_be_reckoned_is_told_in_a_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    answer = agree("--table", file, *words)
    assert answer.exit_code == 1
    assert sentence in answer.stderr


def test_numbers_written_two_ways_are_words_and_numbers_are_in_order(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("unit,Ana,Bo\n1,2,10\n2,10,10\n", "utf-8")
    assert json.loads(agree("--table", file, "--json").output)["values"] == [2, 10]
    file.write_text("unit,Ana,Bo\n1,1,01\n2,10,10\n", "utf-8")
    assert json.loads(agree("--table", file, "--json").output)["values"] == ["01", "1", "10"]


@pytest.mark.process
def test_the_worked_sentences_of_a_study_are_compared_by_each_rule(tmp_path: Path) -> None:
    data, talk, example = tmp_path / "data", tmp_path / "talk.txt", TEXTS["sentences"]
    talk.write_text(example["text"], "utf-8")
    done(data, "init", "--study", "Agreeing")
    done(data, "import", talk)
    for who in ("first", "second"):
        for start, end in example[who]:
            place = ("--start", start, "--end", end)
            done(data, "apply", "--source", "S1", "--code", "Helped", *place, "--as", who.title())
    for rule, marked in example["expected"].items():
        answer = done(
            data, "agree", "--unit", "sentence", "--rule", rule, "--coders", "First,Second", "--json"
        )
        pairs = [*zip(*marked, strict=True)]
        counts = {name: pairs.count(pair) for name, pair in FOURFOLD.items()}
        assert answer.json["codes"][0]["pairs"][0]["counts"] == counts, rule


@pytest.mark.process
def test_two_coders_of_a_study_by_the_command_line(tmp_path: Path) -> None:
    data, talk = tmp_path / "data", tmp_path / "talk.txt"
    talk.write_text("LEA: What did you bring?\nMARIGOLD: Soup, and a spare key.\n", "utf-8")
    done(data, "init", "--study", "Agreeing")
    done(data, "import", talk)
    assert "nothing to compare" in firsthand(data, "agree").err
    for who, start, end in (("Ana", 35, 57), ("Bo", 35, 39)):
        done(
            data, "apply", "--source", "S1", "--code", "Bringing", "--start", start, "--end", end, "--as", who
        )
    found = done(data, "agree", "--measure", "all", "--json").json
    assert (found["unit"], found["coders"], found["documents"]) == ("character", ["Ana", "Bo"], ["S1"])
    (line,) = found["codes"]
    (pair,) = line["pairs"]
    assert (line["code"], pair["counts"]["both"], pair["counts"]["first"]) == ("Bringing", 4, 18)
    assert pair["f1"]["value"] == pytest.approx(8 / 26)
    assert pair["kappa"]["interval"]["reason"].startswith("Fewer than six")
    assert {one["alike"]: one["counts"]["both"] for one in found["segments"]} == {
        "any": 1,
        "half": 0,
        "nine tenths": 0,
    }
    assert found["unitizing"][0]["bar_u"]["value"] is not None
    assert set(done(data, "agree", "--json").json["codes"][0]["pairs"][0]) == {
        "coders", "counts", "percent", "f1", "kappa", "alpha",
    }  # fmt: skip
    turns = done(
        data, "agree", "--unit", "turn", "--rule", "all", "--code", "Bringing", "--coders", "Bo,Ana", "--json"
    ).json
    assert (turns["coders"], turns["rule"], turns["codes"][0]["pairs"][0]["counts"]["neither"]) == (
        ["Bo", "Ana"],
        "all",
        1,
    )
    told = done(data, "agree").out
    assert "Ana, Bo: 1 document, 58 characters." in told
    assert "Bringing" in told
    done(data, "round", "start", "--name", "First", "--coders", "Ana,Bo")
    assert "Round 1 is still open" in firsthand(data, "agree", "--round", 1).err
    done(data, "round", "close", 1)
    here = ("--source", "S1", "--code", "Bringing", "--start", 35, "--end", 57, "--how", "here")
    done(data, "round", "settle", 1, *here)
    of_round = done(data, "agree", "--round", 1, "--json").json
    assert of_round["then"]["codes"][0]["pairs"][0]["f1"]["value"] == pytest.approx(8 / 26)
    assert (of_round["now"]["settled"], of_round["now"]["codes"][0]["pairs"][0]["f1"]["value"]) == (1, 1)
    told = done(data, "agree", "--round", 1).out
    assert told.index("as it stood when it was closed") < told.index("as its codings stand now")
    assert (
        "--coders is what the round says" in firsthand(data, "agree", "--round", 1, "--coders", "Ana,Bo").err
    )
    assert "leave --round out" in firsthand(data, "agree", "--round", 1, "--measure", "segments").err
    assert "no round 7" in firsthand(data, "agree", "--round", 7).err
    assert "--metric is for a table" in firsthand(data, "agree", "--metric", "ratio").err
    assert "on characters" in firsthand(data, "agree", "--unit", "turn", "--measure", "segments").err
