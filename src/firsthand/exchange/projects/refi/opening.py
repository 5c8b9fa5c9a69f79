"""A project file opened: all but the sources at once, then source by source, with their words and spans."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.edits import Edit, Edits
from firsthand.core.offsets import Unit
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.opened import standing
from firsthand.exchange.projects.project import Project, Selection, Source, Text, texts_of
from firsthand.exchange.projects.refi.archive import Archive, opened
from firsthand.exchange.projects.refi.counting import Evidence, Raw, place, place_points
from firsthand.exchange.projects.refi.reading import read_head, read_sources
from firsthand.exchange.projects.syncing import place_by_sync_points

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]+")  # as in all texts of the program: they are not there
ENOUGH = 300  # texts that tell how the file counts, and then it is known
ENOUGH_OF_ONE = 200  # selections, from all over it


@dataclass(slots=True)
class ProjectFile:
    """What is in the file. `sources` reads on as it is asked, and may be gone through once."""

    project: Project
    report: LossReport
    archive: Archive
    units: dict[bool, Unit] = field(default_factory=dict)  # of texts in the XML itself, and of texts in files
    places: None = None

    def sources(self) -> Iterator[Source]:
        """The sources, in the file's order, their words read and their selections placed."""
        return self._read(self.report)

    def glanced(self) -> Iterator[Source]:
        """The same, to be looked at before: nothing is told of them in the report."""
        return self._read(LossReport())

    def _read(self, report: LossReport) -> Iterator[Source]:
        with self.archive.xml() as stream:
            for source in read_sources(stream, report):
                for text in texts_of(source):
                    self._fill(text)
                yield source

    def _fill(self, text: Text) -> None:
        raw = raw_of(text, self.archive)
        if raw is not None:
            fill(text, raw, self.units[text.inline])

    def where(self, element: str, guid: str) -> str:
        """The path of an element in the project's XML."""
        return standing(self.places, element, guid)


@contextmanager
def open_project(file: Path | IO[bytes], name: str = "") -> Iterator[ProjectFile]:
    """A .qdpx, .qde or .qdc. Raises `Problem` for what is none, is damaged, or is no honest file."""
    if isinstance(file, Path):
        with file.open("rb") as begun, open_project(begun, file.name) as found:
            yield found
        return
    report = LossReport()
    with opened(name, file) as archive:
        judging = _Judging(archive)
        with archive.xml() as stream:
            project = read_head(stream, report, judging.look)
        for memo in project.memos:
            raw = raw_of(memo, archive)
            memo.words, memo.inline = (_shown(raw.words), True) if raw else (None, memo.inline)
        yield ProjectFile(project, report, archive, judging.units(project.origin, report))


MOST_CONTROLS = 100_000  # stretches of what is no letter, in one text


def fill(text: Text, raw: Raw, unit: Unit) -> None:
    """Give a text its words, as they are kept here, and its selections and sync points their places in them."""
    stretches = islice(_CONTROLS.finditer(raw.words), MOST_CONTROLS + 1)
    gone = [Edit(Span(one.start(), one.end()), "") for one in stretches]
    if len(gone) > MOST_CONTROLS:
        raise Problem(
            _("“%(name)s” is no text: it is full of characters that nobody can read.") % {"name": text.name}
        )
    edits = Edits(raw.words, gone)
    text.words = edits.text
    placed = place(raw, unit, ranges(text))
    if edits:
        placed = [edits.span(span) if span else None for span in placed]
    for selection, span in zip(text.selections, placed, strict=True):
        selection.span = span
    points = place_points(raw, unit, [point.position or 0 for point in text.sync])
    for point, at in zip(text.sync, points, strict=True):
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


class _Judging:
    """How a file counts positions, judged by its texts while the file is gone through for the first time."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._evidence = {inline: Evidence() for inline in (True, False)}
        self._looked_at = 0

    def look(self, text: Text, some: Callable[[int], list[Selection]]) -> None:
        """Weigh a text, where it tells anything; `some` of its selections are enough."""
        if self._looked_at >= ENOUGH:
            return
        raw = raw_of(text, self._archive)
        if raw is None or not raw.tells:
            return
        if selections := some(ENOUGH_OF_ONE):
            self._looked_at += 1
            quotes = [(one.name, one.description) for one in selections]
            self._evidence[text.inline].weigh(raw, [one.raw for one in selections], quotes)

    def units(self, origin: str, report: LossReport) -> dict[bool, Unit]:
        """The unit of texts in the XML itself, and that of texts in files; what is odd about them is remarked."""
        for found in self._evidence.values():
            found.origin = origin
            if found.known is not None and found.unit != found.known:
                report.remark(
                    noop(
                        "Positions are not counted as this program is known to count: they were read as fits the "
                        "texts."
                    )
                )
        return {inline: found.unit for inline, found in self._evidence.items()}


def ranges(text: Text) -> list[tuple[int, int]]:
    """How the file counts a text's selections."""
    return [selection.raw for selection in text.selections]
