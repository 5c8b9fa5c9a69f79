"""Codings as they were right after an entry of the trail: of those that a member may count.

Who has left since is not counted in the past either: what they took along is in no figure, whatever day it is of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.codebook.selectors import CodeLine, codebook_as_of
from firsthand.analysis.coding.bare import BareCoding
from firsthand.analysis.coding.readable import read_in_the_past
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.sight import seen
from firsthand.field.sources.unseen import unseen
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.replay import Tables, as_of
from firsthand.ground.trail.rows import Values

CODING, VERSION = "coding.coding", "sources.textversion"


@dataclass(frozen=True, slots=True)
class Then:
    """A study as it stood: its codes, the codings that may be counted, and every row."""

    codes: list[CodeLine]
    codings: list[Values]
    tables: Tables

    def source_of(self, version: str) -> UUID:
        """The source of a text version."""
        return UUID(self.tables[VERSION][version]["source_id"])

    def were(self, table: str, row: UUID) -> bool:
        """Whether a row was there."""
        return row.hex in self.tables.get(table, {})


def as_coded(by: Membership, at: int) -> Then:
    """The study right after entry `at`, by the number that this member knows it by."""
    tables = as_of(by.study_id, unseen(by).numbering.meant(at))
    codings = counted_then(by, tables.get(CODING, {}).items())
    return Then(codebook_as_of(by, tables), codings, tables)


def bare_codings_then(by: Membership, then: Then) -> Iterable[BareCoding]:
    """The codings of then, as `bare_codings` has those of now; places are in the words that this member reads."""
    for row in then.codings:
        span = seen(by, UUID(row["version_id"]), Span(row["start"], row["end"]))
        if span is not None:
            yield row["version_id"], row["code_id"], row["coder_id"], row["whose_id"], span.start, span.end


def counted_then(by: Membership, rows: Iterable[tuple[str, Values]]) -> list[Values]:
    """Of codings that the trail tells of those that a member may count: none on the words of who was not asked."""
    is_read, gone = read_in_the_past(by), taken_along(by)
    read = [row for row_id, row in rows if row_id not in gone and is_read(row_id, row)]
    unasked = bystanders_in(by, {UUID(row["version_id"]) for row in read})
    if not unasked:
        return read
    return [row for row in read if not _is_of_bystanders(by, row, unasked)]


def taken_along(by: Membership) -> frozenset[str]:
    """The ids of the codings that went when somebody left."""
    leaving = Entry.objects.filter(study_id=by.study_id, act="participant.withdraw")
    return frozenset(
        row
        for changes in leaving.values_list("changes", flat=True)
        for table, row, _before, after in changes
        if table == CODING and after is None
    )


def _is_of_bystanders(by: Membership, row: Values, unasked: dict[UUID, list[Span]]) -> bool:
    version = UUID(row["version_id"])
    span = seen(by, version, Span(row["start"], row["end"]))
    return span is None or any(one.encloses(span) for one in unasked.get(version, ()))
