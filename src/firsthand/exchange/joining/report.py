"""What comes of joining two copies, told before and afterwards in the same words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firsthand.exchange.projects.merging.differences import Difference


@dataclass(frozen=True, slots=True)
class Line:
    """A row that comes, is changed or goes: of which table, and what it is called."""

    fate: str  # comes, changes, goes
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ActThere:
    """Something that was done in the other copy since both were the same."""

    number: int
    at: datetime
    by: str
    words: str


@dataclass(slots=True)
class Report:
    """What joining does, or did. Of what is kept from who joins, it tells nothing."""

    parted_at: datetime
    acts: list[ActThere] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    renamed: list[tuple[str, str, str, str]] = field(
        default_factory=list
    )  # kind, name, called there, called here
    same: dict[str, str] = field(default_factory=dict)  # rows there that are rows here under another id
    doubtful: int = 0  # places that somebody has to look at
    notes: int = 0  # what members keep for themselves; nobody else is told of what
    letters: int = 0

    @property
    def anything(self) -> bool:
        """Whether the other copy has anything that is not here."""
        return bool(self.lines or self.differences or self.notes or self.letters)

    def counted(self) -> dict[tuple[str, str], int]:
        """How many of each kind come, change or go."""
        return dict(Counter((one.fate, one.kind) for one in self.lines))

    def as_dict(self) -> dict[str, Any]:
        """For `--json`, and for what is kept of it."""
        return {
            "parted_at": self.parted_at.isoformat(),
            "acts": [
                {"number": one.number, "at": one.at.isoformat(), "by": one.by, "act": one.words}
                for one in self.acts
            ],
            "lines": [{"fate": one.fate, "kind": one.kind, "name": one.name} for one in self.lines],
            "differences": [one.as_dict() for one in self.differences],
            "renamed": [
                {"kind": kind, "name": name, "there": there, "here": here}
                for kind, name, there, here in self.renamed
            ],
            "same": self.same,
            "doubtful": self.doubtful,
            "notes": self.notes,
            "letters": self.letters,
        }
