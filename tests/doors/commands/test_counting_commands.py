"""Matrices, co-occurrence and saturation at the command line, over the demonstration study."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from commands import done, firsthand

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def folder(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("counting") / "data"
    shutil.copytree(demonstration, data)
    return data


def test_a_matrix_is_shown_printed_as_json_and_written_as_a_copy_that_leaves(
    folder: Path, tmp_path: Path
) -> None:
    shown = done(folder, "matrix", "--rows", "families").out
    assert "Transforming experience into expertise" in shown
    assert "9 of 9" in shown
    assert "%" not in shown
    found = done(
        folder, "matrix", "--rows", "families", "--cols", "attributes", "--count", "people", "--json"
    ).json
    assert (found["rows"], found["columns"], found["count"], found["people"]) == (
        "families",
        "attributes",
        "people",
        9,
    )
    assert [row["people"] for row in found["codes"]] == [9, 9, 8, 5]
    alone = [one["people"] == 1 for one in found["headings"]]
    assert any(alone)
    before = done(folder, "trail", "--json").json["entries"][-1]["number"]
    for form in ("csv", "xlsx"):
        to = tmp_path / f"matrix.{form}"
        done(folder, "matrix", "--rows", "families", "--cols", "attributes", "--out", to)
        assert to.stat().st_size > 100
    (head, *rows) = list(csv.reader((tmp_path / "matrix.csv").read_text("utf-8-sig").splitlines()))
    masked = [name == "one person alone" for name in head[-len(alone) :]]
    assert masked == alone
    assert all(
        (cell == "") is hidden for row in rows for cell, hidden in zip(row[-len(alone) :], alone, strict=True)
    )
    assert done(folder, "trail", "--json").json["entries"][-1]["number"] == before + 2


def test_long_headings_are_numbers_that_are_told_below(folder: Path) -> None:
    shown = done(folder, "matrix", "--cols", "sources", "--rows", "families", "--count", "codings").out
    first, *rest = shown.splitlines()
    assert first.split()[:3] == ["Code", "People", "1"]
    assert any(line.startswith("1: S1 ") for line in rest)


def test_whether_codes_go_with_an_attribute_is_told_in_people_with_what_nine_people_can_show(
    folder: Path,
) -> None:
    told = done(folder, "matrix", "--test", "Paid or volunteer").out
    assert "No p: under twenty people p-values are off" in told
    assert "of 4" in told
    found = done(folder, "matrix", "--test", "Paid or volunteer", "--with-p", "--json").json
    assert sum(one["people"] for one in found["values"]) == 9
    assert found["tests"] == len([one for one in found["codes"] if one["p"]["value"] is not None]) > 0
    tested = [one for one in found["codes"] if one["p"]["value"] is not None]
    assert all(
        one["least_p_possible"]["value"] <= one["p"]["value"] <= one["adjusted_p"]["value"] for one in tested
    )


def test_codes_together_are_told_in_people_first_with_a_network(folder: Path) -> None:
    found = done(folder, "cooccurrence", "--json").json
    first = found["pairs"][0]
    assert (first["one"]["name"], first["two"]["name"], first["people"]) == (
        "Being alike",
        "Being genuine",
        2,
    )
    assert {type(figure["value"]) for one in found["pairs"] for figure in (one["jaccard"], one["c"])} == {
        float
    }
    assert all(0 <= one["jaccard"]["value"] <= 1 for one in found["pairs"])
    people = [one["people"] for one in found["pairs"]]
    assert people == sorted(people, reverse=True)
    nodes = {node["id"]: node for node in found["network"]["nodes"]}
    edges = [one for one in found["pairs"] if one["people"]]
    assert sum(node["degree"] for node in nodes.values()) == 2 * len(edges)
    assert done(folder, "cooccurrence", "--json").json == found
    assert "2 of 9" in done(folder, "cooccurrence").out
    few = done(folder, "cooccurrence", "--edges", "characters", "--at-least", 100, "--json").json["network"][
        "nodes"
    ]
    assert 0 < len(few) < len(nodes)


def test_saturation_is_in_field_order_says_what_it_is_not_and_why_a_figure_is_undefined(folder: Path) -> None:
    found = done(folder, "saturation", "--json").json
    days = [step["on"] for step in found["steps"]]
    assert len(days) == 9
    assert days == sorted(days)
    assert found["steps"][-1]["so_far"] == sum(len(step["new"]) for step in found["steps"])
    assert found["estimates"]["codes"] == found["steps"][-1]["so_far"]
    assert len(found["what_it_is_not"]) == 2
    assert len(found["guest_namey_chen"]) == 6
    assert len(found["rarefied"]) == 9
    assert found["days_of_coding"][-1]["codes"] == found["estimates"]["codes"]
    told = done(folder, "saturation").out
    assert "Saturation is not proved by a number" in told
    early = done(folder, "saturation", "--as-of", 1, "--json").json
    assert early["steps"] == []
    assert early["estimates"]["chao2"]["value"] is None
    assert early["estimates"]["chao2"]["reason"] == "no code was used"
    figures = list(every_figure(early))
    assert figures
    assert all(figure["value"] is not None or figure["reason"] for figure in figures)


def every_figure(found: Any) -> Any:
    """Whatever has a value and a reason, anywhere in an answer."""
    if isinstance(found, dict):
        if {"value", "reason"} <= found.keys():
            yield found
        for one in found.values():
            yield from every_figure(one)
    elif isinstance(found, list):
        for one in found:
            yield from every_figure(one)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["matrix", "--rows", "themes"], "There are: codes, families."),
        (["matrix", "--cols", "days"], "There are: participants, sources, attributes, codes, questions."),
        (["matrix", "--count", "percent"], "There are: people, sources, codings, characters."),
        (["matrix", "--test", "Shoe size"], "Of nobody in this study it is said: Shoe size."),
        (["matrix", "--format", "csv"], "name it with --out"),
        (["cooccurrence", "--edges", "words"], "There are: people, units, pairs, characters."),
        (["cooccurrence", "--coder", "Nobody Here"], "Nobody called Nobody Here is in this study."),
        (["saturation", "--step", "week"], "There are: interview, day."),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(folder: Path, words: list[str], said: str) -> None:
    answer = firsthand(folder, *words)
    assert answer.status == 1
    assert said in answer.err
