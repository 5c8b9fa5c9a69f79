"""Reading sources: lists, one whole text, and whose words stand where."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn, line_starts
from firsthand.field.consent.selectors import kept_people
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import Person, described
from firsthand.field.sources.absent import CutText, absent
from firsthand.field.sources.models import Kind, Layer, OwnWords, Source, TextVersion, Voice
from firsthand.field.sources.unseen import SOURCES, unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import Row, fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.asking import asked
from firsthand.ground.vault import store, wording

# Up to this many, rows are asked for by id; beyond, reading the whole table is quicker than naming each.
NAMED_AT_ONCE = 400

Said = tuple[tuple[str, ...], tuple[Person, ...]]  # names of those who speak, and the participants among them


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
    layer: str = ""  # which part of a field note it is
    private: bool = False  # its writer keeps it to themselves

    @property
    def layer_name(self) -> str:
        """Which part of a field note it is, as people call it."""
        return str(Layer(self.layer).label) if self.layer else ""

    @property
    def sort(self) -> str:
        """What is counted apart: the part of a field note, or the kind."""
        return self.layer or self.kind

    @property
    def sort_name(self) -> str:
        """The same, as people call it."""
        return self.layer_name or str(dict(Kind.choices).get(self.kind, self.kind))

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


@dataclass(frozen=True, slots=True)
class Talk:
    """Who speaks where, in bare numbers: for each turn its start, its end and the index of its voice.

    A thousand texts have a hundred thousand turns. As objects they would cost more to make, and to walk past at each
    garbage collection, than the words cost to decrypt.
    """

    voices: list[str]  # labels as written
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    whose: tuple[int, ...]

    @classmethod
    def from_json(cls, written: str) -> Talk:
        """Read from what `Structure.to_json` wrote."""
        found = json.loads(written)
        turns = zip(*found["turns"], strict=True) if found["turns"] else [()] * len(fields(Turn))
        starts, _words, ends, whose, *_times = turns
        return cls(found["voices"], starts, ends, whose)

    def number_at(self, position: int) -> int | None:
        """The number, from 1, of the turn that holds a position."""
        number = bisect_right(self.starts, position)
        return number if number and position < self.ends[number - 1] else None

    def voices_in(self, span: Span) -> list[int]:
        """The voices of the turns that share a code point with a span, in order of first word."""
        first = max(bisect_right(self.starts, span.start) - 1, 0)
        last = bisect_right(self.starts, span.end - 1)
        return list(dict.fromkeys(self.whose[at] for at in range(first, last) if span.start < self.ends[at]))


@dataclass(frozen=True)
class Text:
    """A text version, opened: its words, structure and speakers.

    The structure is taken apart as far as somebody asks: an excerpt needs to know who speaks there, and no more.
    """

    version_id: UUID
    words: str
    written: str  # the structure as it is sealed
    who: dict[int, tuple[UUID, str, Person | None]]  # by voice: its id, part and person

    @cached_property
    def structure(self) -> Structure:
        """All turns and marks."""
        return Structure.from_json(self.written)

    @cached_property
    def talk(self) -> Talk:
        """Who speaks where."""
        return Talk.from_json(self.written)

    @cached_property
    def speakers(self) -> dict[int, Speaker]:
        """Who speaks, by the voice's place in the structure."""
        labels = self.talk.voices
        return {
            index: Speaker(voice_id, index, labels[index], part, person)
            for index, (voice_id, part, person) in self.who.items()
            if index < len(labels)
        }

    @cached_property
    def lines(self) -> list[int]:
        """Where each line starts."""
        return line_starts(self.words)

    def turn_number(self, position: int) -> int | None:
        """The number, from 1, of the turn that holds a position."""
        return self.talk.number_at(position)

    def speaker_at(self, position: int) -> Speaker | None:
        """Who is speaking at a position."""
        number = self.turn_number(position)
        return self.speakers.get(self.talk.whose[number - 1]) if number else None

    def speakers_in(self, span: Span) -> list[Speaker]:
        """Everyone who speaks somewhere in a span, in order of first word."""
        return [self.speakers[voice] for voice in self.talk.voices_in(span) if voice in self.speakers]

    def said_by(self, span: Span) -> Said:
        """The names of everyone who speaks in a span, and the participants among them, in order of first word."""
        voices = tuple(self.talk.voices_in(span))
        if voices not in self._said:  # the same few speak in all of a text's excerpts
            self._said[voices] = _said([self.speakers[voice] for voice in voices if voice in self.speakers])
        return self._said[voices]

    def people(self) -> tuple[Person, ...]:
        """The participants who speak in it, in order of their voices."""
        speaking = [person for _index, (_id, _part, person) in sorted(self.who.items()) if person]
        return tuple(dict.fromkeys(speaking))

    def place(self, position: int) -> str:
        """Where a position is, for citing: “turn 12”, or “line 40” in a text without turns."""
        number = self.turn_number(position)
        if number is not None and len(self.talk.starts) > 1:
            return self._turn_named % {"number": number}
        return _("line %(number)s") % {"number": bisect_right(self.lines, position)}

    @cached_property
    def _said(self) -> dict[tuple[int, ...], Said]:
        return {}

    @cached_property
    def _turn_named(self) -> str:
        return _("turn %(number)s")


def _said(speakers: Sequence[Speaker]) -> Said:
    names = dict.fromkeys(speaker.name for speaker in speakers if speaker.name)
    return tuple(names), tuple(dict.fromkeys(speaker.person for speaker in speakers if speaker.person))


def turns_in(turns: Sequence[Turn], span: Span) -> Sequence[Turn]:
    """The turns that share a code point with a span."""
    first = max(bisect_right(turns, span.start, key=lambda turn: turn.start) - 1, 0)
    last = bisect_right(turns, span.end - 1, key=lambda turn: turn.start)
    return [turn for turn in turns[first:last] if turn.start < span.end and span.start < turn.end]


def readable(by: Membership) -> QuerySet[Source]:
    """The sources that a member may know of: all but those that are absent for them."""
    rows = Source.objects.filter(study_id=by.study_id)
    kept = sources_kept_from(by)
    return rows.exclude(id__in=kept) if kept else rows


def sources_kept_from(by: Membership) -> frozenset[UUID]:
    """The sources that a member may not know of: see `absent`."""
    return absent(by).sources


def kept_from(by: Membership) -> frozenset[UUID]:
    """The text versions that a member may not know of: those of such sources, and earlier ones of what is cut."""
    return absent(by).versions


def number_for(by: Membership, number: int) -> int:
    """What a source's number is for this member."""
    return unseen(by).number(SOURCES, number)


def seen(by: Membership, version_id: UUID, span: Span) -> Span | None:
    """Where a stretch of a text version is in the words that this member reads; None where they read none of it."""
    return absent(by).seen(version_id, span)


def meant(by: Membership, version_id: UUID, span: Span) -> Span:
    """Where a stretch of the words that this member reads is in the text version."""
    return absent(by).meant(version_id, span)


def length_for(by: Membership, version: TextVersion) -> int:
    """How many code points of a text version this member reads."""
    found = absent(by).cuts.get(version.id)
    return version.length if found is None else version.length - found.cut.removed


def fetched_with_source(by: Membership, model: type[Row], row_id: UUID, sentence: str) -> Row:
    """A row of the member's study that is a source, or belongs to one or to its text: if they may know of that source.

    Raises `NotThere` with the sentence, whatever the reason.
    """
    row = fetched(by, model, row_id, sentence)
    source_id = row.id if isinstance(row, Source) else getattr(row, "source_id", None)
    if source_id in sources_kept_from(by) or getattr(row, "version_id", None) in kept_from(by):
        raise NotThere(sentence)
    return row


def sources(by: Membership) -> list[SourceLine]:
    """Every source, in the order in which they came."""
    require(by, "study.read")
    return lines(by, readable(by).order_by("number"))


def lines(by: Membership, rows: Iterable[Source]) -> list[SourceLine]:
    """Sources as a list shows them, in the order given."""
    found = list(rows)
    current = {row.current for row in found}
    sizes = _sizes(by, current)
    speaking = _people_by_version(by, current)
    shown = {
        version: (length, turns, speaking.get(version, ())) for version, (length, turns) in sizes.items()
    }
    return _shown(by, found, shown)


def lines_by_text(by: Membership, opened: Mapping[UUID, Text]) -> dict[UUID, SourceLine]:
    """The sources of these texts, by text version: of those that stand."""
    require(by, "study.read")
    rows = readable(by).only("number", "kind", "about", "current", "format", "layer", "private_to")
    if len(opened) <= NAMED_AT_ONCE:
        rows = rows.filter(current__in=opened)
    known = {
        version: (len(text.words), len(text.talk.starts), text.people()) for version, text in opened.items()
    }
    return {
        line.version_id: line for line in _shown(by, [row for row in rows if row.current in opened], known)
    }


def _shown(
    by: Membership, rows: Sequence[Source], versions: Mapping[UUID, tuple[int, int, tuple[Person, ...]]]
) -> list[SourceLine]:
    """Sources with the length, number of turns and people of their standing text versions."""
    abouts = wording.read_all(by.key, [row.about for row in rows])
    past = unseen(by)
    return [
        SourceLine(
            row.id,
            past.number(SOURCES, row.number),
            abouts[row.about]["title"],
            row.kind,
            row.format,
            *versions[row.current],
            row.current,
            abouts[row.about].get("attributes", {}),
            abouts[row.about].get("file_name", ""),
            row.layer,
            row.private_to_id is not None,
        )
        for row in rows
    ]


def source(by: Membership, ref: str | int | UUID) -> Source:
    """One source by id, number (“S12” or 12) or title. Raises `NotThere`, whatever the reason."""
    require(by, "study.read")
    rows = readable(by)
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
    wanted = set(version_ids) - kept_from(by)
    versions = _versions(by, wanted, "text", "structure")
    opened = store.open_all(by.key, [part for parts in versions.values() for part in parts])
    who = _voices(by, wanted)
    cuts = absent(by).cuts
    return {
        version_id: _text(version_id, opened[text], opened[structure], who.get(version_id, {}), cuts)
        for version_id, (text, structure) in versions.items()
    }


def talks(by: Membership, version_ids: Iterable[UUID]) -> dict[UUID, Text]:
    """Who speaks where in many text versions, without their words: those stay sealed."""
    require(by, "study.read")
    wanted = set(version_ids) - kept_from(by)
    versions = _versions(by, wanted, "structure")
    opened = store.open_all(by.key, [structure for (structure,) in versions.values()])
    who = _voices(by, wanted)
    cuts = absent(by).cuts
    return {
        version_id: _text(version_id, "", opened[structure], who.get(version_id, {}), cuts)
        for version_id, (structure,) in versions.items()
    }


def owners(by: Membership, opened: Mapping[UUID, Text]) -> Callable[[UUID, Span], frozenset[UUID]]:
    """For stretches of some text versions: whose words they hold, who speaks there or whose own are marked there."""
    gone, kept = absent(by), kept_people(by)
    marked: dict[UUID, list[tuple[Span, UUID]]] = defaultdict(list)
    rows = OwnWords.objects.filter(study_id=by.study_id).exclude(participant_id__in=kept)
    for version, start, end, person in rows.values_list("version_id", "start", "end", "participant_id"):
        marked[version].append((Span(start, end), person))

    def of(version_id: UUID, span: Span) -> frozenset[UUID]:
        whole = gone.meant(version_id, span)
        own = {person for mark, person in marked.get(version_id, ()) if mark.overlap(whole)}
        return frozenset(own | {person.id for person in opened[version_id].said_by(span)[1]})

    return of


def _text(
    version_id: UUID,
    words: str,
    structure: str,
    who: dict[int, tuple[UUID, str, Person | None]],
    cuts: Mapping[UUID, CutText],
) -> Text:
    found = cuts.get(version_id)
    if found is None:
        return Text(version_id, words, structure, who)
    left = found.cut.structure(Structure.from_json(structure), unnamed=found.voices)
    return Text(version_id, found.cut.text(words), left.to_json(), who)


def standing_version(by: Membership, row: Source) -> TextVersion:
    """The text version of a source that stands now. Raises `NotThere` where the source is gone."""
    for version in asked(TextVersion, "id = %s AND study_id = %s", row.current, by.study_id):
        return version
    raise NotThere(_("There is no source “%(ref)s” in this study.") % {"ref": number_for(by, row.number)})


def words_of_version(by: Membership, version: TextVersion) -> str:
    """Only the words of a text version: what checking a span needs."""
    return store.open_text(by.key, version.text)


def key_of_copies(by: Membership, row: Source) -> bytes:
    """The key under which a browser keeps what it was sent of a source: gone when the words are."""
    return store.key_of_copies(by.key, standing_version(by, row).text)


def key_of_drafts(by: Membership, row: Source | None) -> bytes:
    """The key under which a browser keeps what is being typed over a source, or as a new one.

    A source's is made from the key of its first text, so that it is the same after a correction by somebody else,
    and gone when the words are taken out.
    """
    require(by, "study.read")
    if row is None:
        return store.key_of_drafts(by.key, by.id)
    texts = row.versions.order_by("number").values_list("text", flat=True)
    open_to = store.open_to(by.key, texts)  # a text from before names were taken out is the guardian's
    first = next((text for text in texts if text in open_to), texts[0])
    return store.key_of_copies(by.key, first)


def original_of(by: Membership, row: Source) -> tuple[str, bytes]:
    """The file as it came: its name and bytes. Raises `NotThere` where it came from no file of its own."""
    require(by, "study.read")
    if row.original is None or row.current in absent(by).cuts:
        raise NotThere(_("This source came from no file of its own."))
    return wording.read(by.key, row.about)["file_name"], store.open_bytes(by.key, row.original)


def marks_known(by: Membership) -> dict[str, int]:
    """The marks of the files already here, with the source's number: by them a file that comes again is known."""
    rows = list(readable(by).values_list("number", "about"))
    abouts = wording.read_all(by.key, [about for _, about in rows])
    return {
        abouts[about]["mark"]: number_for(by, number) for number, about in rows if "mark" in abouts[about]
    }


def kinds() -> list[tuple[str, str]]:
    """The kinds of source, each with what people call it."""
    return [(kind.value, str(kind.label)) for kind in Kind]


def parts() -> list[tuple[str, str]]:
    """What a speaker can be, each with what people call it."""
    return [(part.value, str(part.label)) for part in Voice.Part]


def voice(by: Membership, voice_id: UUID) -> Voice:
    """One voice. Raises `NotThere`."""
    return fetched_with_source(by, Voice, voice_id, _("There is no such speaker in this study."))


def _versions(by: Membership, wanted: set[UUID], *fields: str) -> dict[UUID, list[Any]]:
    rows = TextVersion.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(id__in=wanted)
    return {version: values for version, *values in rows.values_list("id", *fields) if version in wanted}


def _sizes(by: Membership, wanted: set[UUID]) -> dict[UUID, list[int]]:
    """The length and number of turns of text versions, as this member reads them."""
    sizes = _versions(by, wanted, "length", "turns")
    for version, found in absent(by).cuts.items():
        if version in sizes:
            length, turns = sizes[version]
            sizes[version] = [length - found.cut.removed, turns - found.turns]
    return sizes


def _voices(by: Membership, wanted: set[UUID]) -> dict[UUID, dict[int, tuple[UUID, str, Person | None]]]:
    """Who speaks in each text version, by the voice's place in its structure."""
    rows = Voice.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(version_id__in=wanted)
    cuts = absent(by).cuts
    found = [
        row
        for row in rows.values_list("version_id", "index", "id", "part", "participant_id")
        if row[0] not in cuts or row[1] not in cuts[row[0]].voices
    ]
    known = _people_of(by, {person_id for *_rest, person_id in found if person_id})
    result: dict[UUID, dict[int, tuple[UUID, str, Person | None]]] = {}
    for version, index, voice_id, part, person_id in found:
        person = known.get(person_id) if person_id else None
        result.setdefault(version, {})[index] = (voice_id, part, person)
    return result


def _people_of(by: Membership, wanted: set[UUID]) -> dict[UUID, Person]:
    """These participants, with their words opened."""
    rows = Participant.objects.filter(study_id=by.study_id)
    if len(wanted) <= NAMED_AT_ONCE:
        rows = rows.filter(id__in=wanted)
    return {person.id: person for person in described(by, rows)}


def _people_by_version(by: Membership, wanted: set[UUID]) -> dict[UUID, tuple[Person, ...]]:
    """The participants who speak in each text version, in order of their voices."""
    return {
        version: tuple(dict.fromkeys(person for _, (_, _, person) in sorted(voices.items()) if person))
        for version, voices in _voices(by, wanted).items()
    }


def _by_written_ref(by: Membership, ref: str) -> Source | None:
    rows = readable(by)
    digits = ref[1:] if ref[:1] in "sS" else ref
    if digits.isdecimal() and len(digits) < 10:
        return rows.filter(number=unseen(by).meant(SOURCES, int(digits))).first()
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
