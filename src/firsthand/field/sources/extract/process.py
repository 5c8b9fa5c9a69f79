"""A process of its own in which a file from outside is taken apart, and the two pipes to it.

What is asked and what is answered are frames: bytes, each after its length. What runs in it is in `confined.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Any, BinaryIO

import firsthand
from firsthand.field.sources.extract.limits import MAX_ANSWER

_ROOT = str(Path(firsthand.__file__).parents[1])
_RUN = "import importlib, sys; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2]).main()"
_MOST_FRAMES = 3
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
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
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
            return self._exchange(frames)
        except (OSError, EOFError):
            raise Ended(late=self.late) from None
        finally:
            clock.cancel()
            clock.join()

    def stop(self) -> None:
        """End it, whatever it is doing, and close its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)
        self._process.wait()

    def _too_late(self) -> None:
        self.late = True
        self._process.kill()

    def _exchange(self, frames: tuple[bytes, ...]) -> list[bytes]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise EOFError
        questions.write(len(frames).to_bytes(8, "big"))
        for frame in frames:
            questions.write(len(frame).to_bytes(8, "big"))
            questions.write(frame)
        questions.flush()
        return [
            _exactly(answers, _number(answers, MAX_ANSWER)) for _ in range(_number(answers, _MOST_FRAMES))
        ]


def _number(pipe: BinaryIO | Any, most: int) -> int:
    number = int.from_bytes(_exactly(pipe, 8), "big")
    if number > most:
        raise EOFError
    return number


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
