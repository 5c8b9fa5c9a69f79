"""What people say in a field note: speech that somebody else wrote down, and whose it is. One place for all who ask.

“…” is word for word, ~…~ nearly so, and (…) right after a name the sense of it. Who speaks is who is named before it
in the same sentence, and not as the one who is spoken to; where nobody is, who is named right after it.

>>> note = 'Ike ~says he would rather wait~. Juno told Ike: "Come on." "Later," said Ike. Ike stands there (alone).'
>>> [span.words_in(note) for span, who in speech(note, {"Ike": 4, "Juno": 7}) if who == 4]
['~says he would rather wait~', '"Later,"']
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import regex

from firsthand.core.spans import Span

Who = TypeVar("Who")

MARKS = regex.compile(r'"[^"\n]+"|“[^”\n]+”|«[^»\n]+»|„[^“”\n]+[“”]|~[^~\n]+~|\([^()\n]+\)')
ENDS = regex.compile(r"""[.!?…]+[\p{Pe}\p{Pf}"'~]*(?=\s|$)|\n""")
SPOKEN_TO = regex.compile(
    r"\b(?:to|told|tells|tell|asked|asks|ask|with|at|answered|answers)\s+$", regex.IGNORECASE
)
DIRECTLY = regex.compile(r"\s*[:,]?\s*$")
AFTER = 40  # code points after speech within which “said Ike” stands


def speech(text: str, names: Mapping[str, Who]) -> Iterator[tuple[Span, Who]]:
    """Every stretch of speech whose speaker is named, with its marks, in order. `names`: whom each name means."""
    marks = [Span(*found.span()) for found in MARKS.finditer(text)]
    named = [(span, who) for span, who in mentions(text, names) if not _inside(span, marks)]
    ends = [found.end() for found in ENDS.finditer(text) if not _cut(found.end(), marks)]
    for number, mark in enumerate(marks):
        place = bisect_right(ends, mark.start)
        starts = ends[place - 1] if place else 0
        following = marks[number + 1].start if number + 1 < len(marks) else len(text)
        stops = min(_stops(text, ends, mark), following, mark.end + AFTER)
        before = [one for one in named if starts <= one[0].start and one[0].end <= mark.start]
        after = [one for one in named if mark.end <= one[0].start < stops]
        for who in _speaker(text, mark, before, after):
            yield mark, who


def mentions(text: str, names: Mapping[str, Who]) -> list[tuple[Span, Who]]:
    """Where somebody is named, whole words only, in order.

    >>> mentions("IKE: Mike and Ike.", {"Ike": 4})
    [(Span(start=0, end=3), 4), (Span(start=14, end=17), 4)]
    """
    if not names:
        return []
    folded = {name.casefold(): who for name, who in names.items()}
    longest = sorted(folded, key=lambda name: -len(name))
    pattern = regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(map(regex.escape, longest))})(?![\p{{L}}\p{{N}}])",
        regex.IGNORECASE,
    )
    return [(Span(*found.span()), folded[found.group().casefold()]) for found in pattern.finditer(text)]


def sentences_at(text: str, places: Sequence[Span]) -> list[Span]:
    """The sentences in which some stretches stand, without the space around them, each once.

    >>> note = "He came. Ike stands there. So."
    >>> [one.words_in(note) for one in sentences_at(note, [Span(9, 12)])]
    ['Ike stands there.']
    """
    marks = [Span(*found.span()) for found in MARKS.finditer(text)]
    ends = [found.end() for found in ENDS.finditer(text) if not _cut(found.end(), marks)]
    result: dict[Span, None] = {}
    for place in places:
        number = bisect_right(ends, place.start)
        start, end = ends[number - 1] if number else 0, ends[number] if number < len(ends) else len(text)
        said = text[start:end]
        left, right = len(said) - len(said.lstrip()), len(said) - len(said.rstrip())
        result[Span(start + left, end - right)] = None
    return list(result)


def _speaker(
    text: str, mark: Span, before: Sequence[tuple[Span, Who]], after: Sequence[tuple[Span, Who]]
) -> Iterator[Who]:
    """Nobody, or the one whose words these are."""
    if before and DIRECTLY.fullmatch(text[before[-1][0].end : mark.start]):
        spoken_to = SPOKEN_TO.search(text[: before[-1][0].start]) is not None
        if not (spoken_to and len(before) > 1):
            yield before[-1][1]
            return
    if text[mark.start] == "(":  # the sense of it stands right after a name, or is an aside
        return
    speaking = [who for span, who in before if not SPOKEN_TO.search(text[: span.start])]
    if speaking:
        yield speaking[-1]
    elif not before and after:
        yield after[0][1]


def _stops(text: str, ends: Sequence[int], mark: Span) -> int:
    """Where the sentence ends that speech stands in: “Why not?” may be in its middle, where “asks Ike” follows."""
    goes_on = text[mark.end : mark.end + 2].strip()[:1].islower()
    place = bisect_right(ends, mark.end if goes_on else mark.end - 1)
    return ends[place] if place < len(ends) else len(text)


def _inside(span: Span, marks: Sequence[Span]) -> bool:
    return any(mark.start < span.start and span.end < mark.end for mark in marks)


def _cut(end: int, marks: Sequence[Span]) -> bool:
    """Whether a place lies inside speech, so that no sentence of the note ends there."""
    return any(mark.start < end < mark.end for mark in marks)
