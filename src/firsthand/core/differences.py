"""Where several coders put the same code on a text, and where they differ.

>>> marks = [Mark("Lea", Span(0, 10)), Mark("Cody", Span(4, 10)), Mark("Cody", Span(200, 300))]
>>> [(place.span, place.who, place.differs(["Lea", "Cody"])) for place in places(marks)]
[(Span(start=0, end=10), ('Cody', 'Lea'), 'extent'), (Span(start=200, end=300), ('Cody',), 'some')]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal
from uuid import UUID

from firsthand.core.spans import Span, covered

# Marks that stand no further apart than this (code points) are one place: two people who took neighbouring sentences
# for the same thing have one thing to talk about, not two.
NEAR = 40

Differs = Literal["", "extent", "some"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on words, by a coder; `row` is the coding, where it is one."""

    coder: str
    span: Span
    row: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Words on which a code stands, by whomever: marks that are near, also by way of others, are one place."""

    span: Span
    marks: tuple[Mark, ...]

    @property
    def who(self) -> tuple[str, ...]:
        """Who put the code here, by name."""
        return tuple(sorted({mark.coder for mark in self.marks}))

    def by(self, coder: str) -> list[Span]:
        """The words that a coder marked here, in order; stretches that meet are one."""
        return covered(mark.span for mark in self.marks if mark.coder == coder)

    def differs(self, coders: Collection[str]) -> Differs:
        """How these coders differ here: not at all, in how much they marked, or in whether they put the code."""
        marked = [self.by(coder) for coder in coders]
        if not all(marked):
            return "some"
        return "extent" if any(one != marked[0] for one in marked) else ""

    def shared(self, coders: Collection[str]) -> list[Span]:
        """The words that every one of these coders marked here."""
        return reduce(_both, [self.by(coder) for coder in coders])


def places(marks: Iterable[Mark]) -> list[Place]:
    """The places of one code in one text, in order. Cost: n log n."""
    found: list[list[Mark]] = []
    end = 0
    for mark in sorted(marks, key=lambda mark: (mark.span, mark.coder)):
        if not found or mark.span.start > end + NEAR:
            found.append([])
        found[-1].append(mark)
        end = max(end, mark.span.end)
    return [Place(_whole(inside), tuple(inside)) for inside in found]


def _whole(marks: Sequence[Mark]) -> Span:
    return Span(marks[0].span.start, max(mark.span.end for mark in marks))


def _both(ones: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    return covered(shared for one in ones for other in others if (shared := one.overlap(other)) is not None)
