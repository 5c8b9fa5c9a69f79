"""Disks as a power cut leaves them, made from a journal of what was asked of the disk (powercut.c).

At a cut everything is there that was synced; of the rest any part: nothing, all, the first so many writes, or some of
them in any order, and the last one torn at a sector or a page. Names of files are kept in order, as the journal of a
file system keeps them (“journalled”), or each only once its folder was synced (“strict”), as POSIX has it.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

HEAD = struct.Struct("<cIQQ")
SECTORS = (512, 4096)
NAMES = "CRLUD"
MODES = ("journalled", "strict")
TAKEN = ("none", "all", "first", "some", "some")  # of what was not synced


@dataclass(slots=True)
class Step:
    """One record: what was asked, of which file, and for a name what it is called from then on."""

    kind: str
    path: str
    at: int
    data: bytes
    offset: int  # where it stands in the journal


def read(journal: Path) -> list[Step]:
    """The whole journal, in order."""
    raw, steps, at = journal.read_bytes(), [], 0
    while at < len(raw):
        kind, _process, place, length = HEAD.unpack_from(raw, at)
        body = raw[at + HEAD.size : at + HEAD.size + length]
        path, _zero, data = (b"", b"", body) if kind == b"A" else body.partition(b"\0")
        steps.append(Step(kind.decode(), path.decode(), place, data, at))
        at += HEAD.size + length
    return steps


@dataclass(slots=True)
class File:
    """A file's bytes as they are on the disk for sure, and what was asked of it since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)


Names = dict[str, File | None]  # None: a folder
Files = dict[str, bytes | None]


@dataclass(slots=True)
class Entries:
    """The names of files that are there for sure, and what may have become of them since."""

    mode: str
    names: Names
    since: list[tuple[Step, File | None]] = field(default_factory=list)

    def synced(self, step: Step, file: File | None) -> None:
        """A folder's sync keeps the names in it. A file system's journal keeps what came before, and a new file's name
        with the file, too.
        """
        sure = [number for number, one in enumerate(self.since) if self._kept(step, file, *one)]
        if self.mode == "journalled":
            sure = list(range(max(sure, default=-1) + 1))
        for number in sure:
            _name(self.names, *self.since[number])
        self.since = [one for number, one in enumerate(self.since) if number not in set(sure)]

    def _kept(self, step: Step, file: File | None, one: Step, named: File | None) -> bool:
        if one.offset >= step.at:
            return False
        if file is None:
            return _folder(one.path) == step.path or (one.kind in "RL" and _folder(_to(one)) == step.path)
        return self.mode == "journalled" and named is file and one.kind == "C"

    def cut(self, chance: Random) -> Names:
        """The names as they may be now."""
        names = dict(self.names)
        ordered = self.mode == "journalled"
        some = self.since[: chance.randint(0, len(self.since))] if ordered else self.since
        for one, file in some:
            if ordered or chance.random() < 0.5:
                _name(names, one, file)
        return names


@dataclass(slots=True)
class Disk:
    """What is on it for sure, and what may be; `now` is as the programs see it."""

    now: Names = field(default_factory=dict)
    entries: dict[str, Entries] = field(default_factory=dict)

    @classmethod
    def of(cls, base: Path) -> Disk:
        """A disk with what was there before the journal began."""
        names: Names = {}
        for path in sorted(base.rglob("*")):
            if not path.is_symlink():
                names[str(path.relative_to(base))] = (
                    None if path.is_dir() else File(bytearray(path.read_bytes()))
                )
        return cls(dict(names), {mode: Entries(mode, dict(names)) for mode in MODES})

    def take(self, step: Step) -> None:
        """The next record."""
        if step.kind == "S":
            file = self.now.get(step.path)
            if file is not None:
                _sync(file, step.at)
            for entries in self.entries.values():
                entries.synced(step, file)
        elif step.kind in NAMES:
            file = File() if step.kind == "C" else self.now.get(step.path)
            _name(self.now, step, file)
            for entries in self.entries.values():
                entries.since.append((step, file))
        elif step.kind in "WT" and (written := self.now.get(step.path)) is not None:
            written.since.append(step)

    def cut(self, mode: str, chance: Random) -> Files:
        """A disk as it may be after a power cut now."""
        taken = chance.choice(TAKEN)
        names = self.entries[mode].cut(chance)
        return {path: file and _content(file, taken, chance) for path, file in names.items()}

    def lives(self) -> Files:
        """Everything as the programs see it, as a copy of the files takes it."""
        return {path: file and _content(file, "all", Random(0)) for path, file in self.now.items()}


def cuts(
    steps: list[Step], base: Path, many: int, chance: Random, mode: str = "", *, told_only: bool = False
) -> Iterator[tuple[int, str, Files]]:
    """So many disks: how much of the journal there was by then, how names are kept, the files.

    Every other place is right after an acknowledgement, where there is most to lose; the rest are drawn at random.
    `told_only`: there is none of the rest.
    """
    told = [number + 1 for number, step in enumerate(steps) if step.kind == "A"] or [len(steps)]
    places = [
        chance.choice(told) if told_only or number % 2 else chance.randint(1, len(steps))
        for number in range(many)
    ]
    disk, done = Disk.of(base), 0
    for place in sorted(places):
        for step in steps[done:place]:
            disk.take(step)
        done = place
        how = mode or chance.choice(MODES)
        yield place, how, disk.cut(how, chance)


def lay(files: Files, folder: Path) -> None:
    """Write a disk out."""
    for path, data in sorted(files.items()):
        to = folder / path
        if data is None:
            to.mkdir(exist_ok=True, parents=True)
        else:
            to.parent.mkdir(exist_ok=True, parents=True)
            to.write_bytes(data)
            to.chmod(0o600)  # who may read a file is not in the journal


def _content(file: File, taken: str, chance: Random) -> bytes:
    if not file.since or taken == "none":
        return bytes(file.sure)
    chosen = file.since
    if taken == "first":
        chosen = chosen[: chance.randint(0, len(chosen))]
    elif taken == "some":
        share = chance.random()
        chosen = [one for one in chosen if chance.random() < share]
    data = bytearray(file.sure)
    for number, one in enumerate(chosen):
        torn = taken != "all" and one.kind == "W" and (number == len(chosen) - 1 or chance.random() < 0.05)
        _write(data, _torn(one, chance) if torn else one)
    return bytes(data)


def _torn(step: Step, chance: Random) -> Step:
    """Some of a write's sectors."""
    size = chance.choice(SECTORS)
    ends = list(range(size - step.at % size, len(step.data), size))
    if not ends:
        return step
    cut = chance.choice(ends)
    if chance.random() < 0.5:
        return Step("W", step.path, step.at, step.data[:cut], step.offset)
    return Step("W", step.path, step.at + cut, step.data[cut:], step.offset)


def _write(data: bytearray, step: Step) -> None:
    if step.kind == "T":
        del data[step.at :]
        data.extend(bytes(step.at - len(data)))
        return
    if len(data) < step.at:
        data.extend(bytes(step.at - len(data)))
    data[step.at : step.at + len(step.data)] = step.data


def _name(names: Names, step: Step, file: File | None) -> None:
    if step.kind in "CD":
        names[step.path] = file if step.kind == "C" else None
    elif step.kind == "U":
        names.pop(step.path, None)
    else:
        if step.kind == "R":
            names.pop(step.path, None)
        names[_to(step)] = file


def _sync(file: File, before: int) -> None:
    sure = bisect_left(file.since, before, key=lambda one: one.offset)
    for one in file.since[:sure]:
        _write(file.sure, one)
    del file.since[:sure]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _to(step: Step) -> str:
    return step.data.decode()
