"""Reading sources: lists, one whole text, and whose words stand where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn, line_starts, turn_at
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import Kind, Source, TextVersion, Voice
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording

# Up to this many, rows are asked for by id; beyond, reading the whole table is quicker than naming each.
NAMED_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in a list."""

    id: UUID
    number: int
    title: str
    kind: str
    format: str
    length: int  # code points
    turns: int
    people: tuple[Person, ...]
    version_id: UUID
    attributes: dict[str, str] = field(default_factory=dict)
    file_name: str = ""

    @property
    def ref(self) -> str:
        """How people call it: “S12”."""
        return f"S{self.number}"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of a text: the label as written, and who it is if that was said."""

    id: UUID
    index: int
    label: str
    part: str
    person: Person | None

    @property
    def name(self) -> str:
        """The pseudonym where there is a participant, the label as written otherwise."""
        return self.person.pseudonym if self.person else self.label


@dataclass(frozen=True)
class Text:
    """A text version, opened: its words, structure and speakers."""

    version_id: UUID
    words: str
    structure: Structure
    speakers: dict[int, Speaker]

    @cached_property
    def lines(self) -> list[int]:
        """Where each line starts."""
        return line_starts(self.words)

    def turn_number(self, position: int) -> int | None:
        """The number, from 1, of the turn that holds a position."""
        turn = turn_at(self.structure.turns, position)
        if turn is None:
            return None
        return bisect_right(self.structure.turns, turn.start, key=lambda one: one.start)

    def speaker_at(self, position: int) -> Speaker | None:
        """Who is speaking at a position."""
        turn = turn_at(self.structure.turns, position)
        return self.speakers.get(turn.voice) if turn else None

    def speakers_in(self, span: Span) -> list[Speaker]:
        """Everyone who speaks somewhere in a span, in order of first word."""
        found: dict[int, Speaker] = {}
        for turn in turns_in(self.structure.turns, span):
            if turn.voice in self.speakers:
                found.setdefault(turn.voice, self.speakers[turn.voice])
        return list(found.values())

    def place(self, position: int) -> str:
        """Where a position is, for citing: “turn 12”, or “line 40” in a text without turns."""
        number = self.turn_number(position)
        if number is not None and len(self.structure.turns) > 1:
            return _("turn %(number)s") % {"number": number}
        return _("line %(number)s") % {"number": bisect_right(self.lines, position)}


def turns_in(turns: Sequence[Turn], span: Span) -> Sequence[Turn]:
    """The turns that share a code point with a span."""
    first = max(bisect_right(turns, span.start, key=lambda turn: turn.start) - 1, 0)
    last = bisect_right(turns, span.end - 1, key=lambda turn: turn.start)
    return [turn for turn in turns[first:last] if turn.start < span.end and span.start < turn.end]


def sources(by: Membership) -> list[SourceLine]:
    """Every source, in the order in which they came."""
    require(by, "study.read")
    return lines(by, Source.objects.filter(study_id=by.study_id).order_by("number"))


def lines(by: Membership, rows: Iterable[Source]) -> list[SourceLine]:
    """Sources as a list shows them, in the order given."""
    found = list(rows)
    abouts = wording.read_all(by.key, [row.about for row in found])
    sizes = {row.id: row for row in _versions(by, {source.current for source in found})}
    speaking = _people_by_version(by)
    return [
        SourceLine(
            row.id,
            row.number,
            abouts[row.about]["title"],
            row.kind,
            row.format,
            sizes[row.current].length,
            sizes[row.current].turns,
            tuple(speaking.get(row.current, ())),
            row.current,
            abouts[row.about].get("attributes", {}),
            abouts[row.about].get("file_name", ""),
        )  # fmt: skip
        for row in found
    ]


def source(by: Membership, ref: str | int | UUID) -> Source:
    """One source by id, number (“S12” or 12) or title. Raises `NotThere`, whatever the reason."""
    require(by, "study.read")
    rows = Source.objects.filter(study_id=by.study_id)
    found = rows.filter(pk=ref).first() if isinstance(ref, UUID) else _by_written_ref(by, str(ref).strip())
    if found is None:
        raise NotThere(_("There is no source “%(ref)s” in this study.") % {"ref": ref})
    return found


def source_line(by: Membership, row: Source) -> SourceLine:
    """One source as a list shows it."""
    return lines(by, [row])[0]


def text_of(by: Membership, row: Source) -> Text:
    """The words of a source as they stand now."""
    return texts(by, [row.current])[row.current]


def texts(by: Membership, version_ids: Iterable[UUID]) -> dict[UUID, Text]:
    """Many text versions, opened together."""
    require(by, "study.read")
    wanted = set(version_ids)
    versions = _versions(by, wanted)
    opened = store.open_all(by.key, [part for row in versions for part in (row.text, row.structure)])
    known = {person.id: person for person in people(by)}
    voices = _voices(by, wanted)
    result = {}
    for row in versions:
        structure = Structure.from_json(opened[row.structure])
        speakers = {
            voice.index: _speaker(voice, structure, known)
            for voice in voices.get(row.id, ())
            if voice.index < len(structure.voices)
        }
        result[row.id] = Text(row.id, opened[row.text], structure, speakers)
    return result


def words_of_version(by: Membership, version: TextVersion) -> str:
    """Only the words of a text version: what checking a span needs."""
    return store.open_text(by.key, version.text)


def original_of(by: Membership, row: Source) -> tuple[str, bytes]:
    """The file as it came: its name and bytes. Raises `NotThere` where it came from no file of its own."""
    require(by, "study.read")
    if row.original is None:
        raise NotThere(_("This source came from no file of its own."))
    return wording.read(by.key, row.about)["file_name"], store.open_bytes(by.key, row.original)


def marks_known(by: Membership) -> dict[str, int]:
    """The marks of the files already here, with the source's number: by them a file that comes again is known."""
    rows = list(Source.objects.filter(study_id=by.study_id).values_list("number", "about"))
    abouts = wording.read_all(by.key, [about for _, about in rows])
    return {abouts[about]["mark"]: number for number, about in rows if "mark" in abouts[about]}


def kinds() -> list[tuple[str, str]]:
    """The kinds of source, each with what people call it."""
    return [(kind.value, str(kind.label)) for kind in Kind]


def parts() -> list[tuple[str, str]]:
    """What a speaker can be, each with what people call it."""
    return [(part.value, str(part.label)) for part in Voice.Part]


def voice(by: Membership, voice_id: UUID) -> Voice:
    """One voice. Raises `NotThere`."""
    return fetched(by, Voice, voice_id, _("There is no such speaker in this study."))


def _versions(by: Membership, wanted: set[UUID]) -> list[TextVersion]:
    rows = TextVersion.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        return list(rows.filter(id__in=wanted))
    return [row for row in rows if row.id in wanted]


def _voices(by: Membership, wanted: set[UUID]) -> dict[UUID, list[Voice]]:
    rows = Voice.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(version_id__in=wanted)
    result: dict[UUID, list[Voice]] = {}
    for voice in rows:
        result.setdefault(voice.version_id, []).append(voice)
    return result


def _speaker(voice: Voice, structure: Structure, known: dict[UUID, Person]) -> Speaker:
    person = known.get(voice.participant_id) if voice.participant_id else None
    return Speaker(voice.id, voice.index, structure.voices[voice.index], voice.part, person)


def _people_by_version(by: Membership) -> dict[UUID, list[Person]]:
    known = {person.id: person for person in people(by)}
    result: dict[UUID, list[Person]] = {}
    rows = Voice.objects.filter(study_id=by.study_id, participant__isnull=False).order_by("index")
    for version_id, participant_id in rows.values_list("version_id", "participant_id"):
        person = known[participant_id]
        if person not in result.setdefault(version_id, []):
            result[version_id].append(person)
    return result


def _by_written_ref(by: Membership, ref: str) -> Source | None:
    rows = Source.objects.filter(study_id=by.study_id)
    digits = ref[1:] if ref[:1] in "sS" else ref
    if digits.isdecimal() and len(digits) < 10:
        return rows.filter(number=int(digits)).first()
    try:
        return rows.filter(pk=UUID(ref)).first()
    except ValueError:
        pass
    same = [
        line.id
        for line in sources(by)
        if ref.casefold() in (line.title.casefold(), line.file_name.casefold())
    ]
    return rows.get(pk=same[0]) if len(same) == 1 else None
