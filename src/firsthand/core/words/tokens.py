"""Words of a text with the places where they are, in code points of the text as it is stored.

A word is `\\w+(?:['’]\\w+)*` of the text in NFC: letters, digits and what stands on them, with apostrophes inside.
Lower case is for counting only. In scripts without spaces (Chinese, Thai) a word in this sense is as long as what
stands there unbroken.

>>> [(one.word, one.span.start) for one in tokens("Peers’ work isn’t work.")]
[('Peers', 0), ('work', 7), ('isn’t', 12), ('work', 18)]
>>> tokens("Cafe\\u0301 au lait")[0]
Token(word='Café', span=Span(start=0, end=5))
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from firsthand.core.signs import composed, is_composed
from firsthand.core.spans import Span

WORD = regex.compile(r"\w+(?:['’]\w+)*")
LETTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is written (in NFC), and where."""

    word: str
    span: Span

    @property
    def counted(self) -> str:
        """As it is counted: in lower case, with one kind of apostrophe."""
        return counted(self.word)


def counted(word: str) -> str:
    """How a word is counted, whoever wrote it.

    >>> counted("ISN’T")
    "isn't"
    """
    return composed(word).lower().replace("’", "'")


def tokens(text: str, within: Span | None = None) -> list[Token]:
    """The words of a text, or of a stretch of it, in order."""
    first = within.start if within else 0
    said = within.words_in(text) if within else text
    if is_composed(said):
        return [Token(one[0], Span(first + one.start(), first + one.end())) for one in WORD.finditer(said)]
    whole, begins, ends = _composed(said)
    return [
        Token(one[0], Span(first + begins[one.start()], first + ends[one.end() - 1]))
        for one in WORD.finditer(whole)
    ]


def _composed(text: str) -> tuple[str, list[int], list[int]]:
    """A text in NFC, and for each of its code points where what it is made of begins and ends in the text."""
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for letter in LETTER.finditer(text):
        written = letter[0]
        piece = composed(written)
        pieces.append(piece)
        if piece == written:
            begins += range(letter.start(), letter.end())
            ends += range(letter.start() + 1, letter.end() + 1)
        else:
            begins += [letter.start()] * len(piece)
            ends += [letter.end()] * len(piece)
    return "".join(pieces), begins, ends
