"""Running the program as a person at a terminal does: a process of its own, a data folder of its own."""

from __future__ import annotations

import atexit
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from on_postgresql import databases_of

PATIENCE = 120  # seconds
NAME = re.compile("[a-z][a-z-]+")  # of a command, or of one in a group of them


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Staying:
    """A command that goes on, and what it says."""

    process: int  # as a descriptor, which is never another's
    out: Path

    def line(self) -> str:
        """The first line that it says."""
        end = time.monotonic() + PATIENCE
        while "\n" not in (said := self.out.read_text("utf-8")):
            assert time.monotonic() < end, f"It said {said!r} and goes on."
            assert not self.ended(), f"It said {said!r} and ended."
            time.sleep(0.01)
        return said.partition("\n")[0]

    def ended(self, seconds: float = 0) -> bool:
        """Whether it has, after so long at most."""
        return bool(select.select([self.process], [], [], seconds)[0])

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait for that."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, how)
        assert self.ended(60)


class Starter:
    """Begins commands, one at a time; `starter.py` says how."""

    def __init__(self, *how: str) -> None:
        ask, self._ask = os.pipe()
        self._answer, answer = os.pipe()
        self.free = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("starter.py"), str(ask), str(answer), *how],
            pass_fds=(ask, answer), env=clean(),
        )  # fmt: skip
        os.close(ask)
        os.close(answer)
        atexit.register(self._end)

    def run(self, words: list[str], env: dict[str, str], said: str | None) -> Answer:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            files = {one: folder / one for one in ("in", "out", "err")}
            for one in files.values():
                one.write_text(said or "" if one.name == "in" else "", "utf-8")
            asked = {"argv": words, "env": env, **{one: str(path) for one, path in files.items()}}
            os.write(self._ask, json.dumps(asked).encode() + b"\n")
            if not select.select([self._answer], [], [], PATIENCE)[0]:
                raise TimeoutError(f"firsthand {words} took more than {PATIENCE} seconds.")
            status = int(os.read(self._answer, 20))
            return Answer(status, files["out"].read_text("utf-8"), files["err"].read_text("utf-8"))

    def stays(self, words: list[str], out: Path, data: Path, env: dict[str, str] | None = None) -> Staying:
        """Begin a command that goes on until it is ended."""
        asked = {
            "argv": words,
            "env": clean(data) | (env or {}),
            "in": os.devnull,
            "out": str(out),
            "err": str(out),
            "stays": True,
        }
        with self.free:
            os.write(self._ask, json.dumps(asked).encode() + b"\n")
            process = int(os.read(self._answer, 20))
        return Staying(os.pidfd_open(process), out)

    def _end(self) -> None:
        os.close(self._ask)
        self._process.wait(PATIENCE)


_starter = cache(Starter)
_begun: set[tuple[str, ...]] = set()


def how_begun(words: list[str]) -> list[str]:
    """Each command at first where nothing of the program is loaded, as its users begin it; then where all of it is."""
    command = tuple(takewhile(NAME.fullmatch, words[:2]))
    if command in _begun:
        return ["warm", "tables"] if {"tally", "parquet"} & set(words) else ["warm"]
    _begun.add(command)
    return []


def clean(data: Path | None = None) -> dict[str, str]:
    """The environment, without what would tell a program about this suite's own studies; with where a folder's are."""
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith(("FIRSTHAND", "DJANGO"))
    }
    return outside if data is None else outside | databases_of(data)


def firsthand(
    data: Path, *words: object, env: dict[str, str] | None = None, said: str | None = None
) -> Answer:
    """`firsthand --data DATA WORDS…`, with what is `said` to it on standard input."""
    argv = ["--data", str(data), *map(str, words)]
    around = clean(data) | (env or {})
    starter = _starter(*how_begun(argv[2:]))
    if starter.free.acquire(blocking=False):
        try:
            return starter.run(argv, around, said)
        finally:
            starter.free.release()
            databases_of(data)  # which notes them in the folder, where the command made it
    done = subprocess.run(  # another thread's command is running: this one beside it
        [sys.executable, "-m", "firsthand.doors.commands", *argv],
        capture_output=True, text=True, timeout=PATIENCE, env=around, check=False,
        **({"stdin": subprocess.DEVNULL} if said is None else {"input": said}),
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def serving(data: Path, port: int = 0, env: dict[str, str] | None = None, *more: str) -> Staying:
    """`firsthand serve`, which goes on beside the test."""
    words = ["serve", "--port", str(port), "--no-open", *more]
    descriptor, out = tempfile.mkstemp(prefix="serving-", dir=data.parent)
    os.close(descriptor)
    return _starter(*how_begun(words)).stays(["--data", str(data), *words], Path(out), data, env)


def done(data: Path, *words: object, env: dict[str, str] | None = None, said: str | None = None) -> Answer:
    """A command that must end with 0."""
    answer = firsthand(data, *words, env=env, said=said)
    assert answer.status == 0, answer.err
    assert "Traceback" not in answer.err
    return answer
