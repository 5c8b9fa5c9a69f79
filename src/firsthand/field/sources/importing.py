"""Bringing files in: read them all first, show what was found, then write all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.grids import Line
from firsthand.core.problems import Problem
from firsthand.core.signs import whole
from firsthand.core.transcript import Reading
from firsthand.field.people.selectors import Person, people
from firsthand.field.people.services import add_participant
from firsthand.field.sources.extract.workshop import Workshop
from firsthand.field.sources.models import Kind, Source, TextVersion, Voice
from firsthand.ground.studies import space
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording

# Labels that name a part in the talk and not a person: two files' “Patient” are two people.
INTERVIEWER_LABELS = {
    "interviewer",
    "i",
    "int",
    "q",
    "moderator",
    "researcher",
    "facilitator",
    "interviewerin",
}
ROLE_LABELS = INTERVIEWER_LABELS | {
    "interviewee", "r", "p", "a", "b", "d", "respondent", "participant", "doctor", "patient", "client", "speaker",
    "unknown", "all", "group", "befragte", "befragter",
}  # fmt: skip


@dataclass(slots=True)
class Part:
    """Who a speaker is: one of `Voice.Part`, and for a participant an existing one's id or a new pseudonym."""

    part: str
    participant_id: UUID | None = None
    new_pseudonym: str = ""


@dataclass(slots=True)
class Incoming:
    """A source to be: what an extractor found, and what the person decided about it.

    `parts` has one `Part` for each of the structure's voices. `data` is the file as it came; for the rows of a
    table it stands with the first row only.
    """

    file_name: str
    reading: Reading
    kind: str
    title: str
    data: bytes | None = None
    parts: list[Part] = field(default_factory=list)
    layer: str = ""  # which part of a field note it is
    # Of what another program had before: the row's id, who brought it there, and when.
    id: UUID | None = None
    brought_by_id: UUID | None = None
    brought_at: datetime | None = None

    @property
    def voices(self) -> tuple[str, ...]:
        """The speakers' labels as written in the file."""
        return self.reading.structure.voices


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read, and the sentence that says why."""

    file_name: str
    sentence: str


def read_files(
    by: Membership,
    files: Iterable[tuple[str, bytes]],
    *,
    kind: str = "",
    progress: Callable[[str], None] = lambda name: None,
) -> tuple[list[Incoming], list[Refused]]:
    """Read every file, in a child process where it is hostile ground, and propose what to make of it.

    Nothing is written. `kind` is one of `Kind`, or empty to have it proposed.
    """
    known = people(by)
    incoming: list[Incoming] = []
    refused: list[Refused] = []
    with Workshop() as workshop:
        for written, data in files:
            name = whole(written)  # that of a file on disk may be in bytes of another encoding
            progress(name)
            try:
                readings = workshop.read(name, data)
            except Problem as problem:
                refused.append(Refused(name, str(problem)))
                continue
            for place, reading in enumerate(readings):
                incoming.append(_proposal(name, reading, data if place == 0 else None, kind, known))
    return incoming, refused


def words_in(name: str, data: bytes) -> str:
    """All words of a file from outside, read in a child process, to look through. Raises `Problem`."""
    with Workshop() as workshop:
        return "\n\n".join(reading.text for reading in workshop.read(name, data))


def read_table(name: str, data: bytes) -> list[list[str]]:
    """The rows of a table from outside (csv or xlsx), read in a child process. Raises `Problem`."""
    with Workshop() as workshop:
        return workshop.cells(name, data)


def read_grid(name: str, data: bytes) -> list[Line]:
    """The lines of a table or document from outside (csv, xlsx, docx, html), with how they stand. Raises `Problem`."""
    with Workshop() as workshop:
        return workshop.grid(name, data)


@act("source.import")
def import_sources(by: Membership, *, incoming: Sequence[Incoming]) -> list[Source]:
    """Write sources with their texts, structure, voices and new participants: all of them or none.

    Raises `Problem` where there is nothing to import or a kind is unknown.
    """
    if not incoming:
        raise Problem(_("There is nothing to import."))
    space.require_room(sum(_size(item) for item in incoming))
    return write_sources(by, incoming)


def _size(item: Incoming) -> int:
    """About so many bytes it will come to."""
    return 4 * len(item.reading.text) + len(item.data or b"")


def write_sources(by: Membership, incoming: Sequence[Incoming]) -> list[Source]:
    """Inside an act: the same. Raises `Problem` where a kind is unknown."""
    for item in incoming:
        if item.kind not in Kind.values:
            raise Problem(
                _("“%(kind)s” is no kind of source. There are: %(kinds)s.")
                % {"kind": item.kind, "kinds": ", ".join(Kind.values)}
            )
    with store.keys_together():
        people_made = _make_people(by, incoming)
        sources, versions = _sealed_rows(by, incoming)
    record().create(*sources)
    record().create(*versions)
    record().create(*_voices(by, incoming, versions, people_made))
    return sources


def file_mark(by: Membership, data: bytes) -> str:
    """A keyed mark of a file's bytes, by which the same file is known when it comes again."""
    return mark_of_pieces(by, [data])


def mark_of_pieces(by: Membership, pieces: Iterable[bytes]) -> str:
    """The same mark, for a file that need not be in memory whole."""
    mark = hashlib.blake2b(key=by.key.marking, digest_size=16)
    for piece in pieces:
        mark.update(piece)
    return mark.hexdigest()


def kind_named(written: str) -> str:
    """A kind as a person may type it (“field-note”, “Field_Note”). Raises `Problem`."""
    wanted = " ".join(written.casefold().replace("-", " ").replace("_", " ").split())
    for kind in Kind.values:
        if wanted in (kind, kind.replace(" ", ""), f"{kind}s"):
            return kind
    raise Problem(
        _("“%(kind)s” is no kind of source. There are: %(kinds)s.")
        % {"kind": written, "kinds": ", ".join(Kind.values)}
    )


def _proposal(
    name: str, reading: Reading, data: bytes | None, kind: str, known: Sequence[Person]
) -> Incoming:
    title = reading.title.strip() or PurePath(name.replace("\\", "/")).stem
    incoming = Incoming(name, reading, kind or likely_kind(reading), title[:200], data)
    incoming.parts = [_likely_part(label, known) for label in incoming.voices]
    return incoming


def likely_kind(reading: Reading) -> str:
    """What a text most likely is, by who speaks in it."""
    if reading.format in ("csv", "xlsx"):
        return Kind.SURVEY_ANSWER
    speakers = [label for label in reading.structure.voices if label]
    if len(speakers) < 2:
        return Kind.DOCUMENT
    return Kind.FOCUS_GROUP if len(speakers) > 4 else Kind.INTERVIEW


def _likely_part(label: str, known: Sequence[Person]) -> Part:
    plain = label.strip().strip(".:").casefold()
    for person in known:
        if plain in (person.pseudonym.casefold(), person.label.casefold()):
            return Part(Voice.Part.PARTICIPANT, person.id)
    if plain in INTERVIEWER_LABELS:
        return Part(Voice.Part.INTERVIEWER)
    if plain in ROLE_LABELS or plain.rstrip("0123456789 ") in ROLE_LABELS or len(plain) < 2:
        return Part(Voice.Part.OTHER)
    return Part(Voice.Part.OTHER, new_pseudonym=label.strip().title() if label.isupper() else label.strip())


def _make_people(by: Membership, incoming: Sequence[Incoming]) -> dict[str, UUID]:
    """Participants for the pseudonyms that are new, each made once however many files they speak in."""
    made: dict[str, UUID] = {}
    for item in incoming:
        for part in item.parts:
            name = part.new_pseudonym.casefold()
            if part.part == Voice.Part.PARTICIPANT and part.participant_id is None and name not in made:
                made[name] = add_participant(by, pseudonym=part.new_pseudonym).id
    return made


def _sealed_rows(by: Membership, incoming: Sequence[Incoming]) -> tuple[list[Source], list[TextVersion]]:
    abouts = [_about(by, item) for item in incoming]
    texts = [item.reading.text for item in incoming]
    structures = [item.reading.structure.to_json() for item in incoming]
    originals = [item.data for item in incoming if item.data is not None]
    ids = iter(store.seal_all(by.key, [*abouts, *texts, *structures, *originals]))
    about_ids, text_ids, structure_ids = ([next(ids) for _ in incoming] for _ in range(3))
    original_ids = [next(ids) if item.data is not None else None for item in incoming]
    first = (by.study.sources.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    now = timezone.now()
    sources: list[Source] = []
    versions: list[TextVersion] = []
    for place, item in enumerate(incoming):
        source = Source(
            study_id=by.study_id, number=first + place, kind=item.kind, about=about_ids[place],
            original=original_ids[place], format=item.reading.format, encoding=item.reading.encoding,
            brought_by_id=item.brought_by_id or by.id, brought_at=item.brought_at or now, layer=item.layer,
        )  # fmt: skip
        if item.id is not None:
            source.id = item.id
        version = TextVersion(
            study_id=by.study_id, source=source, text=text_ids[place], structure=structure_ids[place],
            length=len(item.reading.text), turns=len(item.reading.structure.turns),
        )  # fmt: skip
        source.current = version.id
        sources.append(source)
        versions.append(version)
    return sources, versions


def _about(by: Membership, item: Incoming) -> str:
    about = {
        "title": item.title.strip() or _("Without a title"),
        "file_name": item.file_name,
        "attributes": item.reading.fields,
    }
    if item.data is not None:
        about["mark"] = file_mark(by, item.data)
    return wording.packed(about)


def _voices(
    by: Membership, incoming: Sequence[Incoming], versions: Sequence[TextVersion], made: dict[str, UUID]
) -> list[Voice]:
    return [
        Voice(
            study_id=by.study_id,
            version=version,
            index=index,
            part=part.part,
            participant_id=_participant_of(part, made),
        )  # fmt: skip
        for item, version in zip(incoming, versions, strict=True)
        for index, part in enumerate(item.parts)
    ]


def _participant_of(part: Part, made: dict[str, UUID]) -> UUID | None:
    if part.part != Voice.Part.PARTICIPANT:
        return None
    return part.participant_id or made[part.new_pseudonym.casefold()]
