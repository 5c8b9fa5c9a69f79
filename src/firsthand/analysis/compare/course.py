"""Codes over the course of a talk: of one source, or of all in which a person speaks, in the order of their days.

Places are turns, or lines where a text has no turns: what one cites by. Stretches of one code that meet are one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.selectors import CodingLine, codings_of
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.interviews.selectors import interviews
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import SourceLine, source_line, sources
from firsthand.field.sources.selectors import source as source_of
from firsthand.field.sources.talk import Speaker, Text
from firsthand.field.sources.texts import owners, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Section:
    """A source in its place: how many turns (or lines) it has, and how many came before it."""

    source: SourceLine
    on: date | None
    by_turns: bool
    places: int
    before: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a turn or line to another, both included, counted from 1; and where its words begin."""

    section: int
    first: int
    last: int
    start: int


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's turns."""

    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """Where a code stands, and how many codings that are."""

    code: CodeLine
    stretches: tuple[Stretch, ...]
    codings: int


@dataclass(frozen=True, slots=True)
class Course:
    """Who speaks when, and which codes stand where; codes in the order of the codebook."""

    sections: tuple[Section, ...]
    speaking: tuple[Said, ...]
    coded: tuple[Coded, ...]

    @property
    def places(self) -> int:
        """How many turns and lines there are in all."""
        return sum(one.places for one in self.sections)

    @property
    def marks(self) -> int:
        """How much there is to draw."""
        spoken = sum(len(one.stretches) for one in self.speaking)
        return spoken + sum(len(one.stretches) for one in self.coded)


def course_of_source(by: Membership, source: Source) -> Course:
    """The course of one source: everybody who speaks in it, and all codes in it."""
    require(by, "study.read")
    text = texts(by, [source.current])[source.current]
    section = Section(source_line(by, source), _days(by).get(source.id), _has_turns(text), _places(text), 0)
    speaking: dict[str, list[Stretch]] = {}
    for speaker, turn in _turns(0, text) if section.by_turns else ():
        speaking.setdefault(speaker.name, []).append(turn)
    return Course((section,), _said(speaking), _coded(by, [(0, text, codings_of(by, source))]))


def course_of_person(by: Membership, person: Participant) -> Course:
    """All in which somebody speaks, by day: their own turns, and the codes on their words."""
    require(by, "study.read")
    days = _days(by)
    lines = [one for one in sources(by) if person.id in {who.id for who in one.people}]
    lines.sort(key=lambda one: (days.get(one.id) or date.max, one.number))
    opened = texts(by, [one.version_id for one in lines])
    whose = owners(by, opened)
    sections, coded, before = list[Section](), list[tuple[int, Text, list[CodingLine]]](), 0
    speaking: dict[str, list[Stretch]] = {}
    for place, line in enumerate(lines):
        text = opened[line.version_id]
        sections.append(Section(line, days.get(line.id), _has_turns(text), _places(text), before))
        before += _places(text)
        for speaker, turn in _turns(place, text):
            if speaker.person and speaker.person.id == person.id:
                speaking.setdefault(speaker.name, []).append(turn)
        theirs = [
            one
            for one in codings_of(by, source_of(by, line.id))
            if person.id in whose(one.version_id, one.span)
        ]
        coded.append((place, text, theirs))
    return Course(tuple(sections), _said(speaking), _coded(by, coded))


def _days(by: Membership) -> dict[UUID, date]:
    """On which day a source came to be: of interviews when they were held, of notes when the visit was."""
    held = {one.source.id: one.on for one in interviews(by) if one.on}
    seen = [(part.id, one.on) for one in visits(by) for note in one.notes for part in note.parts]
    return {part: on for part, on in seen if on} | held


def _has_turns(text: Text) -> bool:
    return len(text.talk.starts) > 1


def _places(text: Text) -> int:
    return len(text.talk.starts) if _has_turns(text) else len(text.lines)


def _turns(section: int, text: Text) -> Iterator[tuple[Speaker, Stretch]]:
    """Each turn of which it is known who speaks in it."""
    for number, (start, voice) in enumerate(zip(text.talk.starts, text.talk.whose, strict=True), 1):
        if speaker := text.speakers.get(voice):
            yield speaker, Stretch(section, number, number, start)


def _said(speaking: Mapping[str, Sequence[Stretch]]) -> tuple[Said, ...]:
    return tuple(Said(name, tuple(turns)) for name, turns in speaking.items())


def _coded(by: Membership, found: Iterable[tuple[int, Text, Sequence[CodingLine]]]) -> tuple[Coded, ...]:
    stretches: dict[UUID, list[Stretch]] = {}
    times: dict[UUID, int] = {}
    for section, text, codings in found:
        for one in codings:
            stretches.setdefault(one.code.id, []).append(_stretch(section, text, one.span))
            times[one.code.id] = times.get(one.code.id, 0) + 1
    return tuple(
        Coded(line, _joined(stretches[line.id]), times[line.id])
        for line in codebook(by)
        if line.id in stretches
    )


def _stretch(section: int, text: Text, span: Span) -> Stretch:
    starts: Sequence[int] = text.talk.starts if _has_turns(text) else text.lines
    first, last = bisect_right(starts, span.start), bisect_right(starts, span.end - 1)
    return Stretch(section, max(first, 1), max(last, 1), span.start)


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Those of one section that share a turn as one, in order.

    >>> _joined([Stretch(0, 2, 3, 40), Stretch(0, 3, 5, 60), Stretch(0, 6, 6, 90), Stretch(1, 6, 6, 9)])
    (Stretch(section=0, first=2, last=5, start=40), Stretch(section=0, first=6, last=6, start=90), \
Stretch(section=1, first=6, last=6, start=9))
    """
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda each: (each.section, each.first, each.last)):
        last = joined[-1] if joined else None
        if last and last.section == one.section and one.first <= last.last:
            joined[-1] = Stretch(
                last.section, last.first, max(last.last, one.last), min(last.start, one.start)
            )
        else:
            joined.append(one)
    return tuple(joined)
