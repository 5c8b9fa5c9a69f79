"""The tallies: the same rows from every engine, from counting place by place, and from the program's own arithmetic."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.test_counting import two  # noqa: F401 (a fixture)
from conftest import Cast
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.matrix import matrix
from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.histogram import sweep
from firsthand.core.marks import Marks
from firsthand.core.problems import Problem
from firsthand.core.relations import co_occurrence
from firsthand.core.spans import Span
from firsthand.exchange.parquet import tables_in_memory
from firsthand.exchange.tallying.agreement import MOST_CODERS, histogram, names_in
from firsthand.exchange.tallying.asking import TALLIES, tallied
from firsthand.exchange.tallying.engines import opened
from firsthand.exchange.tallying.engines import rows as rows_of_table
from firsthand.exchange.tallying.places import BLOCK
from firsthand.exchange.tallying.tables import Tables, from_folders, from_memory
from firsthand.exchange.tallying.writing import table, write

SEED = int(os.environ.get("FIRSTHAND_SEED", "0"))
SPARK = [
    pytest.mark.skipif(os.environ.get("FIRSTHAND_SPARK") != "1", reason="On Spark it takes minutes"),
    pytest.mark.slow,
    # Spark's own: it leaves the sockets open by which it hands over rows.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=SPARK)])
def engine(request: pytest.FixtureRequest) -> Iterator[Any]:
    with opened(request.param) as connection:
        yield connection


@dataclass(frozen=True)
class Coding:
    id: str
    text: str
    source: str
    code: str
    coder: str
    start: int
    end: int
    whose: str | None = None

    def row(self) -> tuple[Any, ...]:
        where = (self.id, self.text, self.source, self.code, self.coder, self.start, self.end)
        return (*where, self.whose, "", "", None)

    @property
    def places(self) -> set[tuple[str, int]]:
        return {(self.text, place) for place in range(self.start, self.end)}


Words = tuple[str, int, int, str]  # text, start, end, person


@dataclass(frozen=True)
class Study:
    """Codings and words of an invented study; and each tally, counted place by place, in sets."""

    codings: list[Coding]
    words: list[Words]

    def tables(self, connection: Any) -> Tables:
        made = {name: table(name, []) for name in ("codes", "coders", "people", "texts")}
        made["codings"] = table("codings", [one.row() for one in self.codings])
        made["spans"] = table("spans", self.words)
        return from_memory(connection, made)

    def speaking(self, places: set[tuple[str, int]]) -> set[str]:
        return {
            who
            for text, start, end, who in self.words
            if any(text == t and start <= at < end for t, at in places)
        }

    def whose(self, one: Coding) -> set[str]:
        return self.speaking(one.places) | ({one.whose} if one.whose else set())

    @property
    def by_code(self) -> dict[str, list[Coding]]:
        found = defaultdict(list)
        for one in self.codings:
            found[one.code].append(one)
        return found

    def codes(self) -> set[tuple[Any, ...]]:
        return {
            (
                code, len(set().union(*map(self.whose, found))), len({one.source for one in found}),
                len({one.coder for one in found}), len(found),
            )
            for code, found in self.by_code.items()
        }  # fmt: skip

    def people(self) -> set[tuple[Any, ...]]:
        cells: dict[tuple[str, str], int] = defaultdict(int)
        for one in self.codings:
            for person in self.whose(one):
                cells[one.code, person] += 1
        return {(*cell, many) for cell, many in cells.items()}

    def sources(self) -> set[tuple[Any, ...]]:
        cells = defaultdict(list)
        for one in self.codings:
            cells[one.code, one.source].append(one.coder)
        return {(*cell, len(set(coders)), len(coders)) for cell, coders in cells.items()}

    def cooccurrence(self) -> set[tuple[Any, ...]]:
        rows = set()
        for a, b in combinations_with_replacement(sorted(self.by_code), 2):
            people, characters, pairs = set[str](), set[tuple[str, int]](), set[frozenset[str]]()
            for one in self.by_code[a]:
                for other in self.by_code[b]:
                    if both := one.places & other.places:
                        characters |= both
                        people |= self.speaking(both) | {who for who in (one.whose, other.whose) if who}
                        pairs |= {frozenset((one.id, other.id))} if one != other else set()
            if characters:
                rows.add((a, b, len(people), len(characters), len(pairs)))
        return rows

    def agreement(self) -> set[tuple[Any, ...]]:
        coders = sorted({one.coder for one in self.codings})
        marked: dict[tuple[str, str, int], int] = defaultdict(int)
        for one in self.codings:
            for text, place in one.places:
                marked[text, one.code, place] |= 1 << coders.index(one.coder)
        sizes: dict[tuple[str, str, int], int] = defaultdict(int)
        for (text, code, _place), mask in marked.items():
            sizes[text, code, mask] += 1
        return {(*cell, size) for cell, size in sizes.items()}

    def excerpts(self) -> set[tuple[Any, ...]]:
        return {
            (one.source, one.text, one.start, one.end, one.code, one.coder, one.id) for one in self.codings
        }


def invented(seed: int) -> Study:
    """Short stretches that touch, begin together and lie in one another; long ones over many blocks; at their edges."""
    drawn = random.Random(seed)
    edges = [0, 1, 2, 3, 5, 8, 13, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 7, 2 * BLOCK, 3 * BLOCK]
    codings, words = [], []
    for number in range(drawn.choice([1, 7, 40])):
        text = drawn.randrange(4)
        start, end = sorted(drawn.sample(edges, 2))
        codings.append(
            Coding(
                f"i{number:03}", f"t{text}", f"s{text // 2}", f"c{drawn.randrange(5)}", f"m{drawn.randrange(3)}",
                start, end, drawn.choice([None, None, None, "p8", "p9"]),
            )
        )  # fmt: skip
    for text in range(4):
        cuts = sorted(drawn.sample(edges, drawn.randrange(2, 9)))
        words += [(f"t{text}", a, b, f"p{drawn.randrange(4)}") for a, b in pairwise(cuts)]
        words += [(f"t{text}", 0, 2, "p1")] * drawn.randrange(2)  # somebody's own words in another's turn
    return Study(codings, words)


def rows_of(found: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in found.rows]


@pytest.mark.parametrize("what", TALLIES)
def test_every_tally_is_what_counting_place_by_place_comes_to(engine: Any, what: str) -> None:
    for seed in range(SEED, SEED + (12 if engine.name == "duckdb" else 2)):
        study = invented(seed)
        found = rows_of(tallied(what, study.tables(engine)))
        assert len(found) == len(set(found))
        assert set(found) == getattr(study, what)(), f"seed {seed}"


def test_co_occurrence_is_that_of_the_programs_own_arrays(engine: Any) -> None:
    study = invented(SEED + 3)
    number = {name: place for place, name in enumerate([f"t{n}" for n in range(4)])}
    marks = Marks.of((number[one.text], one.start, one.end, int(one.code[1:])) for one in study.codings)
    arrays = co_occurrence(marks, 5)
    tables = np.zeros((2, 5, 5), np.int64)
    for row in tallied("cooccurrence", study.tables(engine)).rows:
        for a, b in ((row["code"], row["other"]), (row["other"], row["code"])):
            tables[:, int(a[1:]), int(b[1:])] = row["pairs"], row["characters"]
    assert (tables == (arrays.pairs, arrays.characters)).all()


def test_the_histogram_is_that_of_the_programs_own_sweep(engine: Any) -> None:
    study = invented(SEED + 4)
    rows = [
        (int(one.text[1:]), int(one.code[1:]), int(one.coder[1:]), one.start, one.end)
        for one in study.codings
    ]
    swept = sweep(Codings.of(rows, lengths=[3 * BLOCK] * 4, codes=5, coders=3))
    expected = zip(
        *(column.tolist() for column in (swept.doc, swept.code, swept.mask, swept.size)), strict=True
    )
    tables = study.tables(engine)
    found = rows_of_table(histogram(tables.codings, ["m0", "m1", "m2"]))
    named = [(int(row["text"][1:]), int(row["code"][1:]), row["mask"], row["characters"]) for row in found]
    assert sorted(named) == sorted(expected)


def test_a_study_without_codings_comes_to_nothing_and_has_nothing_to_agree_on(engine: Any) -> None:
    tables = Study([], [("t0", 0, 5, "p0")]).tables(engine)
    for what in TALLIES:
        if what != "agreement":
            assert tallied(what, tables).rows == []
    with pytest.raises(Problem, match="nothing to agree on"):
        tallied("agreement", tables)


def test_more_coders_than_a_number_has_bits_are_refused(engine: Any) -> None:
    tables = invented(SEED).tables(engine)
    with pytest.raises(Problem, match="at most 62 coders, not 63"):
        histogram(tables.codings, [f"m{number}" for number in range(MOST_CODERS + 1)])
    many = [Coding(f"i{n}", "t", "s", "c", f"m{n:02}", 0, 4) for n in range(MOST_CODERS)]
    (row,) = tallied("agreement", Study(many, []).tables(engine)).rows
    assert (row["mask"], row["characters"]) == ((1 << MOST_CODERS) - 1, 4)
    assert len(names_in(row["mask"], [one.coder for one in many])) == MOST_CODERS


def test_only_some_codes_coders_or_people_are_counted_where_they_are_named(
    engine: Any, tmp_path: Path
) -> None:
    ids = {name: f"{number:08}-0000-7000-8000-000000000000" for number, name in enumerate("ABCxyPQ")}
    codings = [
        Coding("1", "t", "s", ids["A"], ids["x"], 0, 4),
        Coding("2", "t", "s", ids["A"], ids["y"], 6, 9),
        Coding("3", "t", "s", ids["B"], ids["y"], 6, 8, ids["P"]),
    ]
    written = {
        "codings": [one.row() for one in codings],
        "spans": [("t", 0, 5, ids["P"]), ("t", 5, 9, ids["Q"])],
        "codes": [(ids["A"], None, "Help", "Giving › Help"), (ids["B"], None, "Help", "Taking › Help")],
        "coders": [(ids["x"], "Xan"), (ids["y"], "Yve")],
        "people": [(ids["P"], "P01", "Pim"), (ids["Q"], "P02", "Quin")],
        "excerpts": [("1", "Well.", None), ("3", None, "no")],
    }
    for name, rows in written.items():
        write(tmp_path / f"{name}.parquet", name, rows, frozenset({"names"}))
    tables = from_folders(engine, [str(tmp_path)])

    def left(**asked: list[str]) -> list[str]:
        return [row["id"] for row in tallied("excerpts", tables, **asked).rows]

    assert left() == ["1", "3", "2"]
    assert left(codes=["giving › help"]) == ["1", "2"]
    assert left(codes=["Help"]) == ["1", "3", "2"]
    assert left(codes=[ids["B"].upper()]) == ["3"]
    assert left(coders=["Yve"]) == ["3", "2"]
    assert left(people=["P01"]) == ["1", "3"]
    assert left(people=["Quin"], codes=["Giving › Help"]) == ["2"]
    assert tables.label(ids["A"]) == "Giving › Help", "two codes are called Help"
    assert tables.label(ids["x"]) == "Xan"
    told = {row["id"]: (row["words"], row["held_back"]) for row in tallied("excerpts", tables).rows}
    assert told == {"1": ("Well.", None), "2": (None, None), "3": (None, "no")}
    with pytest.raises(Problem, match="Nothing in these tables is called “Zoe”"):
        left(coders=["Zoe"])


def test_tables_of_several_studies_are_counted_together(engine: Any, tmp_path: Path) -> None:
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        one = Coding(f"i{number}", f"t{number}", f"s{number}", "c", "m", 0, 9)
        write(folder / "codings.parquet", "codings", [one.row()])
        write(folder / "spans.parquet", "spans", [(f"t{number}", 0, 4, f"p{number}")])
    tables = from_folders(engine, [str(tmp_path / "1"), str(tmp_path / "2")])
    assert rows_of(tallied("codes", tables)) == [("c", 2, 2, 1, 2)]
    with pytest.raises(Problem, match=r"There is no codings\.parquet in"):
        from_folders(engine, [str(tmp_path)])


def test_a_study_is_counted_as_the_program_counts_it(engine: Any, cast: Cast, two: Any) -> None:  # noqa: F811
    apply_code(cast.lea, source=two["talk"], code=two["seeing"], span=Span(5, 10), whose=two["ike"])
    tables = from_memory(engine, tables_in_memory(cast.rea))
    counted = matrix(cast.rea, count="codings")
    assert rows_of(tallied("people", tables)) == sorted(
        (str(row.code.id), str(column.id), cell)
        for row in counted.rows
        for column, cell in zip(counted.columns, row.cells, strict=True)
        if cell
    )
    assert rows_of(tallied("codes", tables)) == sorted(
        (str(row.code.id), row.people, row.sources, 2 if row.code.name == "Carrying" else 1, row.codings)
        for row in counted.rows
        if row.codings
    )
    pairs = [row for row in rows_of(tallied("cooccurrence", tables)) if row[0] != row[1]]
    assert pairs == sorted(
        (*sorted((str(one.one.id), str(one.two.id))), one.people, one.characters, one.pairs)
        for one in cooccurrence(cast.rea).pairs
    )
