"""A large project read, written, brought into a study and taken out, and that undone: time beside parsing its XML, and
peak memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.projects import large

ROOT = Path(__file__).parent.parent.parent
FLOOR = "parse"
TIMED = (FLOOR, "read", "write")
IN_TURN = (FLOOR, "read", FLOOR, "write")  # a machine that grows slower or quicker does so for all of them
ONCE = ("arrive", "leave", "undo", "redo")  # each needs what those before it left
CODINGS = 1_000_000
REPEATS = 3  # of what is smaller than that
EACH = 1_000  # codings on a source
TIMES_AIM, MEGABYTES_AIM = 5, 1_000


@dataclass(frozen=True, slots=True)
class Run:
    """One part, once, in a process of its own: its seconds of the processor and of the clock, the most memory that it
    had, and what else it says.
    """

    seconds: float
    clock: float
    megabytes: float
    more: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """One size of project: how large its XML is, and every run of each part."""

    sources: int
    codings: int
    xml: float  # megabytes
    runs: dict[str, list[Run]]


def measured(folder: Path | None = None, codings: int = CODINGS) -> Measured:
    """A project of so many codings, made, measured and thrown away."""
    sources = max(1, codings // EACH)
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-", dir=folder) as made:
        here = Path(made)
        print(f"A project of {codings:,} codings …", file=sys.stderr)
        large.write(here / "large.qdpx", sources, codings)
        xml = large.xml_of(here / "large.qdpx", here / "project.qde")
        runs: dict[str, list[Run]] = {part: [] for part in (*TIMED, *ONCE)}
        for part in (*IN_TURN * (1 if codings >= CODINGS else REPEATS), *ONCE):
            runs[part].append(_run(part, here))
            print(f"{part}: {runs[part][-1]}", file=sys.stderr)
    return Measured(sources, codings, xml / 1e6, runs)


def _run(part: str, folder: Path) -> Run:
    told: Sequence[str] = (sys.executable, "-m", "benchmarks.projects.child", part, str(folder))
    answer = subprocess.run(told, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return Run(**json.loads(answer.stdout))
