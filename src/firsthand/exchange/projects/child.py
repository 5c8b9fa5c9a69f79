"""What the process does in which a project of another program is taken apart: it opens the file that it is shown, and
hands over what is in it as it is asked for. The other side is `apart.py`; what goes between them is in `carrying.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.utils import translation

import firsthand
from firsthand.core.problems import Problem
from firsthand.core.saying import said_by
from firsthand.exchange.projects.carrying import PROJECT, QUESTION, REPLY, SOURCES, Question, Reply, kind_of
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.project import Source
from firsthand.exchange.projects.refi.archive import damaged, too_much
from firsthand.field.sources.extract import confined
from firsthand.field.sources.extract.limits import PROJECT_MEMORY, PROJECT_SECONDS

Answer = tuple[Reply, bytes]
Open = Callable[[Path | IO[bytes], str], AbstractContextManager[Opened]]


def main() -> None:
    """Answer until nobody asks any more."""
    settings.configure(
        USE_I18N=True, LOCALE_PATHS=[Path(firsthand.__file__).parent / "locale"], LOGGING_CONFIG=None
    )
    django.setup()
    said_by(translation.gettext)
    # What reads files needs a language to be loaded, and is loaded before rights are given up.
    from firsthand.exchange.projects.opening import open_project

    confined.answer_with(Desk(open_project).answer, seconds=PROJECT_SECONDS, memory=PROJECT_MEMORY)


@dataclass(slots=True)
class Desk:
    """The one file, and how far what is in it was handed over."""

    open_project: Open
    name: str = ""
    file: Opened = field(init=False)
    staying: ExitStack = field(default_factory=ExitStack)
    streams: list[Iterator[Source]] = field(default_factory=list)
    lines: int = 0  # of the report, those that were told
    remarks: int = 0

    def answer(self, frames: list[bytes]) -> list[bytes]:
        """The answer to a question: what was asked for, or the sentence that says why not."""
        asked = QUESTION.validate_json(frames[0])
        ways: dict[str, Callable[[Question, bytes], Answer]] = {
            "open": self._open, "begin": self._begin, "next": self._next, "holds": self._holds, "bytes": self._bytes,
        }  # fmt: skip
        try:
            reply, data = ways[asked.do](asked, frames[1])
        except Problem as problem:
            reply, data = Reply(str(problem)), b""
        except MemoryError:
            reply, data = Reply(str(too_much(self.name))), b""
        except Exception:
            # What a library made of a broken file says nothing to a person, and may quote it.
            reply, data = Reply(str(damaged(self.name))), b""
        return [REPLY.dump_json(reply), data]

    def _open(self, asked: Question, data: bytes) -> Answer:
        self.name = asked.name
        translation.activate(asked.language)
        file = Path(os.fsdecode(data)) if asked.lies else BytesIO(data)
        self.file = self.staying.enter_context(self.open_project(file, asked.name))
        reply = self._told()
        reply.places = self.file.places
        return reply, PROJECT.dump_json(self.file.project)

    def _begin(self, asked: Question, _data: bytes) -> Answer:
        self.streams.append(self.file.glanced() if asked.glancing else self.file.sources())
        return Reply(stream=len(self.streams) - 1), b""

    def _next(self, asked: Question, _data: bytes) -> Answer:
        found = next(self.streams[asked.stream], None)
        reply = self._told()
        if found is None:
            return reply, b""
        reply.kind = kind_of(found)
        return reply, SOURCES[reply.kind].dump_json(found)

    def _told(self) -> Reply:
        """What the report says since it was last told."""
        report = self.file.report
        lines, remarks = report.lines[self.lines :], report.remarks[self.remarks :]
        self.lines, self.remarks = len(report.lines), len(report.remarks)
        return Reply(lines=lines, remarks=remarks)

    def _holds(self, asked: Question, _data: bytes) -> Answer:
        return Reply(there=self.file.archive.holds(asked.written)), b""

    def _bytes(self, asked: Question, _data: bytes) -> Answer:
        found = self.file.archive.bytes_of(asked.written)
        return Reply(there=found is not None), found or b""
