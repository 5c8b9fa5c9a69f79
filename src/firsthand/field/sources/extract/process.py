"""A process of its own in which a file from outside is taken apart, and the two pipes to it.

What is asked and what is answered are frames: bytes, each after its length. What runs in it is in `confined.py`.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

import firsthand
from firsthand.field.sources.extract.limits import MAX_ANSWER

_ROOT = str(Path(firsthand.__file__).parents[1])
_RUN = "import importlib, sys; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2]).main()"
_MOST_FRAMES = 3
_PIECE = 1024 * 1024
_AT_ONCE = getattr(
    select, "PIPE_BUF", _PIECE
)  # as many bytes as a pipe that can be written to takes without waiting
_READABLE, _WRITABLE = getattr(select, "POLLIN", 0), getattr(select, "POLLOUT", 0)
_NEEDED = ("SYSTEMROOT",)  # of the environment; secrets may stand in the rest


class Ended(Exception):  # noqa: N818
    """A process gave no answer in frames: it had `late` no more time, or ended by itself."""

    def __init__(self, *, late: bool) -> None:
        super().__init__()
        self.late = late


class Process:
    """One process, which runs the `main` of a module of ours. It is asked by one thread at a time."""

    def __init__(self, module: str) -> None:
        # -I: nothing of the environment or the current folder can change what the child imports.
        command = [sys.executable, "-I", "-B", "-c", _RUN, _ROOT, module]
        environment = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, no words of anybody in the command)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            bufsize=0, start_new_session=True,
        )  # fmt: skip
        self.late = False

    @property
    def number(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    def ask(self, *frames: bytes, seconds: float) -> list[bytes]:
        """The frames of its answer. Raises `Ended` where it gave none in time, or at all."""
        clock = Timer(seconds, self._too_late)
        clock.daemon = True
        clock.start()
        try:
            return self._exchange(frames, monotonic() + seconds)
        except (OSError, EOFError) as ended:
            self.late = self.late or isinstance(ended, TimeoutError)
            raise Ended(late=self.late) from None
        finally:
            clock.cancel()
            clock.join()

    def stop(self) -> None:
        """End it, whatever it is doing, with all that it began, and close its pipes."""
        self._kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)
        self._process.wait()

    def _too_late(self) -> None:
        self.late = True
        self._kill()

    def _kill(self) -> None:
        if os.name == "posix" and self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def _exchange(self, frames: tuple[bytes, ...], until: float) -> list[bytes]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise EOFError
        line = _Line(questions.fileno(), answers.fileno(), until)
        line.send(len(frames).to_bytes(8, "big"))
        for frame in frames:
            line.send(len(frame).to_bytes(8, "big"))
            line.send(frame)
        return [line.take(line.number(MAX_ANSWER)) for _ in range(line.number(_MOST_FRAMES))]


@dataclass(frozen=True, slots=True)
class _Line:
    """Both pipes, as long as there is time: what the process began may hold them after it ended, and say nothing."""

    questions: int
    answers: int
    until: float

    def send(self, data: bytes) -> None:
        """All of it."""
        rest = memoryview(data)
        while rest:
            self._wait(self.questions, _WRITABLE)
            rest = rest[os.write(self.questions, rest[:_AT_ONCE]) :]

    def take(self, length: int) -> bytes:
        """So many bytes, or EOFError where the process ended before."""
        found = bytearray()
        while len(found) < length:
            self._wait(self.answers, _READABLE)
            piece = os.read(self.answers, min(length - len(found), _PIECE))
            if not piece:
                raise EOFError
            found += piece
        return bytes(found)

    def number(self, most: int) -> int:
        """A number that is no larger."""
        number = int.from_bytes(self.take(8), "big")
        if number > most:
            raise EOFError
        return number

    def _wait(self, pipe: int, what: int) -> None:
        """Until something can be done with it. Windows has no way to ask: there the clock has to do."""
        if os.name != "posix":
            return
        asking = select.poll()
        asking.register(pipe, what)
        if not asking.poll(max(0, int((self.until - monotonic()) * 1000))):
            raise TimeoutError


def _close(pipe: Any) -> None:
    """Close a pipe, also one with bytes in it that nobody will read any more."""
    try:
        pipe.close()
    except OSError:
        return
