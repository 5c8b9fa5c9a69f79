"""The tables of a study that leave as Parquet: their names, and the columns of each. Ids and numbers.

Ids are those of the study's rows, so that tables of several studies can lie side by side and be counted together.
Places are half-open, in code points of the text that they name.
"""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["id", "number", "moment", "words"]

TABLES: dict[str, dict[str, Kind]] = {
    "codings": {
        "id": "id", "text": "id", "source": "id", "code": "id", "coder": "id", "start": "number", "end": "number",
        "whose": "id",  # of whom a coder said that the words are theirs
        "standpoint": "words", "stance": "words", "at": "moment",
    },
    "spans": {"text": "id", "start": "number", "end": "number", "person": "id"},  # who speaks where
    "texts": {"id": "id", "source": "id", "ref": "words", "length": "number"},
    "codes": {"id": "id", "parent": "id"},
    "coders": {"id": "id"},
    "people": {"id": "id", "label": "words"},
}  # fmt: skip

Extra = Literal["names", "attributes", "excerpts"]
EXTRAS: tuple[Extra, ...] = get_args(Extra)

# What is there only where somebody asked for words: columns of those tables, and tables of their own.
NAMES: dict[str, dict[str, Kind]] = {
    "codes": {"name": "words", "path": "words"},
    "texts": {"title": "words"},
    "coders": {"name": "words"},
    "people": {"pseudonym": "words"},
}
ATTRIBUTES: dict[str, Kind] = {"person": "id", "attribute": "words", "value": "words"}
EXCERPTS: dict[str, Kind] = {"coding": "id", "words": "words", "held_back": "words"}

NEEDED = ("codings", "spans")  # without these nothing is counted; the others say what ids stand for


def columns_of(table: str, extras: frozenset[str] = frozenset()) -> dict[str, Kind]:
    """The columns of one table, with those that were asked for."""
    if table in ("attributes", "excerpts"):
        return ATTRIBUTES if table == "attributes" else EXCERPTS
    return TABLES[table] | (NAMES.get(table, {}) if "names" in extras else {})


def tables_with(extras: frozenset[str]) -> list[str]:
    """The names of the tables that leave, with those that were asked for."""
    return [*TABLES, *(name for name in ("attributes", "excerpts") if name in extras)]
