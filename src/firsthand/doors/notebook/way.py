"""What a study is reached by: a data folder on this computer, or a Firsthand far away. Both give the same objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from firsthand.core.problems import Problem
from firsthand.doors.tables.found import Found, Row


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: its entry in the trail, and whose rows it gave. No entry: it changed nothing."""

    entry: int | None
    sentence: str
    ids: tuple[UUID, ...] = ()
    gave: object = field(
        default=None, repr=False
    )  # what the service gave that is no row: a report, a code to hand on

    @property
    def id(self) -> UUID:
        """The row it gave. Raises `Problem` where that is none, or several."""
        if len(self.ids) != 1:
            raise Problem(f"This act gave {len(self.ids)} rows: see .ids.")
        return self.ids[0]


@dataclass(frozen=True, slots=True)
class File:
    """A file that left the study; the trail knows of it, and of the people whose words are in it."""

    name: str
    data: bytes = field(repr=False)

    def save(self, where: str | Path = ".") -> Path:
        """Write it into a folder, or under a path of your own. Gives the path."""
        path = Path(where)
        path = path / self.name if path.is_dir() else path
        try:
            path.write_bytes(self.data)
        except OSError as unwritable:
            raise Problem(f"{path} cannot be written: {unwritable.strerror}.") from unwritable
        return path


class Way(Protocol):
    """How a study is read and written."""

    def told(self) -> str:
        """Which study it is, where, and as whom, in a line without any secret."""

    def rows(self, name: str, row: type[Row], asked: Mapping[str, Any]) -> Found[Row]:
        """A table, of a kind of row."""

    def words(self, source: Any) -> str:
        """The words of a source as they stand."""

    def do(self, service: str, given: Mapping[str, Any]) -> Done:
        """Call a service."""

    def services(self) -> list[str]:
        """Which there are."""

    def undo(self, *, again: bool) -> Done:
        """Take back the last act of whoever acts, or do `again` what was taken back last."""

    def report(self, what: str, form: str) -> File:
        """A file that leaves."""

    def close(self) -> None:
        """Let go of it."""
