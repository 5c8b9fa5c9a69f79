"""The child process that reads files for the workshop: it may read, and nothing else.

Before the first file it gives up what a reader of files never needs: more memory than allowed, writing to disk,
leaving a core dump, opening connections, starting programs. Frames go through its standard input and output:
a length, then bytes; a question is what is wanted, a name and a file, an answer is JSON.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import struct
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading, Structure
from firsthand.field.sources.extract import read_cells, read_file, read_grid
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_MEMORY, MAX_SECONDS, TIRED_MEMORY

LENGTH = struct.Struct(">Q")
CELLS, GRID, TEXTS = "cells", "grid", "texts"  # what can be wanted of a file
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


def main() -> None:
    """Read files until the workshop closes the pipe."""
    questions, answers = _pipes()
    _give_up_rights()
    while (asked := _question(questions)) is not None:
        _renew_processor_time()
        answer = json.dumps(_answer(*asked), ensure_ascii=True, separators=(",", ":")).encode()
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
        del asked, answer


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our ends of the pipes. Whatever a library prints goes nowhere, so that it cannot be taken for an answer."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)
    return sys.stdin.buffer, answers


def _question(questions: BinaryIO) -> tuple[str, str, bytes] | None:
    what, name, data = _frame(questions), _frame(questions), _frame(questions)
    return None if what is None or name is None or data is None else (what.decode(), name.decode(), data)


def _frame(pipe: BinaryIO) -> bytes | None:
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length: int = LENGTH.unpack(head)[0]
    body = pipe.read(length)
    return body if len(body) == length else None


def _answer(what: str, name: str, data: bytes) -> dict[str, Any]:
    """What was found, or the sentence that says why not; and whether this process had better be replaced."""
    try:
        if what == CELLS:
            return {"cells": read_cells(name, data), "tired": _is_tired()}
        if what == GRID:
            lines = [line.as_list() for line in read_grid(name, data)]
            return {"lines": lines, "tired": _is_tired()}
        readings = [_written(reading) for reading in read_file(name, data)]
    except Problem as problem:
        return {"problem": str(problem), "tired": _is_tired()}
    except MemoryError:
        return {"problem": str(say.refuse(say.TOO_HUNGRY, name)), "tired": True}
    return {"readings": readings, "tired": _is_tired()}


def _written(reading: Reading) -> dict[str, Any]:
    """`reading.to_dict()`, in time that does not grow with every turn: only its structure's JSON is sent."""
    return replace(reading, structure=Structure()).to_dict() | {"structure": reading.structure.to_json()}


def _give_up_rights() -> None:
    # openpyxl takes numpy where it happens to be installed, and that loads libraries, which is refused here.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    sys.addaudithook(_refuse)
    with contextlib.suppress(ImportError):  # Windows has no such limits; there the workshop's clock has to do
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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


def _renew_processor_time() -> None:
    """As many seconds of the processor for the next file as the clock allows it, and a little more."""
    with contextlib.suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + MAX_SECONDS) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _is_tired() -> bool:
    return _most_memory() > TIRED_MEMORY


def _most_memory() -> int:
    """The most bytes that this process ever held. Linux's `ru_maxrss` will not do: it begins with its parent's."""
    with contextlib.suppress(OSError), Path("/proc/self/status").open(encoding="ascii") as told:
        for line in told:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(ImportError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most * (1 if sys.platform == "darwin" else 1024)
    return 0
