"""@act: the one way in which anything in a study is written.

It checks MAY, opens the transaction, takes the study's lock, runs the service and writes the trail entry. A
service called from inside another joins that act: one entry, one undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from firsthand.core.problems import Clash
from firsthand.ground.studies import space, sure
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership, Study
from firsthand.ground.trail import recording
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.rows import label_of, plain, recorded_models, rows_of
from firsthand.ground.trail.since import one_look
from firsthand.ground.vault import store
from firsthand.ground.vault.asking import first

# What tells how a row reads. A number alone does not: after an undo it is given again.
READS = ("version", "wording")

P = ParamSpec("P")
R = TypeVar("R")

_sent_as: ContextVar[UUID | None] = ContextVar("sent as", default=None)


@contextmanager
def sent_as(act_id: UUID | None) -> Iterator[None]:
    """Name the next act with the sender's own id: sent three times, it happens once."""
    token = _sent_as.set(act_id)
    try:
        yield
    finally:
        _sent_as.reset(token)


def act(
    name: str,
) -> Callable[[Callable[Concatenate[Membership, P], R]], Callable[Concatenate[Membership, P], R]]:
    """Make a function a service: an act of the member who is its first parameter."""

    def decorate(service: Callable[Concatenate[Membership, P], R]) -> Callable[Concatenate[Membership, P], R]:
        @wraps(service)
        def acted(by: Membership, *args: P.args, **kwargs: P.kwargs) -> R:
            require(by, name)
            if recording.current() is not None:
                return service(by, *args, **kwargs)
            with one_act(by, name) as doing:
                if doing.earlier is None:
                    doing.result = service(by, *args, **kwargs)
            return cast(R, doing.result)

        acted.act = name  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Membership, P], R]", acted)

    return decorate


@dataclass(slots=True)
class Doing:
    """An act under way: what it gives back, and the entry it left when it was sent before."""

    result: object = None
    earlier: Entry | None = None

    def stands(self, row: Recorded) -> bool:
        """Sent before: whether a row still reads as the act left it. Who sends again goes on from the version that is
        answered; where it is somebody else's, or another of the same number, they have not seen it.
        """
        made = (
            [change[3] or {} for change in self.earlier.changes if change[1] == row.id.hex]
            if self.earlier
            else []
        )
        left = {name: value for after in made for name, value in after.items() if name in READS}
        return all(plain(getattr(row, name)) == value for name, value in left.items())


@contextmanager
def one_act(by: Membership, name: str) -> Iterator[Doing]:
    """Everything done inside is one act of `by`: one transaction, one entry, one undo."""
    require(by, name)
    space.require(name)
    # What is decided inside is decided by what stands now that nobody else writes, whatever a page saw before.
    with space.told(), transaction.atomic(), one_look():
        lock(by.study_id)
        earlier = sent_before(by)
        if earlier is not None:
            require_the_same(by, earlier, Entry.Kind.ACT, name)
            yield Doing(_result_of(earlier), earlier)
            return
        doing = Doing()
        with recording.recording(by.study_id) as recorder:
            yield doing
        if recorder.changes:
            sure.require_sure(name, recorder)
            recording.write_entry(
                recorder, by.id, name, sent_as=_sent_as.get(), result=_name_of(doing.result)
            )


def sent_before(by: Membership) -> Entry | None:
    """The entry of the act at hand, where it was sent and done already. The caller holds the study's lock."""
    act_id = _sent_as.get()
    return first(Entry, "study_id = %s AND sent_as = %s", by.study_id, act_id) if act_id else None


def require_the_same(by: Membership, earlier: Entry, kind: str, name: str = "") -> None:
    """Raises `Clash` where something else was sent under that id, or by somebody else: it is no answer to this."""
    if (earlier.by_id, earlier.kind) != (by.id, kind) or (name and earlier.act != name):
        raise Clash(_("Something else was sent under this id already. Send it under one of its own."))


def done_as(by: Membership, act_id: UUID) -> object:
    """What the act that was sent under that id gave back; None where there was none, or it no longer stands."""
    with sent_as(act_id):
        earlier = sent_before(by)
    return _result_of(earlier) if earlier else None


def lock(study_id: UUID) -> None:
    """One writer a study at a time. SQLite's IMMEDIATE transaction holds the lock already.

    Raises `Halted` where this process writes nothing more, whatever is to be written.
    """
    space.require_going()
    if connection.features.has_select_for_update:
        Study.objects.select_for_update().values_list("pk").get(pk=study_id)


def noted(study_id: UUID, member_id: UUID, act: str) -> None:
    """An entry for what changes no row of the study and yet belongs in its trail."""
    with transaction.atomic():
        lock(study_id)
        recording.write_entry(recording.Recorder(study_id), member_id, act)


def sent_id() -> UUID | None:
    """The sender's own id of the act at hand."""
    return _sent_as.get()


def because(by: Membership, reason: str) -> None:
    """Keep, sealed, the reason that a person gave for the act at hand."""
    if reason.strip():
        recording.record().reason = store.seal(by.key, reason.strip())


def _name_of(result: object) -> str:
    return f"{label_of(type(result))}:{result.id.hex}" if isinstance(result, Recorded) else ""


def _result_of(entry: Entry) -> object:
    """What the act gave back when it happened, if it still stands."""
    if not entry.result:
        return None
    table, row_id = entry.result.split(":")
    return rows_of(recorded_models()[table]).filter(pk=row_id).first()
