"""What a printed page carries beside its words: page numbers, running headers, numbers in the margin.

Only what is certain is left out: something that stands at the same height of nearly every page, or a column of
numbers that counts up through the document. Everything else stays, since words are worse to lose than to delete.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|p\.)?\s{0,3}\d{1,4}(?:\s{0,3}(?:/|of|von|de)\s{0,3}\d{1,4})?", re.IGNORECASE
)
_FEWEST_PAGES = 3
_FEWEST_NUMBERS = 5
_SHARED = 2
_MOST_LETTERS = 200
_EDGE = 0.12
"""How much of a page's height, at the top and at the bottom, belongs to headers and footers."""


@dataclass(slots=True)
class Box:
    """A box of text and where it stands, in points from the lower left corner of its page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    dropped: bool = False


@dataclass(slots=True)
class Sheet:
    """A page's boxes, in the order of reading."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    pictures: int = 0


def without_furniture(sheets: Sequence[Sheet]) -> tuple[int, int]:
    """Mark as dropped what is no part of the words: how many (margin numbers, other pieces) they were."""
    for sheet in sheets:
        _drop(_beyond_the_edge(sheet))
    numbers = _drop_margin_numbers(sheets)
    return numbers, _drop_page_numbers(sheets) + _drop_running(sheets)


def _drop(boxes: Sequence[Box]) -> int:
    for box in boxes:
        box.dropped = True
    return len(boxes)


def _beyond_the_edge(sheet: Sheet) -> list[Box]:
    """Boxes that nobody sees on the page: some programs write every page's text onto all of them."""
    outside = [
        box
        for box in sheet.boxes
        if box.bottom > sheet.height or box.top < 0 or box.left > sheet.width or box.right < 0
    ]
    return outside if len(outside) < len(sheet.boxes) else []


def _drop_margin_numbers(sheets: Sequence[Sheet]) -> int:
    """Numbers in the left margin that count up by one: programs for analysis print lines or paragraphs with them."""
    found = [box for sheet in sheets for box in _margin_numbers(sheet)]
    values = [int(value) for box in found for value in box.text.split()]
    # A line that is cut in two by the end of a page has its number on both pages.
    counting = all(-_SHARED <= after - before <= 1 for before, after in pairwise(values))
    return _drop(found) if len(set(values)) >= _FEWEST_NUMBERS and counting else 0


def _margin_numbers(sheet: Sheet) -> list[Box]:
    seen = [box for box in sheet.boxes if not box.dropped]
    words = [box for box in seen if not _is_numbers(box.text)]
    if not words:
        return []
    edge = min(box.left for box in words)
    in_margin = [box for box in seen if _is_numbers(box.text) and box.right <= edge]
    return sorted(in_margin, key=lambda box: -box.top)


def _is_numbers(text: str) -> bool:
    return all(part.isascii() and part.isdigit() and len(part) < 7 for part in text.split())


def _drop_page_numbers(sheets: Sequence[Sheet]) -> int:
    """The topmost or lowest box of pages, where it is a number that goes up by one from page to page."""
    if len(sheets) < 2:
        return 0
    best: list[Box] = []
    for lowest in (True, False):
        edge = [(at, _edge(sheet, lowest)) for at, sheet in enumerate(sheets)]
        numbered = [
            (at, box) for at, box in edge if box is not None and _PAGE_NUMBER.fullmatch(box.text.strip())
        ]
        offsets = Counter(_first_number(box) - at for at, box in numbered)
        if offsets:
            offset, times = offsets.most_common(1)[0]
            if times >= 2 and times * 10 >= len(sheets) * 6:
                best.extend(box for at, box in numbered if _first_number(box) - at == offset)
    return _drop(best)


def _first_number(box: Box) -> int:
    found = _NUMBER.search(box.text)
    return int(found[0]) if found else 0


def _edge(sheet: Sheet, lowest: bool) -> Box | None:
    """The lowest or topmost box of a page that has others too, where it lies in the page's margin."""
    kept = [box for box in sheet.boxes if not box.dropped]
    if len(kept) < 2:
        return None
    box = min(kept, key=lambda box: box.bottom if lowest else -box.top)
    at_edge = box.top <= sheet.height * _EDGE if lowest else box.bottom >= sheet.height * (1 - _EDGE)
    return box if at_edge else None


def _drop_running(sheets: Sequence[Sheet]) -> int:
    """The topmost or lowest box where nearly all pages have the same there, at the same height."""
    dropped = 0
    for lowest in (True, False):
        places: dict[tuple[str, int], list[Box]] = defaultdict(list)
        for sheet in sheets:
            box = _edge(sheet, lowest)
            if box is not None and len(box.text) <= _MOST_LETTERS:
                places[_NUMBER.sub("#", box.text), round(box.bottom)].append(box)
        for boxes in places.values():
            if len(boxes) >= _FEWEST_PAGES and len(boxes) * 10 >= len(sheets) * 8:
                dropped += _drop(boxes)
    return dropped
