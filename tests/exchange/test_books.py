"""Codebooks that other programs export for people to read become codes, each under the one that it was under."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commands import done
from conftest import Cast
from exchange.written import docx, paragraph, table, xlsx
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.core.hues import nearest_hue
from firsthand.core.problems import Problem
from firsthand.exchange.tables import bring_in, look_over, table_in, table_wanted
from firsthand.giving_back.reports import make
from firsthand.ground.studies.undoing import undo_last

NVIVO = ["Name", "Description", "Files", "References"]
TREE = {"Work": "What is done.", "Work › Pay": "Money.\nAnd more.", "Work › Pay › Late": "", "Rest": ""}


def brought(by: Any, name: str, data: bytes) -> Any:
    found = table_wanted(name, data, "codebook")
    report = look_over(by, found.kind, found.rows, found.program)
    assert bring_in(by, found.kind, found.rows, found.program).rows == report.rows
    return report


def tree(by: Any) -> dict[str, str]:
    return {line.full_path: line.definition for line in codebook(by)}


# ---------- NVivo ----------


def test_a_codebook_of_nvivo_as_word_has_its_codes_set_in(cast: Cast) -> None:
    rows = [
        NVIVO,
        ["Work", "What is done.", "3", "12"],
        [("Pay", 360), "Money.\nAnd more.", "2", "4"],
        [("Late", 720), "", "1", "1"],
        ["Rest", "", "0", "0"],
    ]
    data = docx(paragraph("Talks", heading=1), paragraph("Codes", heading=2), table(rows))
    found = table_in("Codebook.docx", data)
    assert found is not None
    assert (found.kind, found.program) == ("codebook", "NVivo")
    report = brought(cast.lea, "Codebook.docx", data)
    assert tree(cast.lea) == TREE
    assert [str(row.fate) for row in report.rows] == ["new"] * 4
    assert report.remarks == [
        "This is a codebook of NVivo. What it leaves empty stays.",
        "These columns say nothing of a code here, and are not read: Files, References.",
    ]


@pytest.mark.parametrize("way", ["indent", "spaces", "path"])
def test_a_codebook_of_nvivo_as_workbook_says_where_codes_are_in_one_of_three_ways(
    cast: Cast, way: str
) -> None:
    names: dict[str, list[Any]] = {
        "indent": ["Work", ("Pay", 1), ("Late", 2), "Rest"],
        "spaces": ["Work", "   Pay", "      Late", "Rest"],
        "path": ["Nodes\\\\Work", "Nodes\\\\Work\\\\Pay", "Nodes\\\\Work\\\\Pay\\\\Late", "Nodes\\\\Rest"],
    }
    said = ["What is done.", "Money.\nAnd more.", "", ""]
    rows = [NVIVO, *([name, words, 3, 12] for name, words in zip(names[way], said, strict=True))]
    brought(cast.lea, "codebook.xlsx", xlsx(rows))
    assert tree(cast.lea) == TREE


def test_colours_that_nvivo_names_and_folders_with_a_table_each(cast: Cast) -> None:
    head = ["Name", "Description", "Files", "References", "Color"]
    data = docx(
        paragraph("Codes\\First", heading=2),
        table([head, ["Work", "", "1", "1", "Purple"], ["Rest", "", "1", "1", "None"]]),
        paragraph("Codes\\Second", heading=2),
        table([head, ["Home", "Where one lives.", "1", "1", ""]]),
    )
    report = brought(cast.lea, "codebook.docx", data)
    assert set(tree(cast.lea)) == {"Work", "Rest", "Home"}
    assert [str(row.fate) for row in report.rows] == ["new"] * 3
    hues = {line.name: line.hue for line in codebook(cast.lea)}
    assert hues["Work"] == nearest_hue("#7a3f9c", -1)


# ---------- MAXQDA ----------


def test_maxqdas_overview_of_codes_names_the_code_above_and_paints_a_cell(cast: Cast) -> None:
    rows = [
        ["Color", "Parent code", "Code", "Cod. seg. (all documents)", "Memo"],
        [("", 0, "FFAC538A"), "", "Work", 12, "What is done."],
        [("●", 0, "", "FF718700"), "Work", "Pay", 4, "Money.\nAnd more."],
        ["", "Work > Pay", "Late", 1, ""],
        ["", "", "Rest", 0, ""],
    ]
    brought(cast.lea, "codes.xlsx", xlsx(rows))
    assert tree(cast.lea) == TREE
    hues = {line.name: line.hue for line in codebook(cast.lea)}
    assert (hues["Work"], hues["Pay"]) == (nearest_hue("#ac538a", -1), nearest_hue("#718700", -1))


def test_of_codes_with_one_name_the_one_listed_last_before_is_meant(cast: Cast) -> None:
    rows = [
        ["Obercode", "Code", "Cod. Seg. (alle Dokumente)"],
        ["", "Mother", 1], ["Mother", "Work", 1], ["Work", "Pay", 1],
        ["", "Father", 1], ["Father", "Work", 1], ["Work", "Pay", 1],
    ]  # fmt: skip
    brought(cast.lea, "codes.xlsx", xlsx(rows))
    assert set(tree(cast.lea)) == {
        "Mother", "Mother › Work", "Mother › Work › Pay", "Father", "Father › Work", "Father › Work › Pay",
    }  # fmt: skip


def test_maxqdas_system_of_codes_goes_down_like_stairs(cast: Cast) -> None:
    rows = [
        ["Codesystem", "", "", "", "Häufigkeit"],
        ["Codesystem", "", "", "", 17],
        ["", "Work", "", "", 12], ["", "", "Pay", "", 4], ["", "", "", "Late", 1], ["", "Rest", "", "", 0],
    ]  # fmt: skip
    brought(cast.lea, "codes.xlsx", xlsx(rows))
    assert set(tree(cast.lea)) == set(TREE)


@pytest.mark.parametrize("between", [" > ", "\\"])
def test_codes_and_memos_as_maxqda_takes_them_in_and_codes_that_are_only_named_above(
    cast: Cast, between: str
) -> None:
    written = f'Code,Memo\n"Work",What is done.\n"{between.join(["Work", "Pay", "Late"])}",\nRest,\n'
    found = table_in("codes.csv", written.encode())
    assert found is not None
    assert found.program == "MAXQDA"
    report = brought(cast.lea, "codes.csv", written.encode())
    assert set(tree(cast.lea)) == set(TREE)
    assert [row.what for row in report.rows] == [
        "Work", "Work › Pay › Late", "Rest", "Work › Pay",
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["levels", "numbers", "paths", "tree"])
def test_a_codebook_of_maxqda_as_word_has_a_heading_for_each_code(cast: Cast, how: str) -> None:
    codes = [("Work", 1, "1"), ("Pay", 2, "1.1"), ("Late", 3, "1.1.1"), ("Rest", 1, "2")]
    named = {"Pay": "Work > Pay", "Late": "Work > Pay > Late"} if how == "paths" else {}
    blocks = [paragraph("Codebook", heading=1), paragraph("Talks, 3 March")]
    if how == "tree":
        rows = [["Code System", "17"]] + [[(f"● {name}", 300 * level), "4"] for name, level, _number in codes]
        blocks += [paragraph("Code System", heading=1), table(rows)]
    for name, level, number in codes:
        name = named.get(name, name)
        heading = level if how == "levels" else 2
        blocks.append(paragraph(f"{number} {name}" if how == "numbers" else name, heading=heading))
        path = {"Work": "Work", "Pay": "Work › Pay", "Late": "Work › Pay › Late", "Rest": "Rest"}
        blocks += [paragraph(line) for line in TREE[path[name.split(" > ")[-1]]].split("\n") if line]
    brought(cast.lea, "codebook.docx", docx(*blocks))
    assert tree(cast.lea) == TREE


# ---------- Taguette ----------

TAGS = (
    "tag,parent,description,number of highlights\n"
    "food,,What is eaten,3\nfood.apple,food,\"Red, or\ngreen\",2\nU.S. policy,,,1\nglad,food.apple,,1\n"
)  # fmt: skip
TAGGED = {
    "food": "What is eaten",
    "food › apple": "Red, or\ngreen",
    "U.S. policy": "",
    "food › apple › glad": "",
}


def test_taguettes_codebook_comes_in_as_table(cast: Cast) -> None:
    found = table_in("codebook.csv", TAGS.encode())
    assert found is not None
    assert found.program == "Taguette"
    brought(cast.lea, "codebook.csv", TAGS.encode())
    assert tree(cast.lea) == TAGGED


@pytest.mark.parametrize("form", ["docx", "html"])
def test_taguettes_codebook_comes_in_as_document(cast: Cast, form: str) -> None:
    tags = [
        ("food", "", "3 highlights", "What is eaten"),
        ("food.apple", "food", "2 highlights", "Red, or\ngreen"),
        ("U.S. policy", "", "1 highlight", ""),
        ("glad", "food.apple", "1 highlight", ""),
    ]
    if form == "docx":
        blocks = [paragraph("Taguette Codebook", heading=1)]
        for tag, above, count, said in tags:
            blocks += [paragraph(tag, heading=2), *([paragraph(f"Parent: {above}")] if above else [])]
            blocks += [paragraph(count), paragraph(said)]
        data = docx(*blocks)
    else:
        page = "<h1>Taguette Codebook</h1>"
        for tag, above, count, said in tags:
            page += f"<h2>{tag}</h2>" + (f"<p>Parent: {above}</p>" if above else "")
            page += f'<p class="number">{count}</p><p>{said.replace(chr(10), "<br>")}</p>'
        data = f"<!DOCTYPE html><html><body>{page}</body></html>".encode()
    found = table_in(f"codebook.{form}", data)
    assert found is not None
    assert found.program == "Taguette"
    brought(cast.lea, f"codebook.{form}", data)
    assert tree(cast.lea) == TAGGED


# ---------- beside what is here ----------


def test_codes_that_are_here_are_known_by_name_and_place_and_keep_what_the_file_leaves_empty(
    cast: Cast,
) -> None:
    work = make_code(cast.lea, name="work", definition="As it was.", hue=3)
    make_code(cast.lea, name="Pay", parent=work, definition="Wages.", example="“Forty.”")
    data = xlsx([NVIVO, ["Work", "", 1, 1], [("Pay", 1), "Money.", 1, 1], [("Late", 2), "", 1, 1]])
    report = brought(cast.lea, "codebook.xlsx", data)
    assert [(row.what, str(row.fate)) for row in report.rows] == [
        ("Work", "changed"), ("Work › Pay", "changed"), ("Work › Pay › Late", "new"),
    ]  # fmt: skip
    lines = {line.name: line for line in codebook(cast.lea)}
    assert (lines["Work"].definition, lines["Work"].hue, lines["Work"].id) == ("As it was.", 3, work.id)
    assert (lines["Pay"].definition, lines["Pay"].example) == ("Money.", "“Forty.”")
    assert {str(row.fate) for row in brought(cast.lea, "codebook.xlsx", data).rows} == {"same"}
    undo_last(cast.lea)
    assert set(tree(cast.lea)) == {"work", "work › Pay"}


def test_the_head_may_stand_further_down_and_each_row_keeps_its_number(cast: Cast) -> None:
    data = xlsx([["Talks"], [], NVIVO, ["Work", "What is done.", 1, 1], [], [("Pay", 1), "", 1, 1]])
    assert [(row.line, row.what) for row in brought(cast.lea, "codebook.xlsx", data).rows] == [
        (4, "Work"),
        (6, "Work › Pay"),
    ]


def test_a_table_of_our_own_and_a_text_are_no_codebook_of_another_program(cast: Cast) -> None:
    for written in ("name,definition\n  Tea,Hot\n", "handle,name,parent,memo\nT,Tea,,x\n"):
        assert table_wanted("codes.csv", written.encode(), "codebook").program == ""
    assert table_in("talks.csv", b"code,memo,text\nA,x,I was there\n") is None
    assert table_in("talks.csv", b"tag,description\nA,x\n") is None
    talk = docx(
        paragraph("Codebook", heading=1), paragraph("IKE: I carried it."), paragraph("Second", heading=1)
    )
    assert table_in("talk.docx", talk) is None


def test_a_document_without_a_codebook_gets_a_sentence() -> None:
    with pytest.raises(Problem, match="There is no codebook in talk"):
        table_wanted("talk.docx", docx(paragraph("IKE: I carried it.")), "codebook")


def test_the_command_takes_a_codebook_by_itself_and_as_a_text_where_it_is_said_to_be_one(
    tmp_path: Path,
) -> None:
    data, file = tmp_path / "data", tmp_path / "Codebook.docx"
    done(data, "init", "--study", "Talks")
    file.write_bytes(docx(table([NVIVO, ["Work", "What is done.", "1", "1"], [("Pay", 360), "", "1", "1"]])))
    looked = done(data, "import", file, "--dry-run", "--json").json
    assert looked["counts"] == {"codes": {"imported": 2, "kept": 0, "lost": 0}}
    assert looked["table"] == "codebook"
    done(data, "import", file)
    codes = done(data, "codes", "--json").json["codes"]
    assert len(codes) == 2
    done(data, "import", file, "--kind", "document")
    assert len(done(data, "sources", "--json").json["sources"]) == 1


def test_our_own_codebook_for_people_is_told_from_the_ones_that_come_in(cast: Cast) -> None:
    make_code(cast.lea, name="Work", definition="What is done.")
    for form in ("docx", "html"):
        made = make(cast.lea, what="codebook", format=form).data
        assert table_in(f"codebook.{form}", made) is None
        with pytest.raises(Problem, match="was made here for people to read"):
            table_wanted(f"codebook.{form}", made, "codebook")


def test_a_code_that_is_called_as_the_whole_is_a_code_unless_it_stands_first(cast: Cast) -> None:
    rows = [NVIVO, ["Work", "", 1, 1], ["Cases", "", 1, 1], [("Pay", 1), "", 1, 1]]
    brought(cast.lea, "codebook.xlsx", xlsx(rows))
    assert set(tree(cast.lea)) == {"Work", "Cases", "Cases › Pay"}
