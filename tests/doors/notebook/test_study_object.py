"""What a member may do in a notebook is what they may do on a page: the same services, the same selectors."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

import pytest

import firsthand
from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.rounds.services import start_round
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.doors.notebook.here import Here
from firsthand.doors.notebook.services import NOT_OFFERED, services
from firsthand.doors.notebook.study import Study
from firsthand.doors.tables.made import KINDS
from firsthand.giving_back.record import told
from texts import AWKWARD, bring

KETTLE = Span(20, 30)


def of(by: Any) -> Study:
    """The study as this member has it in a notebook."""
    return Study(Here(lambda: by, "a folder"))


@pytest.fixture
def source(cast: Cast) -> Any:
    return bring(cast.lea, AWKWARD)[0]


def test_a_coder_codes_by_name_and_the_trail_has_it_and_undo_takes_it_back(cast: Cast, source: Any) -> None:
    study = of(cast.cody)
    made = study.make_code("Welcome", definition="Being let in")
    done = study.apply_code("S1", "welcome", *(KETTLE.start, KETTLE.end))
    assert done.sentence == told(cast.lea)[0].sentence
    assert done.entry == told(cast.lea)[0].number
    (row,) = study.codings
    assert (row.id, row.code, row.coder) == (done.id, made.id, "Cody")
    assert study.words("S1")[row.start : row.end] == row.words
    study.undo()
    assert len(study.codings) == 0
    study.redo()
    assert [one.id for one in study.codings] == [done.id]


def test_rows_name_what_services_are_about(cast: Cast, source: Any) -> None:
    study = of(cast.lea)
    for name in ("Tea", "Coffee", "Soup"):
        study.make_code(name)
    tea, coffee, _soup = study.codes
    study.do.apply_code(source=study.sources[0], code=tea, span=(5, 9))
    study.do.merge_codes(into=coffee, codes=[tea, "Soup"], reason="One and the same")
    assert [one.name for one in study.codes] == ["Coffee"]
    coding = study.codings[0]
    study.do.split_code(code=coffee, parts=[("Hot", [coding]), ("Cold", [])])
    assert study.codings[0].code_name == "Hot"
    study.write_memo("On drinks", "They differ.", about=[study.codings[0], study.sources[0]])
    assert study.memos[0].about[1].startswith("source")
    study.do.save_query(name="Warm", query="Hot")
    assert len(study.find("Hot")) == 1


def test_a_reader_reads_and_may_not_write(cast: Cast, source: Any) -> None:
    apply_code(cast.cody, source=source, code=make_code(cast.lea, name="Welcome"), span=KETTLE)
    study = of(cast.rea)
    assert len(study.codings) == 1
    for write in (
        lambda: study.make_code("Mine"), lambda: study.apply_code("S1", "Welcome", 5, 9),
        lambda: study.do.remove_coding(coding=study.codings[0]), study.undo,
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            write()
    assert [one.name for one in of(cast.lea).codes] == ["Welcome"]


def test_who_may_read_nothing_has_no_table(cast: Cast, source: Any) -> None:
    for by in (cast.gil, cast.hope, cast.pia):
        for name in KINDS.keys() - {"members"}:
            given = (
                {"query": "everything"} if name == "find" else {"words": "tea"} if name == "search" else {}
            )
            with pytest.raises(NotAllowed):
                of(by)._way.rows(name, KINDS[name].row, given)


def test_a_blind_coder_has_their_own_codings_alone_in_every_table(cast: Cast, source: Any) -> None:
    code = make_code(cast.lea, name="Welcome")
    start_round(cast.lea, name="Blind", coders=[cast.lea, cast.cody], sources=[source], blind=True)
    apply_code(cast.lea, source=source, code=code, span=Span(40, 50))
    mine = apply_code(cast.cody, source=source, code=code, span=KETTLE)
    study = of(cast.cody)
    assert [one.id for one in study.codings] == [mine.id]
    assert [one.id for one in study.find("Welcome")] == [mine.id]
    assert [one.codings for one in study.codes] == [1]
    assert [one.codings for one in study.sources] == [1]
    assert [one.codings for one in study.matrix()] == [1]
    assert "Lea" not in {one.by for one in study.trail if one.act == "coding.apply"}
    with pytest.raises(Problem):
        study.agreement()


def test_another_study_is_not_there(cast: Cast, source: Any) -> None:
    with pytest.raises(NotThere):
        of(cast.xeno).words(source.id)
    with pytest.raises(NotThere):
        of(cast.xeno).apply_code(str(source.id), "Welcome", 5, 9)


def test_every_service_can_be_called_by_name_but_those_that_are_not_a_members_own() -> None:
    found = set()
    for module in pkgutil.walk_packages(firsthand.__path__, "firsthand."):
        if ".migrations" in module.name or ".doors" in module.name or module.name.endswith(".child"):
            continue
        for name, one in vars(importlib.import_module(module.name)).items():
            own = inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_")
            if own and hasattr(one, "act"):
                found.add(one)
    offered = set(services().values())
    assert {one.__name__ for one in found - offered} == NOT_OFFERED.keys()
    assert offered <= found
    assert dir(of(None).do) == sorted(services())


def test_wrong_use_is_told_in_a_sentence_and_writes_nothing(cast: Cast, source: Any) -> None:
    study = of(cast.lea)
    before = len(study.trail)
    for wrong, sentence in (
        (lambda: study.do.aply_code(), "apply_code"),
        (lambda: study.do.apply_code(source="S1"), "missing a required argument: 'code'"),
        (lambda: study.do.add_member(name="Eve"), "invite_member brings somebody in"),
        (lambda: study.do.recode(coding="the one about tea", code="Tea"), "A coding has no name here"),
        (lambda: study.do.write_memo(kind="code", title="", body="", about=["S1"]), "by a row of a table"),
        (lambda: study.apply_code("S1", "Nothing", 5, 9), "no code “Nothing”"),
        (lambda: study.matrix(rows="colours"), "no “colours” in a matrix"),
        (lambda: study.search("tea", where="mars"), "where is one of"),
        (lambda: study._way.rows("codes", KINDS["codes"].row, {"colour": 1}), "“colour” is missing, or not what"),
        (lambda: study._way.rows("search", KINDS["search"].row, {"words": ["tea"]}), "“words” is missing, or not"),
        (lambda: study._way.rows("find", KINDS["find"].row, {}), "It asks for: query"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=sentence):
            wrong()
    assert len(study.trail) == before


def test_what_leaves_is_a_report_by_its_rules_and_in_the_trail(
    cast: Cast, source: Any, tmp_path: Any
) -> None:
    apply_code(cast.cody, source=source, code=make_code(cast.lea, name="Welcome"), span=KETTLE)
    file = of(cast.rea).report("codings", "csv")
    path = file.save(tmp_path)
    assert path.name.endswith("-codings.csv")
    assert "Welcome" in path.read_text("utf-8-sig")
    assert told(cast.lea)[0].act == "report.release"
    with pytest.raises(Problem, match="cannot be written"):
        file.save(tmp_path / "nowhere" / "file.csv")


def test_a_board_is_laid_out_from_a_notebook_by_rows(cast: Cast, source: Any) -> None:
    from firsthand.analysis.themes.laid_out import board
    from firsthand.analysis.themes.selectors import theme

    study = of(cast.lea)
    study.make_code("Tea")
    study.do.apply_code(source=study.sources[0], code="Tea", span=(5, 9))
    made = study.do.make_theme(name="Making")
    study.write_memo("On drinks", "They differ.")
    study.do.lay_out(theme=made, things=[study.codings[0], study.codes[0], study.memos[0]])
    cards = board(cast.lea, theme(cast.lea, made.id)).cards
    assert [bool(one.excerpt or one.code or one.memo) for one in cards] == [True, True, True]
