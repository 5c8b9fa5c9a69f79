"""Reading memos."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.memos.models import Kind, Link, Memo
from firsthand.core.problems import NotThere
from firsthand.field.consent.selectors import kept_people
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.sight import fetched_with_source, sources_kept_from
from firsthand.field.sources.texts import NAMED_AT_ONCE
from firsthand.field.sources.unseen import MEMOS, unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.rows import recorded_models
from firsthand.ground.vault import wording

# What a memo may be about, by the table's name in the trail. Claims and themes stand above this room: named only.
LINKABLE = {
    "codebook.code", "sources.source", "coding.coding", "people.participant", "themes.theme", "themes.claim",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What a memo is about: `what` is source, code, coding, participant …; `called` empty where it is gone."""

    link_id: UUID
    what: str
    row: UUID
    called: str
    source_id: UUID | None = None
    start: int | None = None
    table: str = ""


@dataclass(frozen=True, slots=True)
class MemoLine:
    """A memo as pages show it."""

    id: UUID
    number: int
    kind: str
    title: str
    body: str
    version: int
    author: str
    at: datetime
    about: tuple[Target, ...]


def memos(by: Membership, *, about: UUID | None = None) -> list[MemoLine]:
    """Every memo, newest first, or those about one row."""
    require(by, "study.read")
    rows = Memo.objects.filter(study_id=by.study_id).select_related("author").order_by("-number")
    if about is not None:
        rows = rows.filter(links__row=about)
    return _lines(by, rows)


def memo(by: Membership, memo_id: UUID) -> Memo:
    """One memo. Raises `NotThere`."""
    sentence = _("There is no such memo in this study.")
    row = fetched(by, Memo, memo_id, sentence)
    if row.id in memos_kept_from(by):
        raise NotThere(sentence)
    return row


def memos_kept_from(by: Membership) -> frozenset[UUID]:
    """The memos that a member may not know of: all that they are about is absent for them."""
    gone = _things_kept_from(by)
    if not gone:
        return frozenset()
    about: dict[UUID, list[UUID]] = {}
    for memo_id, row in Link.objects.filter(study_id=by.study_id).values_list("memo_id", "row"):
        about.setdefault(memo_id, []).append(row)
    return frozenset(memo_id for memo_id, rows in about.items() if gone.issuperset(rows))


def _things_kept_from(by: Membership) -> frozenset[UUID]:
    """What a member may not know of, of all that a memo can be about."""
    return kept_people(by) | _shared(by) | codings_kept_from(by)


def _shared(by: Membership) -> frozenset[UUID]:
    """The sources that are absent for a reason other than that their writer keeps them to themselves."""
    private = Source.objects.filter(study_id=by.study_id, private_to__isnull=False)
    kept = sources_kept_from(by)
    return kept - set(private.values_list("id", flat=True)) if kept else kept


def memo_line(by: Membership, row: Memo) -> MemoLine:
    """One memo as pages show it."""
    return _lines(by, [row])[0]


def link(by: Membership, link_id: UUID) -> Link:
    """One link. Raises `NotThere`."""
    sentence = _("There is no such link in this study.")
    row = fetched(by, Link, link_id, sentence)
    if row.row in _things_kept_from(by):
        raise NotThere(sentence)
    return row


def kinds() -> list[tuple[str, str]]:
    """The kinds of memo, each with what people call it."""
    return [(kind.value, str(kind.label)) for kind in Kind]


def memos_at(by: Membership, source: Source, *, among: Collection[UUID] | None = None) -> list[MemoLine]:
    """The memos about a source or a coding on its standing text, newest first; of some, those that are."""
    require(by, "study.read")
    if among is not None and not (among := _about_anything(by, among)):
        return []
    codings = Coding.objects.filter(version_id=source.current).values("id")
    links = Link.objects.filter(study_id=by.study_id).filter(
        Q(table="sources.source", row=source.id) | Q(table="coding.coding", row__in=codings)
    )
    rows = Memo.objects.filter(study_id=by.study_id, id__in=links.values("memo_id"))
    if among is not None:
        rows = rows.filter(id__in=among)
    return _lines(by, rows.select_related("author").order_by("-number"))


def _about_anything(by: Membership, memos: Collection[UUID]) -> set[UUID]:
    """Of some memos those that are about anything."""
    links = Link.objects.filter(study_id=by.study_id, memo_id__in=memos)
    return set(links.values_list("memo_id", flat=True))


def memos_touched(by: Membership, changes: Iterable[Change]) -> set[UUID]:
    """The memos that may read otherwise after these changes: written or linked anew, or about what was changed."""
    require(by, "study.read")
    found, about = set(), set()
    for table, row_id, before, after in changes:
        if table == "memos.memo":
            found.add(UUID(row_id))
        elif table == "memos.link":
            found.add(UUID((after or before)["memo_id"]))
        elif table in LINKABLE:
            about.add(UUID(row_id))
    links = Link.objects.filter(study_id=by.study_id)
    if len(about) <= NAMED_AT_ONCE:
        return found.union(links.filter(row__in=about).values_list("memo_id", flat=True)) if about else found
    return found.union(memo_id for memo_id, row in links.values_list("memo_id", "row") if row in about)


def thing(by: Membership, table: str, row_id: UUID) -> Recorded:
    """Anything a memo may be about, by table and id. Raises `NotThere`."""
    sentence = _("What the memo is about is not in this study.")
    if table not in LINKABLE:
        raise NotThere(sentence)
    row = fetched_with_source(by, recorded_models()[table], row_id, sentence)
    if row_id in _things_kept_from(by):
        raise NotThere(sentence)
    return row


def _lines(by: Membership, rows: Iterable[Memo]) -> list[MemoLine]:
    kept = memos_kept_from(by)
    found = [row for row in rows if row.id not in kept]
    words = wording.read_all(by.key, [row.wording for row in found])
    past = unseen(by)
    targets = _targets(by, [row.id for row in found])
    return [
        MemoLine(
            row.id,
            past.number(MEMOS, row.number),
            row.kind,
            words[row.wording]["title"],
            words[row.wording]["body"],
            row.version,
            row.author.name,
            row.at,
            tuple(targets.get(row.id, ())),
        )  # fmt: skip
        for row in found
    ]


def _targets(by: Membership, memo_ids: list[UUID]) -> dict[UUID, list[Target]]:
    wanted = set(memo_ids)
    if not wanted:
        return {}
    gone = _things_kept_from(by)
    rows = Link.objects.filter(study_id=by.study_id).order_by("id")
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(memo_id__in=wanted)
    links = [row for row in rows if row.memo_id in wanted and row.row not in gone]
    called = _names(by, links)
    result: dict[UUID, list[Target]] = {}
    for row in links:
        name, source_id, start = called.get(row.row, ("", None, None))
        what = row.table.partition(".")[2]
        result.setdefault(row.memo_id, []).append(
            Target(row.id, what, row.row, name, source_id, start, row.table)
        )
    return result


def _names(by: Membership, links: list[Link]) -> dict[UUID, tuple[str, UUID | None, int | None]]:
    """What each linked row is called, opened table by table and only where a link needs it."""
    tables = {row.table for row in links}
    names: dict[UUID, tuple[str, UUID | None, int | None]] = {}
    if "codebook.code" in tables:
        names |= {line.id: (line.plain, None, None) for line in codebook(by)}
    if "sources.source" in tables:
        names |= {line.id: (line.title, line.id, 0) for line in sources(by)}
    if "people.participant" in tables:
        names |= {person.id: (person.pseudonym, None, None) for person in people(by)}
    if "coding.coding" in tables:
        wanted = [row.row for row in links if row.table == "coding.coding"]
        for one in excerpts(by, coding_ids=wanted):
            names[one.coding.id] = (_short(one.words), one.source.id, one.coding.span.start)
    return names


def _short(words: str, limit: int = 60) -> str:
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
