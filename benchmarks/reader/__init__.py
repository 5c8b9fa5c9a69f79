"""The reader, measured in a browser beside pages that show the same text in other ways."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
KINDS = ("plain", "chunked", "reader", "nested")


@dataclass(frozen=True, slots=True)
class Size:
    """A text, and what is held to be quick enough on it: times the plain page, ms of script, frames a second."""

    key: str
    title: str
    runs: int
    starts: int  # how often more it is only opened
    start: float
    frames: float


SIZES = [
    Size("s", "6,000 words, 500 codings", 5, 12, 1.3, 58),
    Size("m", "60,000 words, 5,000 codings", 3, 4, 1.3, 55),
    Size("l", "600,000 words, 50,000 codings", 2, 0, 1.5, 50),
]
APPLY_MS = 16.0
MEMORY = 2.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What a browser said of each kind of page, run by run; some runs tell of the start only."""

    size: Size
    browser: str
    found: dict[str, list[dict[str, float]]]

    def middle(self, kind: str, what: str) -> float:
        """The median over the runs."""
        return median(self._told(kind, what))

    def spread(self, kind: str, what: str, places: int = 0) -> str:
        """“61 (55–70)”: the median, the least and the most."""
        runs = self._told(kind, what)
        middle, least, most = (f"{value:,.{places}f}" for value in (median(runs), min(runs), max(runs)))
        return f"{middle} ({least}–{most})"

    def _told(self, kind: str, what: str) -> list[float]:
        return [run[what] for run in self.found[kind] if what in run]

    def ratio(self, what: str, floor: str = "plain") -> float:
        """The reader's, as times that of another page in the same run."""
        return self.middle("reader", what) / self.middle(floor, what)


def measured(size: Size, runs: int | None = None) -> Measured:
    """One size, in browsers of their own. Needs the packages of `reader/`: `make bench` sees to them."""
    print(f"reader, {size.title} …", file=sys.stderr)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    answer = subprocess.run(
        ["node", str(HERE / "measure.mjs"), size.key, str(runs or size.runs), str(0 if runs else size.starts)],
        stdout=subprocess.PIPE, check=True, env=os.environ | {"PATH": path},
    )  # fmt: skip
    told: dict[str, Any] = json.loads(answer.stdout)
    return Measured(size, told["version"], told["found"])
