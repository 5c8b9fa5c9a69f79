"""A zip archive from outside (docx, odt, xlsx), looked over before anything in it is inflated."""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import (
    MAX_ENTRIES,
    MAX_INFLATED,
    MAX_RATIO,
    MAX_XML_PART,
    RATIO_MATTERS_FROM,
)
from firsthand.field.sources.extract.xml import Element, has_doctype, parse

_DRIVE = re.compile(r"[A-Za-z]:")
_LOCKED = 0x1


class Package:
    """The parts of an archive, by name. Nothing is ever written to disk, and no name is used as a path."""

    def __init__(self, name: str, archive: ZipFile) -> None:
        self.name = name
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def bytes_of(self, part: str) -> bytes:
        """The inflated part. Raises `Problem` where it is missing or damaged."""
        if part not in self.names:
            raise say.refuse(say.DAMAGED, self.name)
        if self._archive.getinfo(part).file_size > MAX_XML_PART:
            raise say.refuse(say.BOMB, self.name)
        try:
            return self._archive.read(part)
        except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise say.refuse(say.DAMAGED, self.name) from error

    def xml(self, part: str) -> Element:
        """The part's root element."""
        return parse(self.name, self.bytes_of(part))

    def xml_if_there(self, part: str) -> Element | None:
        """The part's root element, or None where the archive has no such part."""
        return self.xml(part) if part in self.names else None


@contextmanager
def opened(name: str, data: bytes) -> Iterator[Package]:
    """The archive, once it has passed every check. Raises `Problem` for what an honest program does not write."""
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise say.refuse(say.DAMAGED, name) from error
    with archive:
        _check(name, archive.infolist())
        yield Package(name, archive)


def _check(name: str, entries: list[ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise say.refuse(say.BOMB, name)
    for entry in entries:
        if entry.flag_bits & _LOCKED:
            raise say.refuse(say.LOCKED, name)
        if _points_outside(entry):
            raise say.refuse(say.STRANGE_NAMES, name)
        if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise say.refuse(say.BOMB, name)


def _points_outside(entry: ZipInfo) -> bool:
    path = entry.filename.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/"):
        return True
    return stat.S_ISLNK(entry.external_attr >> 16)


def check_all_xml(name: str, data: bytes) -> None:
    """Refuse an archive in which any XML part has a document type: for libraries that parse by themselves."""
    with opened(name, data) as package:
        for part in package.names:
            if part.lower().endswith((".xml", ".rels", ".vml")) and has_doctype(_head(package, part)):
                raise say.refuse(say.FORBIDDEN_XML, name)


def _head(package: Package, part: str) -> bytes:
    """The first bytes of a part: a document type must stand before the root element."""
    try:
        with package._archive.open(part) as stream:
            return stream.read(65536)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise say.refuse(say.DAMAGED, package.name) from error
