"""Which words are a participant's: texts in which they alone speak, turns and quoted speech in texts of several.

Everything is looked at, also what members keep to themselves and what is under the guardian's key: words are taken
out wherever they are. What is counted for people to see is another matter; see `places`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from firsthand.analysis.coding.models import Coding
from firsthand.core.noting import mentions, sentences_at, speech
from firsthand.core.quoting import Quotes
from firsthand.core.spans import Span, covered, within, without
from firsthand.core.transcript import Structure, spoken, words_said
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import names_of
from firsthand.field.people.selectors import everybodys_names
from firsthand.field.sources.models import OwnWords, Placed, Source, TextVersion, Voice
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import Past, past
from firsthand.ground.vault import store
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.keyring.models import TextKey


@dataclass(frozen=True)
class Held:
    """A standing text, and whose voices are in it."""

    source: Source
    version: TextVersion
    words: str
    structure: Structure
    whose: dict[int, UUID | None]  # by voice: the participant, None for the team and others

    @property
    def participants(self) -> set[UUID]:
        """Who of the participants speaks in it."""
        return {one for one in self.whose.values() if one is not None}

    def turns_of(self, participant_id: UUID | None) -> Iterator[Span]:
        """What somebody says in it, without labels and without the space after."""
        for turn in self.structure.turns:
            if self.whose.get(turn.voice) == participant_id and (said := words_said(turn, self.words)):
                yield said


@dataclass(frozen=True)
class Shared:
    """A text in which others speak too, or that one of the team wrote, with what in it is the participant's."""

    held: Held
    own: tuple[Span, ...]  # what they say
    named: tuple[Span, ...]  # sentences of the team in which they are named
    spoken_of: tuple[Span, ...]  # turns of other participants who name them
    labels: tuple[Span, ...]  # what stands before their turns: “IKE”, also where the words are gone already


@dataclass(frozen=True)
class Own:
    """Everything that is a participant's, or names them."""

    participant: Participant
    names: tuple[str, ...]  # all that they are called here
    outside: tuple[str, ...] = field(
        repr=False
    )  # and what they are called elsewhere, as far as the member may know
    everybody: dict[str, UUID] = field(repr=False)  # whom each name means
    alone: tuple[Held, ...] = field(repr=False)
    shared: tuple[Shared, ...] = field(repr=False)
    codings: tuple[Coding, ...] = field(repr=False)  # on their words, wherever they are
    said: tuple[str, ...] = field(
        repr=False
    )  # all they ever said here, also in texts that are replaced by now
    others: tuple[str, ...] = field(repr=False)
    past: Past = field(repr=False)

    @cached_property
    def quotes(self) -> Quotes:
        """Their words, to be found again."""
        return Quotes(self.said, self.others)

    @cached_property
    def with_speech(self) -> tuple[Shared, ...]:
        """The shared texts in which they say something."""
        return tuple(one for one in self.shared if one.own)


def own(by: Membership, participant: Participant) -> Own:
    """All of it. Linear in the study's texts and entries."""
    held, was = standing(by), past(by.study_id)
    outside = names_of(by, participant) if by.has_names else ()
    pseudonyms = everybodys_names(by)
    called = _called(participant, pseudonyms, outside)
    everybody = pseudonyms | dict.fromkeys(called, participant.id)
    alone = tuple(one for one in held if one.participants == {participant.id})
    rest = [one for one in held if one.participants != {participant.id}]
    whose = _whose(by, participant, rest)
    shared = tuple(
        found
        for one in rest
        if (found := _shared(one, participant.id, called, everybody, whose.get(one.version.id, ())))
        is not None
    )
    by_version = {one.held.version.id: one for one in shared}
    codings = tuple(_codings(by, participant, alone, by_version))
    said = [span.words_in(one.words) for one in alone for span in one.turns_of(participant.id)]
    said += [span.words_in(one.held.words) for one in shared for span in one.own]
    said += list(said_before(by, participant, was))
    others = [one.words for one in rest if one.version.id not in by_version]
    others += [
        left.words_in(one.held.words)
        for one in shared
        for left in without(Span(0, max(1, len(one.held.words))), one.own)
    ]
    others += [span.words_in(one.words) for one in alone for span in one.turns_of(None)]
    return Own(
        participant, called, outside, everybody, alone, shared, codings, tuple(said), tuple(others), was
    )


def standing(by: Membership) -> list[Held]:
    """Every text of the study as it stands, opened, in order of its source."""
    sources = list(Source.objects.filter(study_id=by.study_id).order_by("number"))
    versions = {
        row.id: row
        for row in TextVersion.objects.filter(study_id=by.study_id, id__in=[row.current for row in sources])
    }
    voices: dict[UUID, dict[int, UUID | None]] = defaultdict(dict)
    rows = Voice.objects.filter(study_id=by.study_id)
    for version_id, index, participant_id in rows.values_list("version_id", "index", "participant_id"):
        voices[version_id][index] = participant_id
    opened = store.open_all(by.key, [part for row in versions.values() for part in (row.text, row.structure)])
    return [
        Held(
            source, version, opened[version.text], Structure.from_json(opened[version.structure]), voices[version.id],
        )
        for source in sources
        for version in [versions[source.current]]
    ]  # fmt: skip


def opened_by_any(by: Membership, ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Those of some sealed texts that either of the member's keys opens: the study's, or the one for names."""
    wanted = set(ids)
    plain = store.open_to(by.key, wanted)
    found = dict(store.open_each(by.key, plain))
    if by.has_names:
        found |= dict(_guarded(by.names, wanted - plain))
    return found


def own_in(
    text: str,
    structure: Structure,
    voices: set[int],
    names: dict[str, UUID],
    participant_id: UUID,
    *,
    noted: bool,
) -> list[Span]:
    """What a participant says in one text: the turns of their voices, and, where it is noted down, quoted speech."""
    spans = [said for turn in structure.turns if turn.voice in voices and (said := words_said(turn, text))]
    if noted:
        spans += [span for span, who in speech(text, names) if who == participant_id]
    return covered(spans)


def _shared(
    held: Held,
    participant_id: UUID,
    called: Sequence[str],
    everybody: dict[str, UUID],
    whose: Sequence[Span],
) -> Shared | None:
    voices = {index for index, one in held.whose.items() if one == participant_id}
    noted = not held.participants
    said = own_in(held.words, held.structure, voices, everybody, participant_id, noted=noted)
    for span in whose:  # said to be theirs: the speech in it, or all of it where none is marked
        said += [] if any(one.touches(span) for one in said) else [span]
    mine = covered(said)
    places = [span for span, _who in mentions(held.words, dict.fromkeys(called, participant_id))]
    places = [span for span in places if not _in_label(held.structure, span) and not within(span, mine)]
    turns = [
        span
        for other in held.participants - {participant_id}
        for span in held.turns_of(other)
        if any(span.encloses(place) for place in places)
    ]
    observed = [place for place in places if not within(place, turns)]
    named = [
        left
        for sentence in sentences_at(held.words, observed)
        for left in without(sentence, _speech_of_others(held, everybody, participant_id))
        if any(left.touches(place) for place in observed)
    ]
    labels = _labels(held, participant_id, called)
    if not (mine or named or turns or labels):
        return None
    return Shared(held, tuple(mine), tuple(covered(named)), tuple(covered(turns)), tuple(labels))


def label_is_theirs(held: Held, voice: int, participant_id: UUID, called: Iterable[str]) -> bool:
    """Whether a speaker's label is this participant's: their voice, or their name."""
    names = {name.casefold() for name in called}
    return held.whose.get(voice) == participant_id or held.structure.voices[voice].casefold() in names


def _labels(held: Held, participant_id: UUID, called: Sequence[str]) -> list[Span]:
    """Their label before each of their turns, without what stands between it and the words."""
    found = []
    for turn in held.structure.turns:
        label = held.structure.voices[turn.voice]
        if label and turn.words > turn.start and label_is_theirs(held, turn.voice, participant_id, called):
            at = held.words.find(label, turn.start, turn.words)
            if at >= 0:
                found.append(Span(at, at + len(label)))
    return found


def _speech_of_others(held: Held, everybody: dict[str, UUID], participant_id: UUID) -> list[Span]:
    if held.participants:
        return []
    return [span for span, who in speech(held.words, everybody) if who != participant_id]


def _in_label(structure: Structure, span: Span) -> bool:
    return any(turn.start <= span.start < turn.words for turn in structure.turns)


def _whose(by: Membership, participant: Participant, held: Sequence[Held]) -> dict[UUID, list[Span]]:
    """Where somebody said that words are theirs, of a coding or of the words themselves; by text version."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    versions = [one.version.id for one in held]
    rows: list[Placed] = [
        *Coding.objects.filter(study_id=by.study_id, whose=participant, version_id__in=versions),
        *OwnWords.objects.filter(study_id=by.study_id, participant=participant, version_id__in=versions),
    ]
    for row in rows:
        found[row.version_id].append(row.span)
    return found


def _codings(
    by: Membership, participant: Participant, alone: Sequence[Held], shared: dict[UUID, Shared]
) -> Iterator[Coding]:
    """All codings on texts in which they alone speak; elsewhere those on their words, or said to be theirs."""
    theirs = {one.source.id for one in alone}
    for row in Coding.objects.filter(study_id=by.study_id).select_related("version").order_by("id"):
        there = shared.get(row.version_id)
        if (
            row.version.source_id in theirs
            or row.whose_id == participant.id
            or (there is not None and within(row.span, there.own))
        ):
            yield row


def said_before(by: Membership, participant: Participant, was: Past) -> Iterator[str]:
    """What they said in texts that stand no more: corrected since, replaced, removed with their source."""
    voices: dict[str, set[int]] = defaultdict(set)
    for voice in was.get("sources.voice", {}).values():
        if voice.values.get("participant_id") == participant.id.hex:
            voices[voice.values["version_id"]].add(voice.values["index"])
    versions = was.get("sources.textversion", {})
    ids = {text for version in voices if version in versions for text in versions[version].named}
    opened = opened_by_any(by, ids)
    for version, indexes in voices.items():
        readable = [opened[text].decode() for text in versions[version].named if text in opened]
        structures = [Structure.from_json(one) for one in readable if one.startswith('{"voices":')]
        for text in readable:
            for structure in structures:
                for turn in structure.turns:
                    if turn.voice in indexes and turn.end <= len(text) and (said := spoken(turn)):
                        yield said.words_in(text)


def _called(participant: Participant, pseudonyms: dict[str, UUID], outside: Sequence[str]) -> tuple[str, ...]:
    """All that they may be called in a text. One letter or two are no name to look for."""
    own_names = [name for name, one in pseudonyms.items() if one == participant.id]
    return tuple(dict.fromkeys(name for name in (*own_names, participant.label, *outside) if len(name) > 2))


def _guarded(key: NamesKey, ids: set[UUID]) -> Iterator[tuple[UUID, bytes]]:
    rows = TextKey.objects.filter(study_id=key.study_id, guarded__isnull=False)
    for text_id in rows.values_list("id", flat=True):
        if text_id in ids:
            yield text_id, store.open_guarded(key, text_id)
