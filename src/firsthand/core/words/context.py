"""A word in its context, line by line (KWIC).

>>> text = "Peer work is work. Peers do the work of recovery; the work heals."
>>> [(one.left, one.match, one.right) for one in lines(text, "work", window=2)][:2]
[('Peer', 'work', 'is work'), ('work is', 'work', 'Peers do')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.core.spans import Span
from firsthand.core.words.tokens import Token, counted, tokens

WINDOW = 5  # words on either side


@dataclass(frozen=True, slots=True)
class Line:
    """What stands before a word, the word, what stands after it, and where the word is."""

    left: str
    match: str
    right: str
    span: Span


def lines(text: str, word: str, *, window: int = WINDOW, within: Sequence[Token] | None = None) -> list[Line]:
    """Every place of a word, with so many words on either side; marks between words are left out.

    `within`: the words of the text, where they are known already.
    """
    found, wanted = tokens(text) if within is None else within, counted(word)
    return [
        Line(
            _said(found[max(0, at - window) : at]), one.word, _said(found[at + 1 : at + 1 + window]), one.span
        )
        for at, one in enumerate(found)
        if one.counted == wanted
    ]


def cut(text: str, word: str, *, width: int = 40) -> list[Line]:
    """The same with so many code points of the text on either side, as they stand there.

    >>> [(one.left, one.right) for one in cut("I carried soup, twice.", "soup", width=4)]
    [('ied ', ', tw')]
    """
    return [
        Line(*_around(text, one.span, width), one.span)
        for one in tokens(text)
        if one.counted == counted(word)
    ]


def _said(found: Sequence[Token]) -> str:
    return " ".join(one.word for one in found)


def _around(text: str, span: Span, width: int) -> tuple[str, str, str]:
    before, after = span.around(text, width)
    return before, span.words_in(text), after
