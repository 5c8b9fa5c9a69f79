"""Files that are there whole and on disk, or not at all; and scratch folders, always inside the data folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from filelock import FileLock, Timeout

SCRATCH, HELD = ".scratch-", ".lock"
ELSEWHERE = "elsewhere.json"  # in a scratch folder: what goes with it, a name a line


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that was not there, its owner's alone, on disk when it is left; gone where something went wrong."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def written(path: Path, words: str) -> None:
    """Put words in the place of what a small file held, whole."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with new_file(part) as file:
        file.write(words.encode())
    part.replace(path)
    flush(path.parent)


def part_of(path: Path, scratch: Path) -> Path:
    """Where a file is written that is to lie elsewhere: where its process is ended, it goes with the scratch folder."""
    part = path.absolute().with_name(path.name + ".part")
    with (scratch / ELSEWHERE).open("a", encoding="ascii") as noted:
        noted.write(json.dumps(str(part)) + "\n")
        noted.flush()
        os.fsync(noted.fileno())
    part.unlink(missing_ok=True)
    return part


def put_in_place(part: Path, path: Path) -> None:
    """Give a file that is whole its name, for good."""
    part.rename(path)
    flush(path.parent)


def size_of(folder: Path) -> int:
    """Bytes of the databases that lie in a folder; 0 where they lie elsewhere."""
    return sum(file.stat().st_size for file in folder.glob("*.sqlite3"))


def digest(path: Path) -> str:
    """What a file holds, as SHA-256; read from it anew, a piece at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copied(source: Path, target: Path) -> None:
    """Copy a file to one that was not there, onto disk."""
    with source.open("rb") as plain, new_file(target) as file:
        shutil.copyfileobj(plain, file, 1024 * 1024)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Hold a small file that is read, changed and written: no other thread, and no other process, does meanwhile."""
    with FileLock(path.with_name(path.name + HELD), mode=0o600):
        yield


@contextmanager
def scratch(where: Path | None = None) -> Iterator[Path]:
    """A folder inside the data folder, or `where` else, for as long as it is needed, nobody's but its owner's.

    A lock of the system's, which ends with the process, tells that somebody is at work in it.
    """
    where = where or Path(settings.DATA)
    clear_scratch(where)
    folder = where / f"{SCRATCH}{uuid4().hex}"
    with _held(folder):
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def clear_scratch(where: Path | None = None) -> None:
    """What a process that was ended in the midst of it left lying, on this machine or in a container of it."""
    for folder in (where or Path(settings.DATA)).glob(f"{SCRATCH}*"):
        if folder.is_dir():
            with suppress(Timeout), _held(folder):
                for part in _elsewhere(folder):
                    with suppress(OSError):
                        part.unlink()
                shutil.rmtree(folder, ignore_errors=True)


def _elsewhere(folder: Path) -> list[Path]:
    """What was being written outside; the last line may be cut short, and then nothing was begun under that name."""
    found: list[Path] = []
    with suppress(OSError, ValueError):
        lines = (folder / ELSEWHERE).read_text("ascii").splitlines()
        found.extend(Path(json.loads(line)) for line in lines)
    return found


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    lock = FileLock(folder.with_name(folder.name + HELD), timeout=0, mode=0o600)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)
