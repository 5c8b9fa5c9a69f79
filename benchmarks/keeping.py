"""Backing up, bringing back and drilling, as the host runs them: commands, each a process of its own.

The floor of each is the same bytes, copied file by file and flushed to the same disk.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.report import about
from firsthand.config.databases import DATA_FILE, KEYRING_FILE

HERE = Path(__file__).parent.parent
MEGABYTES = 500  # of recordings, besides the texts
DOCUMENTS, CODINGS = 100, 50_000
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Step:
    """One command on so many bytes."""

    what: str
    seconds: float
    bytes: int
    floor: float  # seconds

    @property
    def per_gigabyte(self) -> float:
        """Seconds."""
        return self.seconds / (self.bytes / GIGABYTE)


@dataclass(frozen=True, slots=True)
class Measured:
    """All of them, and whether what came back is what was there."""

    steps: list[Step]
    bytes: int
    equal: bool


def measured(folder: Path | None, megabytes: int) -> Measured:
    """Make a study, and have it backed up, drilled and brought back."""
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-", dir=folder) as name:
        here, there, out = Path(name) / "here", Path(name) / "there", Path(name) / "out"
        out.mkdir()
        _python("benchmarks.child", "kept", here, 0, megabytes)
        size, plain, sealed = _size(here), out / "plain.backup", out / "sealed.backup.age"
        identity = out / "host.key"
        recipient = json.loads(_command(here, "backup-key", "new", identity, "--json"))["recipient"]

        def timed(what: str, data: Path, *words: object) -> tuple[Step, str]:
            floor = _seconds(lambda: _copied(here, out / "floor"))
            said: list[str] = []
            took = _seconds(lambda: said.append(_command(data, *words)))
            return Step(what, took, size, floor), said[0]

        steps = [
            timed("back up", here, "backup", plain)[0],
            timed("back up, sealed with age", here, "backup", sealed, "--to-age", recipient)[0],
            timed("bring back elsewhere", there, "restore", plain)[0],
            timed("look all of it over", there, "verify")[0],
        ]
        drill = ("drill", sealed, "--identity", identity, "--json")
        step, told = timed("drill: unseal, bring back, look over, compare", here, *drill)
        drilled: dict[str, Any] = json.loads(told)
        equal = drilled["as_now"] == drilled["studies"] and _canonical(here) == _canonical(there)
        return Measured([*steps, step], size, equal)


def written(found: Measured, seconds: float) -> str:
    """The part of the results."""
    lines = [
        "# Keeping", "",
        f"Written by `python -m benchmarks --keeping`. {about(seconds)}", "",
        f"A study with {DOCUMENTS} documents, {CODINGS:,} codings and recordings, with its keys",
        f"{found.bytes / GIGABYTE:.2f} GB. Each is the command as the host runs it, its start included. The floor is",
        "the same bytes, copied file by file and flushed to the same disk just before.", "",
        "| What | Took, s | s per GB | Floor, s | Times the floor |",
        "| --- | --- | --- | --- | --- |",
        *map(_row, found.steps), "",
        f"What came back {'is equal to what was there' if found.equal else 'IS NOT EQUAL to what was there'}: "
        "entries, rows and words of each study, by their digests.",
    ]  # fmt: skip
    return "\n".join(lines)


def _row(one: Step) -> str:
    times = one.seconds / one.floor
    return f"| {one.what} | {one.seconds:.1f} | {one.per_gigabyte:.0f} | {one.floor:.1f} | {times:.1f} |"


def kept(secret: Any, megabytes: int) -> None:
    """The study: texts with codings, and as many recordings."""
    from benchmarks import recordings, studies

    with tempfile.TemporaryDirectory(prefix="firsthand-bench-") as name:
        folder = Path(name)
        study = studies.make_study(secret, studies.write_files(folder / "files", DOCUMENTS), CODINGS)
        recordings.recorded(study.lead, folder, megabytes)


def _canonical(data: Path) -> str:
    return _python("firsthand.exchange.keeping.canonical", data=data)


def _command(data: Path, *words: object) -> str:
    return _python("firsthand.doors.commands", "--data", data, *words)


def _python(module: str, *words: object, data: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTHAND")}
    env |= (
        {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"} if data else {}
    )
    argv = [sys.executable, "-m", module, *map(str, words)]
    return subprocess.run(argv, env=env, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE).stdout


def _copied(data: Path, to: Path) -> None:
    for file in _files(data):
        with file.open("rb") as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
            target.flush()
            os.fsync(target.fileno())
    to.unlink()


def _seconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _size(data: Path) -> int:
    return sum(file.stat().st_size for file in _files(data))


def _files(data: Path) -> list[Path]:
    return [data / DATA_FILE, data / KEYRING_FILE]
