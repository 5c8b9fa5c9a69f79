"""The file itself: a project (.qdpx, a zip), or the XML alone (.qde, .qdc). Looked over before anything is inflated."""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem

MEGABYTE = 1024 * 1024
MOST_ENTRIES = 100_000
MOST_XML = 4096 * MEGABYTE  # it is read as a stream
MOST_TEXT = 200 * MEGABYTE
MOST_TOGETHER = 64 * 1024 * MEGABYTE  # recordings may be long; they are read one by one
MOST_RATIO = 1000
RATIO_MATTERS_FROM = 64 * MEGABYTE
_INTERNAL = re.compile(r"internal://", re.IGNORECASE)
_LOCKED = 0x1
# What the library says of an archive that is not what its own table says: while reading, and while finding a part.
_BREAKS_OFF = (BadZipFile, zlib.error, EOFError)
_NO_ENTRY = (NotImplementedError, RuntimeError, ValueError, OSError, LookupError)


class Archive:
    """The parts of a project file, by name. Nothing is written to disk, and no name in the file is used as a path."""

    def __init__(self, name: str, stream: IO[bytes], zipped: ZipFile | None) -> None:
        self._name = name
        self._stream = stream
        self._zip = zipped
        entries = zipped.infolist() if zipped else []
        self._entries = {_plain(one.filename): one for one in reversed(entries) if not one.is_dir()}
        self._xml = _project_in(name, self._entries) if zipped else None

    @contextmanager
    def xml(self) -> Iterator[IO[bytes]]:
        """The project's XML, from its beginning. Raises `Problem` where the archive is damaged on the way."""
        if self._zip is None or self._xml is None:
            self._stream.seek(0)
            yield self._stream
            return
        with self._opened(self._zip, self._xml) as stream:
            try:
                yield stream
            except _BREAKS_OFF as error:
                raise damaged(self._name) from error

    def _opened(self, zipped: ZipFile, entry: ZipInfo) -> IO[bytes]:
        try:
            return zipped.open(entry)
        except (*_BREAKS_OFF, *_NO_ENTRY) as error:
            raise damaged(self._name) from error

    def bytes_of(self, written: str) -> bytes | None:
        """A file that the project names as internal; None where it is not there, or lies outside."""
        entry = self._entry(written)
        if entry is None or self._zip is None:
            return None
        return inflated(self._name, self._zip, entry)

    def holds(self, written: str) -> bool:
        """Whether a file that the project names is in the archive."""
        return self._entry(written) is not None

    def _entry(self, written: str) -> ZipInfo | None:
        if not _INTERNAL.match(written):
            return None
        name = _plain(_INTERNAL.sub("", written)).lstrip("/")
        for folder in ("sources/", "sources/.root/", ""):
            if folder + name in self._entries:
                return self._entries[folder + name]
        return None


@contextmanager
def opened(name: str, stream: IO[bytes]) -> Iterator[Archive]:
    """A project file, once it has passed every check. Raises `Problem` for what an honest program does not write."""
    begins = stream.read(4)
    stream.seek(0)
    if begins[:2] != b"PK":
        yield Archive(name, stream, None)
        return
    with unzipped(name, stream) as zipped:
        yield Archive(name, stream, zipped)


@contextmanager
def unzipped(name: str, stream: IO[bytes]) -> Iterator[ZipFile]:
    """An archive, looked over: nothing of it is inflated yet. Raises `Problem`."""
    try:
        zipped = ZipFile(stream)
    except (*_BREAKS_OFF, *_NO_ENTRY) as error:
        raise damaged(name) from error
    with zipped:
        if not all(one.filename for one in zipped.infolist()):
            raise damaged(name)  # a part without a name, on which the library itself would stumble
        check(name, zipped.infolist())
        yield zipped


def inflated(name: str, zipped: ZipFile, entry: ZipInfo) -> bytes:
    """All of one part of an archive that was looked over. Raises `Problem`."""
    if entry.file_size > MOST_TEXT:
        raise Problem(
            _("“%(filename)s” in %(name)s is longer than any text: it is not read.")
            % {"filename": entry.filename, "name": name}
        )
    try:
        with zipped.open(entry) as stream:
            return stream.read()
    except (*_BREAKS_OFF, *_NO_ENTRY) as error:
        raise damaged(name) from error


def damaged(name: str) -> Problem:
    """What is said of a file that cannot be read to its end."""
    return Problem(
        _("%(name)s is damaged, or not complete. Export it once more from the program that wrote it.")
        % {"name": name}
    )


def too_much(name: str) -> Problem:
    """What is said of a file that takes more time or memory than any project should."""
    return Problem(
        _("%(name)s holds more than any project, or takes more time or memory: it is not read.")
        % {"name": name}
    )


def check(name: str, entries: list[ZipInfo]) -> None:
    """Raises `Problem` for an archive that no honest program writes, before anything of it is inflated."""
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_TOGETHER:
        raise Problem(_("%(name)s holds more than any project does: it is not read.") % {"name": name})
    for entry in entries:
        if entry.flag_bits & _LOCKED:
            raise Problem(_("%(name)s is locked with a password. Export it without one.") % {"name": name})
        if _points_outside(entry):
            raise Problem(
                _("%(name)s names files outside itself, which no honest program does: it is not read.")
                % {"name": name}
            )
        if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MOST_RATIO * max(
            entry.compress_size, 1
        ):
            raise Problem(
                _("%(name)s would grow beyond all measure when unpacked: it is not read.") % {"name": name}
            )


def _points_outside(entry: ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    return (
        name.startswith("/")
        or ".." in name.split("/")
        or name[1:2] == ":"
        or stat.S_ISLNK(entry.external_attr >> 16)
    )


def _project_in(name: str, entries: dict[str, ZipInfo]) -> ZipInfo:
    """The project's XML in an archive: project.qde, or the one .qde there is."""
    found = entries.get("project.qde")
    others = [entry for part, entry in entries.items() if part.endswith(".qde")]
    if found is None and len(others) == 1:
        found = others[0]
    if found is None:
        raise Problem(
            _("%(name)s is an archive, but holds no project.qde: it is no REFI-QDA project.") % {"name": name}
        )
    if found.file_size > MOST_XML:
        raise Problem(
            _("The project in %(name)s is longer than any project: it is not read.") % {"name": name}
        )
    return found


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()
