"""The codebook, consents, memos and counts as tables: out, and in again where there is a way back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from conftest import Cast
from firsthand.analysis.codebook.selectors import WORDS, codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.services import write_memo
from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.exchange.projects.bringing_in import all_or_nothing
from firsthand.exchange.tables import bring_in, kind_of, look_over
from firsthand.field.consent.selectors import answers_of
from firsthand.field.consent.services import exclude_reader, pause, set_answers
from firsthand.field.people.services import add_participant
from firsthand.field.sources.extract import read_cells
from firsthand.field.sources.importing import Part, import_sources, read_files, read_table
from firsthand.giving_back.models import Flag, Release
from firsthand.giving_back.reports import make
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.models import Entry

FORMS = ("csv", "xlsx")


def taken(by: Any, what: str, form: str = "csv") -> list[list[str]]:
    return read_cells(f"{what}.{form}", make(by, what=what, format=form).data)


def told(table: str) -> list[list[str]]:
    return read_cells("codes.csv", table.encode())


def fates(report: Any) -> list[tuple[int, str]]:
    return [(row.line, str(row.fate)) for row in report.rows]


def tree(by: Any) -> list[tuple[Any, ...]]:
    return [
        (line.depth, line.hue, *(getattr(line, word) for word in WORDS), line.path) for line in codebook(by)
    ]


# ---------- the codebook ----------

letters = st.sampled_from("ab \n\t'\"=+-@,;›>|\u200f\u200dשם👩🏽é\u0301#") | st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff\ufeff"
)
texts = st.text(letters, max_size=30)
names = texts.map(lambda text: " ".join(text.split())).filter(bool)
coded = st.lists(
    st.tuples(names, st.integers(0, 5), st.integers(0, 11), st.fixed_dictionaries(dict.fromkeys(WORDS[1:], texts))),
    min_size=1, max_size=5,
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(drawn=coded)
def test_whatever_a_codebook_is_called_it_comes_back_as_it_went(cast: Cast, form: str, drawn: Any) -> None:
    with all_or_nothing(keep=False):
        made: list[Any] = []
        for name, above, hue, words in drawn:
            parent = made[above % len(made)] if made and above else None
            try:
                made.append(make_code(cast.lea, name=name, parent=parent, hue=hue, **words))
            except Problem:
                continue  # a sibling has that name already
        table = taken(cast.lea, "codebook", form)
        assert {fate for _line, fate in fates(look_over(cast.lea, "codebook", table))} == {"same"}
        bring_in(cast.xeno, "codebook", table)
        assert tree(cast.xeno) == tree(cast.lea)


def test_long_words_that_a_workbook_cuts_off_are_not_cut_off_here(cast: Cast) -> None:
    make_code(cast.lea, name="Long", definition="w" * 40_000)
    table = taken(cast.lea, "codebook", "xlsx")
    assert fates(bring_in(cast.lea, "codebook", table)) == [(2, "same")]
    assert len(codebook(cast.lea)[0].definition) == 40_000


def test_each_row_is_told_before_anything_is_written_and_then_it_is_one_act_and_one_undo(cast: Cast) -> None:
    work = make_code(cast.lea, name="Work", handle="C1", definition="As it was.")
    make_code(cast.lea, name="Pay", parent=work, handle="C2")
    table = told(
        "handle,name,parent,definition,colour,mood\n"
        "C2,Wages,C3,Money,D,\n"
        "C1,Work,,As it was.,,\n"
        "C3,Rest,,Not working,#6f1100,calm\n"
        ",,C1,nothing,,\n"
        "C4,Sleep,Nowhere,,,\n"
        "C5,Tea,Rest,,mauve,\n"
        "C6,Loop,C7,,,\nC7,Loop too,C6,,,\n"
        "C1,Work again,,,,\n"
    )
    before, entries = tree(cast.lea), Entry.objects.count()
    report = look_over(cast.lea, "codebook", table)
    assert fates(report) == [
        (2, "changed"), (3, "same"), (4, "new"), (5, "refused"), (6, "refused"), (7, "refused"), (8, "refused"),
        (9, "refused"), (10, "refused"),
    ]  # fmt: skip
    assert [row.why for row in report.rows if row.fate == "refused"] == [
        "A code needs a name.",
        "There is no code “Nowhere” to stand under, in the table or here.",
        "“mauve” is no colour: write #rrggbb, or a letter from A to L.",
        "It would stand under itself.",
        "It would stand under itself.",
        "Line 3 is about this code already.",
    ]
    assert report.rows[0].why == "name, definition, colour, parent"
    assert report.remarks == ["These columns say nothing of a code here, and are not read: mood."]
    assert (tree(cast.lea), Entry.objects.count()) == (before, entries)
    assert bring_in(cast.lea, "codebook", table).rows == report.rows
    assert [(line.full_path, line.definition, line.hue) for line in codebook(cast.lea)] == [
        ("Work", "As it was.", 0), ("Rest", "Not working", 2), ("Rest › Wages", "Money", 3),
    ]  # fmt: skip
    assert Entry.objects.count() == entries + 1
    undo_last(cast.lea)
    assert tree(cast.lea) == before


def test_the_same_table_twice_doubles_nothing_and_rows_may_stand_before_what_they_stand_under(
    cast: Cast,
) -> None:
    table = told("name,parent,definition\nCup,Tea > Pot,\nPot,Tea,\nPot,,Of iron\nTea,,Hot\n")
    assert {fate for _line, fate in fates(bring_in(cast.lea, "codebook", table))} == {"new"}
    assert {line.full_path for line in codebook(cast.lea)} == {"Tea", "Tea › Pot", "Tea › Pot › Cup", "Pot"}
    once = tree(cast.lea)
    assert {fate for _line, fate in fates(bring_in(cast.lea, "codebook", table))} == {"same"}
    assert tree(cast.lea) == once


def test_what_the_table_has_no_column_for_stays_and_an_empty_cell_takes_away(cast: Cast) -> None:
    code = make_code(cast.lea, name="Tea", handle="T", definition="Hot", example="A pot.", hue=4)
    bring_in(cast.lea, "codebook", told("name,handle,example\nTea,T,\n"))
    (line,) = codebook(cast.lea)
    assert (line.definition, line.example, line.hue, line.id) == ("Hot", "", 4, code.id)


def test_a_code_under_its_own_is_refused_and_a_name_that_becomes_free_can_be_taken(cast: Cast) -> None:
    one, two = make_code(cast.lea, name="One", handle="1"), make_code(cast.lea, name="Two", handle="2")
    make_code(cast.lea, name="Under", handle="3", parent=one)
    report = bring_in(cast.lea, "codebook", told("handle,name,parent\n1,One,3\n"))
    assert report.rows[0].why == "A code cannot stand under itself or under a code of its own."
    assert fates(look_over(cast.lea, "codebook", told("handle,name\n2,One\n"))) == [(2, "refused")]
    report = bring_in(cast.lea, "codebook", told("handle,name\n1,Once\n2,One\n"))
    assert fates(report) == [(2, "changed"), (3, "changed")]
    assert [(line.name, line.id) for line in codebook(cast.lea) if line.depth == 0] == [
        ("Once", one.id), ("One", two.id),
    ]  # fmt: skip


def test_who_reads_only_brings_no_codebook_in(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        look_over(cast.rea, "codebook", told("name\nTea\n"))
    with pytest.raises(NotAllowed):
        bring_in(cast.rea, "codebook", told("name\nTea\n"))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [("definition\nHot\n", "needs a column “name”"), ("name,code\nTea,Pot\n", "Two columns say “name”")],
)
def test_what_is_no_table_of_codes_is_said_to_be_none(cast: Cast, table: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        look_over(cast.lea, "codebook", told(table))


def test_what_kind_of_table_it_is_its_columns_say(cast: Cast) -> None:
    ike = add_participant(cast.lea, pseudonym="Ike")
    set_answers(cast.lea, participant=ike, answers={"quotes": "none"}, moment="before", how="by hand")
    make_code(cast.lea, name="Tea")
    for kind in ("codebook", "attributes", "consents"):
        assert kind_of(taken(cast.lea, kind)) == kind
    for header in ("name,age,answer", "name,handle,mood", "name,definition,text"):
        assert kind_of(told(f"{header}\nIke,47,I was there\n")) == ""


def test_files_from_outside_are_read_in_a_process_of_their_own() -> None:
    assert read_table("codes.csv", b"name;definition\nTea;'=1+1\n") == [
        ["name", "definition"],
        ["Tea", "=1+1"],
    ]
    with pytest.raises(Problem, match="is no table"):
        read_table("codes.txt", b"name")
    with pytest.raises(Problem, match="a quotation mark is open"):
        read_table("codes.csv", b'name,definition\n"Tea,x\n')


# ---------- cells ----------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "'="])
def test_no_cell_of_any_table_opens_as_a_formula(cast: Cast, start: str) -> None:
    said = f"{start}cmd|'/c calc'!A0"
    make_code(cast.lea, name=said, definition=said)
    write_memo(cast.lea, kind="theory", title=said, body=said)
    add_participant(cast.lea, pseudonym=said, attributes={said: said})
    for what in ("codebook", "memos", "attributes", "matrix"):
        rows = list(csv.reader(io.StringIO(make(cast.lea, what=what, format="csv").data.decode("utf-8-sig"))))
        assert [
            cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        ] == []
        sheet = load_workbook(io.BytesIO(make(cast.lea, what=what, format="xlsx").data)).active
        assert sheet is not None
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


# ---------- what leaves ----------


def talk(by: Any, *people: Any) -> Any:
    text = "LEA: Well?\nIKE: I carried it.\nRUTH: I saw him.\n"
    (incoming,), _refused = read_files(by, [("talk.txt", text.encode())])
    incoming.parts = [Part("interviewer"), *(Part("participant", person.id) for person in people)]
    return import_sources(by, incoming=[incoming])[0]


@pytest.fixture
def two(cast: Cast) -> tuple[Any, Any, Any]:
    ike, ruth = add_participant(cast.lea, pseudonym="Ike"), add_participant(cast.lea, pseudonym="Ruth")
    source = talk(cast.lea, ike, ruth)
    code = make_code(cast.lea, name="Carrying")
    make_code(cast.lea, name="Nowhere yet")
    apply_code(cast.lea, source=source, code=code, span=Span(16, 21))
    apply_code(cast.cody, source=source, code=code, span=Span(12, 47))
    return ike, ruth, source


def test_the_matrix_counts_people_sources_and_codings_and_not_who_is_on_hold(cast: Cast, two: Any) -> None:
    table = taken(cast.lea, "matrix")
    columns = table[0].index("people"), len(table[0])
    assert table[0][slice(*columns)] == ["people", "sources", "codings", "P01", "P02"]
    assert [row[slice(*columns)] for row in table[1:]] == [
        ["2", "1", "2", "2", "1"],
        ["0", "0", "0", "0", "0"],
    ]
    pause(cast.lea, participant=two[1])
    assert taken(cast.lea, "matrix")[0][columns[0] :] == ["people", "sources", "codings", "P01"]
    exclude_reader(cast.gil, participant=two[0], reader=cast.cody)
    assert taken(cast.cody, "matrix")[0][columns[0] :] == ["people", "sources", "codings"]


@pytest.mark.parametrize("what", ["memos", "attributes", "consents", "matrix", "codebook"])
def test_every_table_that_leaves_is_kept_with_who_is_in_it(cast: Cast, two: Any, what: str) -> None:
    ike, ruth, _source = two
    set_answers(cast.lea, participant=ike, answers={"quotes": "none"}, moment="before", how="by hand")
    write_memo(cast.lea, kind="theory", title="On carrying", body="Heavy.", about=[ike])
    make(cast.lea, what=what, format="xlsx")
    release = Release.objects.get()
    both, one = {ike.id.hex, ruth.id.hex}, {ike.id.hex}
    expected = {"memos": one, "consents": one, "codebook": set(), "attributes": both, "matrix": both}
    assert (release.what, release.format, set(release.people)) == (what, "xlsx", expected[what])


def test_memos_go_out_with_what_they_are_about_but_never_with_coded_words(cast: Cast, two: Any) -> None:
    from firsthand.analysis.coding.models import Coding

    coding = Coding.objects.get(start=16)
    write_memo(cast.lea, kind="method", title="Whose?", body="Hm.\nWell.", about=[coding, two[2], two[0]])
    head, row = taken(cast.lea, "memos", "xlsx")
    said = dict(zip(head, row, strict=False))
    assert (said["title"], said["body"], said["author"], said["kind"]) == (
        "Whose?",
        "Hm.\nWell.",
        "Lea",
        "method",
    )
    assert said["about"] == "coded words; source: talk; participant: Ike"
    assert str(coding.id) in said["about_ids"]


def test_a_memo_that_somebody_has_to_look_at_first_does_not_go_out(cast: Cast, two: Any) -> None:
    from firsthand.giving_back.leaving.carrying_out import withdraw

    memo = write_memo(cast.lea, kind="theory", title="On carrying", body="“I carried it.”", about=[two[2]])
    assert len(taken(cast.lea, "memos")) == 2
    withdraw(cast.lea, participant=two[0], named="L2")
    assert Flag.objects.filter(row=memo.id).exists()
    assert len(taken(cast.lea, "memos")) == 1


# ---------- consents ----------


def test_answers_go_out_and_come_in_again_and_are_the_same(cast: Cast, two: Any) -> None:
    set_answers(
        cast.lea, participant=two[0], answers={"quotes": "short_quotes", "training": "no"}, moment="before",
        how="together", note="She laughed.",
    )  # fmt: skip
    for form in FORMS:
        table = taken(cast.lea, "consents", form)
        assert {fate for _line, fate in fates(bring_in(cast.lea, "consents", table))} == {"same"}
        assert "laughed" not in str(table)


def test_an_answer_that_comes_in_is_another_one_and_an_older_one_is_refused(cast: Cast, two: Any) -> None:
    before = taken_answers(cast, two[0], quotes="short_quotes")
    old = taken(cast.lea, "consents")
    taken_answers(cast, two[0], quotes="none")
    report = bring_in(cast.lea, "consents", old)
    assert [row.why for row in report.rows] == [
        "They answered again since: what stands is newer than this row."
    ]
    table = told(
        "participant,scope,answer,moment,how,talked\n"
        "Ike,quotes,short_quotes,after_interview,spoken,\n"
        "Ike,naming,real_first_name,before,by hand,\n"
        "Ruth,readers,x,,,\nRuth,hold,on,,,\nRuth,quotes,perhaps,,,\nRuth,quotes,none,some day,,\n"
        "Nobody,quotes,none,,,\n"
        "Ruth,take_part,withdrawn,,,\n"
    )
    report = look_over(cast.lea, "consents", table)
    assert [str(row.fate) for row in report.rows] == ["changed", *["refused"] * 7]
    bring_in(cast.lea, "consents", table)
    said = answers_of(cast.lea, two[0].id)["quotes"]
    assert (said.answer.value, said.moment, said.how) == ("short_quotes", "after_interview", "spoken")
    assert before


def test_of_somebody_on_hold_no_answer_leaves_and_the_guardian_can_take_them_out(
    cast: Cast, two: Any
) -> None:
    taken_answers(cast, two[0], quotes="none")
    assert len(taken(cast.gil, "consents")) == 2
    with pytest.raises(NotAllowed):
        make(cast.rea, what="consents", format="csv")
    pause(cast.lea, participant=two[0])
    assert len(taken(cast.lea, "consents")) == 1


def taken_answers(cast: Cast, who: Any, **answers: Any) -> bool:
    return bool(set_answers(cast.lea, participant=who, answers=answers, moment="before", how="by hand"))


# ---------- long tables ----------


def test_a_table_with_every_code_before_the_one_above_it_is_looked_at_once_or_twice_a_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firsthand.analysis.codebook.table import _Table

    looked: list[int] = []
    stands = _Table._stands_under
    monkeypatch.setattr(
        _Table, "_stands_under", lambda self, one: looked.append(one.line) or stands(self, one)
    )
    rows = [
        ["name", "parent"],
        *([f"c{number}", f"c{number - 1}"] for number in range(150, 0, -1)),
        ["c0", ""],
    ]
    report = look_over(cast.lea, "codebook", rows)
    assert {str(row.fate) for row in report.rows} == {"new"}
    assert len(looked) < 2 * len(rows)
    looked.clear()
    paths = [
        ["path"],
        *([" > ".join(f"c{step}" for step in range(depth + 1))] for depth in range(90, -1, -1)),
    ]
    assert {str(row.fate) for row in look_over(cast.lea, "codebook", paths).rows} == {"new"}
    assert len(looked) < 2 * len(paths)


def test_codes_deeper_than_two_hundred_are_refused_and_so_is_what_stands_under_them(cast: Cast) -> None:
    rows = [
        ["name", "parent"],
        *([f"c{number}", f"c{number - 1}" if number else ""] for number in range(203)),
    ]
    report = look_over(cast.lea, "codebook", rows)
    assert [str(row.fate) for row in report.rows].count("new") == 200
    assert report.rows[-3].why.startswith("Codes stand under each other up to two hundred deep")
    assert report.rows[-1].why == "“c201”, under which it stands, is refused."
