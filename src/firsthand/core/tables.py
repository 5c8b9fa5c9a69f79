"""What becomes of each row of a table that is brought in: new, changed, the same, or refused with the reason.

>>> report = TableReport("codes")
>>> report.told(2, "Tea", Fate.NEW)
>>> report.told(3, "", Fate.REFUSED, "A code needs a name.")
>>> report.counts()
{'new': 1, 'changed': 0, 'same': 0, 'refused': 1}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowTold:
    """One row: its number in the file, what it is about, what becomes of it; what changes, or why it is refused."""

    line: int
    what: str
    fate: Fate
    why: str = ""


@dataclass(slots=True)
class TableReport:
    """A table row by row. `kind` is what its rows are: codes, attributes, consents."""

    kind: str
    rows: list[RowTold] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # of the table as a whole

    def told(self, line: int, what: str, fate: Fate, why: str = "") -> None:
        """A row."""
        self.rows.append(RowTold(line, what, fate, why))

    def counts(self) -> dict[str, int]:
        """How many rows met which fate."""
        return {fate.value: sum(row.fate is fate for row in self.rows) for fate in Fate}

    def as_rows(self) -> list[list[str | int | None]]:
        """The report as a table with its head."""
        found: list[list[str | int | None]] = [["line", "what", "fate", "why"]]
        found += ([row.line, row.what, str(row.fate), row.why] for row in self.rows)
        return found

    def as_dict(self) -> dict[str, object]:
        """For `--json`. Counted as projects are, too: imported, kept as it is here, lost."""
        found = self.counts()
        counts = {
            "imported": found["new"] + found["changed"], "kept": found["same"], "lost": found["refused"],
        }  # fmt: skip
        rows = [
            {"line": row.line, "what": row.what, "fate": row.fate.value, "why": row.why} for row in self.rows
        ]
        return {"counts": {self.kind: counts}, "fates": found, "rows": rows, "remarks": self.remarks}
