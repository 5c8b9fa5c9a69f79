"""What a file was made from: the study as it stood when it was taken out, or when an earlier file had come in.

Programs keep no note of that, so the file is asked itself: of all the moments that it may be from, it is from the one
as which most things in it are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import inf
from uuid import UUID

from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.codebook.selectors import WORDS
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.memos.models import Link, Memo
from firsthand.core.spans import Span
from firsthand.exchange.projects.models import Arrival
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import Source as SourceRow
from firsthand.field.sources.models import TextVersion
from firsthand.giving_back.models import Release
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.replay import Tables, as_of
from firsthand.ground.trail.rows import Values, label_of
from firsthand.ground.vault import store, wording

LATEST = 8  # moments that are asked: further back nobody works on a copy
CAME, WENT, TABLE_WENT = "project.import", "project.export", "report.release"


@dataclass(slots=True)
class CodingWas:
    """A coding as it stood: ids, and where."""

    code: UUID
    coder: UUID
    version: UUID
    span: Span

    @property
    def place(self) -> tuple[UUID, UUID, UUID, Span]:
        """By which a coding is the same, whatever its id."""
        return self.version, self.code, self.coder, self.span


@dataclass
class Before:
    """The study as it stood after an entry. What is not there, or cannot be opened any more, is None."""

    by: Membership
    number: int  # of the entry
    at: datetime
    out: bool  # whether it was taken out then, or something brought in
    arrival: float  # the number of the project that came in then
    known: frozenset[UUID]  # what whoever holds such a file can have known of: they may have taken it out
    tables: Tables = field(repr=False)

    def code(self, row: UUID) -> dict[str, str] | None:
        """All that is said of a code, its colour and the id of the code above it, all as text."""
        values = self._row(CodeRow, row)
        said = self._words.get(values["wording"]) if values else None
        if values is None or said is None:
            return None
        parent = str(UUID(values["parent_id"])) if values["parent_id"] else ""
        return {word: said.get(word, "") for word in WORDS} | {"colour": str(values["hue"]), "parent": parent}

    def memo(self, row: UUID) -> dict[str, str] | None:
        """A memo's title and body."""
        values = self._row(Memo, row)
        said = self._words.get(values["wording"]) if values else None
        return None if said is None else {"name": said["title"], "words": said["body"]}

    def person(self, row: UUID) -> tuple[str, dict[str, str]] | None:
        """A participant's pseudonym, and what was said of them."""
        values = self._row(Participant, row)
        said = self._words.get(values["about"]) if values else None
        return None if said is None else (said["pseudonym"], said.get("attributes", {}))

    def source(self, row: UUID) -> tuple[str, dict[str, str]] | None:
        """A source's title, and what was said of it."""
        values = self._row(SourceRow, row)
        said = self._words.get(values["about"]) if values else None
        return None if said is None else (said["title"], said.get("attributes", {}))

    def version(self, source: UUID) -> UUID | None:
        """The text version of a source that stood."""
        values = self._row(SourceRow, source)
        return UUID(values["current"]) if values else None

    def words(self, source: UUID) -> str | None:
        """The words of a source as they stood."""
        version = self.version(source)
        values = self._row(TextVersion, version) if version else None
        sealed = UUID(values["text"]) if values else None
        if sealed is None or sealed not in store.open_to(self.by.key, [sealed]):
            return None
        return store.open_text(self.by.key, sealed)

    def stood(self, table: type[Recorded], row: UUID) -> bool:
        """Whether a row was there."""
        return self._row(table, row) is not None

    def about(self, memo: UUID) -> set[tuple[str, UUID]]:
        """What a memo was about: table and row."""
        return self._links.get(memo, set())

    def codes(self) -> set[UUID]:
        """All codes that were there."""
        return {UUID(row) for row in self.tables.get(label_of(CodeRow), {})}

    def memos(self) -> set[UUID]:
        """All memos that were there."""
        return {UUID(row) for row in self.tables.get(label_of(Memo), {})}

    def sources(self) -> set[UUID]:
        """All sources that were there."""
        return {UUID(row) for row in self.tables.get(label_of(SourceRow), {})}

    @cached_property
    def codings(self) -> dict[UUID, CodingWas]:
        """All codings that were there, by id."""
        return {
            UUID(row): CodingWas(
                UUID(values["code_id"]), UUID(values["coder_id"]), UUID(values["version_id"]),
                Span(values["start"], values["end"]),
            )
            for row, values in self.tables.get(label_of(CodingRow), {}).items()
        }  # fmt: skip

    @cached_property
    def places(self) -> dict[tuple[UUID, UUID, UUID, Span], UUID]:
        """The same codings, by what and where they were."""
        return {coding.place: row for row, coding in self.codings.items()}

    @cached_property
    def _words(self) -> dict[str, wording.Words]:
        """The wordings of all that has some, as far as they can still be opened."""
        named = [
            values[name]
            for table, name in (
                (CodeRow, "wording"), (Memo, "wording"), (Participant, "about"), (SourceRow, "about")
            )
            for values in self.tables.get(label_of(table), {}).values()
        ]  # fmt: skip
        return {row.hex: words for row, words in wording.read_open(self.by.key, map(UUID, named)).items()}

    @cached_property
    def _links(self) -> dict[UUID, set[tuple[str, UUID]]]:
        found: dict[UUID, set[tuple[str, UUID]]] = {}
        for values in self.tables.get(label_of(Link), {}).values():
            found.setdefault(UUID(values["memo_id"]), set()).add((values["table"], UUID(values["row"])))
        return found

    def _row(self, table: type[Recorded], row: UUID) -> Values | None:
        return self.tables.get(label_of(table), {}).get(row.hex)


def moments(by: Membership) -> Iterator[Before]:
    """The study at each of the moments that a file may be from, the earliest first."""
    known: dict[int | None, frozenset[UUID]] = {None: frozenset()}
    for entry in reversed(list(_entries(by))):
        tables, out = as_of(by.study_id, entry.number), entry.act != CAME
        rows = _rows_of(tables) if out else _created_by(entry) | known.get(_made_from(by, entry), frozenset())
        known[entry.number] = rows
        yield Before(by, entry.number, entry.at, out, _arrival_of(entry), rows, tables)


COMPARED = (CodeRow, CodingRow, Memo, SourceRow, Participant)


def _rows_of(tables: Tables) -> frozenset[UUID]:
    return frozenset(UUID(row) for model in COMPARED for row in tables.get(label_of(model), {}))


def _created_by(entry: Entry) -> frozenset[UUID]:
    compared = {label_of(model) for model in COMPARED}
    return frozenset(
        UUID(row) for table, row, before, _after in entry.changes if before is None and table in compared
    )


def _arrival_of(entry: Entry) -> float:
    """The number of the project that came in by an entry; beyond all numbers where none did."""
    if entry.act != CAME:
        return inf
    return next(
        (after["number"] for table, *_row, after in entry.changes if table == label_of(Arrival) and after),
        inf,
    )


def _made_from(by: Membership, entry: Entry) -> int | None:
    """From which entry the project was that came in by this one, where that was told then."""
    arrived = [
        after["said"] for table, _row, _was, after in entry.changes if table == label_of(Arrival) and after
    ]
    said = wording.read_open(by.key, map(UUID, arrived))
    return next((one["form"].get("from") for one in said.values()), None)


def _entries(by: Membership) -> Iterable[Entry]:
    """The latest entries at which the study left as a project or codebook, or one came in; undone ones left out."""
    entries = (
        Entry.objects.filter(study_id=by.study_id, kind=Entry.Kind.ACT, act__in=(CAME, WENT, TABLE_WENT))
        .defer("changes")
        .prefetch_related("followers")
        .order_by("-number")
    )
    found = 0
    for entry in entries.iterator(50):
        if found == LATEST:
            return
        followers = sorted(entry.followers.all(), key=lambda one: one.number)
        undone = bool(followers) and followers[-1].kind == Entry.Kind.UNDO
        if not undone and (entry.act != TABLE_WENT or _left_as_codebook(entry)):
            found += 1
            yield entry


def _left_as_codebook(entry: Entry) -> bool:
    return any(
        table == label_of(Release) and after and after["format"] == "qdc"
        for table, _row, _before, after in entry.changes
    )
