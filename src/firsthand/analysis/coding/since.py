"""What became of the codings of a text since an entry of the trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.coding.readable import readable
from firsthand.analysis.coding.selectors import CodingLine, those
from firsthand.field.sources.models import Source
from firsthand.field.sources.unseen import unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since: a source's codings that were touched and stand, those gone, and every change there was."""

    standing: list[CodingLine]
    gone: list[UUID]
    all: list[Change]

    @property
    def tables(self) -> frozenset[str]:
        """Of which tables rows were touched."""
        return frozenset(table for table, *_rest in self.all)

    def rows(self, table: str) -> frozenset[UUID]:
        """The rows of a table that were touched."""
        return frozenset(UUID(row_id) for one, row_id, *_rest in self.all if one == table)

    @property
    def doubts(self) -> bool:
        """Whether a coding became doubtful, or is not any more."""
        return any(
            (row or {}).get("was_in")
            for table, _row_id, *written in self.all
            if table == "coding.coding"
            for row in written
        )


def changes_since(by: Membership, source: Source, since: int, until: int | None = None) -> Changes:
    """What changed in a source's standing text after entry number `since`, to entry `until` where one is given."""
    changes = _changes_after(by, since, until)
    standing = _standing(by, source, _touched(source, changes))
    gone = sorted(_taken(source, changes) - {line.id for line in standing})
    return Changes(standing, gone, changes)


def _touched(source: Source, changes: Iterable[Change]) -> set[UUID]:
    """The codings that were touched, without those that came on another text."""
    elsewhere = {source.current.hex, None}
    return {
        UUID(row_id)
        for table, row_id, _before, after in changes
        if table == "coding.coding" and (after or {}).get("version_id") in elsewhere
    }


def gone_since(by: Membership, source: Source, since: int) -> list[UUID]:
    """Of these changes only the codings that are gone: every coding that is sent asks for them, and mostly none is."""
    taken = _taken(source, _changes_after(by, since))
    return sorted(taken - {line.id for line in _standing(by, source, taken)})


def _changes_after(by: Membership, since: int, until: int | None = None) -> list[Change]:
    require(by, "study.read")
    past = unseen(by)
    after = past.numbering.meant(since)
    newer = Entry.objects.filter(study_id=by.study_id, number__gt=after).order_by("number")
    if until is not None:
        newer = newer.filter(number__lte=past.numbering.meant(until))
    return [change for written in newer.values_list("changes", flat=True) for change in past.changes(written)]


def _taken(source: Source, changes: Iterable[Change]) -> set[UUID]:
    """The codings that were taken off a source's standing text; some may be there again by now."""
    here = source.current.hex
    return {
        UUID(row_id)
        for table, row_id, before, after in changes
        if table == "coding.coding" and after is None and before["version_id"] == here
    }


def _standing(by: Membership, source: Source, wanted: set[UUID]) -> list[CodingLine]:
    """Those of the wanted codings that are on a source's standing text."""
    rows = readable(by).filter(version_id=source.current).order_by("start", "end", "id")
    return those(by, rows, wanted) if wanted else []
