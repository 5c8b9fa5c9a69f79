"""Tables that somebody brings: worked examples out of a csv, what a table is told by, and what is wrong with one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.worked_tables import Brought, cells_of, every, repeated
from firsthand.core.brought.grid import Grid, grid_in, grid_of
from firsthand.core.brought.kinds import BY_KEY, KINDS, OPTIONS, reckoned, told_apart
from firsthand.core.brought.nearness import sentences_in
from firsthand.core.brought.reckoned import Asked
from firsthand.core.problems import Problem


@pytest.mark.parametrize("example", every())
def test_a_worked_example_comes_out_of_its_table(example: Brought) -> None:
    kind = example.kind if example.ambiguous else ""
    found = reckoned(grid_in(example.csv), Asked(**example.asked), kind=kind)
    assert found.kind == example.kind
    assert len(example.wanted) > 0
    assert example.missed(cells_of(found.as_dict()["parts"])) == []


@pytest.mark.parametrize("example", every())
def test_a_table_is_told_by_its_columns_or_can_be_several(example: Brought) -> None:
    found = [one.key for one in told_apart(grid_in(example.csv))]
    assert (len(found) > 1) is example.ambiguous
    assert example.kind in found
    if example.ambiguous:
        with pytest.raises(Problem, match="can be several things"):
            reckoned(grid_in(example.csv))


@pytest.mark.parametrize("example", every())
def test_no_two_rows_of_a_part_are_called_the_same_and_a_copy_has_a_row_for_each_figure(
    example: Brought,
) -> None:
    found = reckoned(grid_in(example.csv), Asked(**example.asked), kind=example.kind)
    for part in found.parts:
        assert not repeated(str(row[0]) for row in part.rows), part.key
        assert not repeated(one.key for one in part.columns)
    rows = found.as_rows()
    assert {len(row) for row in rows} == {6}
    assert len(rows) == 1 + len(found.facts) + sum(len(part.rows) * len(part.columns) for part in found.parts)


def test_every_kind_has_an_example_and_what_it_asks_is_there_to_ask() -> None:
    needs_a_model = {"sentences"}  # test_similar_passages.py, and below
    assert {one.values[0].kind for one in every()} == set(BY_KEY) - needs_a_model
    assert {name for kind in KINDS for name in kind.asks} == set(OPTIONS)


def of(text: str, kind: str = "", **asked: Any) -> Any:
    return reckoned(grid_in(text), Asked(**asked), kind=kind)


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("", "", "This table is empty"),
        ("a,b\n", "", "This table is empty"),
        ('a,b\n"1,2\n', "", "This is no csv table"),
        ("a,b\n1,2,3\n", "", "Row 2 has 3 cells, and the first row has 2"),
        ("a,b\n1,2\n", "", "No kind of table has these columns"),
        ("a,b\n1,2\n", "spans", "has no column coder, end, start"),
        ("a,b\n1,2\n", "units", "has too few columns"),
        ("coder,start,end\nAna,x,3\n", "", "Row 2, “start”: “x” is no whole number"),
        ("coder,start,end\nAna,0,3\n", "", "two coders"),
        ("coder,start,end\n,0,3\n", "", "Row 2 says no coder"),
        ("coder,start,end\nAna,3,3\n", "", "from 3 to 3 holds no character"),
        ("coder,start,end,length\nAna,0,3,2\n", "", "Row 2 ends at 3, and its text at 2"),
        ("coder,start,end,start\nAna,0,3,2\n", "", "Two columns are called “start”"),
        ("code,start,end\nTea,0,3\n", "", "nothing beside it"),
        ("from,to\na,a\n", "", "“a” goes with itself"),
        ("from,to,weight\na,b,-1\n", "", "is no number above 0"),
        ("participant,kind\nP1,x\n", "people", "too few columns"),
        ("participant,kind,Tea\nP1,x,1\nP1,x,1\n", "", "“P1” is there twice"),
        ("interview,Tea,Soup\nI1,1,maybe\n", "interviews", "“maybe” is no whole number"),
        ("interviews,codes,once,twice\n9,2,3,1\n", "", "more codes in one or two interviews"),
        ("interviews,codes,once,twice,incidences\n9,5,1,2,3\n", "", "fewer incidences"),
        ("one,two,both,all\n3,3,4,10\n", "", "do not go into 10 in all"),
        ("here,there,words_here,words_there\n3,0,2,9\n", "", "more often than there are words"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_said_with_its_place(text: str, kind: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        of(text, kind)


def cell(found: Any, part: str, column: str, row: int = 0) -> Any:
    return found.as_dict()["parts"][part]["rows"][row][column]


def test_pieces_that_overlap_are_said_to_and_each_code_is_had_by_itself() -> None:
    found = of("coder,code,start,end\nAna,x,0,5\nAna,y,3,9\nBo,x,0,5\nBo,x,4,5\n", length=20)
    assert "pieces of one coder overlap" in cell(found, "pieces", "u")["reason"]
    assert cell(found, "codes", "bar_u")["value"] == pytest.approx(1)
    assert cell(found, "codes", "ku")["value"] is None


def test_how_long_a_text_is_is_said_by_rows_by_whoever_asks_or_by_nobody() -> None:
    rows = "coder,start,end\nAna,0,5\nBo,3,9\n"
    assert dict(of(rows).facts)["Characters"] == 9
    assert "nobody says" in str(dict(of(rows).facts)["How long texts are"])
    assert dict(of(rows, length=50).facts)["Characters"] == 50
    two = "coder,document,start,end,length\nAna,a,0,5,10\nBo,a,3,9,10\nBo,b,0,2,7\n"
    assert dict(of(two).facts)["Characters"] == 17


def test_three_coders_are_had_two_by_two_and_all_together() -> None:
    found = of("coder,start,end\nAna,0,5\nBo,0,5\nCy,0,6\n", length=20).as_dict()["parts"]
    assert len(found["characters"]["rows"]) == 3
    assert found["everybody"]["rows"][0]["alpha"]["value"] is not None


def test_what_is_undefined_in_a_network_is_no_nought() -> None:
    found = of("from,to\na,b\n")
    assert cell(found, "network", "transitivity")["reason"].startswith("no two edges meet")
    assert cell(found, "nodes", "betweenness")["reason"].startswith("there are no two others")
    again = of("from,to,weight\na,b,2\nb,a,0.5\nb,c,1\n")
    assert (cell(again, "network", "edges"), cell(again, "nodes", "strength", 1)["value"]) == (2, 3.5)
    assert cell(again, "network", "transitivity")["value"] == 0


def test_holm_counts_the_tests_that_have_a_p() -> None:
    people = "\n".join(f"P{at},{'new' if at < 10 else 'old'},{int(at < 9)},1" for at in range(20))
    found = of(f"participant,here,Tea,Always\n{people}\n")
    assert cell(found, "all", "adjusted") == cell(found, "all", "p")
    assert "alike in one of the two" in cell(found, "all", "adjusted", 1)["reason"]


def test_coverage_is_not_said_where_nobody_says_how_often_codes_are_there() -> None:
    found = of("interviews,codes,once,twice\n9,24,3,6\n")
    assert "was not said" in cell(found, "estimates", "coverage")["reason"]
    assert cell(found, "estimates", "chao2")["value"] == pytest.approx(24.666667)


def test_columns_are_known_in_any_case_in_any_order_and_empty_ends_do_not_matter() -> None:
    grid = grid_of(
        [["", ""], ["Words  There", "HERE", "There", "words_here", ""], ["9", "1", "2", "8", "", ""]]
    )
    assert isinstance(grid, Grid)
    assert reckoned(grid).kind == "keyness"
    assert grid.rows[0].number == 3


@pytest.mark.parametrize(
    ("head", "row", "times"),
    [
        ("coder,start,end", "Ana,{0},{1}", 5_001),
        ("code,start,end", "c{2},{0},{1}", 10_001),
        ("from,to", "a{0},b{0}", 2_000),
        ("sequence,code", "1,c{2}", 50_001),
        ("interview,Tea,Soup", "I{0},1,0", 2_001),
    ],
)  # fmt: skip
def test_a_table_too_large_to_wait_for_is_told_so_before_it_is_gone_through(
    head: str, row: str, times: int
) -> None:
    rows = "\n".join(row.format(at, at + 1, at % 2) for at in range(times))
    with pytest.raises(Problem, match="are gone through"):
        of(f"{head}\n{rows}\n{rows.splitlines()[0].replace('Ana', 'Bo')}")


def test_of_very_many_people_chi_square_is_had_and_no_exact_test() -> None:
    found = of("group,yes,no\na,90000,10000\nb,80000,20000\n", "crosstable")
    assert cell(found, "all", "chi2")["value"] > 1000
    assert "more than 5,000 people" in cell(found, "all", "p")["reason"]


def test_texts_are_counted_by_who_says_them() -> None:
    found = of("text,who\nTea and tea,P1\nSoup,P2\n", word="TEA")
    rows = {row["of"]: row for row in found.as_dict()["parts"]["words"]["rows"]}
    assert (rows["tea"]["count"], rows["tea"]["people"], rows["tea"]["dp"]["value"]) == (2, 1, 0.25)
    assert len(found.as_dict()["parts"]["lines"]["rows"]) == 2


class Letters:
    """A model of a kind: a sentence is how often each letter is in it."""

    name, hash = "letters", "0"

    def embed(self, text: str) -> Any:
        found = np.array([text.casefold().count(one) for one in "abcdefghijklmnopqrstuvwxyz"], np.float32)
        return found / max(float(np.linalg.norm(found)), 1e-12)


def test_sentences_are_put_two_by_two_and_commas_in_them_are_words() -> None:
    listed = sentences_in("We had tea, and soup; both.\n\nThe bus was late.\nWe had soup, and tea; both.\n")
    assert told_apart(grid_in("Sentence\nWe had tea, and soup; both.\n"))[0].key == "sentences"
    found = reckoned(listed, Asked(model=Letters())).as_dict()
    table = [[row[name]["value"] for name in "123"] for row in found["parts"]["table"]["rows"]]
    assert np.array(table) == pytest.approx(np.array(table).T)
    assert [table[at][at] for at in range(3)] == [1, 1, 1]
    assert table[0][2] == pytest.approx(1, abs=1e-6)
    assert table[0][1] < 0.95
    assert [row["nearest"] for row in found["parts"]["nearest"]["rows"][::2]] == ["3", "1"]
    assert "not meaning" in found["parts"]["table"]["note"]
    assert (found["stands_on"]["Model"], found["stands_on"]["Bytes sent"]) == ("letters", 0)


@pytest.mark.parametrize(
    ("listed", "model", "sentence"),
    [
        ("Tea.\nSoup.\n", None, "there has to be a model"),
        ("Tea.\n", Letters(), "One sentence is near to nothing"),
        ("Tea.\n" * 101, Letters(), "101 sentences, and up to 100"),
        ("sentence\n\n", Letters(), "This list is empty"),
    ],
)
def test_what_is_no_list_of_sentences_is_told(listed: str, model: Any, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        reckoned(sentences_in(listed), Asked(model=model))
