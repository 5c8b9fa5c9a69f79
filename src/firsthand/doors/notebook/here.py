"""A study in a data folder on this computer. For each thing that is asked one comes in anew, as a page does.

So whoever was taken out of the study, was given another role, or whose unlocking has ended, is told so at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from firsthand.core.problems import Problem
from firsthand.doors.notebook import apart
from firsthand.doors.notebook.fetching import fetched
from firsthand.doors.notebook.services import service, services
from firsthand.doors.notebook.way import Done, File
from firsthand.doors.tables.found import Found
from firsthand.doors.tables.made import made
from firsthand.field.sources.selectors import source as source_called
from firsthand.field.sources.texts import text_of
from firsthand.giving_back import reports
from firsthand.giving_back.record import entries_kept_from, told_one
from firsthand.ground.studies.acting import sent_as, sent_before
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.trail.since import one_look

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

T = TypeVar("T")


class Here:
    """`enter`: who acts, come in anew. `leave`: what is to be locked again at the end."""

    def __init__(
        self, enter: Callable[[], Membership], where: str, leave: Callable[[], object] = lambda: None
    ) -> None:
        self._enter: Callable[[], Membership] | None = enter
        self._where, self._leave = where, leave

    def told(self) -> str:
        """Which study, where, as whom."""
        return self._done(lambda by: f"{by.study.slug} in {self._where}, as {by.name} ({by.role})")

    def rows(self, name: str, row: type[T], asked: Mapping[str, Any]) -> Found[T]:
        """A table, as this member may see it."""
        return self._done(lambda by: _whole(made(by, name, dict(asked))))

    def words(self, source: Any) -> str:
        """A source's words as this member may read them."""
        return self._done(lambda by: text_of(by, source_called(by, getattr(source, "id", source))).words)

    def do(self, service: str, given: Mapping[str, Any]) -> Done:
        """Call a service: MAY, trail and consent hold as everywhere, since it is the same."""
        return self._done(lambda by: _called(by, service, given))

    def services(self) -> list[str]:
        """All of them."""
        return list(services())

    def undo(self, *, again: bool) -> Done:
        """By the same rules as a page."""
        return self._done(lambda by: _undone(by, redo_last if again else undo_last))

    def report(self, what: str, form: str) -> File:
        """By the same function as pages and commands, which holds back what may not be quoted."""
        made = self._done(lambda by: reports.make(by, what=what, format=form))
        return File(made.file_name, made.data)

    def close(self) -> None:
        """Lock what was unlocked for this, and close the databases."""
        if self._enter is not None:
            self._enter = None
            apart.done(self._leave)
            apart.let_go()

    def _done(self, work: Callable[[Membership], T]) -> T:
        enter = self._enter
        if enter is None:
            raise Problem("This study was closed here. Open it again with firsthand.open(…).")

        def inside() -> T:
            with one_look():
                return work(enter())

        return apart.done(inside)


def _whole(found: Found[T]) -> Found[T]:
    """Made to the end, while one has come in."""
    return Found(tuple(found.rows), found.notes)


def _called(by: Membership, name: str, given: Mapping[str, Any]) -> Done:
    called = service(name)
    with sent_as(uuid4()):
        result = called(by, **fetched(by, called, given))
        entry = sent_before(by)
    told = told_one(by, entry) if entry else None
    rows = [one for one in (result if isinstance(result, list | tuple) else [result]) if _is_row(one)]
    return Done(
        told.number if told else None,
        told.sentence if told else "This changed nothing.",
        tuple(one.id for one in rows),
        None if rows else _plain(result),
    )


def _undone(by: Membership, take: Callable[..., Any]) -> Done:
    told = told_one(by, take(by, whose=by, but=entries_kept_from(by)))
    return Done(told.number, told.sentence)


def _is_row(one: Any) -> bool:
    return hasattr(one, "_meta")


def _plain(result: Any) -> Any:
    return File(result.file_name, result.data) if isinstance(result, reports.Report) else result
