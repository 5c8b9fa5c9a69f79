"""A text that was corrected by somebody who does not read all of it: what they do not read stays where it was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from firsthand.core.anchors import Moved, move_spans
from firsthand.core.diff import blocks
from firsthand.core.spans import Span
from firsthand.core.transcript import Mark, Reading, Structure, Turn
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import standing_version, words_of_version
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store


@dataclass(frozen=True, slots=True)
class PutBack:
    """A text with the words put back that its corrector does not read: which stretches of the old text, and where
    each of them starts in it.
    """

    reading: Reading
    kept: tuple[tuple[Span, int], ...] = ()

    def moved(self, old: str, new: str, spans: Sequence[Span]) -> list[Moved]:
        """Where spans are then: of what was put back that is known, however much was altered around it."""
        known = [self._known(span) for span in spans]
        rest = iter(move_spans(old, new, [span for span, at in zip(spans, known, strict=True) if at is None]))
        return [next(rest) if at is None else Moved(at, "unchanged") for at in known]

    def _known(self, span: Span) -> Span | None:
        for kept, start in self.kept:
            if kept.start <= span.start and span.end <= kept.end:
                return Span(span.start - kept.start + start, span.end - kept.start + start)
        return None


def put_back(by: Membership, source: Source, reading: Reading) -> PutBack:
    """What a member made of a text that they read, with the words put back that they do not read."""
    found = absent(by).cuts.get(source.current)
    if found is None:
        return PutBack(reading)
    version = standing_version(by, source)
    whole = words_of_version(by, version)
    structure = Structure.from_json(store.open_text(by.key, version.structure))
    read, removed, places = found.cut.text(whole), 0, []
    for span in found.cut.hidden:
        place = _place(read, reading.text, span.start - removed)
        places.append((_between_turns(reading.structure, place), span))
        removed += len(span)
    return _put(reading, sorted(places), whole, structure)


def _place(old: str, new: str, at: int) -> int:
    """Where a boundary of the old text is in the new one: behind the last words before it that are in both."""
    if at == len(old):
        return len(new)
    before = [block for block in blocks(old, new) if block.old < at]
    if not before:
        return 0
    last = before[-1]
    return last.new + min(last.length, at - last.old)


def _between_turns(structure: Structure, place: int) -> int:
    inside = next((turn for turn in structure.turns if turn.start < place < turn.end), None)
    return place if inside is None else inside.end


def _put(reading: Reading, places: list[tuple[int, Span]], whole: str, was: Structure) -> PutBack:
    at = [place for place, _span in places]
    lengths = [0]
    for _at, span in places:
        lengths.append(lengths[-1] + len(span))

    def moved(place: int, *, end: bool = False) -> int:
        """Where a boundary is then: the end of a stretch stays before what is put in behind it."""
        return place + lengths[bisect_right(at, place - 1 if end else place)]

    pieces, last = [], 0
    for place, span in places:
        pieces += [reading.text[last:place], span.words_in(whole)]
        last = place
    theirs, ours = was.voices, reading.structure.voices
    turns = [
        (
            ours[turn.voice],
            replace(turn, start=moved(turn.start), words=moved(turn.words), end=moved(turn.end, end=True)),
        )
        for turn in reading.structure.turns
    ]
    marks = tuple(
        replace(mark, start=moved(mark.start), end=moved(mark.end, end=True))
        for mark in reading.structure.marks
    )
    starts = [place + lengths[number] for number, place in enumerate(at)]
    for (_at, span), start in zip(places, starts, strict=True):
        turns += [
            (theirs[turn.voice], _moved(turn, start - span.start))
            for turn in was.turns
            if span.start <= turn.start < turn.end <= span.end
        ]
    structure = _structure(sorted(turns, key=lambda one: one[1].start), (*theirs, *ours), marks)
    text = "".join([*pieces, reading.text[last:]])
    kept = tuple((span, start) for (_at, span), start in zip(places, starts, strict=True))
    return PutBack(replace(reading, text=text, structure=structure), kept)


def _moved(turn: Turn, by: int) -> Turn:
    return replace(turn, start=turn.start + by, words=turn.words + by, end=turn.end + by)


def _structure(turns: list[tuple[str, Turn]], labels: tuple[str, ...], marks: tuple[Mark, ...]) -> Structure:
    """Turns with their labels, and the labels that are used, in the order in which they were."""
    used = {label for label, _turn in turns}
    voices = tuple(dict.fromkeys(label for label in labels if label in used))
    placed = tuple(replace(turn, voice=voices.index(label)) for label, turn in turns)
    return Structure(voices, placed, marks)
