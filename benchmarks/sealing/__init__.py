"""Sealed beside unsealed: the same program with the same study, asked the same things in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import Times

ROOT = Path(__file__).parent.parent.parent
SIDES = ("sealed", "plain", "keyless")  # what each is, `unsealed` says
STATES = ("cold", "warm")
REPEATS = (3, 25)  # at least, and at most: what takes long is asked less often
SECONDS = 10.0  # for each thing that is asked
AIM = 1.3


@dataclass(frozen=True, slots=True)
class Size:
    """How large the study is that is asked: documents of 6,000 words, codings on each of them, and two sources more.

    `part`: those two in full (1), or a tenth of them (10).
    """

    documents: int
    codings: int
    part: int = 1


WHOLE = Size(100, 100)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that was asked: how much came back, and how long it took, cold and warm, on each side."""

    what: str
    much: str
    bytes: dict[str, int]
    times: dict[tuple[str, str], Times]

    def ratio(self, state: str, side: str) -> float:
        """Sealed, as times another side: median over median."""
        return self.times[state, "sealed"].middle / self.times[state, side].middle


def measured(folder: Path | None = None, size: Size = WHOLE) -> list[Asked]:
    """Everything that is asked, in turn on each side: a process of its own with a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-", dir=folder) as made, ExitStack() as running:
        sides = {side: running.enter_context(served(side, Path(made) / side, size)) for side in SIDES}
        things, *_the_same = [side.hear() for side in sides.values()]
        return [_asked(sides, what, much) for what, much in things]


def _asked(sides: dict[str, Side], what: str, much: str) -> Asked:
    for side in sides.values():  # what Python does once only, such as compiling a template, is done before
        side.ask(what, "warm")
    round_trip = sum(side.ask(what, "cold")[0] for side in sides.values()) * len(STATES)
    least, most = REPEATS
    repeats = max(least, min(most, int(SECONDS / round_trip)))
    took: dict[tuple[str, str], list[float]] = {(state, side): [] for state in STATES for side in SIDES}
    sizes: dict[str, int] = {}
    for turn in range(repeats):
        for state in STATES:
            for name in SIDES[turn % len(SIDES) :] + SIDES[: turn % len(SIDES)]:
                seconds, sizes[name] = sides[name].ask(what, state)
                took[state, name].append(seconds)
    return Asked(what, much, sizes, {key: Times.of(seconds) for key, seconds in took.items()})


@dataclass(frozen=True, slots=True)
class Side:
    """A process that holds the study in its own way, and answers when it is asked."""

    process: subprocess.Popen[str]

    def ask(self, what: str, state: str) -> tuple[float, int]:
        """Seconds that it took, and bytes that came."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, state]) + "\n")
        self.process.stdin.flush()
        seconds, size = self.hear()
        return seconds, size

    def hear(self) -> Any:
        """The next thing it says."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


@contextmanager
def served(side: str, folder: Path, size: Size) -> Iterator[Side]:
    """One side, ready to be asked: what may be asked is the first that it says."""
    print(f"sealing, {side} …", file=sys.stderr)
    told: Sequence[object] = (side, folder, size.documents, size.codings, size.part)
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sealing.child", *map(str, told)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},  # a set has its order by chance: the same chance for all
    ) as process:  # fmt: skip
        yield Side(process)
        assert process.stdin is not None
        process.stdin.close()
