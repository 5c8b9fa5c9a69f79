"""How soon what one person does is seen by very many others, and what it costs to hold those who wait.

It is the crowd of `tests/live`, with two hundred readers: that nobody misses anything is held there, in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READERS = 200
ROOT = Path(__file__).parents[2]
CROWD = ("-m", "pytest", "tests/live/test_crowd.py", "-n", "0", "-s", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True, slots=True)
class Crowd:
    """What was found of one crowd. `idle`: milliseconds of the processor a second and reader, where it was asked."""

    database: str
    processes: int
    readers: int
    codings: int
    cut_off: int
    p50: float
    p95: float
    idle: float | None


def measured(readers: int = READERS) -> list[Crowd]:
    """Each crowd, on SQLite and, where there is PostgreSQL, on that."""
    env = os.environ | {"FIRSTHAND_READERS": str(readers)}
    run = subprocess.run(
        [ROOT / "tools" / "postgresql.sh", sys.executable, *CROWD], cwd=ROOT, env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if run.returncode:
        raise AssertionError(f"The crowd did not hear of everything once:\n{run.stdout}\n{run.stderr}")
    return [
        _read(json.loads(line.lstrip(".")))
        for line in run.stdout.splitlines()
        if line.lstrip(".").startswith("{")
    ]


def _read(said: dict[str, Any]) -> Crowd:
    return Crowd(
        said["database"], said["processes"], said["readers"], said["codings"], said["cut off"], said["p50"],
        said["p95"], said.get("idle"),
    )  # fmt: skip
