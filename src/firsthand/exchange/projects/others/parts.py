"""What was brought in as several files together: an archive, or on the command line a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.signs import whole
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.refi.archive import MEGABYTE, MOST_ENTRIES, MOST_TEXT, inflated, unzipped

MOST_READ = 8 * 1024 * MEGABYTE  # of an archive, all that is asked of it together


class Files:
    """Files by their names in the archive or folder; slashes between folders, letters as they are."""

    name: str

    def names(self) -> list[str]:
        """All of them, in the order of the alphabet."""
        raise NotImplementedError

    def read(self, name: str) -> bytes:
        """One of them, whole. Raises `Problem` for one that is too long, or damaged."""
        raise NotImplementedError


class Zipped(Files):
    """The files of an archive that was looked over."""

    def __init__(self, name: str, zipped: ZipFile) -> None:
        self.name = name
        self._zip = zipped
        self._left = MOST_READ
        self._entries = {
            one.filename.replace("\\", "/"): one for one in zipped.infolist() if not one.is_dir()
        }

    def names(self) -> list[str]:
        return sorted(one for one in self._entries if not _is_litter(one))

    def read(self, name: str) -> bytes:
        entry = self._entries[name]
        self._left -= entry.file_size
        if self._left < 0:
            raise Problem(
                _("%(name)s holds more than any project does: it is not read.") % {"name": self.name}
            )
        return inflated(self.name, self._zip, entry)


class Folder(Files):
    """The files of a folder; what only points elsewhere is not one of them."""

    def __init__(self, path: Path) -> None:
        self.name = whole(path.name)
        self._root = path.resolve()
        self._paths: dict[str, Path] = {}
        for place, one in enumerate(path.rglob("*")):
            if place > MOST_ENTRIES:
                raise Problem(
                    _("%(name)s holds more than any project does: it is not read.") % {"name": self.name}
                )
            if one.is_file() and not one.is_symlink() and one.resolve().is_relative_to(self._root):
                self._paths[whole(one.relative_to(path).as_posix())] = one

    def names(self) -> list[str]:
        return sorted(one for one in self._paths if not _is_litter(one))

    def read(self, name: str) -> bytes:
        path = self._paths[name]
        if path.stat().st_size > MOST_TEXT:
            raise Problem(
                _("“%(name)s” in %(file)s is longer than any text: it is not read.")
                % {"name": name, "file": self.name}
            )
        return path.read_bytes()


@dataclass(slots=True)
class Beside:
    """The files that a project names, among those that were brought in."""

    making: Making
    files: Files
    _names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._names = set(self.files.names())

    def bytes_of(self, written: str) -> bytes | None:
        """One of them; None where it is not there."""
        return self.files.read(self.making.files[written]) if self.holds(written) else None

    def holds(self, written: str) -> bool:
        """Whether it is there."""
        return self.making.files.get(written) in self._names


@contextmanager
def opened_zip(name: str, stream: IO[bytes]) -> Iterator[Files]:
    """The files of an archive. Raises `Problem` for one that no honest program writes."""
    with unzipped(name, stream) as zipped:
        yield Zipped(name, zipped)


def _is_litter(name: str) -> bool:
    """What systems leave in archives and folders by themselves."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")
