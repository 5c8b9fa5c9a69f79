"""Reading codings, and the words they stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.models import Coding, Stance, Standpoint
from firsthand.core.spans import Span
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import SourceLine, Text, lines, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.replay import Tables


@dataclass(frozen=True, slots=True)
class CodingLine:
    """A coding as the reading page and tables need it: no words, only where they are."""

    id: UUID
    version_id: UUID
    code: CodeLine
    coder: str
    coder_id: UUID
    span: Span
    standpoint: str
    stance: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The coded words, with all that is needed to cite them and to find them again."""

    coding: CodingLine
    source: SourceLine
    words: str
    place: str  # “turn 12” or “line 40”
    said_by: tuple[str, ...]  # pseudonyms, or labels where no participant was named
    people: tuple[Person, ...]


def codings_of(by: Membership, source: Source) -> list[CodingLine]:
    """The codings of a source's standing text, in order of place."""
    return list(_lines(by, _codings(by).filter(version_id=source.current).order_by("start", "end", "id")))


def all_codings(by: Membership) -> list[CodingLine]:
    """Every coding of the study, by source and place."""
    return list(_lines(by, _codings(by).order_by("version_id", "start", "end", "id")))


def coding(by: Membership, coding_id: UUID) -> Coding:
    """One coding. Raises `NotThere`."""
    return fetched(by, Coding, coding_id, _("There is no such coding in this study."))


def excerpts(
    by: Membership, *, codes: Iterable[Code | UUID] | None = None, coding_ids: Iterable[UUID] | None = None
) -> list[Excerpt]:
    """Coded words with their sources: of some codes, of some codings, or all, by source and place."""
    rows = _codings(by)
    if codes is not None:
        rows = rows.filter(code_id__in=[code if isinstance(code, UUID) else code.id for code in codes])
    if coding_ids is not None:
        wanted = set(coding_ids)
        found = [line for line in _lines(by, rows) if line.id in wanted]
    else:
        found = list(_lines(by, rows))
    return with_words(by, found)


def with_words(by: Membership, codings: Iterable[CodingLine]) -> list[Excerpt]:
    """The words of codings, each text opened once, in order of source and place."""
    found = list(codings)
    versions = {line.version_id for line in found}
    opened = texts(by, versions)
    sources = {
        row.current: row for row in Source.objects.filter(study_id=by.study_id) if row.current in versions
    }
    shown = dict(zip(sources, lines(by, sources.values()), strict=True))
    people_of = {person.id: person for person in people(by)}
    result = [
        _excerpt(line, opened[line.version_id], shown[line.version_id], people_of)
        for line in found
        if line.version_id in shown
    ]
    return sorted(
        result, key=lambda one: (one.source.number, one.coding.span, one.coding.code.path, one.coding.coder)
    )


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How much stands under a code itself, codes below it not counted."""

    codings: int
    sources: int
    coders: int


def counts(by: Membership) -> dict[UUID, CodeCount]:
    """Counts by code id, for codes that have codings."""
    rows = _codings(by).values_list("code_id", "version_id", "coder_id")
    return _counted(rows)


def counts_as_of(by: Membership, tables: Tables) -> dict[UUID, CodeCount]:
    """The same in a study as it stood."""
    require(by, "study.read")
    rows = tables.get("coding.coding", {}).values()
    return _counted((UUID(row["code_id"]), row["version_id"], row["coder_id"]) for row in rows)


def counts_by_source(by: Membership) -> dict[UUID, int]:
    """How many codings each standing text version has."""
    return dict(Counter(_codings(by).values_list("version_id", flat=True)))


def standpoints() -> list[tuple[str, str]]:
    """From where words can speak, each with what people call it."""
    return [(one.value, str(one.label)) for one in Standpoint]


def stances() -> list[tuple[str, str]]:
    """How words can stand to their code, each with what people call it."""
    return [(one.value, str(one.label)) for one in Stance]


def _counted(rows: Iterable[tuple[UUID, object, object]]) -> dict[UUID, CodeCount]:
    total: Counter[UUID] = Counter()
    versions: dict[UUID, set[object]] = {}
    coders: dict[UUID, set[object]] = {}
    for code_id, version_id, coder_id in rows:
        total[code_id] += 1
        versions.setdefault(code_id, set()).add(version_id)
        coders.setdefault(code_id, set()).add(coder_id)
    return {code: CodeCount(number, len(versions[code]), len(coders[code])) for code, number in total.items()}


def _codings(by: Membership) -> QuerySet[Coding]:
    require(by, "study.read")
    return Coding.objects.filter(study_id=by.study_id)


def _lines(by: Membership, rows: QuerySet[Coding]) -> Iterable[CodingLine]:
    codes = {line.id: line for line in codebook(by)}
    names = dict(by.study.members.values_list("id", "name"))
    fields = ("id", "version_id", "code_id", "coder_id", "start", "end", "standpoint", "stance", "at")
    for key, version, code, coder, start, end, standpoint, stance, at in rows.values_list(*fields).iterator(
        2000
    ):
        yield CodingLine(
            key, version, codes[code], names[coder], coder, Span(start, end), standpoint, stance, at
        )


def _excerpt(line: CodingLine, text: Text, source: SourceLine, people_of: dict[UUID, Person]) -> Excerpt:
    speakers = text.speakers_in(line.span)
    said_by = tuple(dict.fromkeys(speaker.name for speaker in speakers if speaker.name))
    persons = tuple(dict.fromkeys(speaker.person for speaker in speakers if speaker.person))
    return Excerpt(
        line, source, line.span.words_in(text.words), text.place(line.span.start), said_by, persons
    )
