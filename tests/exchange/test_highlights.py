"""Taguette's table of highlights has words and no places: they are found again where it is certain which are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commands import done
from conftest import Cast
from exchange.written import xlsx
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings
from firsthand.core.problems import NotAllowed, Problem
from firsthand.exchange import highlights
from firsthand.exchange.tables import bring_in, kind_of, look_over
from firsthand.field.consent.services import exclude_reader
from firsthand.field.people.services import add_participant
from firsthand.field.sources.extract import read_cells
from firsthand.field.sources.importing import Part, import_sources, read_files
from firsthand.field.sources.sight import readable
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.models import Entry

TALK = "LEA: Well?\nIKE: I carried\nthe 👍 door, and then. Yes.\nLEA: Yes.\nIKE: I went home."
OTHER = "RUTH: I saw him carry a door."
HEAD = "id,document,tag,content\n"


@pytest.fixture
def here(cast: Cast) -> Cast:
    for name, words in (("talk.txt", TALK), ("other.txt", OTHER)):
        (incoming,), _refused = read_files(cast.lea, [(name, words.encode())])
        import_sources(cast.lea, incoming=[incoming])
    return cast


def table(*rows: str) -> list[list[str]]:
    return read_cells("all_tags.csv", (HEAD + "\n".join(rows)).encode())


def coded(by: Any) -> list[tuple[str, str]]:
    return sorted((one.words, one.coding.code.full_path) for one in excerpts(by))


def brought(by: Any, rows: list[list[str]]) -> Any:
    report = look_over(by, "highlights", rows)
    assert bring_in(by, "highlights", rows).rows == report.rows
    return report


def test_words_that_stand_once_are_coded_however_the_table_lays_them_out(here: Cast) -> None:
    before = Entry.objects.count()
    rows = table(
        '7,talk.txt,work.door,"I  carried the 👍 do or"', "7,talk.txt,U.S. policy,I carried the 👍 door",
        "8,talk,work,I went home.", "9,talk.txt,,I went home.",
    )  # fmt: skip
    assert kind_of(rows) == "highlights"
    report = brought(here.lea, rows)
    assert coded(here.lea) == [
        ("I carried\nthe 👍 door", "U.S. policy"), ("I carried\nthe 👍 door", "work › door"), ("I went home.", "work"),
    ]  # fmt: skip
    assert report.counts() == {"new": 3, "changed": 0, "same": 0, "refused": 1}
    assert report.rows[-1].why == "No tag is on it: only what has a code is shown here."
    assert "coded by whoever brings it in" in report.remarks[0]
    assert Entry.objects.count() == before + 1
    assert brought(here.lea, rows).counts()["same"] == 3
    assert len(all_codings(here.lea)) == 3
    undo_last(here.lea)
    assert (coded(here.lea), codebook(here.lea)) == ([], [])


def test_what_is_said_several_times_is_coded_only_where_all_of_it_was_highlighted(here: Cast) -> None:
    report = brought(here.lea, table("1,talk.txt,agree,Yes."))
    assert report.rows[0].why == (
        "These words stand 2 times in talk, and the table does not say which are meant."
    )
    assert coded(here.lea) == []
    brought(here.lea, table("1,talk.txt,agree,Yes.", "2,talk.txt,answer,Yes."))
    places = {line.code.name: line.span.start for line in all_codings(here.lea)}
    first, second = TALK.index("Yes."), TALK.rindex("Yes.")
    assert places == {"agree": first, "answer": second}


def test_words_in_no_text_and_documents_of_another_name_are_told(here: Cast) -> None:
    report = brought(
        here.lea,
        table(
            "1,talk.txt,a,Nobody said it.", "2,elsewhere.docx,a,I saw him", "3,elsewhere.docx,a,Nobody said it.",
            "4,elsewhere.docx,a,door", "5,talk.txt,a, ",
        ),
    )  # fmt: skip
    assert [(str(row.fate), row.why) for row in report.rows] == [
        ("refused", "These words are not in talk."),
        ("new", "found in other"),
        ("refused", "No source is called “elsewhere.docx”, and these words are in no other."),
        (
            "refused",
            "These words stand 2 times in several sources, and the table does not say which are meant.",
        ),
        ("refused", "There are no words in it."),
    ]
    assert coded(here.lea) == [("I saw him", "a")]


def test_tags_are_the_codes_that_are_here_by_path_or_by_their_only_name(here: Cast) -> None:
    work = make_code(here.lea, name="Work")
    make_code(here.lea, name="Door", parent=work)
    brought(here.lea, table("1,talk.txt,door,I went home.", "2,other.txt,work.door,I saw him"))
    assert coded(here.lea) == [("I saw him", "Work › Door"), ("I went home.", "Work › Door")]
    assert len(codebook(here.lea)) == 2


def test_what_a_member_may_not_read_is_neither_searched_nor_told(here: Cast) -> None:
    ike = add_participant(here.lea, pseudonym="Ike")
    (incoming,), _refused = read_files(here.lea, [("secret.txt", b"IKE: I hid the key.")])
    incoming.parts = [Part("participant", ike.id)]
    import_sources(here.lea, incoming=[incoming])
    exclude_reader(here.gil, participant=ike, reader=here.cody)
    assert readable(here.cody).count() == 2
    report = brought(here.cody, table("1,secret.txt,a,I hid the key."))
    assert report.rows[0].why == "No source is called “secret.txt”, and these words are in no other."


def test_who_reads_only_brings_no_highlights_in_and_no_other_table_is_one(here: Cast) -> None:
    rows = table("1,talk.txt,a,I went home.")
    for did in (look_over, bring_in):
        with pytest.raises(NotAllowed):
            did(here.rea, "highlights", rows)
    with pytest.raises(Problem, match="needs the columns"):
        look_over(here.lea, "highlights", [["tag", "content"]])


def test_more_than_can_be_looked_for_is_told(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlights, "MOST_SEARCHED", 100)
    report = brought(here.lea, table("1,talk.txt,a,I went home.", "2,talk.txt,a,door", "3,talk.txt,a,Well?"))
    assert [str(row.fate) for row in report.rows] == ["new", "refused", "refused"]
    assert "too many for each" in report.rows[1].why


def test_the_command_takes_the_table_by_its_columns(tmp_path: Path) -> None:
    data, talk, file = tmp_path / "data", tmp_path / "talk.txt", tmp_path / "all_tags.xlsx"
    talk.write_text(TALK, "utf-8")
    file.write_bytes(xlsx([["id", "document", "tag", "content"], ["1", "talk.docx", "home", "I went home."]]))
    done(data, "init", "--study", "Talks")
    done(data, "import", talk)
    assert done(data, "import", file, "--dry-run", "--json").json["counts"] == {
        "codings": {"imported": 1, "kept": 0, "lost": 0}
    }
    done(data, "import", file)
    assert [one["words"] for one in done(data, "codings", "--json").json["codings"]] == ["I went home."]
