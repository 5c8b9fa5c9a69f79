"""Undo and redo of any act, by anyone who may, across sessions. An undo is itself an entry.

Whether an act stands is told by its latest follower: an undo took it back, a redo brought it again. A person's
own undo walks back through their acts; redo walks forward again until they do something new. What changed who reads
something that a member keeps to themselves, or kept, nobody else takes back or does again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.ground.studies.access import MAY, require
from firsthand.ground.studies.acting import lock, require_the_same, sent_before, sent_id
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail import recording
from firsthand.ground.trail.changes import tables_in
from firsthand.ground.trail.models import Entry, Redaction
from firsthand.ground.trail.past import sealed_fields
from firsthand.ground.trail.reversal import BuiltUpon, Inverse, carry_out, last_to_touch
from firsthand.ground.trail.rows import recorded_models
from firsthand.ground.vault import store

UNDOABLE = [right.act for right in MAY.values() if right.undo]


def undo(by: Membership, entry: Entry) -> Entry:
    """Take an act back. Raises `Clash` where somebody built on it, `Problem` where it cannot be undone."""
    _require(by, entry)
    if entry.act not in UNDOABLE or entry.kind != Entry.Kind.ACT:
        raise Problem(
            _(
                "This entry cannot be undone: it left the program, says who is in the study, or is somebody’s answer."
            )
        )
    return _follow(by, entry, Entry.Kind.UNDO)


def redo(by: Membership, entry: Entry) -> Entry:
    """Do an act again that was undone. Raises as `undo` does."""
    _require(by, entry)
    return _follow(by, entry, Entry.Kind.REDO)


def undo_last(
    by: Membership,
    *,
    whose: Membership | None = None,
    but: Collection[int] = frozenset(),
    of: UUID | None = None,
) -> Entry:
    """Take back the last act that stands: of `whose`, or of anyone in the study where None.

    `but`: the numbers of the entries that are absent for this member. `of`: no other act than the one that this member
    sent under that id, or that they took back or did again under it. Raises `NotThere` where it does not stand.
    """
    return _first(
        by, _meant(by, standing(by, whose), of), undo, _nothing(_("There is nothing left to undo."), of), but
    )


def redo_last(
    by: Membership,
    *,
    whose: Membership | None = None,
    but: Collection[int] = frozenset(),
    of: UUID | None = None,
) -> Entry:
    """Do again the act that was undone last, unless something new was done since. `but` and `of` as for `undo_last`."""
    return _first(
        by, _meant(by, undone(by, whose), of), redo, _nothing(_("There is nothing to redo."), of), but
    )


def standing(by: Membership, whose: Membership | None = None) -> QuerySet[Entry]:
    """The acts that undo could take back, latest first. What is about words that were taken out is none of them."""
    return _acts(by, whose).filter(Q(follower=None) | Q(follower=Entry.Kind.REDO)).order_by("-number")


def undone(by: Membership, whose: Membership | None = None) -> QuerySet[Entry]:
    """The acts that redo could bring again, next first: undone, and nothing new done by that person since."""
    newer = Entry.objects.filter(
        study_id=by.study_id, kind=Entry.Kind.ACT, act__in=UNDOABLE, number__gt=OuterRef("followed_at")
    )
    if whose is not None:
        newer = newer.filter(by=whose)
    return _acts(by, whose).filter(follower=Entry.Kind.UNDO).exclude(Exists(newer)).order_by("number")


def _meant(by: Membership, acts: QuerySet[Entry], of: UUID | None) -> QuerySet[Entry]:
    """Of some acts the one that was meant, where one was: the last one may be another by the time this arrives."""
    if of is None:
        return acts
    sent = Entry.objects.filter(study_id=by.study_id, by=by, sent_as=of).first()
    return acts.none() if sent is None else acts.filter(pk=sent.target_id or sent.pk)


def _nothing(sentence: str, of: UUID | None) -> Problem:
    return Problem(sentence) if of is None else NotThere(sentence)


def _first(
    by: Membership,
    acts: QuerySet[Entry],
    follow: Callable[[Membership, Entry], Entry],
    nothing: Problem,
    but: Collection[int],
) -> Entry:
    """Undo or redo the first of some acts. Sent again after a lost answer, it answers with what was done."""
    require(by, "trail.undo")
    with transaction.atomic():
        lock(by.study_id)
        if (earlier := sent_before(by)) is not None:
            require_the_same(by, earlier, Entry.Kind.UNDO if follow is undo else Entry.Kind.REDO)
            return earlier
        entry = (
            next((one for one in acts.iterator(200) if one.number not in but), None) if but else acts.first()
        )
        if entry is None:
            raise nothing
        return follow(by, entry)


def _acts(by: Membership, whose: Membership | None) -> QuerySet[Any]:
    acts = Entry.objects.filter(
        study_id=by.study_id, kind=Entry.Kind.ACT, act__in=UNDOABLE, redaction__isnull=True
    )
    if whose is not None:
        acts = acts.filter(by=whose)
    latest = Entry.objects.filter(target=OuterRef("pk")).order_by("-number")
    return acts.annotate(
        follower=Subquery(latest.values("kind")[:1]), followed_at=Subquery(latest.values("number")[:1])
    )


def _require(by: Membership, entry: Entry) -> None:
    if entry.study_id != by.study_id:
        raise AssertionError("Entries are fetched through the study.")
    require(by, "trail.undo" if entry.by_id == by.id else "trail.undo_others")
    require(by, entry.act)  # what one may not do one may not take back either, nor do again
    if _says_who_reads(by, entry):
        raise kept_by_another()
    if Redaction.objects.filter(entry=entry).exists():
        raise Problem(
            _("Entry %(number)s is about words that a participant took out since. Nothing brings them back.")
            % vars(entry)
        )


def kept_by_another() -> NotAllowed:
    """What is said to who would undo, or do again, what is about something that another keeps to themselves."""
    return NotAllowed(_("Its writer says who reads this: they alone can undo it, or do it again."))


def _says_who_reads(by: Membership, entry: Entry) -> bool:
    """Whether an act let others read what another member kept to themselves, or took that back."""
    kept = {table: model.kept_by for table, model in recorded_models().items() if model.kept_by}
    if kept.keys().isdisjoint(tables_in(entry.changes)):
        return False
    return any(
        {before[kept[table]], after[kept[table]]} - {None, by.id.hex}
        for table, _row, before, after in entry.changes
        if table in kept and before and after and kept[table] in after
    )


def _follow(by: Membership, entry: Entry, kind: Entry.Kind) -> Entry:
    """Write the entry that takes an act back or brings it again, with the changes it makes."""
    with transaction.atomic():
        lock(by.study_id)
        if (earlier := sent_before(by)) is not None:
            require_the_same(by, earlier, kind)
            return earlier
        follower = entry.followers.order_by("-number").first()
        if (follower is not None and follower.kind == Entry.Kind.UNDO) == (kind == Entry.Kind.UNDO):
            raise Clash(_("This entry has been undone or redone in the meantime."))
        # A redo reverses what the undo did, which may be less than the whole act.
        done = follower if follower is not None and kind == Entry.Kind.REDO else entry
        with recording.recording(by.study_id) as recorder:
            back = Inverse(done.changes)
            _carry_out(recorder, back, follower or entry)
            _require_open(by.study_id, back)
        return recording.write_entry(recorder, by.id, entry.act, kind=kind, target=entry, sent_as=sent_id())


def _require_open(study_id: UUID, changes: Iterable[recording.Change]) -> None:
    """Raises `Clash` where rows would come to name words that the study key opens no more."""
    if store.closed(study_id, _words_named(changes)):
        raise Clash(
            _("This cannot be brought back: its words were taken out, or are kept under the guardian's key.")
        )


def _words_named(changes: Iterable[recording.Change]) -> Iterator[UUID]:
    for table, _row_id, _before, after in changes:
        for name in _naming_words(table) if after else ():
            if after.get(name):
                yield UUID(after[name])


@cache
def _naming_words(table: str) -> tuple[str, ...]:
    """The fields that may name words which the study key opens."""
    model = recorded_models()[table]
    return tuple(name for name in sealed_fields(model) if name not in model.names_words)


def _carry_out(recorder: recording.Recorder, changes: Iterable[recording.Change], since: Entry) -> None:
    try:
        with transaction.atomic():
            carry_out(recorder, changes)
    except BuiltUpon as clash:
        later = last_to_touch(recorder.study_id, clash.row_id, since.number)
        if later is None:
            raise
        raise Clash(
            _("This cannot be taken back now: %(name)s built on it since. Undo that first.")
            % {"name": later.by.name}
        ) from clash
