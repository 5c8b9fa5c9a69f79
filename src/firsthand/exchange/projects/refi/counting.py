"""In which unit a file's positions were counted, judged by the file itself.

The standard leaves room, and programs differ: code points or UTF-16 units; a line end of two characters counted once or
twice; a byte order mark counted or not. So every way that could have been meant is tried on the texts of the file,
and the one is taken under which most selections begin and end where a person selects: inside the text, not within a
character, not in the middle of a word, and on the words that the file quotes, where it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import regex

from firsthand.core.offsets import ASTRAL, Unit, to_points, to_spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span

# By `origin`, in small letters: what programs are known to do. For others code points come first, as in the standard.
KNOWN = (
    (re.compile(r"nvivo|atlas|maxqda|dedoose|webanno|uima"), Unit("utf16", 2, 0)),
    (re.compile(r"qualcoder|rqda|brat"), Unit("points", 2, 0)),
)
# What we write ourselves needs no judging: code points, one a line end, no mark.
OURS = "firsthand"
# A program is believed to count as it is known to, unless another way makes so many more ends lie well.
MUCH_BETTER = 3
_UNITS = [Unit(code, newline, bom) for bom, newline, code in product((0, 1), (1, 2), ("points", "utf16"))]  # type: ignore[arg-type]
_IN_A_WORD = re.compile(r"\w\w")
_LETTERS = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Raw:
    """A text as a file holds it: `words` in our form, and what was there that a program may have counted.

    `crlf`: whether its line ends are two characters; where the text stands in the XML nobody can tell, and both may be.
    """

    words: str
    crlf: bool = False
    bom: bool = False

    @property
    def tells(self) -> bool:
        """Whether it makes a difference on this text how positions are counted."""
        return self.bom or (self.crlf and "\n" in self.words) or ASTRAL.search(self.words) is not None


class Evidence:
    """What the texts of one file say of how its positions are counted.

    >>> evidence = Evidence("NVivo 12")
    >>> evidence.weigh(Raw("so 👍 it went"), [(6, 8)], [()])
    >>> place(Raw("so 👍 it went"), evidence.unit, [(6, 8)])
    [Span(start=5, end=7)]
    """

    def __init__(self, origin: str = "") -> None:
        self.origin = origin
        self._scores = dict.fromkeys(_UNITS, Score())

    @property
    def known(self) -> Unit | None:
        """How the program that wrote the file is known to count."""
        return next((unit for pattern, unit in KNOWN if pattern.search(self.origin.lower())), None)

    def weigh(self, raw: Raw, ranges: Sequence[tuple[int, int]], quotes: Sequence[Sequence[str]]) -> None:
        """Look at one text's selections (start, end exclusive). `quotes`: what each may quote its words in."""
        if not raw.tells:
            return
        seen: dict[Unit, Score] = {}
        for unit in _UNITS:
            effective = _effective(raw, unit)
            if effective not in seen:
                seen[effective] = _score(raw.words, to_spans(effective, raw.words, ranges), quotes)
            self._scores[unit] += seen[effective]

    @property
    def unit(self) -> Unit:
        """The unit that the file most likely counts in."""
        best = self.known or Unit()
        for unit in [] if self.origin.lower().startswith(OURS) else _UNITS:
            if self._scores[unit].beats(self._scores[best]):
                best = unit
        return best


@dataclass(frozen=True, slots=True)
class Score:
    """How selections lie under one unit: how many nowhere, how many on what they quote, how many ends oddly."""

    nowhere: int = 0
    quoted: int = 0
    odd: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.nowhere + other.nowhere, self.quoted + other.quoted, self.odd + other.odd)

    def beats(self, other: Score) -> bool:
        """Whether it is better, and by enough where only the ends speak."""
        if (self.nowhere, -self.quoted) != (other.nowhere, -other.quoted):
            return (self.nowhere, -self.quoted) < (other.nowhere, -other.quoted)
        return self.odd + MUCH_BETTER <= other.odd


def place(raw: Raw, unit: Unit, ranges: Sequence[tuple[int, int]]) -> list[Span | None]:
    """The spans of `raw.words` that `ranges` mean; None for what lies nowhere in it."""
    return to_spans(_effective(raw, unit), raw.words, ranges)


def place_points(raw: Raw, unit: Unit, positions: Sequence[int]) -> list[int | None]:
    """The code points that single positions mean; None for what lies nowhere in the text."""
    convert = to_points(_effective(raw, unit), raw.words)
    return [_point(convert, position) for position in positions]


def _point(convert: Callable[[int], int], position: int) -> int | None:
    try:
        return convert(position)
    except Problem:
        return None


def _effective(raw: Raw, unit: Unit) -> Unit:
    """The unit on this text: what is not there is not counted."""
    return Unit(unit.code, unit.newline if raw.crlf else 1, unit.bom if raw.bom else 0)


def _score(words: str, spans: Sequence[Span | None], quotes: Sequence[Sequence[str]]) -> Score:
    found = [(span, quote) for span, quote in zip(spans, quotes, strict=True) if span is not None]
    return Score(
        nowhere=len(spans) - len(found),
        quoted=sum(_quotes(span.words_in(words), quote) for span, quote in found),
        odd=sum(_is_odd(words, span.start) + _is_odd(words, span.end) for span, _quote in found),
    )


def _quotes(words: str, quotes: Sequence[str]) -> bool:
    return any(_flat(quote) == _flat(words) for quote in quotes if quote)


def _flat(words: str) -> str:
    return " ".join(words.split())


def _is_odd(words: str, at: int) -> bool:
    """Whether nobody begins or ends to select here: within a word, or within what looks like one letter."""
    around = words[max(0, at - 1) : at + 1]
    if len(around) < 2:
        return False
    return bool(_IN_A_WORD.fullmatch(around)) or len(_LETTERS.findall(around)) < 2
