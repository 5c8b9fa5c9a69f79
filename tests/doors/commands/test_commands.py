"""The command line, as its users and scripts meet it."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from commands import Answer, done, firsthand
from core.worked_checklists import missed
from texts import AWKWARD

pytestmark = pytest.mark.process

APPLY = ("apply", "--study", "how-peer-work-works", "--source", "S1", "--code", "X")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with one talk in it, coded by two people."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    done(folder, "init", "--study", "How peer work works")
    talk = folder.parent / "Marigold.txt"
    talk.write_text(AWKWARD, "utf-8")
    done(folder, "import", talk, "--kind", "interview")
    return folder


@pytest.fixture(scope="module", autouse=True)
def another(data: Path) -> Answer:
    """What was said when a second study was begun there: whichever of these tests runs first finds both."""
    return done(data, "init", "--study", "Another", "--json")


def test_init_says_where_the_study_is_and_makes_a_secret_only_its_owner_can_read(
    data: Path, another: Answer
) -> None:
    answer = another
    assert (data / "secret").stat().st_mode & 0o777 == 0o600
    assert answer.json["slug" if "slug" in answer.json else "study"] == "another"


def test_import_lists_turns_speakers_and_warnings(data: Path) -> None:
    (source,) = done(data, "sources", "--study", "how-peer-work-works", "--json").json["sources"]
    assert source["turns"] == 3
    assert source["kind"] == "interview"
    assert source["title"] == "Marigold"


def test_a_rule_shows_what_it_finds_and_codes_it_when_told_to(data: Path) -> None:
    words = ("autocode", "--study", "how-peer-work-works", "--code", "Heating", "--words", "heat*")
    assert "1 found. --apply codes them." in done(data, *words).out
    answer = done(data, *words, "--apply", "--reach", "turn", "--json").json
    assert [one["words"].startswith("I came in") for one in answer["found"]] == [True]
    codings = done(data, "codings", "--study", "how-peer-work-works", "--json").json["codings"]
    assert [one["code"] for one in codings] == ["Heating"]
    done(data, "undo", "--study", "how-peer-work-works")
    assert "Give one of" in firsthand(data, *words, "--speaker", "X").err


def test_a_corrected_file_takes_the_texts_place_and_undo_gives_it_back(data: Path) -> None:
    corrected = data.parent / "Marigold, corrected.txt"
    corrected.write_text(AWKWARD.replace("the heating", "the heating, mostly"), "utf-8")
    study = ("--study", "how-peer-work-works")
    answer = done(data, "revise", corrected, "--source", "S1", *study, "--json").json
    assert (answer["ref"], answer["doubtful"]) == ("S1", [])
    again = firsthand(data, "revise", corrected, "--source", "S1", *study)
    assert again.status != 0
    assert "as it stands already" in again.err
    done(data, "undo", *study)


def test_two_coders_apply_list_and_undo(data: Path) -> None:
    study = ("--study", "how-peer-work-works")
    start = AWKWARD.index("the heating")
    for coder in ("Cody", "Lena"):
        done(
            data,
            "apply",
            "--source",
            "S1",
            "--code",
            "Place > Welcome",
            "--start",
            start,
            "--end",
            start + 11,
            "--as",
            coder,
            *study,
        )
    codings = done(data, "codings", "--json", *study).json["codings"]
    assert [(one["coder"], one["words"], one["code_path"]) for one in codings] == [
        ("Cody", "the heating", ["Place", "Welcome"]),
        ("Lena", "the heating", ["Place", "Welcome"]),
    ]
    undone = done(data, "undo", "--as", "Cody", "--json", *study).json
    assert undone["entries"][0]["by"] == "Cody"
    assert [one["coder"] for one in done(data, "codings", "--json", *study).json["codings"]] == ["Lena"]
    done(data, "redo", "--as", "Cody", *study)
    assert len(done(data, "codings", "--json", *study).json["codings"]) == 2


def test_reports_come_in_every_format_that_is_named(data: Path, tmp_path: Path) -> None:
    study = ("--study", "how-peer-work-works")
    kinds = {"themes": ["html", "docx"], "codebook": ["html", "docx"], "codings": ["csv", "xlsx"]}
    for what, form in [(what, form) for what, forms in kinds.items() for form in forms]:
        out = tmp_path / f"{what}.{form}"
        done(data, "report", what, "--format", form, "--out", out, *study)
        assert out.stat().st_size > 100
    rows = list(csv.reader(io.StringIO((tmp_path / "codings.csv").read_text("utf-8-sig"))))
    sheet = [list(row) for row in load_workbook(tmp_path / "codings.xlsx").active.iter_rows(values_only=True)]
    assert rows[0] == sheet[0]
    assert rows[0][:2] == ["coding_id", "source"]


def test_the_appendix_has_both_checklists_with_every_item(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "appendix.docx"
    done(data, "report", "appendix", "--out", out, "--study", "how-peer-work-works")
    assert list(missed(out.read_bytes())) == []


def test_a_report_in_a_format_it_has_not_is_a_sentence_and_no_file(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "codings.docx"
    answer = firsthand(
        data, "report", "codings", "--format", "docx", "--out", out, "--study", "how-peer-work-works"
    )
    assert (answer.status, out.exists()) == (1, False)
    assert "csv, xlsx" in answer.err


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("sources", "--study", "nowhere"), 1, "no study called “nowhere”"),
        (("sources",), 1, "several studies"),
        (("apply", "--source", "S99", "--code", "X", "--start", 0, "--end", 5, "--study", "another"), 1, "no source"),
        ((*APPLY, "--start", 5, "--end", 5), 1, "starts before it ends"),
        ((*APPLY, "--start", 0, "--end", 99999), 1, "characters"),
        (("undo", "--as", "Nobody", "--study", "another"), 1, "Nobody called Nobody"),
        (("undo", "--study", "another"), 1, "nothing left to undo"),
        (("import", "/nowhere/at/all.txt", "--study", "another"), 1, "no file"),
        (("init", "--study", "Another"), 1, "already"),
        (("restore", "/nowhere/b.zip"), 1, "no file"),
        (("report", "nonsense", "--out", "x"), 2, ""),
        (("nonsense",), 2, "No such command"),
        (("apply", "--source", "S1"), 2, "Missing option"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence_and_an_exit_status(
    data: Path, words: tuple[object, ...], status: int, sentence: str
) -> None:
    answer = firsthand(data, *words)
    assert answer.status == status
    assert sentence in answer.err
    assert "Traceback" not in answer.err


def test_a_folder_without_data_says_how_to_start(tmp_path: Path) -> None:
    answer = firsthand(tmp_path / "new", "sources")
    assert answer.status == 1
    assert "init" in answer.err
    assert not (tmp_path / "new").exists()


def test_one_bad_file_keeps_all_out(data: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.docx"
    good.write_text("ANNA: Hello.\nBEN: Hello.\n", "utf-8")
    bad.write_bytes(b"PK\x03\x04 not a zip at all")
    before = done(data, "sources", "--study", "another", "--json").json
    answer = firsthand(data, "import", good, bad, "--study", "another")
    assert answer.status == 1
    assert "bad.docx" in answer.err
    assert done(data, "sources", "--study", "another", "--json").json == before


@pytest.mark.skipif(sys.platform == "darwin", reason="there no name on disk is in another encoding")
def test_a_file_whose_name_is_in_another_encoding_comes_in(
    data: Path, tmp_path: Path, another: Answer
) -> None:
    old = tmp_path / os.fsdecode(b"caf\xe9.txt")
    old.write_text("LEA: Soup.\n", "utf-8")
    done(data, "init", "--study", "Old names", "--slug", "old-names")
    found = done(data, "import", old, "--study", "old-names", "--json").json["imported"]
    assert [one["title"] for one in found] == ["caf\ufffd"]


def test_a_table_comes_in_as_a_source_a_row_with_its_columns_as_attributes(
    data: Path, tmp_path: Path
) -> None:
    table = tmp_path / "answers.csv"
    table.write_text(
        "id,age,answer\nA1,30-49,I came for the heating and stayed for the cups.\nA2,50+,Nobody asked me.\n",
        "utf-8",
    )
    imported = done(data, "import", table, "--study", "another", "--json").json["imported"]
    assert [one["kind"] for one in imported] == ["survey answer", "survey answer"]
    sources = done(data, "sources", "--study", "another", "--json").json["sources"]
    assert [one["attributes"].get("age") for one in sources] == ["30-49", "50+"]


def test_participants_are_made_of_named_speakers_where_asked(data: Path, tmp_path: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text("INTERVIEWER: And?\nROSA: Well.\nINTERVIEWER: And then?\nROSA: Then soup.\n", "utf-8")
    done(data, "init", "--study", "People", "--slug", "people")
    done(data, "import", talk, "--participants", "--study", "people")
    people = done(data, "participants", "--study", "people", "--json").json["participants"]
    assert [(one["label"], one["pseudonym"]) for one in people] == [("P01", "Rosa")]


def test_the_trail_lists_every_act_in_order(data: Path) -> None:
    entries = done(data, "trail", "--study", "how-peer-work-works", "--json").json["entries"]
    assert [one["number"] for one in entries] == list(range(1, len(entries) + 1))
    assert entries[0]["act"] == "study.start"


REFI = Path(__file__).parents[2] / "data" / "refi"


def test_a_project_comes_into_a_study_of_its_own_whole_or_leaves_none_behind(tmp_path: Path) -> None:
    folder, broken = tmp_path / "data", tmp_path / "broken.qdpx"
    project = REFI / "qualcoder4.0b_primock.qdpx"
    broken.write_bytes(project.read_bytes()[:50_000])
    assert "damaged" in firsthand(folder, "import", broken, "--new", "Mock talks").err
    looked = done(folder, "import", project, "--new", "Mock talks", "--dry-run", "--json").json
    assert looked["counts"]["codings"] == {"imported": 84, "kept": 0, "lost": 0}
    assert "no study here yet" in firsthand(folder, "sources").err
    report = tmp_path / "report.csv"
    said = done(folder, "import", project, "--new", "Mock talks", "--json", "--loss-report", report).json
    assert said["counts"] == looked["counts"]
    rows = list(csv.reader(io.StringIO(report.read_text("utf-8-sig"))))
    assert rows[0] == ["kind", "fate", "path", "reason"]
    assert len(rows) == 1 + sum(one["kept"] + one["lost"] for one in said["counts"].values())
    out = tmp_path / "out.qdpx"
    done(folder, "export", "study", "--out", out)
    again = done(tmp_path / "other", "import", out, "--new", "Mock talks", "--json").json
    assert {kind: again["counts"][kind]["imported"] for kind in ("sources", "codes", "codings", "memos")} == {
        "sources": 6, "codes": 10, "codings": 84, "memos": 7,
    }  # fmt: skip
    assert "no folder" in firsthand(folder, "import", project, "--loss-report", tmp_path / "no" / "r.csv").err
    assert "leaves as qdpx" in firsthand(folder, "export", "study", "--out", tmp_path / "out.docx").err


def test_a_slip_is_not_made_for_a_card_that_cannot_be_written(data: Path, tmp_path: Path) -> None:
    study = ("--study", "how-peer-work-works")
    talk = tmp_path / "Two.txt"
    talk.write_text("HAZEL: One.\nROWAN: Two.\nHAZEL: Three.\n", "utf-8")
    done(data, "import", talk, "--participants", *study)
    assert (
        ".pdf or .html"
        in firsthand(
            data, "slip", "make", "--participant", "Hazel", "--card", tmp_path / "card.txt", *study
        ).err
    )
    assert done(data, "slip", "list", "--json", *study).json["slips"] == []
