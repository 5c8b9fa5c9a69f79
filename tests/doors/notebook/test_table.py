"""Tables: the same in every frame, shown without words that a notebook would keep, and nothing in them is markup."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pyarrow
import pytest

from firsthand.core.problems import NotThere
from firsthand.doors.notebook.table import Table
from firsthand.doors.tables.columns import columns
from firsthand.doors.tables.counted_rows import EstimateRow, StepRow
from firsthand.doors.tables.found import Found
from firsthand.doors.tables.made import KINDS
from firsthand.doors.tables.rows import CodingRow, ParticipantRow

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def coding(**other: Any) -> CodingRow:
    row: dict[str, Any] = {
        "id": uuid4(), "source": uuid4(), "source_ref": "S1", "source_title": "<b>Kettle</b>", "source_part": "",
        "code": uuid4(), "code_name": "Welcome", "code_path": ("Place", "Welcome"), "coder": "Cody", "start": 3,
        "end": 9, "words": "I came in <script>", "place": "turn 2", "said_by": ("Marigold",), "participants": ("P01",),
        "standpoint": "self", "stance": "", "at": AT,
    }  # fmt: skip
    return CodingRow(**row | other)


def table(*rows: Any) -> Table[Any]:
    return Table("codings", type(rows[0]), Found(rows))


def test_pandas_polars_and_arrow_have_the_same_columns_and_cells() -> None:
    people = table(
        ParticipantRow(uuid4(), "P01", "Marigold", {"Age": "30-49"}),
        ParticipantRow(uuid4(), "P02", "Juno", {"Age": "under 30", "Pay": "none"}),
    )
    steps = table(
        StepRow(1, ("S1", "S2"), None, 3, (), 3), StepRow(2, ("S3",), date(2026, 3, 1), 4, ("Tea",), 5)
    )
    figures = table(EstimateRow("chao2", None, "no code was used"), EstimateRow("coverage", 0.5, ""))
    for one in (people, steps, figures, table(coding(), coding(end=12))):
        held = one.to_arrow()
        assert one.to_polars().to_arrow().cast(held.schema).equals(held)
        assert pyarrow.Table.from_pandas(one.to_pandas(), held.schema, preserve_index=False).equals(held)
    assert list(people.to_pandas().columns) == [
        "id",
        "label",
        "pseudonym",
        "attributes.Age",
        "attributes.Pay",
    ]
    assert people.to_polars()["attributes.Pay"].to_list() == [None, "none"]


def test_a_table_without_rows_has_its_columns_and_their_types_all_the_same() -> None:
    empty = Table("codings", CodingRow, Found(()))
    assert empty.to_arrow().schema == table(coding()).to_arrow().schema
    assert empty.to_polars().schema == table(coding()).to_polars().schema
    assert list(empty.to_pandas().dtypes) == list(table(coding()).to_pandas().dtypes)


def test_what_is_shown_is_escaped_and_has_peoples_words_only_where_somebody_asks_to_read_them() -> None:
    shown = table(coding())
    for kept in (shown._repr_html_(), repr(shown), repr(shown.rows[0])):
        assert "I came in" not in kept
    assert "(18 characters)" in shown._repr_html_()
    assert "&lt;b&gt;Kettle" in shown._repr_html_()
    assert "I came in &lt;script&gt;" in shown.read()._repr_html_()
    assert "I came in <script>" in repr(shown.read())
    assert "<script" not in shown.read()._repr_html_()


def test_what_has_to_be_said_beside_a_table_and_how_much_more_there_is_is_shown_with_it() -> None:
    many = Table("codings", CodingRow, Found([coding()] * 21, ("Saturation <is> not proved.",)))
    assert "… and 1 more." in repr(many)
    assert "Saturation &lt;is&gt; not proved." in many._repr_html_()
    assert len(many) == 21
    assert many[20] == many.rows[-1]


def test_every_column_of_every_table_says_what_it_holds() -> None:
    assert [
        (name, one.name) for name, kind in KINDS.items() for one in columns(kind.row) if not one.what
    ] == []
    words = {one.name for one in columns(CodingRow) if one.words}
    assert words == {"words"}
    assert columns(CodingRow)[0].kind is UUID


@pytest.mark.parametrize(
    ("library", "way"), [("pandas", "to_pandas"), ("polars", "to_polars"), ("pyarrow", "to_arrow")]
)
def test_where_a_library_is_missing_a_sentence_says_what_to_install(
    library: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NotThere, match=rf"{library} is not installed .* pip install '.\[notebook\]'"):
        getattr(table(coding()), way)()
