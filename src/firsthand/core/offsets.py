"""Positions in one text in different units: code points, UTF-16 units, UTF-8 bytes, a file's own unit.

The program counts code points of its normalised text (no byte order mark, every line end one line feed).
Browsers count UTF-16 units, and each writing program counts in its own way (`Unit`).

>>> Offsets("so 👍 then").to_utf16(5)
6
>>> to_spans(Unit(code="utf16", newline=2), "👍\\nfine", [(4, 8)])
[Span(start=2, end=6)]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.spans import Span

ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # two units each in UTF-16
NOT_ASCII = re.compile("[^\x00-\x7f]")  # two to four bytes each in UTF-8


class Ruler:
    """A text of `length` code points, measured in a unit of which some characters take more than one.

    `wide` names those characters alone, in order: (code point, further units). So a text of ordinary letters
    costs nothing, and a lookup costs two bisections.

    >>> ruler = Ruler(4, [(1, 1)])  # the second of four characters takes two units
    >>> [ruler.measure(point) for point in range(5)]
    [0, 1, 3, 4, 5]
    >>> ruler.point(3)
    2
    """

    def __init__(self, length: int, wide: Iterable[tuple[int, int]]) -> None:
        pairs = list(wide)
        self._length = length
        self._at = [at for at, _ in pairs]
        self._further = list(accumulate((further for _, further in pairs), initial=0))
        self._starts = [at + before for at, before in zip(self._at, self._further, strict=False)]

    @property
    def even(self) -> bool:
        """Whether every character takes one unit, so that there is nothing to convert."""
        return not self._at

    def measure(self, point: int) -> int:
        """How many units lie before the code point `point`. Raises `Problem` outside the text."""
        if not 0 <= point <= self._length:
            raise _outside(point)
        return point + self._further[bisect_left(self._at, point)]

    def point(self, unit: int) -> int:
        """How many code points lie before the position `unit`.

        Raises `Problem` outside the text, and inside a character of several units.
        """
        if not self._starts and 0 <= unit <= self._length:
            return unit
        wide = bisect_right(self._starts, unit)
        if wide and unit == self._starts[wide - 1]:
            return self._at[wide - 1]
        point = unit - self._further[wide]
        if wide and point <= self._at[wide - 1]:
            raise Problem(
                _("Position %(unit)s lies inside a character, so it was counted in another unit.")
                % {"unit": unit}
            )
        if not 0 <= point <= self._length:
            raise _outside(unit)
        return point


class Offsets:
    """Converts positions in one text between code points, UTF-16 units and UTF-8 bytes.

    Raises `Problem` for a position outside the text, inside a surrogate pair or inside a byte sequence.

    >>> offsets = Offsets("né 👍!")
    >>> offsets.to_utf16(4), offsets.from_utf16(5), offsets.to_utf8(4), offsets.from_utf8(8)
    (5, 4, 8, 4)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def to_utf16(self, point: int) -> int:
        """UTF-16 units before the code point `point`: what a browser calls the offset."""
        return self._utf16.measure(point)

    def from_utf16(self, unit: int) -> int:
        """Code points before the UTF-16 unit `unit`."""
        return self._utf16.point(unit)

    def to_utf8(self, point: int) -> int:
        """UTF-8 bytes before the code point `point`."""
        return self._utf8.measure(point)

    def from_utf8(self, byte: int) -> int:
        """Code points before the UTF-8 byte `byte`."""
        return self._utf8.point(byte)

    @cached_property
    def _utf16(self) -> Ruler:
        return Ruler(len(self._text), ((found.start(), 1) for found in ASTRAL.finditer(self._text)))

    @cached_property
    def _utf8(self) -> Ruler:
        wide = NOT_ASCII.finditer(self._text)
        return Ruler(len(self._text), ((found.start(), _further_bytes(found[0])) for found in wide))


@dataclass(frozen=True, slots=True)
class Unit:
    """How the program that wrote a file counted positions in it.

    `code`: by code points or by UTF-16 units. `newline`: 2 where every line ends with CR LF and both count,
    1 where a line end counts once, whatever the file holds. `bom`: 1 where the byte order mark counts.
    """

    code: Literal["points", "utf16"] = "points"
    newline: Literal[1, 2] = 1
    bom: Literal[0, 1] = 0


def to_points(unit: Unit, text: str) -> Callable[[int], int]:
    """A function from positions as `unit` counts them to code points of `text`, our normalised text.

    The function raises `Problem` outside the text, inside a surrogate pair, and between CR and LF. Where the
    byte order mark counts, the positions before and after it are both the start of our text.

    >>> to_points(Unit(newline=2, bom=1), "one\\ntwo")(6)
    4
    """
    ruler = _ruler(unit, text)
    return lambda position: ruler.point(position - unit.bom if position > 0 else position)


def from_points(unit: Unit, text: str) -> Callable[[int], int]:
    """A function from code points of `text` to positions as `unit` counts them; `Problem` outside the text.

    >>> from_points(Unit(newline=2, bom=1), "one\\ntwo")(4)
    6
    """
    ruler = _ruler(unit, text)
    return lambda point: ruler.measure(point) + unit.bom


def to_spans(unit: Unit, text: str, ranges: Iterable[tuple[int, int]]) -> list[Span | None]:
    """The spans of `text` meant by (start, end exclusive) as `unit` counts them, in the order given.

    None stands for a range that cannot have been counted so: the more of these, the less likely is `unit`.

    >>> to_spans(Unit(code="utf16"), "👍 fine", [(0, 2), (0, 1), (3, 99)])
    [Span(start=0, end=1), None, None]
    """
    if not unit.bom and _ruler(unit, text).even:
        return [Span(start, end) if 0 <= start < end <= len(text) else None for start, end in ranges]
    convert = to_points(unit, text)
    return [_span(convert, start, end) for start, end in ranges]


def from_spans(unit: Unit, text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """`spans` of `text` as (start, end exclusive) as `unit` counts them; `Problem` outside the text."""
    convert = from_points(unit, text)
    return [(convert(span.start), convert(span.end)) for span in spans]


def _span(convert: Callable[[int], int], start: int, end: int) -> Span | None:
    try:
        return Span(convert(start), convert(end))
    except Problem:
        return None


def _ruler(unit: Unit, text: str) -> Ruler:
    wide = [*(["\n"] if unit.newline == 2 else []), *([ASTRAL.pattern] if unit.code == "utf16" else [])]
    found = re.finditer("|".join(wide), text) if wide else ()
    return Ruler(len(text), ((character.start(), 1) for character in found))


def _further_bytes(character: str) -> int:
    return 1 + (character > "\u07ff") + (character > "\uffff")


def _outside(position: int) -> Problem:
    return Problem(_("Position %(position)s lies outside the text.") % {"position": position})
