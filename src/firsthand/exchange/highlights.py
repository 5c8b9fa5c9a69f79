"""Taguette's table of highlights (csv, xlsx): what was highlighted, in which document, with which tag. Not where.

The words are looked for in the texts that are here, and coded where it is certain which are meant: they stand there
once, or as often as the table has them, which lists them in the order of the document. Everything else is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.codebook.selectors import code as code_named
from firsthand.analysis.codebook.services import make_path
from firsthand.analysis.coding.autocoding import put_on
from firsthand.analysis.coding.selectors import all_codings
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.squeezing import Squeezed, squeezed
from firsthand.core.tables import Fate, TableReport
from firsthand.exchange.books.entries import MOST_DEEP
from firsthand.field.sources.placing import place_meant
from firsthand.field.sources.selectors import SourceLine, source, sources
from firsthand.field.sources.texts import standing_version, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

COLUMNS = ("document", "tag", "content")
MOST_SEARCHED = 1_000_000_000  # letters, for all highlights together
SEVERAL = 100  # places that are counted
SHOWN = 60  # letters of a highlight that the report shows
Path = tuple[str, ...]


def is_highlights(header: Iterable[str]) -> bool:
    """Whether a table is one of highlights, by the names of its columns."""
    return set(COLUMNS) <= {cell.strip().casefold() for cell in header}


def look_over(by: Membership, *, rows: Sequence[Sequence[str]]) -> TableReport:
    """What `take_in` would do with each row. Nothing is written. Raises `Problem` where it is no such table."""
    require(by, "coding.import")
    return _Highlights(by, rows).report


@act("coding.import")
def take_in(by: Membership, *, rows: Sequence[Sequence[str]]) -> TableReport:
    """Put the tags of a table, as codes, on the words that it has. What cannot be placed is told in the report."""
    highlights = _Highlights(by, rows)
    wanted: dict[Path, dict[UUID, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for one in highlights.found:
        if one.fate is Fate.NEW and one.place:
            wanted[one.code][one.place.source.id].append(one.place.span)
    for path, places in wanted.items():
        code = highlights.known.get(_folded(path))
        row = code_named(by, code.id) if code else make_path(by, path=path)
        for source_id, spans in places.items():
            version = standing_version(by, source(by, source_id))
            put_on(by, code=row, version=version, spans=[place_meant(by, version, span) for span in spans])
    return highlights.report


@dataclass(frozen=True, slots=True)
class _Place:
    source: SourceLine
    span: Span


@dataclass(slots=True)
class _Highlight:
    """A row: one tag on one highlight."""

    line: int
    number: str
    document: str
    tag: str
    content: str
    code: Path = ()
    place: _Place | None = None
    fate: Fate = Fate.REFUSED
    why: str = ""


class _Highlights:
    """A table of highlights laid beside the study: what becomes of each row."""

    def __init__(self, by: Membership, rows: Sequence[Sequence[str]]) -> None:
        self._by = by
        self._left = MOST_SEARCHED
        self._squeezed: dict[UUID, Squeezed] = {}
        self._answers: dict[tuple[str, str], list[_Place] | str] = {}
        lines = codebook(by)
        self.known: dict[Path, CodeLine] = {_folded(line.path): line for line in lines}
        self.found = list(_read(rows))
        self._name_codes(lines)
        self._place_all()
        self.report = TableReport("codings")
        for one in self.found:
            what = one.content if len(one.content) <= SHOWN else f"{one.content[:SHOWN]}…"
            self.report.told(one.line, f"{one.tag}: {what}" if one.tag else what, one.fate, one.why)
        self.report.remarks.append(
            _("The table does not say who highlighted: what comes in is coded by whoever brings it in.")
        )

    def _name_codes(self, lines: Sequence[CodeLine]) -> None:
        """The code of each tag: one of that path, or the only one of that name; else it would be made."""
        tags = {one.tag.casefold() for one in self.found} | {".".join(line.path).casefold() for line in lines}
        named: dict[str, list[CodeLine]] = defaultdict(list)
        for line in lines:
            named[line.name.casefold()].append(line)
        paths: dict[str, Path] = {}
        for one in self.found:
            if one.tag not in paths:
                path = _steps(one.tag, tags)
                same = named.get(one.tag.casefold(), [])
                paths[one.tag] = same[0].path if _folded(path) not in self.known and len(same) == 1 else path
            one.code = paths[one.tag]

    def _place_all(self) -> None:
        together: dict[tuple[str, str], dict[str, int]] = defaultdict(
            dict
        )  # which one of the same words each is
        for one in self.found:
            numbers = together[one.document, squeezed(one.content)]
            numbers.setdefault(one.number, len(numbers))
        for one in self.found:
            if not one.tag:
                one.why = _("No tag is on it: only what has a code is shown here.")
                continue
            numbers = together[one.document, squeezed(one.content)]
            places = self._places(one.document, one.content)
            if isinstance(places, str):
                one.why = places
            elif len(places) == len(numbers) and _is_one(places):
                one.place = places[numbers[one.number]]
                one.fate = Fate.SAME if self._is_there(one) else Fate.NEW
                one.why = self._where(one, places) if one.fate is Fate.NEW else ""
            else:
                one.why = _several(places)

    def _places(self, document: str, content: str) -> list[_Place] | str:
        """Where the words of a highlight stand; a sentence where they stand nowhere."""
        key = document, squeezed(content)
        if key not in self._answers:
            self._answers[key] = self._looked_for(document, content)
        return self._answers[key]

    def _looked_for(self, document: str, content: str) -> list[_Place] | str:
        if not squeezed(content):
            return _("There are no words in it.")
        named = self._called(document)
        within = named or self._sources
        found: list[_Place] = []
        for line in within:
            text = self._text(line)
            self._left -= len(text.letters)
            if self._left < 0:
                return _("These are too many for each to be looked for. Bring them in by parts.")
            found += (_Place(line, span) for span in islice(text.places(content), SEVERAL))
        if found:
            return found
        if named:
            return _("These words are not in %(source)s.") % {"source": named[0].title}
        return _("No source is called “%(document)s”, and these words are in no other.") % {
            "document": document
        }

    def _called(self, document: str) -> list[SourceLine]:
        """The sources of that name, with or without the ending of a file."""
        wanted = _title(document)
        return [
            line
            for line in self._sources
            if wanted in (_title(line.title), _title(line.file_name or line.title))
        ]

    @cached_property
    def _sources(self) -> list[SourceLine]:
        return sources(self._by)

    @cached_property
    def _coded(self) -> dict[tuple[UUID, UUID], list[Span]]:
        coded: dict[tuple[UUID, UUID], list[Span]] = defaultdict(list)
        for line in all_codings(self._by):
            if line.coder_id == self._by.id:
                coded[line.code.id, line.version_id].append(line.span)
        return coded

    def _text(self, line: SourceLine) -> Squeezed:
        if line.version_id not in self._squeezed:
            found = texts(self._by, [line.version_id])
            words = found[line.version_id].words if line.version_id in found else ""
            self._squeezed[line.version_id] = Squeezed(words)
        return self._squeezed[line.version_id]

    def _is_there(self, one: _Highlight) -> bool:
        code = self.known.get(_folded(one.code))
        if code is None or one.place is None:
            return False
        there = self._coded.get((code.id, one.place.source.version_id), ())
        return any(span.encloses(one.place.span) for span in there)

    def _where(self, one: _Highlight, places: Sequence[_Place]) -> str:
        """Where it was found, if that is not where the table says."""
        if self._called(one.document):
            return ""
        return _("found in %(source)s") % {"source": places[0].source.title}


def _read(rows: Sequence[Sequence[str]]) -> Iterator[_Highlight]:
    if not rows or not is_highlights(rows[0]):
        raise Problem(_("The table needs the columns “document”, “tag” and “content”."))
    columns = [cell.strip().casefold() for cell in rows[0]]
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(columns, [*(cell.strip() for cell in row), *[""] * len(columns)], strict=False))
        if any(cells.values()):
            yield _Highlight(line, cells.get("id", ""), cells["document"], cells["tag"], cells["content"])


def _steps(tag: str, tags: set[str]) -> Path:
    """The path of a tag: a part of it that is a tag itself, or a code here, stands above (`tags`: in small letters).

    >>> _steps("Food.apple.red", {"food", "food.apple.red"})
    ('Food', 'apple.red')
    """
    parts = tag.split(".")
    if len(parts) > MOST_DEEP:
        return (tag,)
    steps, begun = [], 0
    for end in range(1, len(parts) + 1):
        if end == len(parts) or ".".join(parts[:end]).casefold() in tags:
            steps.append(".".join(parts[begun:end]))
            begun = end
    return tuple(steps)


def _is_one(places: Sequence[_Place]) -> bool:
    """Whether all are in one text, so that their order says which is which."""
    return len({place.source.id for place in places}) == 1


def _several(places: Sequence[_Place]) -> str:
    count = f"{len(places)}+" if len(places) >= SEVERAL else str(len(places))
    if _is_one(places):
        told = _(
            "These words stand %(count)s times in %(source)s, and the table does not say which are meant."
        )
    else:
        told = _(
            "These words stand %(count)s times in several sources, and the table does not say which are meant."
        )
    return told % {"count": count, "source": places[0].source.title}


def _title(written: str) -> str:
    """A title to be compared: without the ending of a file, and its letters as small ones."""
    stem, dot, ending = written.strip().rpartition(".")
    is_file = dot and 0 < len(ending) <= 5 and ending.isalnum() and not ending.isdecimal()
    return " ".join((stem if is_file else written).casefold().split())


def _folded(path: Path) -> Path:
    return tuple(step.casefold() for step in path)
