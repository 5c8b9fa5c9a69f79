"""What is wrong with a kit: in which file, on which line, and what to do.

>>> faults = Faults()
>>> faults.at("kit.yaml")(3, "There is no title. Write one.")
>>> [str(one) for one in faults.in_order()]
['kit.yaml:3: There is no title. Write one.']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Note = Callable[[int, str], None]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong. `bars`: no study can begin from the kit before it is put right."""

    file: str
    line: int
    sentence: str
    bars: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


@dataclass(slots=True)
class Faults:
    """Faults as they are found."""

    found: set[Fault] = field(default_factory=set)

    def at(self, file: str, *, bars: bool = True) -> Note:
        """What notes a fault of one file."""

        def note(line: int, sentence: str) -> None:
            self.found.add(Fault(file, max(line, 1), sentence, bars))

        return note

    def in_order(self) -> list[Fault]:
        """By file and line, those of the manifest first."""
        return sorted(self.found, key=lambda one: (one.file != "kit.yaml", one))
