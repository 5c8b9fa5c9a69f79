"""A text without some of its stretches, for somebody who may not read those: as if they had never been in it.

>>> words = 'Silence. Juno: "Paid." The form is put off.'
>>> cut = Cut(words, [Span(9, 22)])
>>> cut.text(words)
'Silence. The form is put off.'
>>> cut.out(Span(0, 22)), cut.out(Span(9, 15)), cut.back(Span(9, 12)).words_in(words)
(Span(start=0, end=8), None, 'The')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from firsthand.core.edits import Edit, Edits
from firsthand.core.spans import Span, covered
from firsthand.core.transcript import Structure


@dataclass(frozen=True)
class _Kept:
    start: int  # in the text as it is cut
    place: int  # in the whole text


class Cut:
    """What is cut out of a text, and where the rest is then. The words themselves are not kept here."""

    def __init__(self, words: str, hidden: Iterable[Span]) -> None:
        self.hidden = covered(_with_space(words, span) for span in hidden)
        self.removed = sum(map(len, self.hidden))
        self._edits = Edits(words, [Edit(span, "") for span in self.hidden])
        self._edits.text = ""  # only places are wanted

    def text(self, words: str) -> str:
        """The words that are left."""
        pieces, at = [], 0
        for span in self.hidden:
            pieces.append(words[at : span.start])
            at = span.end
        return "".join([*pieces, words[at:]])

    def out(self, span: Span) -> Span | None:
        """Where a stretch is in what is left; None where nothing of it is."""
        return self._edits.span(span)

    def back(self, span: Span) -> Span:
        """Where a stretch of what is left is in the whole text."""
        return Span(self._whole(span.start), self._whole(span.end - 1) + 1)

    def structure(self, structure: Structure, unnamed: Iterable[int] = ()) -> Structure:
        """Turns and marks of what is left; the labels of the `unnamed` voices are not among it."""
        moved = self._edits.structure(structure)
        silent = set(unnamed)
        turns = [
            replace(turn, words=max(turn.words, turn.start))
            for was, turn in zip(structure.turns, moved.turns, strict=True)
            if turn.start < turn.end and was.voice not in silent
        ]
        voices = tuple("" if index in silent else label for index, label in enumerate(structure.voices))
        return replace(moved, turns=tuple(turns), voices=voices)

    def _whole(self, place: int) -> int:
        for span in self.hidden:
            if span.start > place:
                break
            place += len(span)
        return place


def _with_space(words: str, span: Span) -> Span:
    """The stretch with the space that would be left over: one before it, or after it where it begins the text."""
    start, end = span.start, span.end
    while end > start + 1 and words[end - 1].isspace():
        end -= 1
    before = start
    while before and words[before - 1].isspace():
        before -= 1
    if before:
        return Span(before, end)
    while end < len(words) and words[end].isspace():
        end += 1
    return Span(start, end)
