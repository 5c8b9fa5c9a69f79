"""Changing a text in known places, and where everything that stands on it is afterwards: by counting, not by looking.

>>> edits = Edits("MARK: Mark came.", [Edit(Span(0, 4), "IKE"), Edit(Span(6, 10), "Ike")])
>>> edits.text
'IKE: Ike came.'
>>> edits.span(Span(6, 15)).words_in(edits.text)
'Ike came'
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from firsthand.core.anchors import Moved
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure


@dataclass(frozen=True, slots=True)
class Edit:
    """Other words in place of a stretch."""

    span: Span
    words: str


class Edits:
    """Edits of one text, all made at once. `text` is the text after them."""

    def __init__(self, before: str, edits: Sequence[Edit]) -> None:
        """Raises `ValueError` where two edits overlap or one lies outside the text."""
        ordered = sorted(edits, key=lambda edit: edit.span)
        if any(one.span.end > other.span.start for one, other in pairwise(ordered)):
            raise ValueError("Two edits overlap.")
        if ordered and not ordered[-1].span.fits(len(before)):
            raise ValueError("An edit lies outside the text.")
        self._starts = [edit.span.start for edit in ordered]
        self._ends = [edit.span.end for edit in ordered]
        self._new_starts: list[int] = []
        self._new_ends: list[int] = []
        pieces, at, length = [], 0, 0
        for edit in ordered:
            length += edit.span.start - at
            self._new_starts.append(length)
            length += len(edit.words)
            self._new_ends.append(length)
            pieces += [before[at : edit.span.start], edit.words]
            at = edit.span.end
        self.text = "".join([*pieces, before[at:]])

    def __bool__(self) -> bool:
        return bool(self._starts)

    def span(self, span: Span) -> Span | None:
        """Where a stretch is now. One that touches a changed stretch holds all of what stands there instead.

        None where nothing was put in place of all its words.
        """
        start, end = self._start(span.start), self.place(span.end)
        return Span(start, end) if start < end else None

    def place(self, place: int) -> int:
        """Where a boundary is now: one inside a changed stretch is at the end of what stands there instead."""
        at = bisect_left(self._starts, place) - 1  # the last edit that begins before it
        if at < 0:
            return place
        return self._new_ends[at] + max(0, place - self._ends[at])

    def structure(self, structure: Structure) -> Structure:
        """Turns and marks of the text, where they are now. As many turns as before, in the same order."""
        marks = []
        for mark in structure.marks:
            there = self.span(Span(mark.start, mark.end)) if mark.start < mark.end else None
            if there is not None:
                marks.append(replace(mark, start=there.start, end=there.end))
        turns = tuple(
            replace(
                turn, start=self.place(turn.start), words=self.place(turn.words), end=self.place(turn.end)
            )
            for turn in structure.turns
        )
        return replace(structure, turns=turns, marks=tuple(marks))

    def mover(self, _old: str, _new: str, spans: Sequence[Span]) -> list[Moved]:
        """Where each of these stretches is now, for whoever asks as `anchors.move_spans` is asked."""
        moved = [self.span(span) for span in spans]
        return [
            Moved(there, "doubtful" if there is None else "unchanged" if there == span else "moved")
            for span, there in zip(spans, moved, strict=True)
        ]

    def _start(self, place: int) -> int:
        at = bisect_right(self._ends, place)  # the first edit that ends after it
        if at < len(self._starts) and self._starts[at] < place:
            return self._new_starts[at]
        return self.place(place)
