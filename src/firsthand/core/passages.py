"""Which words of a study stand in a text that is to leave: found in it again, wherever they are in the study.

>>> file = "As she put it: the kettle is never mine, it only visits. We agree."
>>> [(key, there.words_in(said)) for key, said in [("S1", "Well. The kettle is never mine; it only visits!")]
...  for key, there, _here in passages(file, [(key, said)])]
[('S1', 'The kettle is never mine; it only visits')]

A run of words counts from four on, where one of them is no everyday word, and from seven in any case: fewer are chance.
Linear in the study's words and in the text's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from firsthand.core.identifying.ordinary import ORDINARY
from firsthand.core.identifying.page import WORD, fold
from firsthand.core.quoting import LONG, RUN
from firsthand.core.spans import Span

K = TypeVar("K")


def passages(text: str, study: Iterable[tuple[K, str]]) -> Iterator[tuple[K, Span, Span]]:
    """The stretches of the study's texts (under their keys) that stand in `text`: the key, where there, where here."""
    places, words = _words(text)
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - RUN + 1):
        first.setdefault(tuple(words[at : at + RUN]), at)
    if not first:
        return
    for key, other in study:
        spans, folded = _words(other)
        for start, end in _runs(folded, first):
            here = first[tuple(folded[start : start + RUN])]
            last = min(here + end - start, len(places)) - 1
            yield (
                key,
                Span(spans[start].start, spans[end - 1].end),
                Span(places[here].start, places[last].end),
            )


def _words(text: str) -> tuple[list[Span], list[str]]:
    places = [Span(match.start(), match.end()) for match in WORD.finditer(text)]
    return places, [fold(place.words_in(text)) for place in places]


def _runs(words: list[str], known: dict[tuple[str, ...], int]) -> Iterator[tuple[int, int]]:
    """The first word of each run, and the one after its last."""
    at = 0
    while at + RUN <= len(words):
        end = at
        while end + RUN <= len(words) and tuple(words[end : end + RUN]) in known:
            end += 1
        if end == at:
            at += 1
            continue
        stop = end + RUN - 1
        if stop - at >= LONG or any(word not in ORDINARY for word in words[at:stop]):
            yield at, stop
        at = end
