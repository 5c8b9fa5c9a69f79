"""Asking another for a talk, agreeing, keeping two lines, and letting go of them: each by either of the two.

Nothing is in the trail, and no row says who they are: what they have is sealed to both, and found by both alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash, NotThere, Problem
from firsthand.ground.studies.access import PEERS, require
from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import private
from firsthand.ground.vault.between import Between, between
from firsthand.ground.vault.private import Held
from firsthand.work.log.fields import KEEP_DAYS

REFLECTION = "reflection"
LINES, LONGEST = 2, 300  # so many lines, of so many letters


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody with whom one can reflect. `here`: they have used their own notes, so that something can reach them."""

    id: UUID
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Reflection:
    """A talk of two. `lines` are empty until one of them writes; `mine_to_answer`: the other asked, and waits."""

    id: UUID
    other: str
    agreed: bool
    mine_to_answer: bool
    day: date
    forget_on: date | None
    lines: tuple[str, ...] = field(default=(), repr=False)


def peers(by: Membership) -> list[Peer]:
    """Everybody else who works here."""
    require(by, "reflection.keep")
    mine = by.notes  # made where there was none: from now on the others can reach this member
    return [Peer(key, name, between(mine, key) is not None) for key, name in _others(by)]


def my_reflections(by: Membership) -> list[Reflection]:
    """All that one has with others, the latest first."""
    require(by, "reflection.keep")
    found = [
        _shown(by, name, one)
        for _key, name, shared in _shared(by)
        for one in private.held(shared, REFLECTION)
    ]
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def ask(by: Membership, *, other_id: UUID, text_id: UUID | None = None, today: date | None = None) -> UUID:
    """Ask another for a talk. No words go along. Raises `Problem` where they cannot be reached yet."""
    require(by, "reflection.keep")
    name = dict(_others(by)).get(other_id)
    if name is None:
        raise NotThere(_("There is nobody like that here."))
    shared = between(by.notes, other_id)
    if shared is None:
        raise Problem(
            _("%(name)s has to open a page of “The work” once before you can ask them here. Tell them so.")
            % {"name": name}
        )
    text_id, today = text_id or uuid4(), today or timezone.localdate()
    with transaction.atomic():
        lock(by.study_id)
        if not private.was_here(text_id):
            said = {"asked_by": by.id.hex, "agreed": False, "lines": [], "day": today.isoformat()}
            private.keep(shared, REFLECTION, text_id, said, forget_on=today + timedelta(days=KEEP_DAYS))
    return text_id


def agree(by: Membership, reflection_id: UUID) -> UUID:
    """Say yes to being asked. Its id from now on. Raises `NotThere`, and `Problem` for who asked themselves."""
    with transaction.atomic():
        lock(by.study_id)
        shared, held = _one(by, reflection_id)
        if held.words["asked_by"] == by.id.hex:
            raise Problem(_("You asked: the other one says whether they agree."))
        return _put(shared, held, {"agreed": True})


def write_lines(by: Membership, reflection_id: UUID, *, lines: Sequence[str]) -> UUID:
    """Keep two lines of the talk, for both. Its id from now on.

    Raises `Problem` where the other has not agreed, or a line is too long, and `Clash` where the other wrote meanwhile.
    """
    kept = [" ".join(one.split()) for one in lines]
    if len(kept) > LINES or any(len(one) > LONGEST for one in kept):
        raise Problem(
            _("Two lines are kept, of %(most)s letters each. Keep what matters, and let the rest stay said.")
            % {"most": LONGEST}
        )
    with transaction.atomic():
        lock(by.study_id)
        try:
            shared, held = _one(by, reflection_id)
        except NotThere:
            raise Clash(
                _("The other one wrote or deleted meanwhile. Look at it again, then go on.")
            ) from None
        if not held.words["agreed"]:
            raise Problem(_("The other one has not said yes yet."))
        return _put(shared, held, {"lines": [one for one in kept if one]})


def delete_reflection(by: Membership, reflection_id: UUID) -> None:
    """Let go of it, for both, now. Either may, without a reason. Raises `NotThere`."""
    shared, held = _one(by, reflection_id)
    private.let_go(shared, REFLECTION, [held.id])


def _put(shared: Between, held: Held, other: dict[str, object]) -> UUID:
    new_id = uuid4()
    private.put_in_place(
        shared, REFLECTION, [held.id], new_id, {**held.words, **other}, forget_on=held.forget_on
    )
    return new_id


def _one(by: Membership, reflection_id: UUID) -> tuple[Between, Held]:
    require(by, "reflection.keep")
    for _key, _name, shared in _shared(by):
        with suppress(NotThere):
            return shared, private.held_one(shared, REFLECTION, reflection_id)
    raise NotThere(_("There is no such talk of yours here: one of you may have deleted it."))


def _shown(by: Membership, name: str, held: Held) -> Reflection:
    said = held.words
    return Reflection(
        held.id, name, said["agreed"], not said["agreed"] and said["asked_by"] != by.id.hex,
        date.fromisoformat(said["day"]), held.forget_on, tuple(said["lines"]),
    )  # fmt: skip


def _shared(by: Membership) -> Iterator[tuple[UUID, str, Between]]:
    for key, name in _others(by):
        shared = between(by.notes, key)
        if shared is not None:
            yield key, name, shared


def _others(by: Membership) -> list[tuple[UUID, str]]:
    rows = by.study.members.filter(left_at=None, role__in=PEERS).exclude(pk=by.pk).order_by("name")
    return list(rows.values_list("id", "name"))
