"""A table: rows that can be read one by one, or as a frame of whichever library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, overload

from firsthand.doors.notebook import frames, showing
from firsthand.doors.tables.columns import columns
from firsthand.doors.tables.found import Found, Row


class Table(Sequence[Row]):
    """Rows of one kind. It is a copy: ask the study again for what it holds by then."""

    def __init__(self, name: str, row: type[Row], found: Found[Row]) -> None:
        self.name = name
        self.rows = tuple(found.rows)
        self.notes = found.notes  # what has to be said beside the rows
        self._columns = columns(row)

    @property
    def columns(self) -> dict[str, str]:
        """What each column holds, in words."""
        return {one.name: one.what for one in self._columns}

    def to_pandas(self) -> Any:
        """As a pandas DataFrame."""
        return frames.as_pandas(self._flat())

    def to_polars(self) -> Any:
        """As a polars DataFrame."""
        return frames.as_polars(self._flat())

    def to_arrow(self) -> Any:
        """As an Arrow table."""
        return frames.as_arrow(self._flat())

    def read(self) -> Reading[Row]:
        """The table to be looked at with the words that people said or wrote. A notebook keeps what it shows."""
        return Reading(self)

    def _flat(self) -> Iterator[frames.Flat]:
        return frames.flat(self._columns, self.rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        return self.rows[place]

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return self._shown(showing.as_text, words=False)

    def _repr_html_(self) -> str:
        return self._shown(showing.as_html, words=False)

    def _shown(self, how: Any, *, words: bool) -> str:
        shown: str = how(self.name, self._columns, self.rows, self.notes, words=words)
        return shown


class Reading(Generic[Row]):
    """A table that somebody asked to see with its words."""

    def __init__(self, table: Table[Row]) -> None:
        self.table = table

    def __repr__(self) -> str:
        return self.table._shown(showing.as_text, words=True)

    def _repr_html_(self) -> str:
        return self.table._shown(showing.as_html, words=True)
