"""Every worked example that is a table somebody could bring: as a csv, and what has to come out of it, by any door."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

from core.worked import FOLDER, meets, worked
from firsthand.core.figures import Figure

TABLES, TEXTS, CONTINUA, GAMMA = (
    json.loads((FOLDER / f"agreement_{name}.json").read_text("utf-8"))
    for name in ("tables", "texts", "continua", "gamma")
)
Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Wanted:
    """A cell: of which part, of which row, under which column; what it has to be, and within what."""

    part: str
    of: str
    column: str
    value: Any
    within: float | None = None

    def is_met_by(self, found: Any) -> bool:
        """Whether what a door says of the cell is that. A figure comes as value and reason."""
        if isinstance(found, dict):
            found = Figure(found["value"], found["reason"] or "")
        if isinstance(self.value, bool | str) or (
            isinstance(self.value, int) and not isinstance(found, Figure)
        ):
            return bool(found == self.value)
        return meets(found, self.value, within=self.within)


@dataclass(frozen=True)
class Brought:
    """A worked example as a table: its rows with their head, what is asked besides, and what is wanted of it."""

    id: str
    kind: str
    rows: Rows
    wanted: Sequence[Wanted]
    asked: dict[str, Any] = field(default_factory=dict)
    ambiguous: bool = False  # its columns do not say what it is

    @property
    def csv(self) -> str:
        kept = io.StringIO()
        csv.writer(kept).writerows([["" if cell is None else cell for cell in row] for row in self.rows])
        return kept.getvalue()

    def missed(self, cells: dict[tuple[str, str, str], Any]) -> list[tuple[Wanted, Any]]:
        """What is not as it has to be."""
        return [
            (one, cells.get((one.part, one.of, one.column), "not there"))
            for one in self.wanted
            if (one.part, one.of, one.column) not in cells
            or not one.is_met_by(cells[one.part, one.of, one.column])
        ]


def cells_of(parts: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    """Every cell of an answer in JSON, by part, row and column."""
    return {
        (key, row["of"], column): value
        for key, part in parts.items()
        for row in part["rows"]
        for column, value in row.items()
        if column != "of"
    }


def _all(part: str, of: str, values: dict[str, Any], within: float | None = None) -> list[Wanted]:
    return [Wanted(part, of, column, value, within) for column, value in values.items()]


def every() -> list[Any]:
    """All of them, each as a parameter with its name."""
    found = [
        *_units(), *_fourfold(), *_spans(), *_continua(), *_cooccurrence(), *_network(), *_people(), *_saturation(),
        *_sequence(), *_words(),
    ]  # fmt: skip
    assert len({one.id for one in found}) == len(found)
    return [pytest.param(one, id=one.id) for one in found]


# Coders ------------------------------------------------------------------------------------------------------------


def _units() -> Iterator[Brought]:
    within = TABLES["tolerance"]
    for example in TABLES["examples"]:
        if "sets" in example:
            rows = [
                ["unit", "a", "b", "c"],
                *([at, *map(_set, row)] for at, row in enumerate(example["sets"], 1)),
            ]
            for name, value in example["alpha_of_sets"].items():
                wanted = [Wanted("all", "", "alpha", value, within)]
                if name == "mv":
                    wanted += _all("all", "", example.get("disagreements", {}), within)
                yield Brought(f"{example['id']}-{name}", "units", rows, wanted, {"metric": name})
            continue
        if "units" not in example and "table" not in example:
            continue
        units = example.get("units") or list(_each(example["table"]))
        rows = [
            ["unit", *(f"coder {at}" for at in range(len(units[0])))],
            *([at, *row] for at, row in enumerate(units, 1)),
        ]
        here = {key: value for key, value in example.get("expected", {}).items() if key in UNIT_FIGURES}
        by_value = example.get("fleiss_by_value", {})
        values = [Wanted("values", value, "fleiss", found, within) for value, found in by_value.items()]
        if here or values:
            yield Brought(example["id"], "units", rows, [*_all("all", "", here, within), *values])
        for metric, value in example.get("alpha", {}).items():
            wanted = [Wanted("all", "", "alpha", value, within), *_all("all", "", _percent(example), within)]
            yield Brought(f"{example['id']}-{metric}", "units", rows, wanted, {"metric": metric})
        if "ac2_quadratic" in example.get("expected", {}):
            wanted = [Wanted("all", "", "ac2", example["expected"]["ac2_quadratic"], within)]
            yield Brought(f"{example['id']}-quadratic", "units", rows, wanted, {"weights": "quadratic"})
        for drawn in TABLES["examples"]:
            if drawn.get("of") == example["id"]:
                krippendorff, anew = drawn["pairs"], drawn["units_drawn"]
                wanted = [
                    Wanted("alpha_between", of, column, one[column], one["tolerance"])
                    for of, one in (
                        ("units drawn anew", anew),
                        ("pairs of ratings drawn anew (Krippendorff)", krippendorff),
                    )
                    for column in ("low", "high")
                ]
                yield Brought(drawn["id"], "units", rows, wanted, {"metric": drawn["metric"]})
    example = TEXTS["brennan_prediger"]  # fourteen alike of fifteen are 93.33 %
    rows = [["unit", "a", "b"], *([at, 1, 1] for at in range(14)), [15, 1, 2]]
    asked = {"values": ",".join(str(one) for one in range(1, example["codes"] + 1))}
    yield Brought(
        "brennan-prediger", "units", rows, [Wanted("all", "", "s", example["s"], TEXTS["tolerance"])], asked
    )


UNIT_FIGURES = ("percent", "kappa", "kappa_max", "pi", "fleiss", "alpha", "ac1", "ac2", "s")


def _percent(example: Any) -> dict[str, float]:
    return {"percent": example["percent"]} if "percent" in example else {}


def _set(codes: list[str] | None) -> str:
    return "" if codes is None else "|".join(codes) or "-"


def _each(table: list[list[int]]) -> Iterator[tuple[int, int]]:
    for one, row in enumerate(table, 1):
        for other, times in enumerate(row, 1):
            yield from [(one, other)] * times


def _fourfold() -> Iterator[Brought]:
    within = TABLES["tolerance"]
    head = ["both", "first", "second", "neither"]
    names = {"positive": "f1"}
    for example in TABLES["examples"]:
        if len(example.get("table", ())) == 2:
            (a, b), (c, d) = example["table"]
            known = {
                names.get(name, name): value for name, value in example["expected"].items()
                if name not in ("fleiss", "ac2_quadratic")
            }  # fmt: skip
            rows = [head, [a, b, c, d]]
            yield Brought(f"{example['id']}-counts", "fourfold", rows, _all("all", "row 2", known, within))
    example = TEXTS["not_kappa"]
    known = {name: example[name] for name in ("kappa", "f1", "jaccard")}
    yield Brought("not-kappa", "fourfold", [head, example["counts"]], _all("all", "row 2", known, within))
    example = TEXTS["towards_f1"]
    marked = [example[name] for name in head[:3]]
    growing = example["neither_kappa_percent"]
    yield Brought(
        "towards-f1", "fourfold", [["text", *head], *([f"d = {d}", *marked, d] for d, _kappa, _percent in growing)],
        [
            one for d, kappa, percent in growing
            for one in _all("all", f"d = {d}", {"kappa": kappa, "percent": percent, "f1": example["f1"]}, within)
        ],
    )  # fmt: skip


def _spans() -> Iterator[Brought]:
    within = TEXTS["tolerance"]
    for example in TEXTS["spans"]:
        rows = [
            ["coder", "start", "end"],
            *([who, *span] for who, spans in zip("AB", example["spans"], strict=True) for span in spans),
        ]
        both, first, second, neither = example["counts"]
        counts = {"both": both, "first": first, "second": second, "neither": neither}
        wanted = _all("characters", "marked: A, B", counts | example["expected"], within)
        yield Brought(example["id"], "spans", rows, wanted, {"length": example["length"]})
    example = TEXTS["segments"]
    rows = [["coder", "code", "start", "end"], *(
        [who, "x", *span] for who, name in (("A", "first"), ("B", "second")) for span in example[name]
    )]  # fmt: skip
    yield Brought("segments", "spans", rows, [*_segments_wanted(example)], {"length": 1000})


def _segments_wanted(example: Any) -> Iterator[Wanted]:
    """The row of a part is known by its code and coders; three thresholds are rows one below the other."""
    for least, words in (("0.9", "nine tenths"), ("0.5", "a half"), ("0.01", "any character")):
        values = example["expected"][least] | {"split": example["split"], "merged": example["merged"]}
        yield from _all("segments", f"x: A, B ({words})", values, TEXTS["tolerance"])


def _continua() -> Iterator[Brought]:
    within = CONTINUA["tolerance"]
    for example in CONTINUA["examples"]:
        rows = [["coder", "start", "end", "code"], *(
            [who, start, end, value] for who, units in example["units"].items() for start, end, value in units
        )]  # fmt: skip
        wanted = _all("pieces", "", example["expected"] | {"coverage": example["coverage"]}, within)
        for value, expected in example["per_value"].items():
            wanted += _all("codes", value, expected, within)
        yield Brought(example["id"], "spans", rows, wanted, {"length": example["length"]})

    yield _gamma()


def _gamma() -> Brought:
    rows = [["coder", "start", "end", "code"], *(
        [who, start, end, value] for who, units in GAMMA["units"].items() for start, end, value in units
    )]  # fmt: skip
    wanted = [
        Wanted("gamma", "", name, float(GAMMA[name]["value"]), GAMMA[name]["within"])
        for name in ("observed", "gamma", "gamma_cat")
    ]
    for code, one in GAMMA["gamma_k"].items():
        wanted.append(Wanted("gamma_k", code, "gamma_k", float(one["value"]), one["within"]))
    for code, value in GAMMA["aligned_alone"].items():
        wanted.append(Wanted("gamma_k", code, "gamma_k_aligned", value, 1e-9))
    return Brought("gamma", "spans", rows, wanted, {"gamma": True, "samples": GAMMA["samples"]})


# Codes and people --------------------------------------------------------------------------------------------------


def _cooccurrence() -> Iterator[Brought]:
    first, *others = worked("cooccurrence")
    counts = first["counts"]
    rows = [["one", "two", "both"], [counts["one"], counts["two"], counts["both"]]]
    yield Brought("c", "pairs", rows, _all("pairs", "row 2", first["expected"] | {"share_of_two": 0.5}))
    for at, example in enumerate(others):
        rows = [["code", "start", "end"], *([code, *span] for code in "AB" for span in example[code])]
        names = {"a_touching": "one_touching", "b_touching": "two_touching"}
        values = {names.get(name, name): value for name, value in example["expected"].items()}
        asked = {"distance": example["distance"]}
        yield Brought(f"operators-{at}", "codings", rows, _all("pairs", "A + B", values), asked)


def _network() -> Iterator[Brought]:
    karate, example = worked("network")["karate"]["expected"], worked("network")["segments"]
    rows = [["from", "to"], *([f"n{one}", f"n{two}"] for one, two in nx.karate_club_graph().edges())]
    whole = {name: karate[name] for name in ("nodes", "edges", "transitivity", "density")}
    node = {name: karate[name] for name in ("degree", "betweenness")}
    yield Brought("karate", "edges", rows, [*_all("network", "", whole), *_all("nodes", "n0", node)])
    # The codes in their own order, so that every pair is called by its lower one first.
    held = sorted((code, at) for at, codes in enumerate(example["codes"], 1) for code in codes)
    rows = [["segment", "code"], *([at, f"c{code}"] for code, at in held)]
    wanted = [Wanted("codes", f"c{code}", "in_so_many", n) for code, n in enumerate(example["each"])]
    for one, two, together, jaccard in example["together"]:
        wanted += _all("pairs", f"c{one} + c{two}", {"together": together, "jaccard": jaccard})
    yield Brought("projection", "segments", rows, wanted)


def _people() -> Iterator[Brought]:
    two_by_three, tea, nine, codings = worked("association")
    chi = _renamed(two_by_three["chi_square"], {"p": "chi2_p"})
    yield Brought(
        "chi-square", "crosstable", _crossed(two_by_three["table"]), _all("all", "", chi), ambiguous=True
    )
    yield Brought(
        "tea",
        "crosstable",
        _crossed(tea["table"]),
        _all("all", "", tea["exact"]),
        {"with_p": True},
        ambiguous=True,
    )
    off = _all("all", "", {"p": None, "greater": None, "chi2_p": None})
    yield Brought("tea-not-asked", "crosstable", _crossed(tea["table"]), off, ambiguous=True)
    rows = [["participant", "attribute", "code"], *(
        [f"P{at}", *both] for at, both in enumerate(zip(nine["attribute"], nine["code"], strict=True), 1)
    )]  # fmt: skip
    exact = dict(nine["exact"])
    yield Brought("nine", "people", rows, _all("all", "code", exact), {"with_p": True})
    kept = {name: exact[name] for name in ("smallest", "smallest_this_way")} | {"p": None, "adjusted": None}
    yield Brought("nine-not-asked", "people", rows, _all("all", "code", kept))
    as_people = _renamed(codings["chi_square_of_codings"], {"p": "chi2_p"})
    yield Brought(
        "as-if-people", "crosstable", _crossed(codings["codings"]), _all("all", "", as_people), ambiguous=True
    )
    refused = _all("all", "", {"chi2": None, "chi2_p": None, "p": None})
    yield Brought(
        "of-codings",
        "crosstable",
        _crossed(codings["codings"]),
        refused,
        {"counted": "codings"},
        ambiguous=True,
    )


def _renamed(values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items()}


def _crossed(table: list[list[int]]) -> Rows:
    return [
        ["", *(f"c{at}" for at in range(len(table[0])))],
        *([f"r{at}", *row] for at, row in enumerate(table)),
    ]


def _saturation() -> Iterator[Brought]:
    examples = worked("saturation")
    nine = examples["nine"]
    held = nine["incidence"]
    rows = [
        ["interview", *(f"code {at}" for at in range(len(held[0])))],
        *([f"I{at}", *row] for at, row in enumerate(held, 1)),
    ]
    yield Brought("nine-interviews", "interviews", rows, [*_of_nine(nine)])
    names = ["interviews", "codes", "once", "twice", "incidences"]
    again = {"unseen": "unseen", "twice_as_many": "with_as_many_more"}
    for name in ("trees", "ants"):
        values = _renamed(examples[name]["expected"], again)
        yield Brought(
            name, "estimates", [names, examples[name]["sample"]], _all("estimates", "row 2", values)
        )


def _of_nine(nine: Any) -> Iterator[Wanted]:
    for at, (new, so_far) in enumerate(zip(nine["new"], nine["cumulative"], strict=True), 1):
        yield from _all("steps", f"I{at}", {"new": new, "so_far": so_far})
    for base, run, codes, runs, at_5, at_0 in nine["runs"]:
        reached = {"base_codes": codes, "at_5": at_5 or "–", "at_0": at_0 or "–"}
        yield from _all("bases", f"{base}, {run}", reached)
        for first, last, new, ratio in runs:
            yield from _all("runs", f"{base}, {run}: {first}–{last}", {"new": new, "ratio": ratio})
    yield Wanted("bases", "4, 2", "orders_at_5", nine["share_of_orders_at_5_with_4_and_2"], 0.02)
    for at, codes in enumerate(nine["rarefied"], 1):
        yield Wanted("rarefied", str(at), "codes", codes)
    counts = dict(zip(("interviews", "codes", "once", "twice", "incidences"), nine["sample"], strict=True))
    again = {"with_9_more": "with_as_many_more", "more_for_95": "more_for_95"}
    yield from _all("estimates", "", counts | _renamed(nine["chao2"], again))
    called = ("IW from the mean of codes per interview", "IW from the codes of the first interview")
    for name, wanted in zip(called, nine["directly"], strict=True):
        yield from _all("curves", name, {key: wanted[key] for key in ("all_codes", "rate", "index")})
    for kind, wanted in nine["fitted"].items():
        for key in ("all_codes", "rate", "error"):
            yield Wanted("curves", kind, key, wanted[key], wanted[key] / 100)
        yield from _all("curves", kind, {"index": wanted["index"], "passes": kind == "IS"})


# What follows what, and words --------------------------------------------------------------------------------------


def _sequence() -> Iterator[Brought]:
    example = worked("sequence")
    rows = [["sequence", "code"], *([1, letter] for letter in example["sequence"])]
    names, wanted = "ABC", []
    for a, b in ((a, b) for a in range(3) for b in range(3)):
        of = f"{names[a]} → {names[b]}"
        values = {
            "count": example["lag1"][a][b],
            "share": example["shares"][a][b],
            "expected": example["expected"][a][b],
        }
        wanted += _all("transitions", of, values)
        wanted.append(Wanted("transitions", of, "residual", example["residuals"][a][b], 5.1e-5))
    wanted.append(Wanted("transitions", "A → B", "yule_q", example["yule_q_of_a_to_b"]))
    yield Brought("lag-1", "sequences", rows, wanted)
    second = [
        Wanted("transitions", f"{names[a]} → {names[b]}", "count", example["lag2"][a][b])
        for a in range(3) for b in range(3)
    ]  # fmt: skip
    yield Brought("lag-2", "sequences", rows, second, {"lag": 2})


def _words() -> Iterator[Brought]:
    examples = worked("words")
    for at, example in enumerate(examples["beside"]):
        rows = [["one", "two", "both", "all"], example["counts"]]
        yield Brought(f"beside-{at}", "beside", rows, _all("pairs", "row 2", example["expected"]))
    example = examples["keyness"]
    rows = [["word", "here", "there", "words_here", "words_there"], ["care", *example["counts"]]]
    yield Brought("keyness", "keyness", rows, _all("words", "care", example["expected"]))
    example = examples["context"]
    wanted = [Wanted("words", "work", "count", example["of_work"])]
    for at, (left, match, right, start, end) in enumerate(example["lines"], 1):
        values = {"left": left, "match": match, "right": right, "start": start, "end": end}
        wanted += _all("lines", f"1.{at}", values)
    asked = {"word": "work", "window": example["window"]}
    yield Brought("context", "texts", [["text"], [example["text"]]], wanted, asked)


def repeated(names: Iterable[str]) -> bool:
    """Whether two of these names are the same."""
    return any(one == other for one, other in pairwise(sorted(names)))
