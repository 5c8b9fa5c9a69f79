"""A text and what in it is a participant's: what they say, where they are named, where others speak of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from firsthand.core.noting import mentions, sentences_at, speech
from firsthand.core.spans import Span, covered, within, without
from firsthand.core.transcript import Structure, words_said
from firsthand.field.sources.models import Source, TextVersion


@dataclass(frozen=True)
class Spoken:
    """A text as it stands or once stood, and whose voices are in it."""

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
class Held(Spoken):
    """A text that stands."""

    source: Source
    version: TextVersion


@dataclass(frozen=True)
class Parts:
    """What in a text is a participant's."""

    own: tuple[Span, ...] = ()  # what they say
    named: tuple[Span, ...] = ()  # sentences of the team in which they are named
    spoken_of: tuple[Span, ...] = ()  # turns of other participants who name them
    labels: tuple[
        Span, ...
    ] = ()  # what stands before their turns: “IKE”, also where the words are gone already

    def __bool__(self) -> bool:
        return bool(self.own or self.named or self.spoken_of or self.labels)

    def loses(self, named: bool) -> bool:
        """Whether anything of it goes; `named`: where they are named, too."""
        return bool(self.own or (named and (self.named or self.labels)))

    def going(self, named: bool) -> list[Span]:
        """What goes of it."""
        return covered([*self.own, *(self.named if named else ())])


@dataclass(frozen=True)
class Earlier:
    """A text that stands in its source no more, with what in it is the participant's.

    It was corrected since, or its source was removed, or an undo took it back. By ids as the trail writes them.
    """

    source: str
    version: str
    parts: Parts
    said: tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """A text in which others speak too, or that one of the team wrote, with what in it is the participant's.

    `earlier`: of the same source, those that stand no more and hold something of theirs. It may be in these alone.
    """

    held: Held
    parts: Parts
    earlier: tuple[Earlier, ...] = ()

    @property
    def own(self) -> tuple[Span, ...]:
        """What they say in the text that stands."""
        return self.parts.own

    def loses(self, named: bool) -> bool:
        """Whether anything goes of the text that stands, or of one before it."""
        return self.parts.loses(named) or any(one.parts.loses(named) for one in self.earlier)

    def going(self, named: bool) -> dict[str, list[Span]]:
        """What goes of each of its texts, by version."""
        found = {one.version: one.parts.going(named) for one in self.earlier}
        return found | {self.held.version.id.hex: self.parts.going(named)}


def parts_of(
    text: Spoken,
    participant_id: UUID,
    called: Sequence[str],
    everybody: dict[str, UUID],
    whose: Sequence[Span],
) -> Parts:
    """What in a text is a participant's. `whose`: words of which somebody said that they are theirs."""
    voices = {index for index, one in text.whose.items() if one == participant_id}
    noted = not text.participants
    said = own_in(text.words, text.structure, voices, everybody, participant_id, noted=noted)
    for span in whose:  # said to be theirs: the speech in it, or all of it where none is marked
        said += [] if any(one.touches(span) for one in said) else [span]
    mine = covered(said)
    places = [span for span, _who in mentions(text.words, dict.fromkeys(called, participant_id))]
    places = [span for span in places if not _in_label(text.structure, span) and not within(span, mine)]
    turns = [
        span
        for other in text.participants - {participant_id}
        for span in text.turns_of(other)
        if any(span.encloses(place) for place in places)
    ]
    observed = [place for place in places if not within(place, turns)]
    named = [
        left
        for sentence in sentences_at(text.words, observed)
        for left in without(sentence, _speech_of_others(text, everybody, participant_id))
        if any(left.touches(place) for place in observed)
    ]
    labels = _labels(text, participant_id, called)
    return Parts(tuple(mine), tuple(covered(named)), tuple(covered(turns)), tuple(labels))


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


def label_is_theirs(text: Spoken, voice: int, participant_id: UUID, called: Iterable[str]) -> bool:
    """Whether a speaker's label is this participant's: their voice, or their name."""
    names = {name.casefold() for name in called}
    return text.whose.get(voice) == participant_id or text.structure.voices[voice].casefold() in names


def _labels(text: Spoken, participant_id: UUID, called: Sequence[str]) -> list[Span]:
    """Their label before each of their turns, without what stands between it and the words."""
    found = []
    for turn in text.structure.turns:
        label = text.structure.voices[turn.voice]
        if label and turn.words > turn.start and label_is_theirs(text, turn.voice, participant_id, called):
            at = text.words.find(label, turn.start, turn.words)
            if at >= 0:
                found.append(Span(at, at + len(label)))
    return found


def _speech_of_others(text: Spoken, everybody: dict[str, UUID], participant_id: UUID) -> list[Span]:
    if text.participants:
        return []
    return [span for span, who in speech(text.words, everybody) if who != participant_id]


def _in_label(structure: Structure, span: Span) -> bool:
    return any(turn.start <= span.start < turn.words for turn in structure.turns)
