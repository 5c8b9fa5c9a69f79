"""Reading a theme's board: what lies in which group, and which excerpts were compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.excerpts import Excerpt, excerpts
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.memos.selectors import MemoLine, memos, memos_kept_from
from firsthand.analysis.themes.models import Card, Comparison, Group, Theme
from firsthand.core.problems import NotThere
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

CODING, CODE, MEMO = "coding.coding", "codebook.code", "memos.memo"


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card as the board shows it: an excerpt, a code or a memo; none of them where the thing is gone."""

    id: UUID
    table: str
    row: UUID
    group: UUID | None
    excerpt: Excerpt | None = None
    code: CodeLine | None = None
    memo: MemoLine | None = None

    @property
    def called(self) -> str:
        """A few words by which people tell it from others."""
        if self.excerpt:
            return f"{', '.join(self.excerpt.said_by) or self.excerpt.source.title}, {self.excerpt.place}"
        if self.code:
            return self.code.plain
        return self.memo.title if self.memo else _("something that is gone")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its cards, in order; without an id those that lie loose."""

    id: UUID | None
    name: str
    cards: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two excerpts, and what was said of them."""

    id: UUID
    one: Excerpt
    other: Excerpt
    same: str
    differs: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """A theme's board: what lies loose, then the groups in their order; and what was compared, the latest first."""

    theme: UUID
    loose: GroupLine
    groups: tuple[GroupLine, ...]
    compared: tuple[Compared, ...]

    @property
    def all(self) -> tuple[GroupLine, ...]:
        """Loose cards and groups."""
        return (self.loose, *self.groups)

    @property
    def cards(self) -> list[CardLine]:
        """Everything that lies there."""
        return [card for group in self.all for card in group.cards]

    def next_pair(self) -> tuple[CardLine, CardLine] | None:
        """Two excerpts of one group that nobody has compared yet: groups first, then what lies loose.

        Two codings of the same words are nothing to compare.
        """
        done = {frozenset((one.one.coding.id, one.other.coding.id)) for one in self.compared}
        for group in (*self.groups, self.loose):
            for one, other in combinations((card for card in group.cards if card.excerpt), 2):
                if frozenset((one.row, other.row)) not in done and not _same_words(one, other):
                    return one, other
        return None


def board(by: Membership, theme: Theme) -> Board:
    """A theme's board as a member may know of it. Each text is opened once."""
    require(by, "study.read")
    rows = _cards(by, theme)
    pairs = _pairs(by, theme)
    wanted = {row.row for row in rows if row.table == CODING} | {key for pair in pairs for key in _both(pair)}
    shown = {one.coding.id: one for one in excerpts(by, coding_ids=wanted)} if wanted else {}
    lines = list(_lines(by, rows, shown))
    groups = list(Group.objects.filter(theme=theme).order_by("position", "id"))
    names = wording.read_all(by.key, [row.wording for row in groups])
    return Board(
        theme.id, GroupLine(None, _("Not in a group"), _in(lines, None)),
        tuple(GroupLine(row.id, names[row.wording]["name"], _in(lines, row.id)) for row in groups),
        tuple(_compared(by, pairs, shown)),
    )  # fmt: skip


def card(by: Membership, card_id: UUID) -> Card:
    """One card of a board. Raises `NotThere`."""
    sentence = _("That does not lie on this board.")
    row = fetched(by, Card, card_id, sentence)
    if row.row in codings_kept_from(by) | memos_kept_from(by):
        raise NotThere(sentence)
    return row


def group(by: Membership, group_id: UUID) -> Group:
    """One group of a board. Raises `NotThere`."""
    return fetched(by, Group, group_id, _("There is no such group on this board."))


def comparison(by: Membership, comparison_id: UUID) -> Comparison:
    """What was said of two excerpts. Raises `NotThere`."""
    sentence = _("There is no such comparison on this board.")
    row = fetched(by, Comparison, comparison_id, sentence)
    if row.id in comparisons_kept_from(by):
        raise NotThere(sentence)
    return row


def comparisons_kept_from(by: Membership) -> frozenset[UUID]:
    """The comparisons that a member may not know of: one of the two excerpts is kept from them."""
    gone = codings_kept_from(by)
    if not gone:
        return frozenset()
    rows = Comparison.objects.filter(study_id=by.study_id).values_list("id", "one", "other")
    return frozenset(key for key, one, other in rows if one in gone or other in gone)


def kept_as_written(by: Membership) -> set[str]:
    """The same, as the trail writes ids."""
    return {one.hex for one in comparisons_kept_from(by)}


def not_laid_out(by: Membership, theme: Theme, codes: Iterable[CodeLine]) -> list[Excerpt]:
    """The excerpts of a theme's codes that do not lie on its board yet, by source and place."""
    there = {row.row for row in _cards(by, theme)}
    return [one for one in excerpts(by, codes=[line.id for line in codes]) if one.coding.id not in there]


def _same_words(one: CardLine, other: CardLine) -> bool:
    if one.excerpt is None or other.excerpt is None:
        return False
    first, second = one.excerpt.coding, other.excerpt.coding
    return first.version_id == second.version_id and first.span.overlap(second.span) is not None


def _cards(by: Membership, theme: Theme) -> list[Card]:
    gone = codings_kept_from(by) | memos_kept_from(by)
    rows = Card.objects.filter(study_id=by.study_id, theme=theme).order_by("position", "id")
    return [row for row in rows if row.row not in gone]


def _pairs(by: Membership, theme: Theme) -> list[Comparison]:
    gone = codings_kept_from(by)
    rows = Comparison.objects.filter(study_id=by.study_id, theme=theme).select_related("by")
    return [row for row in rows.order_by("-at", "id") if gone.isdisjoint(_both(row))]


def _both(row: Comparison) -> tuple[UUID, UUID]:
    return row.one, row.other


def _lines(by: Membership, rows: Sequence[Card], shown: dict[UUID, Excerpt]) -> Iterator[CardLine]:
    tables = {row.table for row in rows}
    codes = {line.id: line for line in codebook(by)} if CODE in tables else {}
    noted = {line.id: line for line in memos(by)} if MEMO in tables else {}
    for row in rows:
        yield CardLine(
            row.id,
            row.table,
            row.row,
            row.group_id,
            shown.get(row.row),
            codes.get(row.row),
            noted.get(row.row),
        )


def _in(lines: Iterable[CardLine], group_id: UUID | None) -> tuple[CardLine, ...]:
    return tuple(line for line in lines if line.group == group_id)


def _compared(by: Membership, pairs: Sequence[Comparison], shown: dict[UUID, Excerpt]) -> Iterator[Compared]:
    said = wording.read_all(by.key, [row.wording for row in pairs])
    for row in pairs:
        words, (one, other) = said[row.wording], (shown.get(key) for key in _both(row))
        if one is not None and other is not None:
            yield Compared(row.id, one, other, words["same"], words["differs"], row.by.name, row.at)
