"""Where files from outside are taken apart: in a child process with limits, so that a hostile one costs a sentence.

    with Workshop() as workshop:
        readings = workshop.read("anna.docx", data)

One child reads file after file, so a thousand cost little more than in our own process. It starts with the first
file, and is replaced when a file makes it stop, takes too long, or leaves it swollen.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import Any, BinaryIO, Self

import firsthand
from firsthand.core.grids import Line
from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import check_length
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_ANSWER, MAX_SECONDS
from firsthand.field.sources.extract.recognise import claimed
from firsthand.field.sources.extract.speaking import in_language

_ROOT = str(Path(firsthand.__file__).parents[1])
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from firsthand.field.sources.extract.child import main; main()"


class Workshop:
    """Reads files in a child process. Safe to share between threads: they take turns."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._child: _Child | None = None
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
            raise say.refuse(say.CRASHED, name) from None
        return [replace(one, warnings=[in_language(said) for said in one.warnings]) for one in readings]

    def cells(self, name: str, data: bytes) -> list[list[str]]:
        """The rows of a table, as `read_cells` gives them. Raises as `read`."""
        check_length(name, len(data))
        claimed(name)
        rows = self._answer("cells", name, data).get("cells")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            self.close()
            raise say.refuse(say.CRASHED, name)
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
            raise say.refuse(say.CRASHED, name) from None

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
        self._child = self._child or _Child()
        try:
            answer = self._child.ask(what, name, data, self._seconds)
        except BaseException:
            self.close()
            raise
        if answer.get("tired") or self._child.late:
            self.close()
        return answer


class _Child:
    """One child process and the two pipes to it."""

    def __init__(self) -> None:
        # -I: nothing of the environment or the current folder can change what the child imports.
        command = [sys.executable, "-I", "-B", "-c", _RUN, _ROOT]
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, no words of anybody in the command)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.late = False

    def ask(self, what: str, name: str, data: bytes, seconds: float) -> dict[str, Any]:
        """The child's answer. Raises `Problem` where it gave none in time, or none at all."""
        clock = Timer(seconds, self._too_late)
        clock.daemon = True
        clock.start()
        try:
            answer = self._exchange(what.encode(), name.encode("utf-8", "replace"), data)
        except (OSError, EOFError, ValueError):
            raise say.refuse(say.TOO_SLOW if self.late else say.CRASHED, name) from None
        finally:
            clock.cancel()
            clock.join()
        return answer

    def stop(self) -> None:
        """End the process, whatever it is doing, and close its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)
        self._process.wait()

    def _too_late(self) -> None:
        self.late = True
        self._process.kill()

    def _exchange(self, *frames: bytes) -> dict[str, Any]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise EOFError
        for frame in frames:
            questions.write(len(frame).to_bytes(8, "big"))
            questions.write(frame)
        questions.flush()
        length = int.from_bytes(_exactly(answers, 8), "big")
        if length > MAX_ANSWER:
            raise EOFError
        answer: dict[str, Any] = json.loads(_exactly(answers, length))
        return answer


def _exactly(pipe: BinaryIO | Any, length: int) -> bytes:
    """So many bytes, or EOFError where the child ended before."""
    found: bytes = pipe.read(length)
    if len(found) < length:
        raise EOFError
    return found


def _close(pipe: Any) -> None:
    """Close a pipe, also one with bytes in it that nobody will read any more."""
    try:
        pipe.close()
    except OSError:
        return
