"""Two themes made one, and one made two: each one act, which undo takes back whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.memos.models import Link
from firsthand.analysis.themes.models import Card, Claim, Evidence, Group, Theme, ThemeCode
from firsthand.analysis.themes.services import make_theme, next_position
from firsthand.core.problems import Problem
from firsthand.ground.studies.acting import act, because
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of


@act("theme.merge")
def merge_themes(by: Membership, *, theme: Theme, into: Theme, reason: str = "") -> Theme:
    """Make two themes one: all of `theme` goes to `into`, whose name and central idea stay.

    What both have is there once. Raises `Problem` where it is one theme.
    """
    if theme.id == into.id:
        raise Problem(_("A theme cannot be merged with itself. Choose another one."))
    because(by, reason)
    _move_claims(list(theme.claims.order_by("position", "id")), into)
    _move_evidence(list(theme.evidence.all()), into)
    known = set(into.codes.values_list("code", flat=True))
    _keep_or_go(list(theme.codes.all()), into, lambda row: row.code in known)
    _move_groups(list(theme.groups.order_by("position", "id")), into)
    lying = set(into.cards.values_list("table", "row"))
    _keep_or_go(list(theme.cards.all()), into, lambda row: (row.table, row.row) in lying)
    for comparison in theme.comparisons.all():
        record().change(comparison, theme_id=into.id)
    _relink(by, theme, into)
    record().remove(theme)
    return into


@act("theme.split")
def split_theme(
    by: Membership, *, theme: Theme, name: str, plain_name: str = "", idea: str = "", claims: Sequence[Claim] = (),
    codes: Sequence[UUID] = (), evidence: Sequence[Evidence] = (), groups: Sequence[Group] = (), reason: str = "",
) -> Theme:  # fmt: skip
    """A new theme beside this one, with the claims, codes, evidence and groups of the board that go along.

    A claim goes with what was put to it, a group with its cards. Raises `Problem` where nothing goes, or something is
    of another theme.
    """
    if not (claims or codes or evidence or groups):
        raise Problem(_("Choose what goes into the new theme."))
    owners = [row.theme_id for row in claims] + [row.theme_id for row in evidence]
    if any(owner != theme.id for owner in (*owners, *(row.theme_id for row in groups))):
        raise Problem(_("What goes along has to be of this theme."))
    because(by, reason)
    new = make_theme(by, name=name, plain_name=plain_name, idea=idea)
    _move_claims(claims, new)
    gone = {row.id for row in claims}
    moved = [row for row in theme.evidence.all() if row.claim_id in gone]
    _move_evidence([*moved, *(row for row in evidence if row.claim_id is None)], new)
    for row in theme.codes.filter(code__in=list(codes)):
        record().change(row, theme_id=new.id)
    _move_groups(groups, new)
    for group in groups:
        record().change_all(list(group.cards.all()), theme_id=new.id)
    return new


def _move_claims(claims: Sequence[Claim], into: Theme) -> None:
    at = next_position(into.claims.all())
    for place, claim in enumerate(claims):
        record().change(claim, theme_id=into.id, position=at + place)


def _move_groups(groups: Sequence[Group], into: Theme) -> None:
    at = next_position(into.groups.all())
    for place, group in enumerate(groups):
        record().change(group, theme_id=into.id, position=at + place)


def _move_evidence(rows: Sequence[Evidence], into: Theme) -> None:
    """What was put to both as a whole is there once, on the side on which it was put to the one that stays."""
    there = set(into.evidence.filter(claim=None).values_list("coding", flat=True))
    twice = [row for row in rows if row.claim_id is None and row.coding in there]
    record().remove(*twice)
    gone = {row.id for row in twice}
    record().change_all([row for row in rows if row.id not in gone], theme_id=into.id)


def _keep_or_go(rows: Sequence[ThemeCode | Card], into: Theme, there: Callable[[Any], bool]) -> None:
    """Rows that move, but for those that the other theme has too."""
    record().remove(*(row for row in rows if there(row)))
    record().change_all([row for row in rows if not there(row)], theme_id=into.id)


def _relink(by: Membership, theme: Theme, into: Theme) -> None:
    """Memos about a theme are about the one that it went into."""
    table = label_of(Theme)
    links = Link.objects.filter(study_id=by.study_id, table=table)
    about = set(links.filter(row=into.id).values_list("memo_id", flat=True))
    for link in links.filter(row=theme.id):
        if link.memo_id in about:
            record().remove(link)
        else:
            record().change_each([(link, {"row": into.id})])
