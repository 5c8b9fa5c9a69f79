"""The picture of the work, as it may be shown to a board or a funder: quarters that are over, none of this one."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.work.log.fields import BY_ID, COUNTED
from firsthand.work.sums.models import Sum


@dataclass(frozen=True, slots=True)
class Question:
    """One question in one quarter: what was chosen, in how many entries; in None where that is not shown."""

    id: str
    label: str
    choices: list[tuple[str, int | None]]

    @property
    def told(self) -> list[tuple[str, int]]:
        """What is shown, the most first."""
        found = [(label, count) for label, count in self.choices if count is not None]
        return sorted(found, key=lambda one: -one[1])

    @property
    def untold(self) -> list[str]:
        """What is not: nobody chose it, or too few did."""
        return [label for label, count in self.choices if count is None]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of which something can be shown."""

    name: str  # 2026Q4
    questions: list[Question]

    @property
    def year(self) -> str:
        """Its year."""
        return self.name[:4]

    @property
    def number(self) -> str:
        """Which of the four."""
        return self.name[5:]


def sums(by: Membership) -> list[Quarter]:
    """Every quarter of which something can be shown, the latest first."""
    require(by, "sums.read")
    rows = Sum.objects.filter(study_id=by.study_id)
    counts = {
        (quarter, question, choice): entries
        for quarter, question, choice, entries in rows.values_list("quarter", "question", "choice", "entries")
    }
    quarters = sorted({quarter for quarter, _question, _choice in counts}, reverse=True)
    return [
        Quarter(
            quarter,
            [
                Question(
                    one, str(BY_ID[one].label),
                    [
                        (str(label), counts.get((quarter, one, choice)))
                        for choice, label in BY_ID[one].options.items()
                    ],
                )
                for one in COUNTED
            ],
        )
        for quarter in quarters
    ]  # fmt: skip
