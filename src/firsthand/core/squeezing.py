"""A text without its spaces and line ends, in which words are found again however they were laid out.

>>> text = Squeezed("It is\\ndone. It is  done.")
>>> [span.start for span in text.places("it isdone.".capitalize())]
[0, 12]
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from firsthand.core.spans import Span


def squeezed(words: str) -> str:
    """Words without spaces and line ends."""
    return "".join(words.split())


class Squeezed:
    """A text, and where each of its letters is."""

    def __init__(self, words: str) -> None:
        self._at = array("I", (place for place, letter in enumerate(words) if not letter.isspace()))
        self.letters = squeezed(words)

    def places(self, words: str) -> Iterator[Span]:
        """Every place where words stand, in order; none overlaps another."""
        wanted = squeezed(words)
        found = self.letters.find(wanted) if wanted else -1
        while found >= 0:
            yield Span(self._at[found], self._at[found + len(wanted) - 1] + 1)
            found = self.letters.find(wanted, found + len(wanted))
