"""A text with its codings, cut into what a page draws: blocks, paragraphs, pieces.

Marks are data and drawing is derived: everything here is computed from spans, and every piece says at which code
point of the stored text it starts, so that a selection on the page leads back to the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from firsthand.analysis.coding.selectors import CodingLine
from firsthand.core.spans import Segment, Span, segments
from firsthand.core.transcript import Mark, Turn, line_of
from firsthand.field.sources.talk import Speaker, Text

HUES = 12
LANES = 4  # more codes than this on the same words are told in the margin only
EMPHASIS = ("bold", "italic")

Thing = int | str  # a coding, by its place in the list; or emphasis; or what the person has just chosen


@dataclass(slots=True)
class Piece:
    """Words over which the same things apply. `css` is empty where nothing is marked."""

    start: int
    words: str
    css: str
    strong: bool
    slanted: bool
    anchor: str = ""
    further: list[str] = field(
        default_factory=list
    )  # anchors of codings that start just before, out of sight


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text: `level` above 0 where it is a heading."""

    level: int
    item: bool
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Margin:
    """A coding beside the words."""

    coding: CodingLine
    hue: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Block:
    """A turn, or a paragraph of a text without turns. `number` is the turn's or line's, None between turns."""

    number: int | None
    is_turn: bool
    start: int
    end: int
    time: str
    speaker: Speaker | None
    paragraphs: list[Paragraph]
    margin: list[Margin] = field(default_factory=list)

    @property
    def words_from(self) -> int:
        """Where its words begin, a speaker's label left out."""
        return self.paragraphs[0].pieces[0].start if self.paragraphs else self.start

    @property
    def words_to(self) -> int:
        """Where its words end."""
        last = self.paragraphs[-1].pieces[-1] if self.paragraphs else None
        return last.start + len(last.words) if last else self.end

    @property
    def asks(self) -> bool:
        """Whether the interviewer speaks."""
        return self.speaker is not None and self.speaker.part == "interviewer"


def blocks(text: Text, codings: Sequence[CodingLine], chosen: Span | None = None) -> list[Block]:
    """The whole text as blocks, each with the codings that start in it."""
    if not text.words:
        return []
    cut = _Cut(text, codings, chosen)
    turns = text.structure.turns
    found = list(_turns(text, cut)) if turns else list(_paragraphs(text, cut, Span(0, len(text.words))))
    _anchor(found, codings)
    return found


class _Cut:
    """The text cut wherever anything starts or ends, to be asked for a stretch."""

    def __init__(self, text: Text, codings: Sequence[CodingLine], chosen: Span | None) -> None:
        self.words = text.words.replace("\0", "\ufffd").replace("\r", " ")
        self.hues = [coding.code.hue % HUES for coding in codings]
        self.lanes = lanes([coding.span for coding in codings])
        marked: list[tuple[Span, Thing]] = [(coding.span, place) for place, coding in enumerate(codings)]
        marked += [
            (Span(mark.start, mark.end), mark.kind)
            for mark in text.structure.marks
            if mark.kind in EMPHASIS and mark.start < mark.end
        ]
        if chosen is not None:
            marked.append((chosen, "chosen"))
        self.segments: list[Segment[Thing]] = segments(len(self.words), marked)
        self.starts = [segment.span.start for segment in self.segments]
        self.blocks = [mark for mark in text.structure.marks if mark.kind in ("heading", "item")]
        self.block_starts = [mark.start for mark in self.blocks]

    def paragraphs(self, span: Span) -> Iterator[tuple[Span, Paragraph]]:
        """The lines of a stretch that have something on them."""
        start = span.start
        for line in span.words_in(self.words).split("\n"):
            if line.strip():
                here = Span(start, start + len(line))
                mark = self._block_mark(here)
                level = (mark.level or 1) if mark and mark.kind == "heading" else 0
                yield here, Paragraph(level, bool(mark and mark.kind == "item"), self._pieces(here))
            start += len(line) + 1

    def _pieces(self, span: Span) -> list[Piece]:
        result = []
        for index in range(bisect_right(self.starts, span.start) - 1, bisect_left(self.starts, span.end)):
            part = self.segments[index].span.overlap(span)
            if part is not None:
                result.append(self._piece(part, self.segments[index].things))
        return result

    def _piece(self, part: Span, things: tuple[Thing, ...]) -> Piece:
        drawn = sorted((self.lanes[one], self.hues[one]) for one in things if isinstance(one, int))
        hues = [hue for lane, hue in drawn if lane < LANES][:LANES]
        css = mark_class(hues) + (" chosen" if "chosen" in things else "")
        return Piece(part.start, part.words_in(self.words), css.strip(), "bold" in things, "italic" in things)

    def _block_mark(self, span: Span) -> Mark | None:
        index = bisect_right(self.block_starts, span.end - 1) - 1
        return self.blocks[index] if index >= 0 and self.blocks[index].end > span.start else None


def lanes(spans: Sequence[Span]) -> list[int]:
    """A lane for each span, such that spans that touch have different ones; the lowest that is free.

    >>> lanes([Span(0, 9), Span(2, 5), Span(4, 7), Span(5, 9)])
    [0, 1, 2, 1]
    """
    result = [0] * len(spans)
    ends: list[int] = []
    for index in sorted(range(len(spans)), key=lambda one: (spans[one].start, -spans[one].end)):
        free = next((lane for lane, end in enumerate(ends) if end <= spans[index].start), len(ends))
        ends[free : free + 1] = [spans[index].end]
        result[index] = free
    return result


def mark_class(hues: Sequence[int]) -> str:
    """The classes of coded words: the first code's hue, and a lane below it for each further one.

    >>> mark_class([2, 5, 1])
    'hue-2 depth-3 lane-1-hue-5 lane-2-hue-1'
    """
    if not hues:
        return ""
    below = [f"lane-{lane}-hue-{hue}" for lane, hue in enumerate(hues) if lane]
    return " ".join([f"hue-{hues[0]}", *([f"depth-{len(hues)}"] if below else []), *below])


def _turns(text: Text, cut: _Cut) -> Iterator[Block]:
    """Every turn, and whatever stands before, between and after them."""
    position = 0
    for number, turn in enumerate(text.structure.turns, start=1):
        if turn.start > position:
            yield from _paragraphs(text, cut, Span(position, turn.start), numbered=False)
        yield _turn(text, cut, number, turn)
        position = max(position, turn.end)
    if position < len(text.words):
        yield from _paragraphs(text, cut, Span(position, len(text.words)), numbered=False)


def _turn(text: Text, cut: _Cut, number: int, turn: Turn) -> Block:
    shown = (
        [one for _span, one in cut.paragraphs(Span(turn.words, turn.end))] if turn.words < turn.end else []
    )
    return Block(number, True, turn.start, turn.end, clock(turn.begins), text.speakers.get(turn.voice), shown)


def _paragraphs(text: Text, cut: _Cut, span: Span, *, numbered: bool = True) -> Iterator[Block]:
    for here, paragraph in cut.paragraphs(span):
        number = line_of(text.lines, here.start) if numbered else None
        yield Block(number, False, here.start, here.end, "", None, [paragraph])


def clock(milliseconds: int | None) -> str:
    """A time in a recording.

    >>> clock(3_725_400)
    '01:02:05'
    """
    if milliseconds is None:
        return ""
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _anchor(found: Sequence[Block], codings: Sequence[CodingLine]) -> None:
    """Give every coding a place to link to, and set it beside the block in which it starts."""
    starts = [block.start for block in found]
    pieces = [piece for block in found for paragraph in block.paragraphs for piece in paragraph.pieces]
    piece_starts = [piece.start for piece in pieces]
    for coding in codings:
        anchor = f"c{coding.span.start}"
        if pieces:
            piece = pieces[min(bisect_left(piece_starts, coding.span.start), len(pieces) - 1)]
            if piece.start == coding.span.start:
                piece.anchor = anchor
            elif anchor not in piece.further:
                piece.further.append(anchor)
        if found:
            block = found[max(bisect_right(starts, coding.span.start) - 1, 0)]
            block.margin.append(Margin(coding, coding.code.hue % HUES, anchor))
