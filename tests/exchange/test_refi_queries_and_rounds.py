"""What other programs have no place for: kept queries and coding rounds leave with a study, and arrive with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from conftest import Cast
from exchange.copies import Copy
from exchange.test_refi_files import FILES
from exchange.test_refi_studies import another, brought, taken
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.in_round import agreement_in_round
from firsthand.analysis.compare.queries import saved_queries, saved_query
from firsthand.analysis.compare.retrieval import find
from firsthand.analysis.compare.saving import remove_query, save_query
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.rounds.selectors import outcomes, round_, rounds
from firsthand.analysis.rounds.services import (
    close_round,
    finish,
    remove_round,
    settle_difference,
    start_round,
)
from firsthand.core.problems import Problem
from firsthand.core.selecting.reading import read
from firsthand.core.spans import Span
from firsthand.exchange.projects.project import ROUND as MARK
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.exchange.projects.taking_out import take_out
from firsthand.ground.studies.undoing import undo_last
from guard import trail_tells_the_rows
from texts import bring

TALK = "IKE: I open the door.\nLENA: And then?\nIKE: Then we talk by day.\n"
ASKED = "code:Doors and not coder:Cody"


@pytest.fixture
def worked(cast: Cast) -> Any:
    """A study with a round that is closed and settled, one that is open, and two kept queries."""
    lea, cody = cast.lea, cast.cody
    (talk,) = bring(lea, TALK)
    doors, days = make_code(cast.lea, name="Doors"), make_code(cast.lea, name="Days")
    both = {"coders": [lea, cody], "sources": [talk]}
    first = start_round(lea, name="First & last", about="Look <closely>.", codes=[doors], **both)
    apply_code(cast.cody, source=talk, code=doors, span=Span(5, 21))
    apply_code(cast.lea, source=talk, code=doors, span=Span(5, 16))
    apply_code(cast.lea, source=talk, code=days, span=Span(44, 50))
    finish(cast.cody, round=first)
    close_round(cast.lea, round=first)
    settle_difference(
        cast.lea, round=first, source=talk, code=doors, span=Span(5, 21), outcome="here", reason="All of it."
    )
    start_round(lea, name="Second", blind=False, draw=1, seed=7, **both)
    save_query(cast.lea, name="Of doors", query=read(ASKED))
    save_query(cast.cody, name="By day", query=read("code:Days or round:1"))
    return cast


def lines(by: Any) -> list[Any]:
    """What rounds are, without ids of a study."""
    return [
        (
            one.number, one.name, one.about, one.blind, one.seed, one.drawn_from, one.started_by, one.at, one.closed_at,
            sorted((coder.name, coder.done_at) for coder in one.coders if coder.done_at) or None,
            sorted(one.names), [source.title for source in one.sources], [code.name for code in one.codes],
        )
        for one in rounds(by)
    ]  # fmt: skip


def settled(by: Any, number: int) -> list[Any]:
    return [
        (
            one.source.title,
            one.code.name,
            one.settled.outcome,
            one.settled.reason,
            one.settled.span,
            one.settled.by,
        )
        for one in outcomes(by, round_(by, number)).differences
        if one.settled
    ]


def queries(by: Any) -> list[tuple[str, str, str]]:
    return [(one.name, one.text, one.by) for one in saved_queries(by)]


def test_queries_and_rounds_arrive_where_the_study_does_and_go_out_again_the_same(
    worked: Any, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.qdpx", tmp_path / "second.qdpx"
    taken(worked.lea, first)
    other = another()
    report = brought(other, first)
    assert [line for line in report.lines if line.fate == "lost"] == []
    assert lines(other) == lines(worked.lea)
    assert settled(other, 1) == settled(worked.lea, 1) != []
    assert queries(other) == queries(worked.lea)
    assert [line.id for line in saved_queries(other)] != [line.id for line in saved_queries(worked.lea)]
    assert memos(other) == []
    assert len(find(other, read(ASKED)).lines) == len(find(worked.lea, read(ASKED)).lines) == 1
    counts: Any = report.as_dict()["counts"]
    assert (counts["sets"], counts["memos"]) == (
        {"imported": 2, "kept": 0, "lost": 0}, {"imported": 2, "kept": 0, "lost": 0},
    )  # fmt: skip
    trail_tells_the_rows()
    taken(other, second)
    assert first.read_bytes() == second.read_bytes()


def test_the_file_is_valid_and_other_programs_see_a_note_and_a_set(worked: Any, tmp_path: Path) -> None:
    taken(worked.lea, tmp_path / "out.qdpx")
    with open_project(tmp_path / "out.qdpx") as file:
        assert {one.name for one in file.project.memos} == {"Of doors", "By day"}
        sets = [etree.fromstring(one) for one in file.project.sets]
    assert [one.get("name") for one in sets] == ["First & last", "Second"]
    assert sets[0].findtext("Description").startswith("Look <closely>.\n\n" + MARK)
    with ZipFile(tmp_path / "out.qdpx") as archive:
        document = etree.fromstring(archive.read("project.qde"))
    schema = etree.XMLSchema(etree.parse(FILES / "Project.xsd"))
    schema.assertValid(document)


def test_a_round_that_came_says_that_how_it_stood_when_it_was_closed_cannot_be_told(worked: Any) -> None:
    other = another()
    Copy.of(worked.lea).comes(other)
    with pytest.raises(Problem, match="does not tell when this round was closed"):
        agreement_in_round(other, round_(other, 1), then=True)
    now = agreement_in_round(other, round_(other, 1), then=False)
    assert now.whole.pairs[0].found["f1"].value == 1


def test_a_copy_that_comes_back_doubles_neither_and_what_was_taken_out_here_stays_out(worked: Any) -> None:
    copy = Copy.of(worked.lea)
    copy.comes(worked.lea)
    assert (len(rounds(worked.lea)), len(saved_queries(worked.lea)), memos(worked.lea)) == (2, 2, [])
    line = next(one for one in saved_queries(worked.lea) if one.name == "By day")
    remove_query(worked.lea, saved=saved_query(worked.lea, line.id))
    remove_round(worked.lea, round=round_(worked.lea, 2))
    copy.comes(worked.lea)
    assert [one.name for one in rounds(worked.lea)] == ["First & last"]
    assert [name for name, _text, _by in queries(worked.lea)] == ["Of doors"]
    assert memos(worked.lea) == []


def test_a_program_that_gives_new_guids_doubles_neither(worked: Any) -> None:
    Copy.of(worked.lea).renumbered().comes(worked.lea)
    assert (len(rounds(worked.lea)), len(saved_queries(worked.lea)), memos(worked.lea)) == (2, 2, [])


def test_what_came_is_undone_with_all_that_came(worked: Any) -> None:
    other = another()
    Copy.of(worked.lea).comes(other)
    undo_last(other)
    assert (rounds(other), saved_queries(other)) == ([], [])


def test_a_query_that_names_what_is_not_here_comes_in_as_a_memo(worked: Any) -> None:
    copy, other = Copy.of(worked.lea), another()
    copy.memo("By day").words = "code:Nights"
    copy.comes(other)
    assert [name for name, _text, _by in queries(other)] == ["Of doors"]
    assert [(one.title, one.body) for one in memos(other)] == [("By day", "code:Nights")]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"}, {"blind": 1}, {"seed": -1}, {"coders": []}, {"coders": [["x"]]}, {"settled": [[1, 2]]},
        {"settled": [["x", "y", 0, 5, "here", "", "", ""]]}, {"by": None}, {"at": "\ud800"}, {"drawn_from": 2**40},
        None,
    ],
)  # fmt: skip
def test_a_set_that_only_looks_like_a_round_is_kept_as_it_came(worked: Any, change: Any) -> None:
    copy, other = Copy.of(worked.lea), another()
    before, _mark, rest = copy.project.sets[0].partition(MARK)
    said, end = json.JSONDecoder().raw_decode(rest.replace("&quot;", '"'))
    words = json.dumps(said | change) if change is not None else "{not json"
    copy.project.sets[0] = before + MARK + words + rest.replace("&quot;", '"')[end:]
    copy.comes(other)
    assert [one.name for one in rounds(other)] == ["Second"]
    assert Copy.of(other).project.sets[0] == copy.project.sets[0]


def test_a_query_about_people_stays_here_where_they_are_left_out(worked: Any, tmp_path: Path) -> None:
    save_query(worked.lea, name="Newcomers", query=read('"Years here"=3'))
    for without, left in ((("attributes",), 2), (("memos",), 0), ((), 3)):
        with (tmp_path / "out.qdpx").open("wb") as stream:
            take_out(worked.lea, to=stream, without=without)
        with open_project(tmp_path / "out.qdpx") as file:
            assert len(file.project.memos) == left, without
