"""Matrices, co-occurrence and saturation of a study: what is counted, in what, and for whom."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest
import yaml
from counting import ALONE, brought, cells, two_talks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import Cast
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, merge_codes, remove_coding
from firsthand.analysis.compare.attributes import by_attribute
from firsthand.analysis.compare.coded_then import coding_days
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.estimates import estimates
from firsthand.analysis.compare.matrix import COUNTS, matrix
from firsthand.analysis.compare.retrieval import find
from firsthand.analysis.compare.saturation import saturation
from firsthand.analysis.compare.testing import number_of_tests, put_to_test
from firsthand.analysis.rounds.services import close_round, start_round
from firsthand.core.guide import read_guide
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.selecting.reading import read
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, pause, resume
from firsthand.field.interviews.answers import mark_answers
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.people.services import add_participant
from firsthand.giving_back.models import Release
from firsthand.giving_back.reports import make_matrix
from firsthand.ground.trail.models import Entry


@pytest.fixture
def two(cast: Cast) -> dict[str, Any]:
    """Two talks, coded."""
    return two_talks(cast)


@pytest.mark.parametrize(
    ("count", "carrying", "seeing"),
    [
        ("people", [1, 1], [0, 1]),
        ("sources", [1, 2], [0, 1]),
        ("codings", [2, 2], [0, 1]),
        ("characters", [17, 25], [0, 5]),  # of Ike 12 to 29, of Ruth 30 to 46 and 16 to 25
    ],
)
def test_codes_by_participants_in_each_count(
    cast: Cast, two: Any, count: Any, carrying: list[int], seeing: list[int]
) -> None:
    found = matrix(cast.rea, count=count)
    assert [one.name for one in found.columns] == ["Ike", "Ruth"]
    assert cells(found) == {
        "Helping": [0, 0], "Carrying": carrying, "Seeing": seeing, "Nowhere yet": [0, 0],
    }  # fmt: skip
    row = found.rows[1]
    assert (row.people, row.sources, row.codings, row.characters) == (2, 2, 3, 44)


@pytest.mark.parametrize(
    ("columns", "count", "names", "carrying", "seeing"),
    [
        ("sources", "people", ["S1 talk", "S2 alone"], [2, 1], [1, 0]),
        ("sources", "codings", ["S1 talk", "S2 alone"], [2, 1], [1, 0]),
        ("sources", "characters", ["S1 talk", "S2 alone"], [35, 9], [5, 0]),
        ("attributes", "people", ["Role: peer", "Years: 4"], [2, 1], [1, 0]),
        ("attributes", "codings", ["Role: peer", "Years: 4"], [3, 2], [1, 0]),
        ("attributes", "characters", ["Role: peer", "Years: 4"], [42, 17], [5, 0]),
        ("codes", "people", None, [0, 2, 1, 0], [0, 1, 1, 0]),
        ("codes", "sources", None, [0, 2, 1, 0], [0, 1, 1, 0]),
        ("codes", "codings", None, [0, 3, 1, 0], [0, 1, 1, 0]),
        ("codes", "characters", None, [0, 44, 5, 0], [0, 5, 5, 0]),
    ],
)  # fmt: skip
def test_codes_by_sources_attributes_and_other_codes(
    cast: Cast, two: Any, columns: Any, count: Any, names: Any, carrying: list[int], seeing: list[int]
) -> None:
    found = matrix(cast.rea, columns=columns, count=count)
    if names is not None:
        assert [one.name for one in found.columns] == names
    assert (cells(found)["Carrying"], cells(found)["Seeing"]) == (carrying, seeing)


def test_codes_by_questions_count_what_answers_them(cast: Cast, two: Any) -> None:
    version = import_guide(cast.lea, guide=read_guide("Q1. How was it?\n\nQ2. Who was there?\n"))
    asked = {question.label: question for question in version.guide.questions.all()}
    add_interview(cast.lea, source=two["talk"], guide=version)
    mark_answers(cast.lea, source=two["talk"], answers=[(asked["Q2"], Span(34, 45))])
    for count, carrying in (
        ("people", [0, 1]),
        ("codings", [0, 1]),
        ("sources", [0, 1]),
        ("characters", [0, 11]),
    ):
        found = matrix(cast.rea, columns="questions", count=count)
        assert [one.name for one in found.columns] == ["G1 Q1", "G1 Q2"]
        assert cells(found)["Carrying"] == carrying


def test_the_trail_is_asked_once_whether_anything_was_written_however_much_is_counted(
    cast: Cast, two: Any
) -> None:
    asked: list[tuple[str, Any]] = [
        ("matrix", lambda: matrix(cast.rea)),
        ("excerpts", lambda: excerpts(cast.rea)),
        ("query", lambda: find(cast.rea, read("everything"))),
    ]
    for what, count in asked:
        count()
        with CaptureQueriesContext(connection) as caught:
            count()
        latest = [one for one in caught.captured_queries if "FROM trail_entry" in one["sql"]]
        assert len(latest) == 1, what


def test_a_family_is_a_code_with_all_that_stands_below_it(cast: Cast, two: Any) -> None:
    found = matrix(cast.rea, rows="families", count="codings")
    assert cells(found) == {"Helping": [2, 3], "Nowhere yet": [0, 0]}
    top = found.rows[0]
    assert (top.people, top.sources, top.codings, top.characters) == (2, 2, 4, 44)
    assert cells(matrix(cast.rea, rows="families"))["Helping"] == [1, 1]


def test_words_of_whom_a_coder_named_count_for_them_too(cast: Cast, two: Any) -> None:
    said_by_lea = Span(5, 10)
    apply_code(cast.lea, source=two["talk"], code=two["seeing"], span=said_by_lea, whose=two["ike"])
    assert cells(matrix(cast.rea))["Seeing"] == [1, 1]
    assert cells(matrix(cast.rea, count="characters"))["Seeing"] == [5, 5]
    assert cells(matrix(cast.rea, columns="sources"))["Seeing"] == [2, 0]
    assert cells(matrix(cast.rea, columns="attributes"))["Seeing"] == [2, 1]


def test_who_is_on_hold_or_crossed_out_is_in_no_cell_and_nothing_says_so(cast: Cast, two: Any) -> None:
    everybody = {count: matrix(cast.rea, count=count) for count in COUNTS}
    pause(cast.lea, participant=two["ruth"])
    found = matrix(cast.rea, columns="sources")
    assert [one.name for one in found.columns] == ["S1 talk"]
    assert cells(found)["Carrying"] == [1]
    assert [one.name for one in matrix(cast.rea).columns] == ["Ike"]
    resume(cast.lea, participant=two["ruth"])
    assert {count: matrix(cast.rea, count=count) for count in COUNTS} == everybody
    exclude_reader(cast.gil, participant=two["ruth"], reader=cast.rea)
    assert matrix(cast.rea).people == everybody["people"].people[:1]
    assert {tuple(row.cells) for row in matrix(cast.rea, columns="sources").rows} == {()}
    assert cooccurrence(cast.rea).pairs == ()


def test_a_matrix_of_what_there_is_not_is_refused_with_what_there_is(cast: Cast) -> None:
    with pytest.raises(Problem, match="There are: codes, families"):
        matrix(cast.lea, rows="themes")  # type: ignore[arg-type]
    with pytest.raises(Problem, match="There are: participants, sources"):
        matrix(cast.lea, columns="days")  # type: ignore[arg-type]
    with pytest.raises(Problem, match="There are: people, sources, codings, characters"):
        matrix(cast.lea, count="percent")  # type: ignore[arg-type]
    for refused in (matrix, cooccurrence, saturation, coding_days):
        with pytest.raises(NotAllowed):
            refused(cast.hope)
    assert matrix(cast.lea).rows == cooccurrence(cast.lea).pairs == saturation(cast.lea).steps == ()


def test_what_one_person_alone_has_is_not_told_in_a_file_and_the_trail_has_who_is_in_it(
    cast: Cast, two: Any
) -> None:
    made = make_matrix(cast.lea, rows="codes", columns="attributes", count="people", format="csv")
    rows = list(csv.reader(io.StringIO(made.data.decode("utf-8-sig"))))
    assert rows[0][-2:] == ["Role: peer", "one person alone"]
    assert [row[-2:] for row in rows[1:]] == [["0", ""], ["2", ""], ["1", ""], ["0", ""]]
    release = Release.objects.get()
    assert (release.what, set(release.people)) == ("matrix", {two["ike"].id.hex, two["ruth"].id.hex})
    with pytest.raises(Problem, match="comes as csv, xlsx, svg, png, not as docx"):
        make_matrix(cast.lea, rows="codes", columns="codes", count="people", format="docx")


# ---------- codes and attributes ----------


def test_a_code_and_an_attribute_are_tested_over_people_and_p_is_off_until_asked_for(
    cast: Cast, two: Any
) -> None:
    add_participant(cast.lea, pseudonym="Sol", attributes={"Role": "member"})
    add_participant(cast.lea, pseudonym="Una")
    off, on = by_attribute(cast.rea, "Role"), by_attribute(cast.rea, "Role", asked=True)
    assert (off.values, off.people, off.unsaid, off.tests) == (("member", "peer"), (1, 2), 1, 0)
    assert [(one.code.name, one.having) for one in off.codes] == [("Carrying", (0, 2)), ("Seeing", (0, 1))]
    assert {one.association.exact.p.value for one in off.codes} == {None}
    assert "until somebody asks" in off.codes[0].adjusted.reason
    carrying, seeing = on.codes
    assert carrying.association.exact.p.value == pytest.approx(1 / 3)
    assert carrying.association.exact.smallest.value == pytest.approx(1 / 3)
    assert (on.tests, carrying.adjusted.value, seeing.adjusted.value) == (2, pytest.approx(2 / 3), 1.0)
    with pytest.raises(NotThere, match="Of nobody in this study it is said: Age"):
        by_attribute(cast.rea, "Age")


def test_how_many_tests_were_made_in_a_study_is_counted_for_good(cast: Cast, two: Any) -> None:
    add_participant(cast.lea, pseudonym="Sol", attributes={"Role": "member", "Years": "9"})
    assert number_of_tests(cast.lea) == 0
    put_to_test(cast.rea, attribute="Role", asked=False)
    assert number_of_tests(cast.lea) == 0  # no p was shown
    first = put_to_test(cast.rea, attribute="Role", asked=True).tests
    second = put_to_test(cast.lea, attribute="Years", asked=True).tests
    assert number_of_tests(cast.lea) == first + second >= 2
    with pytest.raises(NotAllowed):
        put_to_test(cast.gil, attribute="Role", asked=True)


# ---------- together ----------


def test_codes_on_the_same_words_are_counted_in_people_turns_pairs_and_characters(
    cast: Cast, two: Any
) -> None:
    found = cooccurrence(cast.rea)
    (pair,) = found.pairs
    assert {pair.one.name, pair.two.name} == {"Carrying", "Seeing"}
    assert (pair.people, pair.units, pair.pairs, pair.characters, found.people) == (1, 1, 1, 5, 2)
    assert pair.jaccard.value == pytest.approx(5 / 44)
    assert pair.c.value == pytest.approx(1 / 3)
    assert (pair.one_with_two.value, pair.two_with_one.value) == (pytest.approx(1 / 3), 1.0)
    assert [(one.code.name, one.codings, one.people, one.place.degree) for one in found.nodes] == [
        ("Carrying", 3, 2, 1), ("Seeing", 1, 1, 1),
    ]  # fmt: skip
    assert cooccurrence(cast.rea, edge="characters", at_least=6).nodes == ()
    assert cooccurrence(cast.rea, coders=[cast.lea.id]).pairs == ()
    with pytest.raises(Problem, match="There are: people, units, pairs, characters"):
        cooccurrence(cast.rea, edge="words")  # type: ignore[arg-type]


def test_whom_a_coder_named_counts_where_two_codes_meet(cast: Cast, two: Any) -> None:
    for code in (two["carrying"], two["seeing"]):
        apply_code(cast.lea, source=two["alone"], code=code, span=Span(5, 9), whose=two["ike"])
    (pair,) = cooccurrence(cast.rea).pairs
    assert (pair.people, pair.pairs, pair.units) == (2, 2, 2)


# ---------- saturation ----------

DAYS = [date(2026, 3, 2), date(2026, 3, 1), None, date(2026, 3, 2)]
CODED = [
    ["Tea"],
    ["Tea", "Soup"],
    ["Bread"],
    ["Soup", "Keys"],
    [],
]  # by source, in the order in which they came in


@pytest.fixture
def five(cast: Cast) -> dict[str, Any]:
    """Five interviews, the second held first; the third without a day; the last not coded yet."""
    person = add_participant(cast.lea, pseudonym="Ruth")
    codes = {name: make_code(cast.lea, name=name) for name in ("Tea", "Soup", "Bread", "Keys")}
    held = []
    for number, names in enumerate(CODED):
        source = brought(cast.lea, f"{number}.txt", ALONE, person)
        if number < len(DAYS):
            add_interview(cast.lea, source=source, on=DAYS[number])
        for place, name in enumerate(names):
            apply_code(cast.lea, source=source, code=codes[name], span=Span(16 + place, 17 + place))
        held.append(source)
    return {"held": held, "codes": codes, "person": person}


def steps(found: Any) -> list[tuple[list[int], list[str], int]]:
    return [
        ([one.source.number for one in step.interviews], [code.name for code in step.new], step.so_far)
        for step in found.steps
    ]


def test_interviews_are_in_the_order_in_which_they_were_held_each_with_what_was_new(
    cast: Cast, five: Any
) -> None:
    found = saturation(cast.rea)
    assert steps(found) == [([2], ["Tea", "Soup"], 2), ([1], [], 2), ([4], ["Keys"], 3), ([3], ["Bread"], 4)]
    assert (found.uncoded, found.undated) == (1, 1)
    assert len(found.what_it_is_not) == 2
    by_day = saturation(cast.rea, step="day")
    assert steps(by_day) == [([2], ["Tea", "Soup"], 2), ([1, 4], ["Keys"], 3)]
    assert [step.on for step in by_day.steps] == [date(2026, 3, 1), date(2026, 3, 2)]
    with pytest.raises(Problem, match="There are: interview, day"):
        saturation(cast.rea, step="week")  # type: ignore[arg-type]


def test_all_estimates_stand_beside_one_another(cast: Cast, five: Any) -> None:
    found = estimates(saturation(cast.rea))
    assert (found.sample.interviews, found.sample.codes, found.sample.once) == (4, 4, 2)
    assert [(one.cell.base, one.cell.run) for one in found.runs] == [
        (4, 2),
        (4, 3),
        (5, 2),
        (5, 3),
        (6, 2),
        (6, 3),
    ]
    assert found.runs[0].share_of_orders[0.05].reason == "a base of 4 and a run of 2 take 6 interviews"
    assert found.rarefied[-1].codes == pytest.approx(4)
    assert [one.kind for one in found.fitted] == ["IS", "IW", "SW"]


def test_the_same_as_it_stood_after_an_entry(cast: Cast, five: Any) -> None:
    before = (
        Entry.objects.filter(study_id=cast.lea.study_id)
        .order_by("-number")
        .values_list("number", flat=True)[0]
    )
    then = steps(saturation(cast.rea))
    merge_codes(cast.lea, into=five["codes"]["Tea"], codes=[five["codes"]["Soup"]])
    assert steps(saturation(cast.rea))[0] == ([2], ["Tea"], 1)
    assert steps(saturation(cast.rea, at=before)) == then
    exclude_reader(cast.gil, participant=five["person"], reader=cast.cody)
    assert saturation(cast.cody, at=before).steps == ()


def test_days_of_coding_are_replayed_under_the_codes_that_there_were(
    cast: Cast, five: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes, held = five["codes"], five["held"]
    today = coding_days(cast.rea)
    assert [(day.interviews, day.codes, day.new, day.gone) for day in today] == [
        (4, 4, ("Bread", "Keys", "Soup", "Tea"), ())
    ]
    days = iter([datetime(2030, 1, number, 12, tzinfo=UTC) for number in (2, 3, 4)])

    def next_day() -> None:
        moment = next(days)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    next_day()
    apply_code(cast.lea, source=held[4], code=make_code(cast.lea, name="Door"), span=Span(16, 20))
    next_day()
    merge_codes(cast.lea, into=codes["Tea"], codes=[codes["Soup"]])
    next_day()
    remove_coding(cast.lea, coding=Coding.objects.get(code=Code.objects.get(pk=codes["Bread"].id)))
    found = coding_days(cast.rea)
    assert [(day.on, day.interviews, day.codes, day.new, day.gone) for day in found[1:]] == [
        (date(2030, 1, 2), 5, 5, ("Door",), ()),
        (date(2030, 1, 3), 5, 4, (), ("Soup",)),
        (date(2030, 1, 4), 4, 3, (), ("Bread",)),
    ]
    exclude_reader(cast.gil, participant=five["person"], reader=cast.cody)
    assert coding_days(cast.cody) == []


# ---------- rounds ----------


def test_who_codes_blind_counts_only_what_they_coded_themselves_until_the_round_is_closed(
    cast: Cast, five: Any
) -> None:
    codes, held = five["codes"], five["held"]
    every = steps(saturation(cast.rea))
    row = start_round(cast.lea, name="Two readers", coders=[cast.lea, cast.cody], sources=held, blind=True)
    apply_code(cast.cody, source=held[0], code=codes["Keys"], span=Span(16, 20))
    apply_code(cast.cody, source=held[0], code=codes["Bread"], span=Span(18, 22))
    at = (
        Entry.objects.filter(study_id=cast.lea.study_id)
        .order_by("-number")
        .values_list("number", flat=True)[0]
    )
    assert (
        steps(saturation(cast.cody)) == steps(saturation(cast.cody, at=at)) == [([1], ["Bread", "Keys"], 2)]
    )
    assert [(day.interviews, day.new) for day in coding_days(cast.cody)] == [(1, ("Bread", "Keys"))]
    assert {name: cell for name, cell in cells(matrix(cast.cody, count="codings")).items() if cell != [0]} == {
        "Bread": [1], "Keys": [1],
    }  # fmt: skip
    assert [pair.pairs for pair in cooccurrence(cast.cody).pairs] == [1]
    assert steps(saturation(cast.lea)) == every
    close_round(cast.lea, round=row)
    assert steps(saturation(cast.cody)) == steps(saturation(cast.rea)) != every


# ---------- the demonstration study ----------


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "keyring"])
def test_the_demonstration_study_comes_to_what_its_key_says(secret: object) -> None:
    from firsthand.demo.building import build

    key = yaml.safe_load((files("firsthand.demo") / "corpus" / "expected.yaml").read_text("utf-8"))
    lead = build()
    found, families = matrix(lead, count="codings"), matrix(lead, rows="families")
    labels = [one.label for one in found.people]
    assert {row.code.handle: row.codings for row in found.rows if row.code.handle in key["codes"]} == key[
        "codes"
    ]
    for row, theme in zip(families.rows, ("T1", "T2", "T3", "X"), strict=True):
        there = [label for label, cell in zip(labels, row.cells, strict=True) if cell]
        assert (row.codings, there) == (key["themes"][theme]["codings"], key["themes"][theme]["people"])
    order = [
        label
        for step in saturation(lead).steps
        for one in step.interviews
        for label in (one.source.people[0].label,)
    ]
    assert len(order) == 9
    assert sum(len(step.new) for step in saturation(lead).steps) == saturation(lead).steps[-1].so_far
