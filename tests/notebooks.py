"""A notebook's process: Python of its own, in which nothing of Firsthand's is set up before somebody opens a study."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import PATIENCE, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE = """
import json, sys
import firsthand
from firsthand.core.problems import Problem

def sentence(work):
    try:
        work()
    except Problem as problem:
        return f"{type(problem).__name__}: {problem}"

def say(what):
    print(json.dumps(what, default=str))
"""


def said(code: str, *, env: dict[str, str] | None = None, **given: object) -> Any:
    """What a notebook's code says last; `given` are names in it."""
    names = "".join(f"{name} = {value!r}\n" for name, value in given.items())
    data = given.get("data")
    around = clean(Path(str(data)) if data else None) | (env or {})
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEFORE + names + code],
        capture_output=True, text=True, timeout=PATIENCE, env=around, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def served(data: Path) -> Iterator[str]:
    """A Firsthand that serves the folder, and its address."""
    words = [
        sys.executable,
        "-m",
        "firsthand.doors.commands",
        "--data",
        str(data),
        "serve",
        "--port",
        "0",
        "--no-open",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=clean(data)) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split()[3]
        finally:
            server.terminate()
