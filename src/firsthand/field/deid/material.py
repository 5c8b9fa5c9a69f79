"""All of a study's words, as texts to look through: what was said and noted, memos, titles, file names, attributes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import UUIDField

from firsthand.core.identifying import Document, Given, rule
from firsthand.core.identifying.page import folded_words
from firsthand.core.spans import Span
from firsthand.core.transcript import spoken
from firsthand.field.consent.selectors import kept_people
from firsthand.field.deid.models import Identifier
from firsthand.field.fieldwork.models import Visit
from firsthand.field.fieldwork.selectors import sites, visits
from firsthand.field.people.labels import label_for
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import Named, names
from firsthand.field.people.selectors import people
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.sight import sources_kept_from
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.field.sources.unseen import ALSO_KEPT_WORDS, VISITS, unseen
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import label_of, recorded_fields, recorded_models, rows_of
from firsthand.ground.vault import store
from firsthand.ground.vault.models import Sealed

# The words of a wording that are no words: a file's mark and pieces, its type, times of day.
FORM = frozenset({"mark", "pieces", "type", "began", "ended", "scope", "value", "moment", "form", "how"})
# Sealed by themselves, and not as a wording.
WHOLE_TEXTS = {TextVersion: ("text", "structure"), Source: ("original",)}
APART = (Identifier,)  # they hold what is looked for
# Works that anybody can look up, whose authors are no secret; and a kit as it came, whose codes are closed to most.
PUBLIC = frozenset({"references.reference", "kits.beginning"})


@dataclass(frozen=True, slots=True)
class Where:
    """In which row words stand: “S3” with its id, “memo 4”, “code”."""

    name: str
    row: UUID
    source: UUID | None = None
    text: Text | None = None

    def at(self, position: int) -> str:
        """“S3, turn 12”; “memo 4”."""
        return f"{self.name}, {self.text.place(position)}" if self.text else self.name


@dataclass(frozen=True, slots=True)
class Found:
    """A wording of a row as it stands."""

    row: Recorded
    field: str
    words: object


def documents(by: Membership) -> dict[str, tuple[Document, Where]]:
    """Every text that the member may read, by a key of its own."""
    made: dict[str, tuple[Document, Where]] = {}
    for document, where in (*_texts(by), *_wordings(by)):
        key = str(len(made))
        made[key] = (Document(key, document.words, document.talk, document.present), where)
    return made


def wordings(by: Membership) -> Iterator[Found]:
    """Every wording that a row of the study names as it stands, and that the study key opens."""
    sealed = set(Sealed.objects.filter(study_id=by.study_id).values_list("id", flat=True))
    for model in recorded_models().values():
        named = [
            field.attname
            for field in recorded_fields(model)
            if isinstance(field, UUIDField) and field.attname not in WHOLE_TEXTS.get(model, ())
        ]
        if not named:
            continue
        rows = list(rows_of(model).filter(study_id=by.study_id).order_by("id"))
        ids = {value for row in rows for name in named if (value := getattr(row, name)) in sealed}
        opened = store.open_all(by.key, store.open_to(by.key, ids))
        for row in rows:
            for name in named:
                if (text := opened.get(getattr(row, name))) is not None:
                    yield Found(row, name, _words(text))


def given(by: Membership) -> list[Given]:
    """What is known to tell: names, where the member holds their key; what the study and its sites are called."""
    told = [one for name in names(by) for one in _of_person(name)] if by.has_names else []
    houses = dict.fromkeys([by.study.title, *(site.name for site in sites(by))])
    return told + [Given(words, "D03", rule("D03").replacement) for words in houses if _is_called(words)]


def known(by: Membership) -> list[str]:
    """Names that are no secret: pseudonyms, the team, the codebook's handles."""
    handles = [
        str(found.words["handle"])
        for found in wordings(by)
        if isinstance(found.words, dict) and found.words.get("handle")
    ]
    return [one.pseudonym for one in people(by)] + [one.name for one in members(by)] + handles


def strings(words: object, name: str = "") -> Iterator[str]:
    """Every string of a wording that people read, at whatever depth."""
    if isinstance(words, str) and words and name not in FORM:
        yield words
    elif isinstance(words, dict) and name not in FORM:
        for key, inner in words.items():
            if (
                name and "type" not in words
            ):  # the labels of attributes, but not the fields of what says its type
                yield key
            yield from strings(inner, key)
    elif isinstance(words, list) and name not in FORM:
        for inner in words:
            yield from strings(inner, name or "-")


def _words(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _texts(by: Membership) -> Iterator[tuple[Document, Where]]:
    lines = sources(by)
    opened = texts(by, [line.version_id for line in lines])
    there = _present(by)
    for line in lines:
        text = opened[line.version_id]
        document = Document(line.id, text.words, tuple(_talk(text)), there.get(line.id, frozenset()))
        yield document, Where(line.ref, line.id, line.id, text)


def _talk(text: Text) -> Iterator[tuple[Span, str]]:
    for turn in text.structure.turns:
        said = spoken(turn)
        if said is not None:
            speaker = text.speakers.get(turn.voice)
            yield said, speaker.person.label if speaker and speaker.person else ""


def _present(by: Membership) -> dict[UUID, frozenset[str]]:
    return {
        part.id: frozenset(person.label for person in visit.present)
        for visit in visits(by)
        for note in visit.notes
        for part in note.parts
    }


def _wordings(by: Membership) -> Iterator[tuple[Document, Where]]:
    kept = {one.hex for one in (*sources_kept_from(by), *kept_people(by), *absent(by).visits)} | unseen(
        by
    ).rows
    kept = kept.union(*(also(by) for also in ALSO_KEPT_WORDS))
    refs = {line.id: line for line in sources(by)}
    for found in wordings(by):
        row = found.row
        source = row.id if isinstance(row, Source) else getattr(row, "source_id", None)
        named = {one.hex for one in (row.id, source, getattr(row, "participant_id", None)) if one is not None}
        if isinstance(row, APART) or label_of(type(row)) in PUBLIC or not named.isdisjoint(kept):
            continue
        where = Where(_called(by, row, refs), row.id, source)
        for text in strings(found.words):
            yield Document(row.id, text), where


def _called(by: Membership, row: Recorded, refs: dict[UUID, SourceLine]) -> str:
    if isinstance(row, Source):
        return refs[row.id].ref
    if isinstance(row, Visit):
        return f"{row._meta.verbose_name} {unseen(by).number(VISITS, row.number)}"
    if isinstance(row, Participant):
        return f"{row._meta.verbose_name} {label_for(by, row.label)}"
    number = getattr(row, "number", None) or getattr(row, "label", "")
    return f"{row._meta.verbose_name} {number}".strip()


def _is_called(words: str) -> bool:
    """Whether these are words, and none that were put in place of others."""
    return bool(folded_words(words)) and not words.startswith("[")


def _of_person(name: Named) -> Iterator[Given]:
    """A real name and every nickname, without the words by which the person wants to be read."""
    own = set(folded_words(name.person.pseudonym))
    for words in (name.real_name, *name.known_as):
        left = " ".join(word for word in words.split() if not set(folded_words(word)) <= own)
        if left:
            yield Given(left, "D01", name.person.pseudonym, name.person.label)
