"""The trail as a member sees it from whom somebody keeps their words: without what happened to those words.

An entry that tells only of rows which are absent for them is left out, and the others are numbered without a gap; of
an entry that tells of more, the rest is told. Which rows those are follows from the trail itself, so that it holds for
what was taken out of the study long ago too. The same for who codes some texts without seeing how others did, as long
as they do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from operator import itemgetter
from threading import Lock
from typing import Any
from uuid import UUID

from firsthand.core.numbering import Numbering, Numbers
from firsthand.core.spans import Span
from firsthand.field.consent.deciding import DECIDING
from firsthand.field.consent.selectors import keeping_out
from firsthand.field.sources.absent import absent, private_to_others
from firsthand.field.sources.models import TABLES, Source
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.vault.cache import ALSO_FORGET

VOICE, VERSION, LINK, RULE = "sources.voice", "sources.textversion", "memos.link", "coding.rule"
OWN_WORDS = "sources.ownwords"
CODING, FOOTING = "coding.coding", "framework.footing"
KEPT_BY = Source.kept_by
SOURCES, VISITS, MEMOS = "sources.source", "fieldwork.visit", "memos.memo"


@dataclass(frozen=True, slots=True)
class Unseen:
    """The ids (as the trail writes them) of rows that are absent for a member, and how entries are numbered then."""

    rows: frozenset[str] = frozenset()
    numbering: Numbering = field(default_factory=Numbering)
    entries: frozenset[int] = frozenset()
    numbers: Mapping[str, Numbers] = field(default_factory=dict)  # by table
    kept: Sequence[tuple[int, bytes]] = ()  # by entry that tells of such a row: a digest of all so far

    def digest(self, number: int) -> bytes:
        """A digest of all that is kept from them up to the entry that they call by a number. What happens after that
        entry changes nothing in it, seen or not.
        """
        upto = bisect_right(self.kept, self.numbering.meant(number), key=itemgetter(0))
        return self.kept[upto - 1][1] if upto else b""

    def number(self, table: str, number: int) -> int:
        """What a row's number is for them."""
        known = self.numbers.get(table)
        return number if known is None else known.shown(number)

    def meant(self, table: str, number: int) -> int:
        """The number of the row that they call by a number; 0 where they call none so."""
        known = self.numbers.get(table)
        return number if known is None else known.meant(number)

    def ids(self, rows: Iterable[UUID]) -> set[UUID]:
        """Of some rows those that are absent for them."""
        return {row for row in rows if row.hex in self.rows} if self.rows else set()

    def changes(self, changes: Sequence[Change]) -> Sequence[Change]:
        """The changes that they see."""
        return [change for change in changes if change[1] not in self.rows] if self.rows else changes


NOTHING = Unseen()

# What rooms above this one know to be absent besides, as the trail writes ids.
ALSO: list[Callable[[Membership], set[str]]] = []
# And of which rows such a room keeps the words from a member, whether the trail leaves them out or not.
ALSO_KEPT_WORDS: list[Callable[[Membership], set[str]]] = []
# Of a study, who codes which sources blind, as a room above this one says.
BLIND: list[Callable[[UUID], Iterable[tuple[UUID, UUID]]]] = []


def coding_blind(by: Membership) -> frozenset[UUID]:
    """The sources that a member codes without seeing how others do."""
    blind = remembered(("blind", by.study_id), by.study_id, lambda: _blind(by.study_id), of=DECIDING)
    return blind.get(by.id, frozenset())


def _blind(study_id: UUID) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for of in BLIND:
        for member, source in of(study_id):
            found[member].add(source)
    return {member: frozenset(blind) for member, blind in found.items()}


def unseen(by: Membership) -> Unseen:
    """What of the trail is absent for a member: nothing, but for who codes blind, or from whom words are kept."""
    if not keeping_out(by) and not coding_blind(by):
        return NOTHING
    return remembered(("unseen", by.id), by.study_id, lambda: _unseen(by), decided_by=DECIDING)


def _unseen(by: Membership) -> Unseen:
    past = _past_of(by.study_id)
    out = {person.hex for person in keeping_out(by)}
    found = absent(by)
    rows = out | {one.hex for one in (*found.hidden, *found.hidden_visits)}
    rows |= past.removed_sources_of(out)
    rows |= past.coded_by_others({source.hex for source in coding_blind(by)}, by.id.hex)
    for version, text in found.cuts.items():
        rows |= past.standing_within(version.hex, text.cut.hidden)
    for before, spans in past.own_places(out, {version.hex for version in found.versions}).items():
        rows |= past.standing_within(before, spans)
    rows = past.pointing_at(rows)
    for also in ALSO:
        rows |= also(by)
    entries, kept = _kept(past, rows)
    numbers = {table: Numbers(events, rows) for table, events in past.numbered.items()}
    return Unseen(frozenset(rows), Numbering(entries), frozenset(entries), numbers, kept)


def _kept(past: _Past, rows: set[str]) -> tuple[list[int], list[tuple[int, bytes]]]:
    """The entries that tell of nothing but these rows; and after each that tells of any, a digest of all so far."""
    entries, kept, digest = [], [], blake2b(digest_size=16)
    for number, touched in past.entries:
        hidden = rows.intersection(touched)
        if not hidden:
            continue
        digest.update(f"{number} {sorted(hidden)}".encode())
        kept.append((number, digest.digest()))
        if len(hidden) == len(touched):
            entries.append(number)
    return entries, kept


def kept_to_others(by: Membership) -> frozenset[int]:
    """The numbers of the entries that touched what others keep to themselves, or that said who reads such a thing."""
    return remembered(
        ("kept to others", by.id), by.study_id, lambda: _kept_to_others(by), decided_by=DECIDING
    )


def _kept_to_others(by: Membership) -> frozenset[int]:
    past = _past_of(by.study_id)
    said = {number for number, whose in past.kept_by.items() if whose - {by.id.hex}}
    private = {source.hex for source in private_to_others(by)}
    if not private:
        return frozenset(said)
    rows = past.pointing_at(private)
    return frozenset(said | {number for number, touched in past.entries if not rows.isdisjoint(touched)})


def last_places(study_id: UUID, rows: Iterable[str]) -> dict[str, tuple[UUID, Span]]:
    """Where rows stood last, of all that ever did: text version and stretch, by the id that the trail writes."""
    placed = _past_of(study_id).placed
    found = {row: placed[row] for row in rows if row in placed}
    return {row: (UUID(version), Span(start, end)) for row, (version, start, end) in found.items()}


def rows_of_one_table(study_id: UUID, source_id: UUID) -> frozenset[UUID]:
    """Every source that ever came with the table of which one is a row, those included that were removed; it alone,
    where it came from no table. Of tables of one format that were brought in at once nobody can tell the rows apart.
    """
    tables = _past_of(study_id).tables
    came = tables.get(source_id.hex)
    if came is None:
        return frozenset({source_id})
    return frozenset(UUID(row) for row, at in tables.items() if at == came)


class _Past:
    """Which rows ever named which, and which rows each entry touched: read from the trail once, then kept up."""

    def __init__(self, study_id: UUID) -> None:
        self.entries: list[tuple[int, tuple[str, ...]]] = []
        self._study_id = study_id
        self._upto: tuple[int, datetime] | None = None
        self._naming: dict[str, set[str]] = defaultdict(set)  # row → the rows that ever named it
        self._voices: dict[str, set[str]] = defaultdict(set)  # participant → text versions
        self._sources: dict[str, str] = {}  # text version → source
        self._links: dict[str, dict[str, str]] = defaultdict(dict)  # memo → its links, and what each names
        self._rules: dict[str, set[str]] = {}  # rule → what was made with it in one act
        # By table, what came (with its number) and went; and of what stands on words, on which text version and where.
        self.numbered: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        self.placed: dict[str, tuple[str, int, int]] = {}
        # By participant, where words were marked as theirs, in each text; and of each such mark, whose it is.
        self._own: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
        self._whose: dict[str, str] = {}
        self.tables: dict[str, tuple[str, str]] = {}  # row of a table → when it came, and in which format
        self.kept_by: dict[int, set[str]] = {}  # entry that said who reads a source → who alone did, or does
        self._coded: dict[str, dict[str, str]] = defaultdict(dict)  # source → its codings, and whose each was
        self._removed: set[str] = set()
        self._lock = Lock()

    def keep_up(self) -> bool:
        """Read the entries that came since. Whether the last that was read before is still there: what was looked at
        inside a transaction that was taken back, as a look before an import is, never came to be.
        """
        with self._lock:
            entries = Entry.objects.filter(study_id=self._study_id).order_by("number")
            if self._upto is not None:
                number, at = self._upto
                if not entries.filter(number=number, at=at).exists():
                    return False
                entries = entries.filter(number__gt=number)
            written: Iterable[Any] = entries.values_list("number", "at", "changes").iterator(chunk_size=500)
            for number, at, changes in written:
                for change in changes:
                    self._learn(*change)
                touched = {change[1] for change in changes}
                made = [change[1] for change in changes if change[0] == RULE and change[2] is None]
                if whose := {one for change in changes for one in _said_to_keep(*change)}:
                    self.kept_by[number] = whose
                self._rules |= {rule: touched - {rule} for rule in made if rule not in self._rules}
                self.entries.append((number, tuple(touched)))
                self._upto = (number, at)
            return True

    def removed_sources_of(self, people: set[str]) -> set[str]:
        """The sources that are no more, and in which one of these people spoke, or words were marked as theirs."""
        versions = {version for person in people for version in self._voices[person]}
        versions |= {version for person in people for version, _start, _end in self._own[person]}
        return {self._sources[one] for one in versions if one in self._sources} & self._removed

    def standing_within(self, version: str, spans: Sequence[Span]) -> set[str]:
        """What stood last, of all that ever did, on words of a text version that lie in one of these stretches."""
        return {
            row
            for row, (on, start, end) in self.placed.items()
            if on == version and any(span.start <= start and end <= span.end for span in spans)
        }

    def own_places(self, people: set[str], versions: set[str]) -> dict[str, list[Span]]:
        """Where in these text versions words were ever marked as the own ones of one of these people."""
        found: dict[str, list[Span]] = defaultdict(list)
        for person in people:
            for version, start, end in self._own[person]:
                if version in versions:
                    found[version].append(Span(start, end))
        return found

    def coded_by_others(self, sources: set[str], coder: str) -> set[str]:
        """The codings that others than this coder ever put on some sources."""
        return {row for source in sources for row, whose in self._coded[source].items() if whose != coder}

    def pointing_at(self, rows: set[str]) -> set[str]:
        """These rows, and all that ever named one; a memo or a rule where all that it is about is among them."""
        found, waiting = set(rows), list(rows)
        while waiting:
            new = self._naming.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
            if not waiting:
                waiting = [one for one in self._only_about(found) if one not in found]
                found.update(waiting)
        return found

    def _only_about(self, rows: set[str]) -> list[str]:
        memos = [memo for memo, links in self._links.items() if links and rows.issuperset(links.values())]
        # Of a rule that found only what was coded already nobody can say where: absent too, to be sure.
        return memos + [rule for rule, made in self._rules.items() if rows.issuperset(made)]

    def _learn(
        self, table: str, row: str, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        (self._removed.add if after is None else self._removed.discard)(row)
        values = {**(before or {}), **(after or {})}
        if "number" in values and table != VERSION and (before is None or after is None):
            self.numbered[table].append((row, None if after is None else values["number"]))
        for name, value in values.items():
            if isinstance(value, str) and len(value) == 32 and (table, name) != (LINK, "memo_id"):
                self._naming[value].add(row)
        if table == FOOTING and {"coding", "summary_id"} <= values.keys():
            self._naming[values["coding"]].add(
                values["summary_id"]
            )  # a summary retells all that it stands on
        if row in self.placed or values.keys() >= {"version_id", "start", "end"}:
            on, start, end = self.placed.get(row, ("", 0, 0))
            self.placed[row] = (
                values.get("version_id", on), values.get("start", start), values.get("end", end)
            )  # fmt: skip
        if table == OWN_WORDS and row in self.placed:
            self._whose.setdefault(row, values.get("participant_id", ""))
            self._own[self._whose[row]].add(self.placed[row])
        if table == VOICE and values.get("participant_id") and "version_id" in values:
            self._voices[values["participant_id"]].add(values["version_id"])
        if table == VERSION and "source_id" in values:
            self._sources[row] = values["source_id"]
        if table == SOURCES and values.get("format") in TABLES and "brought_at" in values:
            self.tables.setdefault(
                row, (values["brought_at"], values["format"])
            )  # as it came, whatever it is now
        if table == CODING and "coder_id" in values and self.placed[row][0] in self._sources:
            self._coded[self._sources[self.placed[row][0]]][row] = values["coder_id"]
        if table == LINK and "memo_id" in values:
            if after is None:
                self._links[values["memo_id"]].pop(row, None)
            else:
                self._links[values["memo_id"]][row] = values["row"]


def _said_to_keep(
    table: str, _row: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> set[str]:
    """Who alone reads a source from a change on, or did until then."""
    if table != SOURCES or not before or not after or KEPT_BY not in after:
        return set()
    return {one for one in (before[KEPT_BY], after[KEPT_BY]) if one}


_pasts: dict[UUID, _Past] = {}


def _forget(study_id: UUID) -> None:
    _pasts.pop(study_id, None)


ALSO_FORGET.append(_forget)


def _past_of(study_id: UUID) -> _Past:
    past = _pasts.setdefault(study_id, _Past(study_id))
    if not past.keep_up():
        past = _pasts[study_id] = _Past(study_id)
        past.keep_up()
    return past
