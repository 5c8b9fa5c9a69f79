"""Cutting a text into passages: what one person says in one go, or a paragraph; long ones at the ends of sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firsthand.core.finding import NO_SPACES, SENTENCE_END
from firsthand.core.spans import Span
from firsthand.core.transcript import Turn, line_starts

LONGEST = 900  # code points: about as much as the model reads
SHORTEST = 4  # words: with fewer, all that is alike is that they are few
SHORTEST_UNSPACED = 8  # code points, in scripts that are written without spaces


def passages(text: str, turns: Sequence[Turn]) -> list[Span]:
    """The passages of a text, in order; speakers' labels are in none.

    >>> text = "ANNA: I made tea for them.\\nBEN: Yes.\\nANNA: Nobody else had time to."
    >>> turns = [Turn(0, 6, 26, 0), Turn(27, 32, 36, 1), Turn(37, 43, 68, 0)]
    >>> [one.words_in(text) for one in passages(text, turns)]
    ['I made tea for them.', 'Nobody else had time to.']
    """
    if turns:
        whole = [(turn.words, turn.end) for turn in turns]
    else:
        starts = line_starts(text)
        whole = list(zip(starts, [*starts[1:], len(text)], strict=True))
    return [
        Span(*piece)
        for start, end in whole
        for piece in _pieces(text, *_stripped(text, start, end))
        if _says_something(text[slice(*piece)])
    ]


def _says_something(piece: str) -> bool:
    return len(piece.split()) >= SHORTEST or (
        len(piece) >= SHORTEST_UNSPACED and NO_SPACES.search(piece) is not None
    )


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces that are not too long; a sentence that is, is cut between words."""
    while end - start > LONGEST:
        ends = [match.end() for match in SENTENCE_END.finditer(text, start, start + LONGEST)]
        cut = next((one for one in reversed(ends) if one > start), 0) or _last_gap(text, start)
        yield _stripped(text, start, cut)
        start = _stripped(text, cut, end)[0]
    yield start, end


def _last_gap(text: str, start: int) -> int:
    found = max(text.rfind(" ", start, start + LONGEST), text.rfind("\n", start, start + LONGEST))
    return found if found > start else start + LONGEST


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
