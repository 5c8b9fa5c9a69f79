"""Coding day by day, replayed from the trail: what was in use at the end of each day, under the codes of that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.compare.saturation import in_field_order
from firsthand.analysis.compare.then import counted_then
from firsthand.field.sources.unseen import unseen
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.rows import Values
from firsthand.ground.vault import wording

CODING, VERSION, CODE = "coding.coding", "sources.textversion", "codebook.code"


@dataclass(frozen=True, slots=True)
class DayLine:
    """The end of a day of coding. `new`: codes in use for the first time; `gone`: in use before, and no longer."""

    on: date
    interviews: int  # that have codings
    codes: int  # in use in them
    new: tuple[str, ...]
    gone: tuple[str, ...]


def coding_days(by: Membership) -> list[DayLine]:
    """Every day on which something changed in what is coded in interviews. Linear in the trail."""
    replayed = _Replayed(by, {one.source.id.hex for one in in_field_order(by)})
    written = Entry.objects.filter(study_id=by.study_id).order_by("number").values_list("at", "changes")
    past, today = unseen(by), None
    for at, changes in written.iterator(chunk_size=500):
        day = timezone.localdate(at)
        if today is not None and day != today:
            replayed.end_of(today)
        today = day
        replayed.carry_out(past.changes(changes))
    if today is not None:
        replayed.end_of(today)
    return replayed.told()


@dataclass
class _Replayed:
    """Codings, and how often each code is used in each interview, as the trail has come so far."""

    by: Membership
    wanted: set[str]  # sources
    rows: dict[str, Values] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)  # by text version
    called: dict[str, str] = field(default_factory=dict)  # code → its last wording
    days: list[tuple[date, int, set[str]]] = field(default_factory=list)
    changed: bool = False

    def carry_out(self, changes: Iterable[Change]) -> None:
        """Take the changes of one entry in."""
        for table, row, before, after in changes:
            if table == VERSION and after and "source_id" in after:
                self.sources[row] = after["source_id"]
            elif table == CODE and after and "wording" in after:
                self.called[row] = after["wording"]
            elif table == CODING:
                self._code(row, before, after)

    def _code(self, row: str, before: Values | None, after: Values | None) -> None:
        self.changed = True
        if after is None:
            self.rows.pop(row, None)
        elif before is None:
            self.rows[row] = dict(after)
        elif row in self.rows:
            self.rows[row].update(after)

    def end_of(self, day: date) -> None:
        """Write down what is in use."""
        if not self.changed:
            return
        self.changed = False
        used: Counter[tuple[str, str]] = Counter(
            (source, row["code_id"])
            for row in counted_then(self.by, ((key, _whole(row)) for key, row in self.rows.items()))
            if (source := self.sources[row["version_id"]]) in self.wanted
        )
        self.days.append((day, len({source for source, _code in used}), {code for _source, code in used}))

    def told(self) -> list[DayLine]:
        """The days, with codes by the names that they had last."""
        names = self._names()
        told: list[DayLine] = []
        ever, before = set[str](), set[str]()
        for day, interviews, codes in self.days:
            if codes == before and told and told[-1].interviews == interviews:
                continue
            new, gone = codes - ever, before - codes
            told.append(DayLine(day, interviews, len(codes), _named(names, new), _named(names, gone)))
            ever |= codes
            before = codes
        return told

    def _names(self) -> dict[str, str]:
        kept = _("words kept under the guardian’s key")
        words = wording.read_open(self.by.key, [UUID(text) for text in self.called.values()])
        return {code: words.get(UUID(text), {}).get("name", kept) for code, text in self.called.items()}


def _whole(row: Values) -> dict[str, Any]:
    """A row with what an entry from before a field does not know of."""
    return {"whose_id": None, **row}


def _named(names: dict[str, str], codes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names.get(code, "") for code in codes))
