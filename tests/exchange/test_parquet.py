"""A study's codings as Parquet: what is in the files, for whom, and what is in none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analysis.counting import ALONE, TALK
from analysis.test_counting import two  # noqa: F401 (a fixture)
from conftest import Cast
from firsthand.analysis.coding.selectors import all_codings
from firsthand.core.problems import NotAllowed, Problem
from firsthand.exchange.parquet import tables_in_memory, take_codings_out, take_tables_out
from firsthand.exchange.tallying import writing
from firsthand.exchange.tallying.layout import EXTRAS, TABLES
from firsthand.field.consent.services import exclude_reader, pause, set_answers
from firsthand.giving_back.models import Release
from firsthand.ground.trail.models import Entry

pytestmark = pytest.mark.usefixtures("two")
WORDS = [
    "carried", "saw him", "Carrying", "Seeing", "Helping", "Nowhere", "Ike", "Ruth", "IKE", "Lea", "Cody", "peer",
    "Role", "talk", "alone",
]  # fmt: skip


def taken(by: Any, folder: Path, *extras: str) -> dict[str, list[dict[str, Any]]]:
    """Every table, read back by what others read Parquet with."""
    folder.mkdir()
    counted = take_tables_out(by, folder=folder, extras=extras)
    found = {path.stem: pq.ParquetFile(path).read().to_pylist() for path in folder.iterdir()}
    assert counted == {name: len(rows) for name, rows in found.items()}
    return found


def asked(by: Any, person: Any, quotes: str) -> None:
    set_answers(by, participant=person, answers={"quotes": quotes}, moment="before", how="by hand")


def test_codings_and_who_speaks_where_leave_as_ids_and_numbers(cast: Cast, two: Any, tmp_path: Path) -> None:  # noqa: F811
    found = taken(cast.rea, tmp_path / "out")
    assert set(found) == set(TABLES)
    lines = {str(one.id): one for one in all_codings(cast.rea)}
    assert {row["id"] for row in found["codings"]} == set(lines)
    for row in found["codings"]:
        line = lines[row["id"]]
        assert (row["text"], row["code"], row["coder"]) == (
            str(line.version_id), str(line.code.id), str(line.coder_id),
        )  # fmt: skip
        assert (row["start"], row["end"], row["at"]) == (line.span.start, line.span.end, line.at)
    assert {row["source"] for row in found["codings"]} == {str(two["talk"].id), str(two["alone"].id)}
    spoken = {
        TALK[row["start"] : row["end"]]: row["person"]
        for row in found["spans"]
        if row["text"] == str(two["talk"].current)
    }
    assert {"IKE: I carried it.": str(two["ike"].id), "RUTH: I saw him.": str(two["ruth"].id)} == {
        words.strip(): person for words, person in spoken.items()
    }
    assert [row["label"] for row in found["people"]] == ["P01", "P02"]
    assert {(row["ref"], row["length"]) for row in found["texts"]} == {("S1", len(TALK)), ("S2", len(ALONE))}
    assert len(found["codes"]) == 4
    assert {row["id"] for row in found["coders"]} == {str(cast.lea.id), str(cast.cody.id)}


def test_no_words_leave_unless_somebody_asks_for_them(cast: Cast, two: Any, tmp_path: Path) -> None:  # noqa: F811
    for person in (two["ike"], two["ruth"]):
        asked(cast.lea, person, "short_quotes")
    bare = taken(cast.lea, tmp_path / "bare")
    cells = {str(cell) for rows in bare.values() for row in rows for cell in row.values()}
    assert [word for word in WORDS if any(word in cell for cell in cells)] == []
    full = taken(cast.lea, tmp_path / "full", *EXTRAS)
    cells = {str(cell) for rows in full.values() for row in rows for cell in row.values()}
    assert [word for word in WORDS if not any(word in cell for cell in cells)] == ["IKE"]  # not coded
    assert {row["path"] for row in full["codes"]} >= {"Helping › Carrying"}
    assert sorted(row["value"] for row in full["attributes"]) == ["4", "peer", "peer"]
    with pytest.raises(Problem, match="There are: names, attributes, excerpts"):
        take_tables_out(cast.lea, folder=tmp_path, extras=["pictures"])


def test_words_that_may_not_be_quoted_are_in_no_excerpt(cast: Cast, two: Any, tmp_path: Path) -> None:  # noqa: F811
    asked(cast.lea, two["ruth"], "short_quotes")
    asked(cast.lea, two["ike"], "none")
    found = taken(cast.lea, tmp_path / "out", "excerpts")
    held = {row["coding"] for row in found["excerpts"] if row["held_back"]}
    of_ike = {
        row["id"] for row in found["codings"] if row["text"] == str(two["talk"].current) and row["start"] < 30
    }
    assert held == of_ike != set()
    assert {row["words"] for row in found["excerpts"] if row["coding"] in held} == {None}


def test_who_is_on_hold_or_keeps_their_words_from_the_reader_is_in_no_table(
    cast: Cast,
    two: Any,  # noqa: F811
    tmp_path: Path,
) -> None:
    ruth = str(two["ruth"].id)
    exclude_reader(cast.gil, participant=two["ruth"], reader=cast.rea)
    for_rea = taken(cast.rea, tmp_path / "rea", *EXTRAS)
    assert for_rea["codings"] == for_rea["spans"] == for_rea["texts"] == []
    assert [row["id"] for row in for_rea["people"]] == [str(two["ike"].id)]
    assert len(taken(cast.lea, tmp_path / "lea")["codings"]) == 4
    pause(cast.lea, participant=two["ruth"])
    left = taken(cast.lea, tmp_path / "hold", *EXTRAS)
    assert ruth not in {str(cell) for rows in left.values() for row in rows for cell in row.values()}
    assert {row["source"] for row in left["codings"]} == {str(two["talk"].id)}
    words = "LEA: Well?\nIKE: I carried it.\n"
    assert all(row["end"] <= len(words) for row in (*left["codings"], *left["spans"]))


def test_that_it_left_is_in_the_trail_with_everybody_in_it(cast: Cast, two: Any, tmp_path: Path) -> None:  # noqa: F811
    taken(cast.rea, tmp_path / "out")
    with (tmp_path / "codings.parquet").open("wb") as stream:
        assert take_codings_out(cast.rea, to=stream) == 4
    for release in Release.objects.all():
        assert (release.what, release.format) == ("codings", "parquet")
        assert set(release.people) == {two["ike"].id.hex, two["ruth"].id.hex}
    assert Entry.objects.filter(act="report.release").count() == 2
    assert pq.ParquetFile(tmp_path / "codings.parquet").read().num_rows == 4


def test_counting_here_writes_nothing_and_is_for_whoever_may_read(cast: Cast) -> None:
    before = Entry.objects.count()
    assert tables_in_memory(cast.rea)["codings"].num_rows == 4
    assert Entry.objects.count() == before
    with pytest.raises(NotAllowed):
        tables_in_memory(cast.hope)


def test_many_rows_are_written_a_piece_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 7)
    rows = [(f"t{number}", number, number + 1, "p") for number in range(50)]
    assert writing.write(tmp_path / "spans.parquet", "spans", iter(rows)) == 50
    assert [
        tuple(row.values()) for row in pq.ParquetFile(tmp_path / "spans.parquet").read().to_pylist()
    ] == rows
    assert writing.table("spans", rows).num_rows == 50
