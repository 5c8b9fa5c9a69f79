"""Where a kit is: one that comes with the program, by its name; a folder; a zip. Its files are read, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO

from firsthand.core.kit.manifest import FILE
from firsthand.core.kit.reading import LARGEST, MOST, read_kit
from firsthand.core.problems import NotThere, Problem
from firsthand.core.saying import say as _
from firsthand.exchange.projects.refi.archive import inflated, unzipped

Files = dict[str, bytes]

MOST_TOGETHER = 32 * 1024 * 1024  # bytes
NOT_READ = ("__pycache__", "__MACOSX")
BESIDE = "SHA256SUMS.txt"  # a kit that was packed has its checksums beside it


def shipped() -> list[str]:
    """The kits that come with the program, by name."""
    here = resources("firsthand.exchange.kits")
    return sorted(one.name for one in here.iterdir() if one.is_dir() and one.joinpath(FILE).is_file())


def shipped_kit(name: str) -> Files:
    """A kit that comes with the program. Raises `NotThere`."""
    if name not in shipped():
        raise NotThere(
            _(
                "There is no kit “%(name)s”: no folder, no zip, and none that comes with the "
                "program (%(all)s)."
            )
            % {"name": name, "all": ", ".join(shipped()) or _("there are none")}
        )
    return dict(_inside(resources("firsthand.exchange.kits").joinpath(name)))


@dataclass(frozen=True, slots=True)
class Offered:
    """A kit that comes with the program, in one of its languages; `note` says what is to be known of that."""

    name: str
    language: str
    title: str
    note: str


@cache
def offered() -> tuple[Offered, ...]:
    """Every kit that comes with the program, in each of its languages."""
    return tuple(
        Offered(name, language, found.origin.title, found.note)
        for name in shipped()
        for files in [shipped_kit(name)]
        for language in read_kit(files).languages
        for found in [read_kit(files, language)]
    )


def starter() -> Files:
    """A small kit that is good, from which people begin their own."""
    return dict(_inside(resources("firsthand.core.kit").joinpath("starter")))


def kit_at(where: str) -> Files:
    """The files of a kit: by a path where there is one, else by the name of one that comes with the program.

    Raises `Problem` where there is no kit, or more than any kit has.
    """
    path = Path(where)
    if path.is_dir():
        return _of_folder(path)
    if path.is_file():
        try:
            with path.open("rb") as stream:
                return kit_in(path.name, stream)
        except OSError as unreadable:
            raise Problem(
                _("%(path)s cannot be read: %(strerror)s.") % {"path": path, "strerror": unreadable.strerror}
            ) from unreadable
    return shipped_kit(where)


def kit_in(name: str, stream: IO[bytes]) -> Files:
    """The files of a kit that came as a zip. Raises `Problem` for what no kit is."""
    with unzipped(name, stream) as zipped:
        entries = [one for one in zipped.infolist() if not one.is_dir() and _is_read(one.filename)]
        _require_small(name, len(entries), sum(one.file_size for one in entries))
        found = {one.filename: inflated(name, zipped, one) for one in entries}
    return _without_outer_folder(found)


def _of_folder(folder: Path) -> Files:
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and _is_read(path.relative_to(folder).as_posix())
    ][: MOST + 1]
    _require_small(folder.name, len(paths), sum(path.stat().st_size for path in paths))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _require_small(name: str, count: int, size: int) -> None:
    if count > MOST or size > MOST_TOGETHER:
        raise Problem(
            _(
                "%(name)s holds more than any kit does: at most %(most)s files, and %(largest)s "
                "MB in each. Is it a kit?"
            )
            % {"name": name, "most": MOST, "largest": LARGEST // 1024 // 1024}
        )


def _is_read(name: str) -> bool:
    parts = name.split("/")
    return name != BESIDE and not any(part.startswith(".") or part in NOT_READ for part in parts)


def _without_outer_folder(found: Files) -> Files:
    """A folder that was packed as a whole has its name before every file."""
    tops = {name.partition("/")[0] for name in found}
    if FILE in found or len(tops) != 1 or any("/" not in name for name in found):
        return found
    return {name.partition("/")[2]: data for name, data in found.items()}


def _inside(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if not _is_read(one.name):
            continue
        if one.is_dir():
            yield from _inside(one, f"{before}{one.name}/")
        else:
            yield f"{before}{one.name}", one.read_bytes()
