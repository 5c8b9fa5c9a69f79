"""Cutting the power of a process that writes: as often as wanted, from one run of it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from harness import disks
from harness.kept import VERIFY
from harness.looking import Found, look, promised
from harness.study import environment, run

SOURCE = Path(__file__).with_name("powercut.c")
MEMORY = Path("/dev/shm")
WHOLE_EVERY = 60  # disks of which one is looked over by the program itself


@dataclass
class Cuts:
    """What came of so many power cuts."""

    disks: int = 0
    acknowledged: int = 0
    lost: int = 0  # disks from which something acknowledged is gone
    broken: int = 0
    most: int = 0  # things gone from one disk
    examples: list[str] = field(default_factory=list)
    looked_over: int = 0
    errors: int = 0  # of the process that wrote

    def take(self, found: Found, about: str) -> None:
        self.disks += 1
        self.lost += bool(found.lost)
        self.broken += bool(found.broken)
        self.most = max(self.most, len(found.lost))
        if found and len(self.examples) < 5:
            self.examples.append(f"{about}: {[*found.broken, *found.lost][:3]}")


@cache
def library(source: Path = SOURCE) -> Path:
    """A library that a process is made to load, compiled once; gone when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="powercut-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = folder / f"{source.stem}.so"
    asked = ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", made, source, "-ldl", "-lpthread"]
    subprocess.run(list(map(str, asked)), check=True)
    folder.chmod(0o755)
    return made


def under(root: Path, journal: Path) -> dict[str, str]:
    """The environment of a process whose writes below `root` are to be written down."""
    return {"LD_PRELOAD": str(library()), "POWERCUT_ROOT": str(root), "POWERCUT_JOURNAL": str(journal)}


@dataclass
class Written:
    """A run of a process that wrote: what was there before, and its journal."""

    base: Path
    journal: Path
    data: Path
    errors: int


def written(folder: Path, acts: int, how: str, base: Path | None = None) -> Written:
    """Let a process write so many acts: from an empty folder on, or in a copy of a study that is there (`base`)."""
    folder.mkdir(parents=True)
    data, journal = folder / "data", folder / "journal"
    if base is None:
        base = folder / "base"
        base.mkdir()
    shutil.copytree(base, data)
    out = run(environment(data) | under(data, journal), "-m", "harness.writing", data, acts, how)
    return Written(base, journal, data, json.loads(out.strip().splitlines()[-1])["errors"])


def cut(one: Written, many: int, chance: Random, mode: str = "", *, told_only: bool = False) -> Cuts:
    """Cut the power so many times, at random, and look."""
    steps = disks.read(one.journal)
    outcome = Cuts(acknowledged=sum(step.kind == "A" for step in steps), errors=one.errors)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="disk-") as name:
        folder = Path(name) / "data"
        for place, how, files in disks.cuts(steps, one.base, many, chance, mode, told_only=told_only):
            disks.lay(files, folder)
            promise = promised(steps[:place])
            found = look(folder, promise)
            if promise.acts and not found and outcome.disks % WHOLE_EVERY == WHOLE_EVERY - 1:
                found.broken += faults(folder)
                outcome.looked_over += 1
            outcome.take(found, f"{how}, after {place} of {len(steps)}")
            shutil.rmtree(folder)
    return outcome


def copied_alone(one: Written, many: int, chance: Random) -> Cuts:
    """Not a power cut: the database's own file copied while people write, without its log, as a backup by `cp` is."""
    steps = disks.read(one.journal)
    outcome, disk, done = Cuts(), disks.Disk.of(one.base), 0
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        folder = Path(name) / "data"
        for place in sorted(chance.randrange(len(steps) // 2, len(steps)) for _ in range(many)):
            for step in steps[done:place]:
                disk.take(step)
            done = place
            lives = disk.lives()
            disks.lay({path: lives[path] for path in (DATA_FILE, KEYRING_FILE, "secret")}, folder)
            promise = promised(steps[:place])
            promise.files.clear()
            outcome.take(look(folder, promise), f"copied after {place}")
            shutil.rmtree(folder)
    return outcome


def faults(folder: Path) -> list[str]:
    """What the program finds where it begins on the disk, and looks it over."""
    told = run(environment(folder), "-c", VERIFY)
    found: list[str] = json.loads(told.strip().splitlines()[-1])
    return found


def enough() -> bool:
    """Whether this machine can: a compiler, and a loader that loads what it is told to."""
    return shutil.which("gcc") is not None and os.uname().sysname == "Linux"
