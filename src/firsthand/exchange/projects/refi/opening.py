"""A project file opened: all but the sources at once, then source by source, with their words and spans."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from firsthand.core.edits import Edit, Edits
from firsthand.core.offsets import Unit
from firsthand.core.spans import Span
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.project import Project, Source, Text, texts_of
from firsthand.exchange.projects.refi.archive import Archive, opened
from firsthand.exchange.projects.refi.counting import Evidence, Raw, place, place_points
from firsthand.exchange.projects.refi.reading import read_head, read_sources
from firsthand.exchange.projects.syncing import place_by_sync_points

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")  # as in all texts of the program: they are not there
ENOUGH = 300  # texts with selections, and then it is known how the file counts


@dataclass(slots=True)
class ProjectFile:
    """What is in the file. `sources` reads on as it is asked, and may be gone through once."""

    project: Project
    report: LossReport
    archive: Archive
    units: dict[bool, Unit] = field(default_factory=dict)  # of texts in the XML itself, and of texts in files

    def sources(self) -> Iterator[Source]:
        """The sources, in the file's order, their words read and their selections placed."""
        with self.archive.xml() as stream:
            for source in read_sources(stream, self.report):
                for text in texts_of(source):
                    self._fill(text)
                yield source

    def _fill(self, text: Text) -> None:
        raw = raw_of(text, self.archive)
        if raw is not None:
            fill(text, raw, self.units[text.inline])

    def where(self, element: str, guid: str) -> str:
        """The path of an element in the project's XML."""
        return f"//{element}[@guid='{guid}']"


@contextmanager
def open_project(file: Path | IO[bytes], name: str = "") -> Iterator[ProjectFile]:
    """A .qdpx, .qde or .qdc. Raises `Problem` for what is none, is damaged, or is no honest file."""
    if isinstance(file, Path):
        with file.open("rb") as begun, open_project(begun, file.name) as found:
            yield found
        return
    report = LossReport()
    with opened(name, file) as archive:
        with archive.xml() as stream:
            project = read_head(stream, report)
        for memo in project.memos:
            raw = raw_of(memo, archive)
            memo.words, memo.inline = (_shown(raw.words), True) if raw else (None, memo.inline)
        yield ProjectFile(project, report, archive, _units(archive, project.origin, report))


def fill(text: Text, raw: Raw, unit: Unit) -> None:
    """Give a text its words, as they are kept here, and its selections and sync points their places in them."""
    edits = Edits(
        raw.words, [Edit(Span(one.start(), one.end()), "") for one in _CONTROLS.finditer(raw.words)]
    )
    text.words = edits.text
    for selection, span in zip(text.selections, place(raw, unit, ranges(text)), strict=True):
        selection.span = edits.span(span) if span and edits else span
    placed = place_points(raw, unit, [point.position or 0 for point in text.sync])
    for point, at in zip(text.sync, placed, strict=True):
        point.position = None if point.position is None else at
    place_by_sync_points(text)


def raw_of(text: Text, archive: Archive) -> Raw | None:
    """A text as the file holds it; None where it does not."""
    if text.inline:
        return Raw(text.words or "", crlf=True)
    data = archive.bytes_of(text.path) if text.path else None
    if data is None:
        return None
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    letters = _letters(data)
    return Raw(letters.replace("\r\n", "\n").replace("\r", "\n"), crlf="\r\n" in letters, bom=marked)


def _shown(words: str) -> str:
    return _CONTROLS.sub("", words)


def _letters(data: bytes) -> str:
    """The standard wants UTF-8; UTF-16 is told by its mark."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def _units(archive: Archive, origin: str, report: LossReport) -> dict[bool, Unit]:
    evidence = {inline: Evidence(origin) for inline in (True, False)}
    looked_at = 0
    with archive.xml() as stream:
        for source in read_sources(stream, LossReport()):
            for text in texts_of(source):
                raw = raw_of(text, archive) if text.selections else None
                if raw is not None:
                    evidence[text.inline].weigh(
                        raw, ranges(text), [(one.name, one.description) for one in text.selections]
                    )
                    looked_at += 1
            if looked_at >= ENOUGH:
                break
    for found in evidence.values():
        if found.known is not None and found.unit != found.known:
            report.remark(
                "Positions are not counted as this program is known to count: they were read as fits the texts."
            )
    return {inline: found.unit for inline, found in evidence.items()}


def ranges(text: Text) -> list[tuple[int, int]]:
    """How the file counts a text's selections."""
    return [selection.raw for selection in text.selections]
