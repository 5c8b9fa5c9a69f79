"""Texts, opened: words, turns, and who speaks where."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn, line_starts
from firsthand.field.people.selectors import Person

Said = tuple[tuple[str, ...], tuple[Person, ...]]  # names of those who speak, and the participants among them


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
