"""Items that follow each other are one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from firsthand.giving_back.writing.showing import Part


@dataclass(frozen=True, slots=True)
class Block:
    """A part, or the items of one list. `type`: the part's, or “bullet” and “number”."""

    type: str
    parts: tuple[Part, ...]


def grouped(parts: Iterable[Part]) -> list[Block]:
    """Parts, with the items of a list together."""
    numbered = enumerate(parts)
    together = groupby(numbered, lambda one: one[1].form if one[1].type == "item" else one[0])
    return [_block(tuple(part for _at, part in found)) for _key, found in together]


def _block(parts: tuple[Part, ...]) -> Block:
    return Block(parts[0].form if parts[0].type == "item" else parts[0].type, parts)
