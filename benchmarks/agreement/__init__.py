"""Agreement: the sweep and all coefficients over very many codings, drawings, a long table; beside other libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)  # codings; the aims are for a million
CODERS, DOCUMENTS, LENGTH, CODES = 4, 1_000, 50_000, 200
UNITS, SHORT, VALUES = 250_000, 10_000, 50  # of a table; the short one is what every library can do
SECONDS_AIM, MEGABYTES_AIM, DRAWING_AIM = 1.0, 400, 3.0
FULL = 1_000_000
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """What one process told: seconds of processor time by what was done, and the most memory it had."""

    seconds: Mapping[str, float]
    megabytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Codings by size, tables by length, and what other libraries took on the same; the quickest of several runs."""

    codings: dict[int, Run]
    tables: dict[int, Run]
    others: dict[str, Run | str]


def measured(other: str = "", sizes: tuple[int, ...] = SIZES, repeats: int = REPEATS) -> Measured:
    """Everything, each in a process of its own. `other`: a Python that has krippendorff, nltk and the others."""
    codings = {size: _best("codings", size, repeats) for size in sizes}
    tables = {units: _best("table", units, repeats) for units in (SHORT, UNITS)}
    wanted = ("sklearn", "statsmodels", "nltk", "krippendorff", "characters") if other else ()
    return Measured(codings, tables, {name: _run_other(other, name) for name in wanted})


def _best(what: str, size: int, repeats: int) -> Run:
    print(f"Agreement: {what}, {size:,} …", file=sys.stderr)
    runs = [
        _run([sys.executable, "-m", "benchmarks.agreement.child", what, str(size)]) for _ in range(repeats)
    ]
    names = runs[0].seconds
    return Run(
        {name: min(run.seconds[name] for run in runs) for name in names}, max(run.megabytes for run in runs)
    )


def _run_other(python: str, name: str) -> Run | str:
    """What another library took, or the last line of how it failed."""
    print(f"Agreement: {name} …", file=sys.stderr)
    try:
        return _run([python, "-m", "benchmarks.agreement.others", name])
    except subprocess.CalledProcessError as failed:
        return (failed.stderr.strip().splitlines() or ["failed"])[-1]


def _run(words: list[str]) -> Run:
    answer = subprocess.run(words, capture_output=True, check=True, cwd=ROOT, text=True)
    told: dict[str, Any] = json.loads(answer.stdout)
    return Run(told["seconds"], told["megabytes"])
