"""A project of another program, taken apart in a process of its own (`child.py`): archives, XML and databases from
outside are read where nothing can be written, nobody asked, and no key lies.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from firsthand.core.collecting import not_collecting
from firsthand.core.problems import Problem
from firsthand.core.signs import whole
from firsthand.exchange.projects.carrying import PROJECT, QUESTION, REPLY, SOURCES, Question, Reply
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.opened import Opened, Parts, standing
from firsthand.exchange.projects.project import Project, Source
from firsthand.exchange.projects.refi.archive import too_much
from firsthand.field.sources.extract.limits import PROJECT_SECONDS
from firsthand.field.sources.extract.process import Ended, Process

MODULE = "firsthand.exchange.projects.child"
MOST_TOLD, MOST_REMARKED = 2_000_000, 10_000  # of what became of things: lines, and sentences on the whole
T = TypeVar("T")


@contextmanager
def open_apart(file: Path | bytes, name: str = "", seconds: float = PROJECT_SECONDS) -> Iterator[Opened]:
    """As `opening.open_project`, of a file or folder by its path, or of the bytes of a file. Raises `Problem`.

    `seconds`: for all that is asked of it, as far as one waits for the answers.
    """
    written = whole(name or (file.name if isinstance(file, Path) else ""))
    process = Process(MODULE)
    try:
        yield _Apart.opened(_Desk(process, written, seconds), file)
    finally:
        process.stop()


@dataclass(slots=True)
class _Desk:
    """The other process, as it is asked."""

    process: Process
    name: str
    seconds: float

    def ask(self, question: Question, data: bytes = b"") -> tuple[Reply, bytes]:
        """Its reply, and what comes behind it. Raises `Problem` for what it refuses, and where it answers otherwise."""
        begun = monotonic()
        try:
            frames = self.process.ask(QUESTION.dump_json(question), data, seconds=max(0.0, self.seconds))
        except Ended as ended:
            raise too_much(self.name) if ended.late else self.astray() from None
        self.seconds -= monotonic() - begun
        if len(frames) != 2:
            raise self.astray()
        reply = self.held(REPLY, frames[0])
        if reply.problem:
            raise Problem(reply.problem)
        return reply, frames[1]

    def held(self, form: TypeAdapter[T], written: bytes) -> T:
        """A thing, held to its form. Only a process that a file has taken over hands over another."""
        try:
            with not_collecting():
                return form.validate_json(written, strict=True)
        except (ValidationError, Problem):
            raise self.astray() from None

    def astray(self) -> Problem:
        """What is said where it does not answer, or not as it should."""
        return Problem(
            _(
                "%(name)s made the part of the program that reads projects stop, and nothing of it was brought in. "
                "Export it once more from the program that wrote it."
            )
            % {"name": self.name}
        )


@dataclass(slots=True)
class _Files:
    """The files that the project holds, asked for one by one."""

    desk: _Desk

    def bytes_of(self, written: str) -> bytes | None:
        """One of them; None where it is not there."""
        reply, data = self.desk.ask(Question("bytes", written=written))
        return data if reply.there else None

    def holds(self, written: str) -> bool:
        """Whether it is there."""
        return self.desk.ask(Question("holds", written=written))[0].there


@dataclass(slots=True)
class _Apart:
    """A project that another process has open."""

    desk: _Desk
    project: Project
    places: dict[str, str] | None
    archive: Parts
    report: LossReport = field(default_factory=LossReport)

    @classmethod
    def opened(cls, desk: _Desk, file: Path | bytes) -> _Apart:
        """All but the sources."""
        lies, data = (True, os.fsencode(file)) if isinstance(file, Path) else (False, file)
        question = Question("open", name=desk.name, lies=lies, language=get_language() or "en")
        reply, written = desk.ask(question, data)
        made = cls(desk, desk.held(PROJECT, written), reply.places, _Files(desk))
        made.report.take(reply.lines, reply.remarks)
        return made

    def sources(self) -> Iterator[Source]:
        """The sources, one by one."""
        return self._read(glancing=False)

    def glanced(self) -> Iterator[Source]:
        """The same, to be looked at before."""
        return self._read(glancing=True)

    def where(self, element: str, guid: str) -> str:
        """Where something stands in the file."""
        return standing(self.places, element, guid)

    def _read(self, *, glancing: bool) -> Iterator[Source]:
        stream = self.desk.ask(Question("begin", glancing=glancing))[0].stream
        while True:
            reply, written = self.desk.ask(Question("next", stream=stream))
            self.report.take(reply.lines, reply.remarks)
            if len(self.report.lines) > MOST_TOLD or len(self.report.remarks) > MOST_REMARKED:
                raise too_much(self.desk.name)
            if not reply.kind:
                return
            source: Source = self.desk.held(SOURCES[reply.kind], written)
            yield source
