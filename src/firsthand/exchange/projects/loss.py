"""What becomes of everything in a file: brought in, kept aside as it was, or lost; with where it stood, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from firsthand.exchange.projects.merging.differences import Difference, How

# Named in every report, in this order, where there is none of it too.
KINDS = ("sources", "codes", "codings", "memos", "cases", "variables", "links", "sets", "users")


class Fate(StrEnum):
    """What became of something."""

    IMPORTED = "imported"
    KEPT = "kept"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was not simply brought in. `path` is where it stands in the file."""

    kind: str
    fate: Fate
    path: str
    reason: str


def as_rows(lines: Iterable[Line], settled: Iterable[Settled] = ()) -> list[list[str | int | None]]:
    """A table of what was not simply brought in, with its head; then what differed from what was here."""
    found: list[list[str | int | None]] = [["kind", "fate", "path", "reason"]]
    found += ([line.kind, str(line.fate), line.path, line.reason] for line in lines)
    found += ([one.kind, one.fate, one.name, one.reason] for one in settled)
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """What differed in a file from what was here, and what became of it: without the words that differed."""

    kind: str
    part: str
    name: str
    how: str
    choice: str
    why: str = ""

    @property
    def fate(self) -> str:
        """Which of the two stands now."""
        return {"there": "taken from the file", "both": "both kept"}.get(self.choice, "left as it is here")

    @property
    def reason(self) -> str:
        """What differed, on which side it was changed, and why it could not be taken."""
        sides = {"both": "changed on both sides", "there": "changed there", "gone": "taken out there"}
        return ": ".join(one for one in (self.part, sides[self.how], self.why) if one)


@dataclass(slots=True)
class LossReport:
    """Counts of everything, and a line for each thing that was not simply brought in.

    >>> report = LossReport()
    >>> report.imported("codes", 3)
    >>> report.kept("sets", "/Project/Sets/Set[@guid='…']", "Sets are not shown here.")
    >>> report.as_dict()["counts"]["sets"]
    {'imported': 0, 'kept': 1, 'lost': 0}
    """

    counts: dict[str, Counter[Fate]] = field(default_factory=lambda: defaultdict(Counter))
    lines: list[Line] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # how positions were read, ids that had to be made, …
    made_from: str = (
        ""  # where something of the file was here already: from which state of the study it was made
    )
    differences: list[Difference] = field(default_factory=list)  # from what is here
    kept_here: int = 0  # how much was changed here alone

    def imported(self, kind: str, number: int = 1) -> None:
        """So many were brought in."""
        self.counts[kind][Fate.IMPORTED] += number

    def kept(self, kind: str, path: str, reason: str) -> None:
        """It is kept as it was, and goes out again so."""
        self._tell(Line(kind, Fate.KEPT, path, reason))

    def lost(self, kind: str, path: str, reason: str) -> None:
        """It could not be taken in."""
        self._tell(Line(kind, Fate.LOST, path, reason))

    def remark(self, sentence: str) -> None:
        """Something to know, once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def take(self, lines: Iterable[Line], remarks: Iterable[str]) -> None:
        """What another told."""
        for line in lines:
            self._tell(line)
        for sentence in remarks:
            self.remark(sentence)

    def counted(self) -> dict[str, dict[str, int]]:
        """How many of each kind met which fate; every kind of `KINDS`, and what else there was."""
        return {
            kind: {fate.value: self.counts[kind][fate] for fate in Fate}
            for kind in dict.fromkeys([*KINDS, *sorted(self.counts)])
        }

    def settled(self) -> list[Settled]:
        """What became of each difference."""
        return [
            Settled(one.kind, one.part, one.name, one.how.value, one.choice, one.why)
            for one in self.differences
        ]

    def merged(self) -> dict[str, int]:
        """How much was changed on which side, and how much of it is taken from the file."""
        ways = Counter(one.how for one in self.differences)
        taken = sum(1 for one in self.differences if one.choice != "here")
        sides = {
            "both": ways[How.BOTH],
            "there": ways[How.THERE],
            "here": self.kept_here,
            "gone": ways[How.GONE],
        }
        return sides | {"taken": taken}

    def as_dict(self) -> dict[str, object]:
        """For `--json`: counts by kind and fate, lines and remarks; of a project that was here before, what differs."""
        merge = {
            "made_from": self.made_from,
            "counts": self.merged(),
            "differences": [one.as_dict() for one in self.differences],
        }
        return self._as_dict() | ({"merge": merge} if self.made_from else {})

    def _as_dict(self) -> dict[str, object]:
        return {
            "counts": self.counted(),
            "lines": [
                {"kind": one.kind, "fate": one.fate.value, "path": one.path, "reason": one.reason}
                for one in self.lines
            ],
            "remarks": self.remarks,
        }

    def _tell(self, line: Line) -> None:
        self.counts[line.kind][line.fate] += 1
        self.lines.append(line)
