"""Texts that somebody types while listening, and texts corrected in the same way.

What is typed is read as a plain text file is: labels make turns, times before them are the turns' times. A text that
came as something richer keeps what a field of plain letters does not show, where its words are still there: headings
and emphasis, and times that stood beside the words and not among them, as in subtitles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from firsthand.core.anchors import Moved, move_spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Mark, Reading, Structure, Turn, turn_at
from firsthand.field.sources.extract.draft import check_words
from firsthand.field.sources.extract.letters import normal
from firsthand.field.sources.extract.turns import find_turns
from firsthand.field.sources.importing import Incoming, kind_named, read_files
from firsthand.ground.studies.models import Membership


def typed_source(by: Membership, *, title: str, kind: str, text: str) -> Incoming:
    """A source to be, from what was typed. Raises `Problem` where it has no words or no title."""
    title = title.strip()
    if not title:
        raise Problem(_("A source needs a title, so that people can find it."))
    _require_words(text)
    incoming, refused = read_files(by, [("typed.txt", text.encode())], kind=kind_named(kind))
    if refused:
        raise Problem(refused[0].sentence)
    (found,) = incoming
    found.title, found.file_name, found.data = title[:200], "", None
    return found


def corrected(before: str, was: Structure, text: str) -> Reading:
    """What was typed over a text. Raises `Problem` where no words are left."""
    _require_words(text)
    words, _removed = normal(text)
    old: list[Mark | Turn] = [*was.marks, *was.turns]
    places = move_spans(before, words, [Span(one.start, one.end) for one in old])
    marks = _moved_marks(was.marks, places[: len(was.marks)])
    found = Reading(words, find_turns(words, marks, known=[label for label in was.voices if label]))
    there = zip(was.turns, places[len(was.marks) :], strict=True)
    turns = [(turn, place.span) for turn, place in there if place.span]
    if found.structure.turns:
        found.structure = replace(found.structure, turns=_with_times(found.structure.turns, turns))
    else:
        kept = _without_labels(turns)
        found.structure = replace(found.structure, voices=("",) if kept else (), turns=kept)
    return found


def _require_words(text: str) -> None:
    if not any(letter.isalnum() for letter in text):
        raise Problem(_("Nothing is typed yet: a source needs a few words."))
    check_words(_("The text"), text)


def _moved_marks(marks: Sequence[Mark], places: Sequence[Moved]) -> Iterator[Mark]:
    for mark, place in zip(marks, places, strict=True):
        if place.span and place.how != "doubtful":
            yield replace(mark, start=place.span.start, end=place.span.end)


def _with_times(turns: Sequence[Turn], old: Sequence[tuple[Turn, Span]]) -> tuple[Turn, ...]:
    """The turns found, with the times of the turns whose words they hold, where they have none of their own."""
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = {turn.start: number for number, turn in enumerate(turns)}
    for was, place in old:
        first, last = turn_at(turns, place.start), turn_at(turns, place.end - 1)
        if first is not None and was.begins is not None:
            begins.setdefault(at[first.start], was.begins)
        if last is not None and was.ends is not None:
            ends[at[last.start]] = was.ends
    return tuple(
        replace(
            turn,
            begins=begins.get(number) if turn.begins is None else turn.begins,
            ends=ends.get(number) if turn.ends is None else turn.ends,
        )
        for number, turn in enumerate(turns)
    )


def _without_labels(old: Sequence[tuple[Turn, Span]]) -> tuple[Turn, ...]:
    """Turns that never had a label, as subtitles without names have them, stay turns where their words are."""
    turns: list[Turn] = []
    for turn, place in sorted(old, key=lambda pair: pair[1].start):
        if turn.words == turn.start and (not turns or turns[-1].end <= place.start):
            turns.append(replace(turn, start=place.start, words=place.start, end=place.end, voice=0))
    return tuple(turns)
