"""Files of other programs that no honest program writes: a sentence each, and nothing half brought in.

FIRSTHAND_MUTATIONS says how many random alterations are tried (the suite: 150).
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conftest import Cast
from exchange.foreign import QUALCODER, TAGUETTE, database, packed
from exchange.test_other_programs import DAY, REAL, TSV, brought, qualcoder, sentence, taguette
from exchange.test_refi_hostile import MANY, WAYS
from firsthand.analysis.codebook.selectors import codebook
from firsthand.core.edits import Edits
from firsthand.core.problems import Problem
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.ids import row_of
from firsthand.exchange.projects.merging import meeting
from firsthand.exchange.projects.opening import open_project
from firsthand.exchange.projects.others import database as reading
from firsthand.exchange.projects.others import making
from firsthand.exchange.projects.others.pages import Page
from firsthand.exchange.projects.refi import opening as refi
from firsthand.field.sources.selectors import sources
from firsthand.ground.vault.keyring.models import TextKey

ONE_TEXT: dict[str, Any] = {
    "project": [("v11", DAY, "")],
    "source": [(1, "talk", "One two three.", None, "", "ines", DAY)],
    "code_name": [(1, "One", "", None, "ines", DAY, "#F44336")],
    "code_text": [(1, 1, 1, "One", 0, 3, "ines", DAY, "")],
}


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"SQLite format 3\x00" + bytes(200), "data.qda", "is damaged"),
        (database(QUALCODER, ONE_TEXT)[:9000], "data.qda", "is damaged"),
        (database("CREATE TABLE t (a);", {}), "data.db", "of none of the programs"),
        (packed([("p.qda/data.qda", b"no database")]), "p.zip", "is no SQLite database"),
        (packed([("p/data.qda", database("CREATE TABLE t (a);", {}))]), "p.zip", "no database of QualCoder"),
        (packed([("a/data.qda", b""), ("b/data.qda", b"")]), "p.zip", "one comes in at a time"),
        (packed([("a/data.qda", b"x"), ("a/data.qda-wal", b"x")]), "p.zip", "Close QualCoder"),
        (packed([("../../data.qda", b"x")]), "p.zip", "names files outside itself"),
        (packed([("talk.docx", b"x")]), "p.zip", "of a kind that this program does not know"),
        (b'{"text": 1}', "a.jsonl", "no “text”"),
        (b'{"text": "a"}\n{"text": ', "a.jsonl", "is damaged"),
        (b'{"data": ' * 100_000, "a.jsonl", "is damaged"),
        (b'{"a": 1}', "a.json", "of a kind that this program does not know"),
        (b'{"%FEATURE_STRUCTURES": ' + b"[" * 100_000, "a.json", "is damaged"),
        (b"#FORMAT=WebAnno TSV 3.3\n\n\n", "a.tsv", "there is no text in it"),
        (b"#FORMAT=WebAnno TSV 3.3\n#Text=a\n1-1\t999999999999-9\ta\t\n", "a.tsv", "does not begin where"),
        (b"#FORMAT=WebAnno TSV 3.3\n#Text=abc\n1-1\t0-3\tabc\t\n#Text=d\n2-1\t1-2\td\t\n", "a.tsv", "does not begin"),
    ],
)  # fmt: skip
def test_what_no_program_writes_gets_a_sentence(data: bytes | BytesIO, name: str, said: str) -> None:
    assert said in sentence(data, name)


@pytest.mark.parametrize(
    "more",
    [
        "DROP TABLE code_name; CREATE VIEW code_name AS SELECT 1 AS cid, hex(randomblob(9)) AS name;",
        "DROP TABLE code_name; CREATE VIRTUAL TABLE code_name USING fts5(name);",
    ],
)
def test_a_view_or_virtual_table_in_the_place_of_a_table_is_refused(more: str) -> None:
    rows = {table: those for table, those in ONE_TEXT.items() if table != "code_name"}
    assert "no plain table" in sentence(database(QUALCODER, rows, more), "data.qda")


def test_a_column_that_would_run_a_function_is_not_asked() -> None:
    schema = QUALCODER.replace("jentry text,", "jentry text AS (hex(zeroblob(4))),")
    data = database(schema, ONE_TEXT, "INSERT INTO journal (jid, name) VALUES (1, 'x');")
    with open_project(BytesIO(data), "data.qda") as file:
        assert (len(file.project.codes), file.project.memos) == (1, [])


def test_more_rows_and_longer_files_than_any_project_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = database(QUALCODER, ONE_TEXT)
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert "more than any project" in sentence(data, "data.qda")
    monkeypatch.setattr(reading, "MOST_BYTES", 4096)
    assert "longer than any project" in sentence(data, "data.qda")


def test_a_database_from_which_a_program_had_not_written_everything_back_is_read_as_it_stands(
    cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "data.qda"
    path.write_bytes(database(QUALCODER, ONE_TEXT))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert path.read_bytes()[18:20] == b"\x02\x02"
    report = brought(cast.lea, path.read_bytes(), "data.qda")
    assert report.counts["codings"]["imported"] == 1  # type: ignore[index]


def test_codes_that_stand_in_themselves_come_in_at_the_top(cast: Cast) -> None:
    round_: dict[str, Any] = {
        "code_cat": [
            (1, "One", "", DAY, "", 3),
            (2, "Two", "", DAY, "", 1),
            (3, "Three", "", DAY, "", 2),
            (4, "Self", "", DAY, "", 4),
        ]
    }
    report = brought(cast.lea, database(QUALCODER, ONE_TEXT | round_), "data.qda")
    assert sorted(line.path for line in codebook(cast.lea)) == [
        ("One",), ("One",), ("One", "Two"), ("One", "Two", "Three"), ("Self",),
    ]  # fmt: skip
    assert any("stood in themselves" in remark for remark in report.remarks)


def test_many_codes_that_each_stand_in_themselves_are_read_in_no_time() -> None:
    many = [(number, f"c{number}", "", DAY, "", number) for number in range(1, 20_000)]
    with open_project(BytesIO(database(QUALCODER, ONE_TEXT | {"code_cat": many})), "data.qda") as file:
        assert len(file.project.codes) == 20_000


def test_more_quotes_than_can_be_looked_for_are_told(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    monkeypatch.setattr(making, "MOST_SEARCHED", 20)
    codings = [(number, 1, 1, "three", 0, 3, "ines", DAY, "") for number in range(1, 4)]
    report = brought(cast.lea, database(QUALCODER, ONE_TEXT | {"code_text": codings}), "data.qda")
    assert ["too many" in line.reason for line in report.lines] == [True, True]
    assert report.counts["codings"]["imported"] == 1  # type: ignore[index]


def test_codes_too_deep_in_each_other_are_refused() -> None:
    deep = [(number, f"c{number}", "", DAY, "", number - 1 or None) for number in range(1, 300)]
    assert "two hundred deep" in sentence(database(QUALCODER, ONE_TEXT | {"code_cat": deep}), "data.qda")


@pytest.mark.parametrize("place", [(5, 2), (-4, 2), (2, 10**15), (3, 3), ("x", None), (2.5, b"\x00")])
def test_places_that_are_none_are_kept_and_told(cast: Cast, place: tuple[Any, Any]) -> None:
    codings = [(1, 1, 1, "", *place, "ines", DAY, "")]
    report = brought(cast.lea, database(QUALCODER, ONE_TEXT | {"code_text": codings}), "data.qda")
    assert [(line.fate, line.path) for line in report.lines if line.kind == "codings"] == [
        ("kept", "code_text 1 coding")
    ]


def test_a_page_of_nothing_but_beginnings_costs_no_more_than_its_length() -> None:
    for piece in ("<", "<a", "<a '", '<a "', "<p>", "&#", "<!--"):
        assert len(Page(piece * 100_000).between_tags) <= 500_000


def test_bytes_within_a_letter_are_no_place_in_a_page(cast: Cast) -> None:
    found = taguette(
        highlights=[(1, 1, 8, 9, ""), (2, 1, 9, 3, ""), (3, 1, -5, 3, "")],
        highlight_tags=[(1, 1), (2, 1), (3, 1)],
    )
    report = brought(cast.lea, found, "x.sqlite3")
    assert [line.fate for line in report.lines if line.kind == "codings"] == ["kept"] * 3


def test_a_folder_does_not_lead_out_of_itself(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "secret.docx").write_bytes(b"PK secret")
    folder = tmp_path / "p.qda"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "talk.docx").symlink_to(tmp_path / "secret.docx")
    rows = ONE_TEXT | {"source": [(1, "talk.docx", "One two three.", "/docs/talk.docx", "", "ines", DAY)]}
    (folder / "data.qda").write_bytes(database(QUALCODER, rows))
    with open_project(folder) as file:
        (source,) = file.sources()
        assert getattr(source, "rich", "") == ""


def test_nothing_is_half_brought_in_when_a_file_beside_is_damaged(cast: Cast) -> None:
    rows = ONE_TEXT | {"source": [(1, "talk.docx", "One two three.", "/docs/talk.docx", "", "ines", DAY)]}
    file = packed([("p/data.qda", database(QUALCODER, rows)), ("p/documents/talk.docx", b"PK form " * 4000)])
    whole = bytearray(file.getvalue())
    entry = zipfile.ZipFile(file).getinfo("p/documents/talk.docx")
    at = entry.header_offset + 30 + len(entry.filename) + 4
    whole[at : at + 20] = bytes(20)
    keys = TextKey.objects.count()
    with open_project(BytesIO(bytes(whole)), "p.zip") as opened, pytest.raises(Problem, match="damaged"):
        bring_in(cast.lea, file=opened, name="p.zip")
    assert (sources(cast.lea), codebook(cast.lea), TextKey.objects.count() - keys) == ([], [], 0)


def _real() -> bytes:
    return zipfile.ZipFile(REAL).read("primock.qda/data.qda")


def test_altered_files_are_read_or_refused_with_a_sentence() -> None:
    chance = Random(7)
    line = json.dumps({"id": 1, "text": "So the yard.", "label": [[0, 2, "A"]], "meta": {"b": 1}}).encode()
    whole = [_real(), qualcoder(), taguette(), TSV.encode(), line * 3, REAL.read_bytes()]
    said: list[str] = []
    for number in range(MANY):
        data = bytearray(whole[number % len(whole)])
        way: Callable[[bytearray, Random], None] = chance.choice(WAYS)
        way(data, chance)
        try:
            with open_project(BytesIO(bytes(data)), "altered") as file:
                list(file.sources())
        except Problem as problem:
            said.append(str(problem))
    assert 0 < len(said) < MANY
    assert all(one.endswith(".") for one in said)


def test_a_taguette_database_without_a_log_is_read(cast: Cast) -> None:
    schema = TAGUETTE[: TAGUETTE.index("CREATE TABLE commands")]
    rows: dict[str, Any] = {
        "projects": [(1, "Talks", "", DAY)],
        "documents": [(1, "a", "", "a", DAY, 1, "LEFT_TO_RIGHT", "<p>One two</p>")],
        "tags": [(1, 1, "t", "")],
        "highlights": [(1, 1, 0, 3, "One")],
        "highlight_tags": [(1, 1)],
    }
    report = brought(cast.lea, database(schema, rows), "x.sqlite3")
    assert report.counts["codings"]["imported"] == 1  # type: ignore[index]


def test_a_text_of_what_nobody_can_read_is_refused_and_a_stretch_of_it_is_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty megabytes of nothing took fourteen gigabytes of memory once: a place was kept for each of them."""
    made: list[int] = []
    monkeypatch.setattr(refi, "Edits", lambda words, edits: made.append(len(edits)) or Edits(words, edits))  # type: ignore[func-returns-value]
    whole = [("a.ann", b"T1\tX 0 3\tabc\n"), ("a.txt", b"abc")]
    report = brought(cast.lea, packed([*whole, ("b.txt", b"x" + bytes(1_000_000) + b"y")]), "p.zip")
    assert "refused" not in str(report)
    assert max(made) == 1
    assert [line.title for line in sources(cast.lea)] == ["a", "b"]
    monkeypatch.setattr(refi, "MOST_CONTROLS", 1_000)
    with pytest.raises(Problem, match=r"“c” is no text"):
        brought(cast.lea, packed([*whole, ("c.txt", b"a\0" * 1_001)]), "q.zip")


def test_what_a_text_costs_to_bring_in_does_not_grow_with_how_many_there_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Counter[int]()
    monkeypatch.setattr(meeting, "row_of", lambda *told: asked.update([many]) or row_of(*told))
    for many in (1, 100, 400):  # the first finds nothing here
        lines = b"".join(json.dumps({"text": f"Talk {many} {one}."}).encode() + b"\n" for one in range(many))
        brought(cast.lea, lines, "talks.jsonl")
    assert asked[400] < 5 * asked[100]
