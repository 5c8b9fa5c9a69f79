"""Reading what was sent, what was said to it, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.analysis.coding.selectors import CodingLine, quoted_lines
from firsthand.analysis.themes.models import Claim, Theme
from firsthand.core.consent import Outcome
from firsthand.core.problems import NotThere
from firsthand.field.consent.selectors import kept_people, outcome, standing
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.unseen import unseen
from firsthand.giving_back.leaving.selectors import unprinted
from firsthand.giving_back.member_checks.answers import (
    ANSWERS,
    BOTH,
    CHANGE,
    KEPT,
    OBJECTING,
    OUT,
    USES,
    asks_for_outcome,
)
from firsthand.giving_back.member_checks.in_place import InPlace, in_place
from firsthand.giving_back.member_checks.models import Line, Pack, Reply
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.vault import wording

Row = TypeVar("Row")
PACKS = "member_checks.pack"
OWN_PAGE = "own_page"  # how a reply reached us, where no one of the team was between


@dataclass(frozen=True, slots=True)
class Replied:
    """What somebody said to a line, and what came of it."""

    id: UUID
    answer: str
    text: str
    at: datetime
    how: str
    told_by: str  # who wrote it down; empty where they did so on their own page
    to_print: bool
    to_use: bool = False  # what they add may be used like the rest of what they said
    outcome: str = ""
    reason: str = ""
    reread_by: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def told(self) -> str:
        """“does not fit”."""
        return str(ANSWERS[self.answer][1])

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.settled_at is None and asks_for_outcome(self.answer)


@dataclass(frozen=True, slots=True)
class PackLine:
    """One thing that was sent, as it was sent, with everything said to it, the latest last."""

    id: UUID
    kind: str
    row: UUID | None
    words: str
    more: str = ""
    quote: tuple[InPlace, ...] = ()
    said_otherwise: bool = False  # the claim or theme has other words since
    gone: bool = False  # what it was of is no more
    replies: tuple[Replied, ...] = ()

    @property
    def latest(self) -> Replied | None:
        """What stands."""
        return self.replies[-1] if self.replies else None

    @property
    def open(self) -> bool:
        """Whether what stands asks for something."""
        return self.latest is not None and self.latest.open


@dataclass(frozen=True, slots=True)
class PackWhole:
    """What was sent to somebody in one go."""

    id: UUID
    number: int
    person: Person
    by: str
    at: datetime
    taken_back_at: datetime | None
    lines: tuple[PackLine, ...]

    @property
    def open(self) -> int:
        """To how many lines something is still to be done."""
        return sum(line.open for line in self.lines)

    @property
    def replied(self) -> int:
        """To how many lines something was said."""
        return sum(line.latest is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class SaidTo:
    """What one person said to a claim, a theme or words of theirs: beside the evidence, and no part of its counts."""

    person: Person
    pack: UUID
    reply: Replied
    said_otherwise: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a participant chose to see, and how."""

    person: Person
    kinds: frozenset[str]
    asked: bool

    @property
    def called(self) -> list[str]:
        """What people call that."""
        return [str(Line.Kind(kind).label) for kind in USES if kind in self.kinds]


def chosen(by: Membership) -> list[Chosen]:
    """Everybody whom the member may know of, with what they chose to see."""
    said = standing(by)
    return [Chosen(one, may_be_sent(by, one.id), "check" in said.get(one.id, {})) for one in people(by)]


def may_be_sent(by: Membership, participant: UUID) -> frozenset[str]:
    """The kinds of line that somebody chose to see. None where they were not asked, or said “nothing, thank you”."""
    return frozenset(
        kind for kind, use in USES.items() if outcome(by, [participant], "check", use) is Outcome.YES
    )


def packs(by: Membership, participant: UUID | None = None) -> list[PackWhole]:
    """What was sent, the latest first; to one participant where given."""
    require(by, "study.read")
    rows = _known(by)
    if participant is not None:
        rows = rows.filter(participant_id=participant)
    return _whole(by, list(rows.select_related("by").order_by("-number")))


def pack_whole(by: Membership, pack_id: UUID) -> PackWhole:
    """One of them. Raises `NotThere`."""
    require(by, "study.read")
    found = _whole(by, list(_known(by).filter(pk=pack_id).select_related("by")))
    if not found:
        raise NotThere(_("There is nothing of that kind in this study."))
    return found[0]


def pack(by: Membership, pack_id: UUID) -> Pack:
    """One pack's row. Raises `NotThere`."""
    row = fetched(by, Pack, pack_id, _("There is nothing of that kind in this study."))
    return _let_know(by, row, row)


def line(by: Membership, line_id: UUID) -> Line:
    """One line's row. Raises `NotThere`."""
    row = fetched(by, Line, line_id, _("There is nothing of that kind in this study."))
    return _let_know(by, row.pack, row)


def reply(by: Membership, reply_id: UUID) -> Reply:
    """One reply's row. Raises `NotThere`."""
    row = fetched(by, Reply, reply_id, _("There is nothing of that kind in this study."))
    return _let_know(by, row.line.pack, row)


def open_replies(by: Membership) -> int:
    """How many replies wait for somebody to deal with them. Asked on every page, so it opens no texts."""
    require(by, "study.read")

    def make() -> int:
        latest = _replies(by, Line.objects.filter(pack__in=_known(by)))
        return sum(said[-1].open for said in latest.values())

    return remembered(("open replies", by.id), by.study_id, make)


def said_to(by: Membership) -> dict[UUID, list[SaidTo]]:
    """By claim, theme and coding what people said to it, each person's latest; the earliest first."""
    found: dict[UUID, list[SaidTo]] = defaultdict(list)
    spoke: set[tuple[UUID, UUID]] = set()
    for one in packs(by):  # the latest first: what somebody said last to the same thing stands
        for row in one.lines:
            if row.row is not None and row.latest is not None and (one.person.id, row.row) not in spoke:
                spoke.add((one.person.id, row.row))
                found[row.row].insert(0, SaidTo(one.person, one.id, row.latest, row.said_otherwise))
    return dict(found)


def to_print(by: Membership) -> dict[UUID, list[tuple[Person, str]]]:
    """By claim and theme what is printed beside it: who, and what they say, where they want that and it was decided.

    Of who asked since that nothing of theirs be printed, nothing is.
    """
    silent = {one.id for one in unprinted(by)}
    return {
        row: said
        for row, replies in said_to(by).items()
        if (
            said := [
                (one.person, one.reply.text)
                for one in replies
                if one.person.id not in silent
                and one.reply.answer in OBJECTING
                and one.reply.outcome in (KEPT, BOTH)
                and one.reply.to_print
                and one.reply.text
            ]
        )
    }


def asked_to_leave_out(by: Membership) -> set[UUID]:
    """The codings on whose words the person whose they are said, when shown them, that they be taken out or changed.

    What is to be changed waits until somebody says that it was done. Whoever asks: it holds for everybody.
    """

    def make() -> set[UUID]:
        rows = Line.objects.filter(study_id=by.study_id, kind=Line.Kind.QUOTE).order_by("pack__number", "id")
        replies = _replies(by, rows)
        latest = {row.row: replies[row.id][-1] for row in rows if row.row and row.id in replies}
        return {
            coding
            for coding, one in latest.items()
            if one.answer == OUT or (one.answer == CHANGE and one.settled_at is None)
        }

    return remembered(("left out", by.study_id), by.study_id, make)


def _known(by: Membership) -> QuerySet[Pack]:
    return Pack.objects.filter(study_id=by.study_id).exclude(participant_id__in=kept_people(by))


def _let_know(by: Membership, of: Pack, row: Row) -> Row:
    if of.participant_id in kept_people(by):
        raise NotThere(_("There is nothing of that kind in this study."))
    return row


def _whole(by: Membership, rows: list[Pack]) -> list[PackWhole]:
    if not rows:
        return []
    known, past = {one.id: one for one in people(by)}, unseen(by)
    lines = list(Line.objects.filter(pack__in=rows).order_by("position"))
    replies, opened = _replies(by, lines), _Opened(by, rows, lines)
    shown: dict[UUID, list[PackLine]] = defaultdict(list)
    for one in lines:
        shown[one.pack_id].append(opened.line(one, replies.get(one.id, [])))
    return [
        PackWhole(
            row.id, past.number(PACKS, row.number), known[row.participant_id], row.by.name, row.at, row.taken_back_at,
            tuple(shown[row.id]),
        )
        for row in rows
    ]  # fmt: skip


class _Opened:
    """What stands in the lines of some packs: the wordings as they were sent, and the words where they are."""

    def __init__(self, by: Membership, packs: Iterable[Pack], lines: list[Line]) -> None:
        self._said = wording.read_open(by.key, {one.said for one in lines if one.said})
        self._now: dict[UUID, UUID] = {}
        for model in (Claim, Theme):
            self._now |= dict(model.objects.filter(study_id=by.study_id).values_list("id", "wording"))
        whose = {one.id: one.participant_id for one in packs}
        quotes = [one for one in lines if one.kind == Line.Kind.QUOTE]
        wanted = {one.row for one in quotes if one.row}
        coded = {one.id: one for one in quoted_lines(by, wanted)} if wanted else {}
        self._quotes = _quotes(by, whose, quotes, coded)

    def line(self, row: Line, replies: list[Replied]) -> PackLine:
        if row.kind == Line.Kind.QUOTE:
            pieces = self._quotes.get(row.id, ())
            return PackLine(
                row.id, row.kind, row.row, " … ".join(one.words for one in pieces), quote=pieces,
                gone=not pieces, replies=tuple(replies),
            )  # fmt: skip
        said = self._said.get(row.said, {}) if row.said else {}
        words, more = words_of(said)
        now = self._now.get(row.row) if row.row else row.said
        return PackLine(
            row.id, row.kind, row.row, words, more, said_otherwise=now is not None and now != row.said,
            gone=now is None and row.row is not None, replies=tuple(replies),
        )  # fmt: skip


def words_of(said: Mapping[str, Any]) -> tuple[str, str]:
    """What a wording says, and what stands below it: of a claim, a theme, or a summary."""
    title = said.get("sentence") or said.get("plain_name") or said.get("name") or said.get("summary", "")
    return str(title), str(said.get("idea", ""))


def _quotes(
    by: Membership, whose: Mapping[UUID, UUID], lines: Iterable[Line], coded: Mapping[UUID, CodingLine]
) -> dict[UUID, tuple[InPlace, ...]]:
    by_person: dict[UUID, list[Line]] = defaultdict(list)
    for one in lines:
        if one.row in coded:
            by_person[whose[one.pack_id]].append(one)
    found: dict[UUID, tuple[InPlace, ...]] = {}
    for person, theirs in by_person.items():
        pieces = in_place(by, person, [coded[one.row] for one in theirs if one.row])
        found |= {one.id: tuple(pieces.get(one.row, ())) for one in theirs if one.row}
    return found


def _replies(by: Membership, lines: Iterable[Line]) -> dict[UUID, list[Replied]]:
    """By line what was said to it, the latest last."""
    rows = list(
        Reply.objects.filter(line__in=list(lines)).select_related("by", "settled_by").order_by("at", "id")
    )
    words = wording.read_open(by.key, [one for row in rows for one in (row.said, row.outcome) if one])
    found: dict[UUID, list[Replied]] = defaultdict(list)
    for row in rows:
        if row.said in words:
            found[row.line_id].append(_replied(row, words))
    return found


def _replied(row: Reply, words: Mapping[UUID, wording.Words]) -> Replied:
    said, came = words[row.said], words.get(row.outcome, {}) if row.outcome else {}
    return Replied(
        row.id, said["answer"], said["text"], row.at, said["how"],
        "" if said["how"] == OWN_PAGE else row.by.name,
        said["to_print"], said["to_use"], came.get("outcome", ""), came.get("reason", ""), came.get("reread_by", ""),
        row.settled_by.name if row.settled_by else "", row.settled_at,
    )  # fmt: skip
