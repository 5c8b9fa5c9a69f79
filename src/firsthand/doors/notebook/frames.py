"""A table's columns, flat: as pandas, polars and Arrow take them. None of the three is needed to run Firsthand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from types import ModuleType
from typing import Any
from uuid import UUID

from firsthand.core.problems import NotThere
from firsthand.doors.tables.columns import Column

PANDAS: dict[type, str] = {
    str: "string", UUID: "string", int: "Int64", float: "Float64", bool: "boolean",
    datetime: "datetime64[us, UTC]", date: "datetime64[us]",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flat:
    """A column as a frame has it: its name, what is in a cell (or in its list), and the cells."""

    name: str
    kind: type
    many: bool
    cells: list[Any]


def flat(columns: Sequence[Column], rows: Sequence[object]) -> Iterator[Flat]:
    """The columns, ids as text. What is kept by name (attributes, cells of a matrix) gets a column for each name."""
    for column in columns:
        values = [getattr(row, column.name) for row in rows]
        kind = str if column.kind is UUID else column.kind
        if column.by_name:
            for name in dict.fromkeys(name for value in values for name in value):
                yield Flat(f"{column.name}.{name}", kind, False, [value.get(name) for value in values])
        else:
            yield Flat(column.name, kind, column.many, [_cell(value, column.kind) for value in values])


def _cell(value: Any, kind: type) -> Any:
    if isinstance(value, tuple):
        return [_cell(one, kind) for one in value]
    if isinstance(value, UUID):
        return str(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def as_pandas(columns: Iterable[Flat]) -> Any:
    """A pandas DataFrame; what may be empty has a type that may be."""
    pandas = library("pandas")
    series = {
        one.name: pandas.Series(one.cells, dtype=object if one.many else PANDAS[one.kind]) for one in columns
    }
    return pandas.DataFrame(series)


def as_polars(columns: Iterable[Flat]) -> Any:
    """A polars DataFrame."""
    polars = library("polars")
    kinds = {
        str: polars.String, int: polars.Int64, float: polars.Float64, bool: polars.Boolean,
        datetime: polars.Datetime("us", "UTC"), date: polars.Date,
    }  # fmt: skip
    found = list(columns)
    schema = {one.name: polars.List(kinds[one.kind]) if one.many else kinds[one.kind] for one in found}
    return polars.DataFrame({one.name: one.cells for one in found}, schema=schema)


def as_arrow(columns: Iterable[Flat]) -> Any:
    """An Arrow table."""
    arrow = library("pyarrow")
    kinds = {
        str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_(),
        datetime: arrow.timestamp("us", "UTC"), date: arrow.date32(),
    }  # fmt: skip
    found = list(columns)
    types = [arrow.list_(kinds[one.kind]) if one.many else kinds[one.kind] for one in found]
    arrays = [arrow.array(one.cells, kind) for one, kind in zip(found, types, strict=True)]
    return arrow.Table.from_arrays(arrays, names=[one.name for one in found])


def library(name: str) -> ModuleType:
    """A library that comes with the extra. Raises `NotThere` with what to install."""
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise NotThere(
            f"{name} is not installed here. Install it with: pip install '.[notebook]' in the program’s folder"
        ) from missing
