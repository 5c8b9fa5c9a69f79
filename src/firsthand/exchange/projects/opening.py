"""A project of whichever program: what it is, is told by what is in it, whatever its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.others.database import MOST_BYTES
from firsthand.exchange.projects.others.opening import open_database, open_files, open_lines
from firsthand.exchange.projects.others.parts import Folder, opened_zip
from firsthand.exchange.projects.project import MOST_THINGS, things_in
from firsthand.exchange.projects.recognising import DATABASE, ZIP, beginning, is_xmi, names_in
from firsthand.exchange.projects.refi.archive import too_much
from firsthand.exchange.projects.refi.opening import open_project as open_refi


@contextmanager
def open_project(file: Path | IO[bytes], name: str = "") -> Iterator[Opened]:
    """A project, a codebook, or annotated texts: a file, or a folder. Raises `Problem` for what is none."""
    if isinstance(file, Path):
        if file.is_dir():
            yield _held(open_files(Folder(file)), file.name)
            return
        with file.open("rb") as begun, open_project(begun, name or file.name) as found:
            yield found
        return
    with _opened(file, name) as found:
        yield _held(found, name)


@contextmanager
def _opened(file: IO[bytes], name: str) -> Iterator[Opened]:
    begins = beginning(file)
    if begins.startswith(ZIP) and _is_others(file):
        with opened_zip(name, file) as files:
            yield open_files(files)
    elif begins.startswith(DATABASE):
        yield open_database(name, file.read(MOST_BYTES + 1))
    elif begins.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[", b"#")) or is_xmi(file):
        yield open_lines(name, file.read())
    else:
        with open_refi(file, name) as refi:
            yield refi


def _held(found: Opened, name: str) -> Opened:
    if things_in(found.project) > MOST_THINGS:
        raise too_much(name)
    return found


def _is_others(file: IO[bytes]) -> bool:
    """Whether an archive is no project of REFI-QDA. Of a damaged one REFI's reader says so."""
    names = names_in(file)
    return bool(names) and not any(name.lower().endswith(".qde") for name in names)
