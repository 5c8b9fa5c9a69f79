"""Where files from outside are taken apart: in a child process with limits, so that a hostile one costs a sentence.

    with Workshop() as workshop:
        readings = workshop.read("anna.docx", data)

One child reads file after file, so a thousand cost little more than in our own process. It starts with the first
file, and is replaced when a file makes it stop, takes too long, or leaves it swollen.
"""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Lock
from types import TracebackType
from typing import Any, Self

from firsthand.core.grids import Line
from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import check_length
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_SECONDS
from firsthand.field.sources.extract.process import Ended, Process
from firsthand.field.sources.extract.recognise import claimed
from firsthand.field.sources.extract.speaking import in_language

_MODULE = "firsthand.field.sources.extract.child"


class Workshop:
    """Reads files in a child process. Safe to share between threads: they take turns."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._child: Process | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str, data: bytes) -> list[Reading]:
        """The texts of a file, as `read_file` gives them. Raises `Problem` with a sentence, and nothing else."""
        check_length(name, len(data))
        claimed(name)
        answer = self._answer("texts", name, data)
        try:
            readings = [Reading.from_dict(reading) for reading in answer["readings"]]
        except (KeyError, TypeError, ValueError):
            # Only a child that a file has taken over answers like that.
            self.close()
            raise _refused(say.CRASHED, name) from None
        return [replace(one, warnings=[in_language(said) for said in one.warnings]) for one in readings]

    def cells(self, name: str, data: bytes) -> list[list[str]]:
        """The rows of a table, as `read_cells` gives them. Raises as `read`."""
        check_length(name, len(data))
        claimed(name)
        rows = self._answer("cells", name, data).get("cells")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            self.close()
            raise _refused(say.CRASHED, name)
        return [[str(cell) for cell in row] for row in rows]

    def grid(self, name: str, data: bytes) -> list[Line]:
        """The lines of a table or document, as `read_grid` gives them. Raises as `read`."""
        check_length(name, len(data))
        claimed(name)
        answer = self._answer("grid", name, data)
        try:
            return [Line.from_list(line) for line in answer["lines"]]
        except (KeyError, TypeError, ValueError):
            self.close()
            raise _refused(say.CRASHED, name) from None

    def close(self) -> None:
        """Let the child go. The next `read` starts another."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _answer(self, what: str, name: str, data: bytes) -> dict[str, Any]:
        with self._lock:
            answer = self._ask(what, name, data)
        if "problem" in answer:
            raise Problem(in_language(answer["problem"]))
        return answer

    def _ask(self, what: str, name: str, data: bytes) -> dict[str, Any]:
        self._child = self._child or Process(_MODULE)
        asked = (what.encode(), name.encode("utf-8", "replace"), data)
        try:
            answer: dict[str, Any] = json.loads(self._child.ask(*asked, seconds=self._seconds)[0])
        except Ended as ended:
            self.close()
            raise _refused(say.TOO_SLOW if ended.late else say.CRASHED, name) from None
        except (ValueError, IndexError):
            self.close()
            raise _refused(say.CRASHED, name) from None
        except BaseException:
            self.close()
            raise
        if answer.get("tired") or self._child.late:
            self.close()
        return answer


def _refused(template: str, name: str) -> Problem:
    """A refusal in the language of the page."""
    return Problem(in_language(str(say.refuse(template, name))))
