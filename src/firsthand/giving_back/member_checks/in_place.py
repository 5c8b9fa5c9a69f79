"""Somebody's own words under a coding, each inside the turn in which they stand. What others said is in none of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.coding.selectors import CodingLine
from firsthand.core.spans import Span, without
from firsthand.core.transcript import words_said
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.models import OwnWords
from firsthand.field.sources.sight import seen
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class InPlace:
    """A piece of a quote: the words, and what the same person said right before and after in one go."""

    before: str
    words: str
    after: str


def in_place(by: Membership, participant: UUID, codings: Iterable[CodingLine]) -> dict[UUID, list[InPlace]]:
    """By coding its pieces; none where no word of theirs is under it."""
    lines = list(codings)
    opened = texts(by, {line.version_id for line in lines})
    own = {version: _own(by, text, participant) for version, text in opened.items()}
    found: dict[UUID, list[InPlace]] = defaultdict(list)
    for line in lines:
        text = opened[line.version_id].words if line.version_id in opened else ""
        for turn in own.get(line.version_id, ()):
            if (quote := turn.overlap(line.span)) is not None:
                found[line.id].append(
                    InPlace(
                        Span(turn.start, quote.start).words_in(text) if turn.start < quote.start else "",
                        quote.words_in(text),
                        Span(quote.end, turn.end).words_in(text) if quote.end < turn.end else "",
                    )
                )
    return found


def _own(by: Membership, text: Text, participant: UUID) -> list[Span]:
    """Their turns, and what is marked as theirs elsewhere, without what is told there of people who were not asked."""
    turns = [
        said
        for turn in text.structure.turns
        if (speaker := text.speakers.get(turn.voice)) and speaker.person and speaker.person.id == participant
        if (said := words_said(turn, text.words)) is not None
    ]
    rows = OwnWords.objects.filter(participant_id=participant, version_id=text.version_id)
    marks = [
        there
        for start, end in rows.values_list("start", "end")
        if (there := seen(by, text.version_id, Span(start, end))) is not None
    ]
    unasked = bystanders_in(by, [text.version_id]).get(text.version_id, [])
    whole = sorted([*turns, *(left for mark in marks for left in without(mark, turns))])
    return [left for span in whole for left in without(span, unasked)]
