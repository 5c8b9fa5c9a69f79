"""What the workshop's process does: a question is what is wanted, a name and a file, an answer is JSON."""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading, Structure
from firsthand.field.sources.extract import confined, read_cells, read_file, read_grid
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_MEMORY, MAX_SECONDS, TIRED_MEMORY

CELLS, GRID, TEXTS = "cells", "grid", "texts"  # what can be wanted of a file


def main() -> None:
    """Read files until the workshop closes the pipe."""
    confined.answer_with(_answered, seconds=MAX_SECONDS, memory=MAX_MEMORY)


def _answered(frames: list[bytes]) -> list[bytes]:
    what, name, data = frames
    found = _answer(what.decode(), name.decode(), data)
    return [json.dumps(found, ensure_ascii=True, separators=(",", ":")).encode()]


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
