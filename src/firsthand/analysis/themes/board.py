"""A theme's board: excerpts, codes and memos laid out, put into groups, and compared two by two."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.themes.models import Card as BoardCard
from firsthand.analysis.themes.models import Comparison, Group, Theme
from firsthand.analysis.themes.services import next_position
from firsthand.core.problems import Problem
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import wording

Thing = Coding | Code | Memo  # what can lie on a board


@act("board.change")
def lay_out(
    by: Membership, *, theme: Theme, things: Sequence[Thing], group: Group | None = None
) -> list[BoardCard]:
    """Put excerpts, codes and memos on a theme's board, each once. Raises `Problem` where there is nothing to put."""
    _require_of(theme, group)
    if not things:
        raise Problem(_("Choose what is to lie on the board."))
    there = set(theme.cards.values_list("table", "row"))
    named = dict.fromkeys((label_of(type(one)), one.id) for one in things)
    new = [one for one in named if one not in there]
    at = next_position(_lying(theme, group))
    cards = [
        BoardCard(study=by.study, theme=theme, group=group, position=at + place, table=table, row=row)
        for place, (table, row) in enumerate(new)
    ]
    record().create(*cards)
    return cards


@act("board.change")
def move_card(
    by: Membership, *, card: BoardCard, group: Group | None, before: BoardCard | None = None
) -> BoardCard:
    """Put a card into a group, or out of all: at the end, or before another one that lies there."""
    _require_of(card.theme, group)
    lying = [one for one in _lying(card.theme, group).order_by("position", "id") if one.id != card.id]
    place = next(
        (at for at, one in enumerate(lying) if before is not None and one.id == before.id), len(lying)
    )
    ordered = [*lying[:place], card, *lying[place:]]
    record().change(card, group_id=group.id if group else None)
    for position, one in enumerate(ordered):
        record().change(one, position=position)
    return card


@act("board.change")
def take_off_board(by: Membership, *, card: BoardCard) -> None:
    """Take a card off the board; what it shows stays where it is."""
    record().remove(card)


@act("board.change")
def make_group(by: Membership, *, theme: Theme, name: str) -> Group:
    """A new group. Raises `Problem` where it has no name, or one of that name is there."""
    row = Group(
        study=by.study, theme=theme, position=next_position(theme.groups.all()),
        wording=wording.written(by.key, {"name": _name(by, theme, name)}),
    )  # fmt: skip
    record().create(row)
    return row


@act("board.change")
def rename_group(by: Membership, *, group: Group, name: str) -> Group:
    """Another name. Raises as `make_group` does."""
    said = _name(by, group.theme, name, but=group)
    if wording.read(by.key, group.wording) != {"name": said}:
        record().change(group, wording=wording.written(by.key, {"name": said}))
    return group


@act("board.change")
def remove_group(by: Membership, *, group: Group) -> None:
    """Take a group away; its cards lie loose on the board then."""
    at = next_position(_lying(group.theme, None))
    for place, card in enumerate(group.cards.order_by("position", "id")):
        record().change(card, group_id=None, position=at + place)
    record().remove(group)


@act("board.compare")
def compare_excerpts(
    by: Membership, *, theme: Theme, one: Coding, other: Coding, same: str = "", differs: str = ""
) -> Comparison:
    """Say what is the same in two excerpts and what differs; of two that were compared, say it anew.

    Raises `Problem` where it is one excerpt, or nothing is said.
    """
    if one.id == other.id:
        raise Problem(_("It takes two excerpts. Choose another one."))
    said = {"same": same.strip(), "differs": differs.strip()}
    if not any(said.values()):
        raise Problem(_("Say what is the same, or what differs."))
    pair = sorted([one.id, other.id])
    row = theme.comparisons.filter(one=pair[0], other=pair[1]).first()
    if row is None:
        row = Comparison(
            study=by.study, theme=theme, one=pair[0], other=pair[1], by=by, at=timezone.now(),
            wording=wording.written(by.key, said),
        )  # fmt: skip
        record().create(row)
    elif wording.read(by.key, row.wording) != said:
        record().change(row, wording=wording.written(by.key, said))
    return row


@act("board.compare")
def remove_comparison(by: Membership, *, comparison: Comparison) -> None:
    """Take away what was said of two excerpts."""
    record().remove(comparison)


def _lying(theme: Theme, group: Group | None) -> QuerySet[BoardCard]:
    return theme.cards.filter(group=group)


def _require_of(theme: Theme, group: Group | None) -> None:
    if group is not None and group.theme_id != theme.id:
        raise Problem(_("That group lies on another theme’s board."))


def _name(by: Membership, theme: Theme, name: str, but: Group | None = None) -> str:
    said = " ".join(name.split())
    if not said:
        raise Problem(_("A group needs a name."))
    others = [row.wording for row in theme.groups.all() if but is None or row.id != but.id]
    if any(
        words["name"].casefold() == said.casefold() for words in wording.read_all(by.key, others).values()
    ):
        raise Problem(_("There is a group “%(name)s” on this board already.") % {"name": said})
    return said
