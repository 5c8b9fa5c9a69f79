"""What runs in the process that `process.py` begins: it answers, and may read, and nothing else.

Before the first question it gives up what a reader of files never needs: more memory than allowed, writing to disk,
leaving a core dump, opening connections, starting programs. Questions and answers go through its standard input and
output.
"""

from __future__ import annotations

import contextlib
import logging
import os
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

_NUMBER = struct.Struct(">Q")
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "shutil.",
    "ctypes.dlopen",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


def answer_with(answer: Callable[[list[bytes]], Sequence[bytes]], *, seconds: float, memory: int) -> None:
    """Answer questions until nobody asks any more. `seconds` of the processor for each, `memory` in bytes."""
    questions, answers = _pipes()
    _give_up_rights(memory)
    while (asked := _question(questions)) is not None:
        _renew_processor_time(seconds)
        frames = answer(asked)
        del asked
        answers.write(_NUMBER.pack(len(frames)))
        for frame in frames:
            answers.write(_NUMBER.pack(len(frame)))
            answers.write(frame)
        answers.flush()
        del frames


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our ends of the pipes. Whatever a library prints goes nowhere, so that it cannot be taken for an answer."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)
    return sys.stdin.buffer, answers


def _question(questions: BinaryIO) -> list[bytes] | None:
    many = _number(questions)
    if many is None:
        return None
    found = [_frame(questions) for _ in range(many)]
    frames = [frame for frame in found if frame is not None]
    return frames if len(frames) == many else None


def _frame(pipe: BinaryIO) -> bytes | None:
    length = _number(pipe)
    if length is None:
        return None
    body = pipe.read(length)
    return body if len(body) == length else None


def _number(pipe: BinaryIO) -> int | None:
    head = pipe.read(_NUMBER.size)
    return None if len(head) < _NUMBER.size else int(_NUMBER.unpack(head)[0])


def _give_up_rights(memory: int) -> None:
    # openpyxl takes numpy where it happens to be installed, and that loads libraries, which is refused here.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    sys.addaudithook(_refuse)
    with contextlib.suppress(ImportError):  # Windows has no such limits; there the other's clock has to do
        import resource

        for what, most in (("AS", memory), ("FSIZE", 0), ("CORE", 0), ("NPROC", 0)):
            with contextlib.suppress(
                AttributeError, ValueError, OSError
            ):  # nor has every system each of them
                resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook: stop what no reader of files does. A second wall, for the day a parser is broken through."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if (
        event == "open"
        and isinstance(arguments[2], int)
        and arguments[2] & _WRITING
        and arguments[0] != os.devnull
    ):
        raise PermissionError(event)


def _renew_processor_time(seconds: float) -> None:
    """As many seconds of the processor for the next question as the clock allows it, and a little more."""
    with contextlib.suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
