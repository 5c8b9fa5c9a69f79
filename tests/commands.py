"""Running the program as a person at a terminal does: a process of its own, a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def firsthand(
    data: Path, *words: object, env: dict[str, str] | None = None, said: str | None = None
) -> Answer:
    """`firsthand --data DATA WORDS…`, with what is `said` to it on standard input."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("FIRSTHAND", "DJANGO"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "firsthand.doors.commands", "--data", str(data), *map(str, words)],
        capture_output=True, text=True, timeout=120, env=clean | (env or {}), check=False,
        **({"stdin": subprocess.DEVNULL} if said is None else {"input": said}),
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def done(data: Path, *words: object, env: dict[str, str] | None = None, said: str | None = None) -> Answer:
    """A command that must end with 0."""
    answer = firsthand(data, *words, env=env, said=said)
    assert answer.status == 0, answer.err
    assert "Traceback" not in answer.err
    return answer
