"""What of a document is as if it had never been there, for one member, and stays where it is when they save.

An excerpt whose words are kept from them leaves no gap: it is taken out of the block that it stands in, with a space
beside it, and a block that holds nothing else is not there. What they save is lined up with what they were shown, and
each such piece is put back behind the same letter, or before it; where neither is left, into a block of its own.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from firsthand.core.diff import blocks as shared_in
from firsthand.giving_back.writing.shape import DRAWN, PIECE, Json, Words, parsed, pieces, written

Kept = Callable[[Json], bool]


class Atom(NamedTuple):
    """A letter in its look, or a sign for a piece, the same for the same piece all over a document."""

    sign: str
    bold: bool = False
    italic: bool = False


Line = list[Atom]  # a block


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What is not shown: which atoms, in a block of what kind, and behind how many letters of which line."""

    atoms: Line
    block: Json
    line: int  # of what is shown; of a block that is not shown at all, the one that it would stand before
    at: int | None  # None: the whole block


@dataclass(slots=True)
class _Table:
    """A sign for each piece."""

    known: dict[str, str] = field(default_factory=dict)
    pieces: list[Json] = field(default_factory=list)

    def line(self, block: Json) -> Line:
        """A block's letters and pieces."""
        return [atom for part in parsed(block["text"], block.get("inside", ())) for atom in self._atoms(part)]

    def block(self, block: Json, line: Iterable[Atom]) -> Json:
        """A block of the same kind with these."""
        text, inside = written(self._parts(line))
        return block | {"text": text, "inside": inside}

    def piece(self, atom: Atom) -> Json | None:
        """The piece that a sign stands for; None for a letter."""
        return self.pieces[ord(atom.sign) - PIECE] if ord(atom.sign) >= PIECE else None

    def is_of(self, atom: Atom, kept: Kept) -> bool:
        """Whether a sign stands for a piece that is kept."""
        piece = self.piece(atom)
        return piece is not None and kept(piece)

    def _atoms(self, part: Words | Json) -> Iterator[Atom]:
        if isinstance(part, Words):
            yield from (Atom(letter, part.bold, part.italic) for letter in part.text)
            return
        known = json.dumps(part, sort_keys=True)
        if known not in self.known:
            self.known[known] = chr(PIECE + len(self.pieces))
            self.pieces.append(part)
        yield Atom(self.known[known])

    def _parts(self, line: Iterable[Atom]) -> Iterator[Words | Json]:
        for piece, run in groupby(line, lambda atom: self.piece(atom) is not None):
            if piece:
                yield from (found for atom in run if (found := self.piece(atom)) is not None)
                continue
            for (bold, italic), letters in groupby(run, lambda atom: (atom.bold, atom.italic)):
                yield Words("".join(atom.sign for atom in letters), bold, italic)


def shown(blocks: Sequence[Json], kept: Kept) -> Sequence[Json]:
    """The blocks without the pieces that are kept.

    >>> from firsthand.giving_back.writing.shape import excerpt, paragraph, ID
    >>> made = [paragraph("Tea, ", excerpt(ID), " always."), paragraph(excerpt(ID))]
    >>> [block["text"] for block in shown(made, lambda piece: piece["type"] == "excerpt")]
    ['Tea, always.']
    """
    if not any(map(kept, pieces(blocks))):
        return blocks
    table = _Table()
    left, lines, _hidden = _parted(blocks, kept, table)
    return [table.block(block, line) for block, line in zip(left, lines, strict=True)]


def put_back(stands: Sequence[Json], sent: Sequence[Json], kept: Kept) -> Sequence[Json]:
    """What was sent by somebody who was shown what stands without the pieces that are kept: with those in it again.

    >>> from firsthand.giving_back.writing.shape import excerpt, paragraph, ID
    >>> stands, sent = [paragraph("Tea, ", excerpt(ID), " always.")], [paragraph("New."), paragraph("Tea, never.")]
    >>> put_back(stands, sent, lambda piece: piece["type"] == "excerpt") == [
    ...     paragraph("New."), paragraph("Tea, ", excerpt(ID), " never.")]
    True
    """
    if not any(map(kept, (*pieces(stands), *pieces(sent)))):
        return sent
    table = _Table()
    before, lines, hidden = _parted(stands, kept, table)
    after, new, _twice = _parted(sent, kept, table)
    if (before, lines) == (after, new):
        return stands
    return _Back(lines, after, new, lambda atom: table.is_of(atom, kept)).with_again(hidden, table)


def _parted(
    blocks: Sequence[Json], kept: Kept, table: _Table
) -> tuple[list[Json], list[Line], list[_Hidden]]:
    """What is shown, as kinds of blocks and their letters, and what is not."""
    kinds: list[Json] = []
    lines: list[Line] = []
    hidden: list[_Hidden] = []
    for block in blocks:
        kind = block | {"text": "", "inside": []}
        whole = table.line(block)
        left, found = _without(whole, kind, len(lines), lambda one: table.is_of(one, kept))
        if found and block["type"] not in DRAWN and not any(atom.sign.strip() for atom in left):
            hidden.append(_Hidden(whole, kind, len(lines), None))
            continue
        hidden += found
        kinds.append(kind)
        lines.append(left)
    return kinds, lines, hidden


def _without(
    whole: Line, kind: Json, number: int, kept: Callable[[Atom], bool]
) -> tuple[Line, list[_Hidden]]:
    """A block's letters without what is kept, each with the space that would stand twice where it was."""
    left: Line = []
    found: list[_Hidden] = []
    at = 0
    while at < len(whole):
        atom, at = whole[at], at + 1
        if not kept(atom):
            left.append(atom)
            continue
        gone = [atom]
        spaced = not left or left[-1].sign == " "
        if spaced and at < len(whole) and whole[at].sign == " ":
            gone.append(whole[at])
            at += 1
        elif left and spaced and at == len(whole):
            gone.insert(0, left.pop())
        found.append(_Hidden(gone, kind, number, len(left)))
    return left, found


class _Back:
    """What was shown, lined up with what was sent."""

    def __init__(
        self, old: list[Line], after: list[Json], new: list[Line], kept: Callable[[Atom], bool],
    ) -> None:  # fmt: skip
        self._after, self._new, self._kept = after, new, kept
        self._old_text, self._old_starts = _text(old)
        new_text, self._new_starts = _text(new)
        self._shared = shared_in(self._old_text, new_text)
        self._starts = [block.old for block in self._shared]

    def with_again(self, hidden: Sequence[_Hidden], table: _Table) -> list[Json]:
        """What was sent, with what was not shown."""
        inside: dict[int, dict[int, Line]] = defaultdict(lambda: defaultdict(list))
        apart: dict[int, list[Json]] = defaultdict(list)  # by the line before which they stand
        for one in hidden:
            place = self._place(one)
            if place is not None:
                inside[place[0]][place[1]] += one.atoms
                continue
            kind = {"type": "paragraph"} if one.block["type"] in DRAWN else one.block
            own = one.atoms if one.at is None else [atom for atom in one.atoms if atom.sign != " "]
            apart[self._next_line(one)].append(table.block(kind, own))
        made: list[Json] = []
        for number, (kind, line) in enumerate(zip(self._after, self._new, strict=True)):
            made += apart[number]
            made.append(table.block(kind, self._with(line, inside[number])))
        return made + apart[len(self._new)]

    def _with(self, line: Line, more: dict[int, Line]) -> Line:
        """A line with others put in, each behind so many letters: so that it reads as it was sent without them."""
        if not more:
            return line
        made = _mixed(line, more)
        if _without(made, {}, 0, self._kept)[0] == line:
            return made
        return _mixed(line, {at: [atom for atom in some if self._kept(atom)] for at, some in more.items()})

    def _place(self, one: _Hidden) -> tuple[int, int] | None:
        """In which line of what was sent, behind how many letters; None where nothing beside it is left."""
        if one.at is None:
            return None
        point = self._old_starts[one.line] + one.at
        beside = ((point - 1, 1), (point, 0)) if one.at else ((point, 0), (point - 1, 1))
        for letter, more in beside:
            now = self._now(letter)
            if now is None:
                continue
            if self._old_text[letter] != "\n":
                return self._line_of(now, more)
            number, at = self._line_of(now + more, 0)
            if (
                self._after[number]["type"] == one.block["type"] in DRAWN
            ):  # a table or figure without other words
                return number, at
        return None

    def _next_line(self, one: _Hidden) -> int:
        """Before which line of what was sent a block of its own stands: behind what is left of the nearest above."""
        above = one.line - 1 if one.at is None else one.line
        for number in range(above, -1, -1):
            start = self._old_starts[number]
            end = (
                self._old_starts[number + 1] - 1
                if number + 1 < len(self._old_starts)
                else len(self._old_text)
            )
            for letter in (*range(end - 1, start - 1, -1), *([end] if start == end else ())):
                if (now := self._now(letter)) is not None:
                    return self._line_of(now, 0)[0] + 1
        return 0

    def _now(self, letter: int) -> int | None:
        """Where a letter of what was shown is in what was sent; None where it is not there any more."""
        index = bisect_right(self._starts, letter) - 1
        if index < 0 or letter >= self._shared[index].old + self._shared[index].length:
            return None
        return self._shared[index].new + letter - self._shared[index].old

    def _line_of(self, letter: int, more: int) -> tuple[int, int]:
        number = bisect_right(self._new_starts, letter) - 1
        return number, letter - self._new_starts[number] + more


def _text(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """All letters, a line each, and where each begins."""
    said, starts, at = ["".join(atom.sign for atom in line) for line in lines], [], 0
    for one in said:
        starts.append(at)
        at += len(one) + 1
    return "\n".join(said), starts


def _mixed(line: Line, more: dict[int, Line]) -> Line:
    made: Line = []
    for at in range(len(line) + 1):
        made += more.get(at, ())
        made += line[at : at + 1]
    return made
