"""Text without case and accents, with one apostrophe and one hyphen, for finding; and the way back to the text.

>>> found = folded("Né́e Ça 👍")
>>> found.text
'nee ca 👍'
>>> found.span(0, 3)
Span(start=0, end=4)
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from unicodedata import combining, normalize

from firsthand.core.spans import Span


class Folded:
    """A folded text and where each of its letters comes from. As a plain text, it folds nothing."""

    def __init__(self, text: str, origins: list[int] | None = None, length: int = 0) -> None:
        self.text = text
        self._origins = origins  # the place in the text of each letter; None where each is at its own
        self._length = length

    def at(self, place: int) -> int:
        """The place in the folded text of a place in the text."""
        return place if self._origins is None else bisect_left(self._origins, place)

    def span(self, start: int, end: int) -> Span:
        """What a stretch of the folded text is in the text: with the marks that stand on its last letter."""
        if self._origins is None:
            return Span(start, end)
        first = self._origins[start]
        last = self._origins[end] if end < len(self._origins) else self._length
        return Span(first, max(last, self._origins[end - 1] + 1))


def folded(text: str) -> Folded:
    """A text without case and accents. Costs next to nothing where each letter stays one letter."""
    letters = {letter: _fold(letter) for letter in set(text)}
    if all(len(plain) == 1 for plain in letters.values()):
        return Folded(text.translate({ord(letter): plain for letter, plain in letters.items()}))
    lengths = [len(letters[letter]) for letter in text]
    origins = [place for place, length in enumerate(lengths) for _ in range(length)]
    return Folded("".join(map(letters.__getitem__, text)), origins, len(text))


# Letters that are written in several ways and read as one; and those that are not read at all.
ALIKE = (
    {ord(letter): "'" for letter in "’‘ʼ＇"}
    | {ord(letter): "-" for letter in "‐‑‒–−"}
    | {0xAD: "", 0x640: ""}
)


@cache
def _fold(letter: str) -> str:
    letter = letter.translate(ALIKE)
    return "".join(part for part in normalize("NFKD", letter.casefold()) if not combining(part)).casefold()
