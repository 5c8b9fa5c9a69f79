"""Sentences and turns as units: which of them a coder marked, where a coding begins or ends inside one.

A coder marked a unit if they marked any of its letters, half of them or more, or all, as the rule says; spaces are no
letters here. The rule changes the data, so that it is printed beside every coefficient.

>>> text = "I came in scared. They met me where I was. Now I help others. It goes around."
>>> units = [Span(0, 17), Span(17, 42), Span(42, 61), Span(61, 77)]
>>> rows = [(0, 0, 0, 0, 17), (0, 0, 0, 43, 62), (0, 0, 1, 10, 42)]
>>> codings = Codings.of(rows, lengths=[77], codes=1, coders=2)
>>> for rule in RULES:
...     marked = in_units(codings, [Segmented(text, units)], rule)
...     print(rule, [(int(coder), int(at)) for coder, at in zip(marked.coder, marked.start)])
any [(0, 0), (0, 2), (1, 0), (1, 1)]
half [(0, 0), (0, 2), (1, 0), (1, 1)]
all [(0, 0), (0, 2), (1, 1)]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal, get_args

import numpy as np

from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Ints
from firsthand.core.finding import SENTENCE_END
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, spoken

Rule = Literal["any", "half", "all"]
RULES: tuple[Rule, ...] = get_args(Rule)
UnitKind = Literal["sentence", "turn"]
# A new way to cut a text into units is a new result: it is named with a number, and what came of it is fingerprinted.
SPLITTERS: dict[UnitKind, str] = {"sentence": "sentences 1", "turn": "turns 1"}
SPACES = np.array([point for point in range(0x3001) if chr(point).isspace()], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Segmented:
    """A text and the units in it, in order, none overlapping."""

    text: str
    units: Sequence[Span]


def segmented(kind: UnitKind, text: str, structure: Structure) -> Segmented:
    """A text's sentences, or its turns: what is said, without who says it; lines where nobody speaks."""
    stretches = [*_said(text, structure)]
    units = stretches if kind == "turn" else [one for said in stretches for one in _sentences(text, said)]
    return Segmented(text, [one for one in units if one.words_in(text).strip()])


def fingerprint(texts: Sequence[Segmented]) -> str:
    """A short mark of where all units are: the same mark, the same segmentation. It holds no words."""
    digest = blake2b(digest_size=8)
    for one in texts:
        digest.update(repr([(unit.start, unit.end) for unit in one.units]).encode())
    return digest.hexdigest()


def in_units(codings: Codings, texts: Sequence[Segmented], rule: Rule = "any") -> Codings:
    """The same codings on units: position 3 is the fourth unit of its document. What marks no unit is left out."""
    found = codings.counted().joined()
    offsets = found.offsets
    letters = _letters(texts, offsets)
    starts = np.array(
        [offsets[doc] + unit.start for doc, one in enumerate(texts) for unit in one.units], dtype=np.int64
    )
    ends = np.array(
        [offsets[doc] + unit.end for doc, one in enumerate(texts) for unit in one.units], dtype=np.int64
    )
    lengths = np.array([len(one.units) for one in texts], dtype=np.int64)
    begin, end = offsets[found.doc] + found.start, offsets[found.doc] + found.end
    first = np.searchsorted(ends, begin, side="right")
    touched = np.maximum(np.searchsorted(starts, end) - first, 0)
    which = np.repeat(np.arange(len(begin)), touched)
    unit = np.repeat(first - np.concatenate([[0], np.cumsum(touched)[:-1]]), touched) + np.arange(len(which))
    shared = letters[np.minimum(end[which], ends[unit])] - letters[np.maximum(begin[which], starts[unit])]
    # All pieces of one coder and code in one unit count together.
    key = (found.code[which] * found.coders + found.coder[which]) * max(len(starts), 1) + unit
    keys, piece = np.unique(key, return_inverse=True)
    marked = np.bincount(piece, shared, len(keys))
    group, unit = np.divmod(keys, max(len(starts), 1))
    whole = letters[ends[unit]] - letters[starts[unit]]
    kept = _is_marked(marked, whole, rule)
    code, coder = np.divmod(group[kept], found.coders)
    doc = np.repeat(np.arange(len(texts)), lengths)[unit[kept]]
    place = unit[kept] - np.concatenate([[0], np.cumsum(lengths)])[doc]
    return replace(found, doc=doc, code=code, coder=coder, start=place, end=place + 1, lengths=lengths)


def _is_marked(marked: np.ndarray, whole: Ints, rule: Rule) -> np.ndarray:
    if rule == "any":
        return np.asarray(marked > 0)
    return np.asarray((marked > 0) & (marked >= (whole if rule == "all" else whole / 2)))


def _letters(texts: Sequence[Segmented], offsets: Ints) -> Ints:
    """For each place, all texts end to end, how many letters come before it."""
    counted = np.zeros(int(offsets[-1]) + 1, dtype=np.int64)
    for doc, one in enumerate(texts):
        points = np.frombuffer(one.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        counted[offsets[doc] + 1 : offsets[doc] + 1 + len(points)] = ~np.isin(points, SPACES)
    return np.cumsum(counted)


def _said(text: str, structure: Structure) -> Iterator[Span]:
    """What is said in each turn, and the lines where nobody speaks."""
    done = 0
    for turn in structure.turns:
        yield from _lines(text, done, turn.start)
        if (said := spoken(turn)) is not None:
            yield said
        done = turn.end
    yield from _lines(text, done, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        stop = text.find("\n", start, end) + 1 or end
        yield Span(start, stop)
        start = stop


def _sentences(text: str, stretch: Span) -> Iterator[Span]:
    at = stretch.start
    for match in SENTENCE_END.finditer(text, stretch.start, stretch.end):
        if match.end() > at:
            yield Span(at, match.end())
            at = match.end()
    if at < stretch.end:
        yield Span(at, stretch.end)
