"""The tables that are counted: read from folders of Parquet, or handed over as they are in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from firsthand.core.problems import Problem
from firsthand.exchange.tallying.engines import in_memory, rows
from firsthand.exchange.tallying.layout import NEEDED, TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

NAMED = ("codes", "coders", "people", "texts")
CALLED = ("name", "pseudonym", "ref", "label", "path")  # columns, the name to show first


@dataclass(frozen=True)
class Tables:
    """What every tally starts from.

    `names`: what codes, coders, people and sources are called, by id, where it is known; the one to show first.
    """

    codings: ir.Table
    spans: ir.Table
    excerpts: ir.Table | None = None
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def labels(self) -> dict[str, str]:
        """What each is shown as: of two that have the same name, the longest that is known."""
        shown = Counter(names[0] for names in self.names.values())
        return {row: names[0] if shown[names[0]] == 1 else names[-1] for row, names in self.names.items()}

    def label(self, row: str) -> str:
        """What a code, a coder, a person or a source is called; the id where no name is known."""
        return self.labels.get(row, row)

    def ids_called(self, wanted: Sequence[str]) -> list[str]:
        """The ids of what is called so, or has that id. Raises `Problem` where nothing is."""
        return [row for one in wanted for row in self._called(one.casefold()) or [_id(one)]]

    def _called(self, wanted: str) -> list[str]:
        return [row for row, names in self.names.items() if wanted in (name.casefold() for name in names)]


def from_folders(connection: Any, folders: Sequence[str]) -> Tables:
    """One study's tables, or several studies' as if they were one. An address that only the engine knows is left to it.

    Raises `Problem` where a folder does not have what is counted.
    """
    for folder in folders:
        _require(folder)

    def read(name: str) -> Any:
        parts = [connection.read_parquet(f"{folder.rstrip('/')}/{name}.parquet") for folder in folders]
        return reduce(_under, parts)

    there = _there(folders)
    names: dict[str, list[str]] = {}
    for name in NAMED:
        if name in there:
            names |= _names(rows(read(name)))
    return Tables(
        read("codings").select(*TABLES["codings"]),
        read("spans").select(*TABLES["spans"]),
        read("excerpts") if "excerpts" in there else None,
        names,
    )


def from_memory(connection: Any, tables: Mapping[str, Any]) -> Tables:
    """Tables of Arrow, by name: handed to the engine as they are, with no file in between."""
    names: dict[str, list[str]] = {}
    for name in NAMED:
        names |= _names(tables[name].to_pylist())
    there = {
        name: in_memory(connection, name, tables[name]) for name in (*NEEDED, "excerpts") if name in tables
    }
    return Tables(there["codings"], there["spans"], there.get("excerpts"), names)


def _under(one: Any, other: Any) -> Any:
    """Rows of two tables, one below the other: of the columns that both have."""
    both = [name for name in one.columns if name in other.columns]
    return one.select(*both).union(other.select(*both))


def _require(folder: str) -> None:
    if "://" in folder:
        return
    missing = [name for name in NEEDED if not (Path(folder) / f"{name}.parquet").exists()]
    if missing:
        raise Problem(
            f"There is no {missing[0]}.parquet in {folder}. Tables to count come from: "
            "firsthand export codings --format parquet --out DIR"
        )


def _there(folders: Sequence[str]) -> set[str]:
    """The tables that every folder has. Of an address that only the engine knows, those that every study has."""
    return {
        name
        for name in (*TABLES, "excerpts")
        if all(
            (name in TABLES) if "://" in folder else (Path(folder) / f"{name}.parquet").exists()
            for folder in folders
        )
    }


def _names(found: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """What each row is called. A text's names are its source's."""
    names = {
        row.get("source") or row["id"]: [row[column] for column in CALLED if row.get(column)] for row in found
    }
    return {row: called for row, called in names.items() if called}


def _id(written: str) -> str:
    """An id as tables have it. Raises `Problem` where it is none."""
    try:
        return str(UUID(written))
    except ValueError:
        raise Problem(
            f"Nothing in these tables is called “{written}”. Where no names are in them, only an id says what is meant."
        ) from None
