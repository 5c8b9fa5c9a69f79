"""Hints beside marks: how many of the marks were found, and how many of the hints were right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from firsthand.core.identifying import Hint, rule
from firsthand.core.spans import Span

SAME = {"D01": "D02"}  # a participant's name that nobody gave the program is anybody's name to it


@dataclass(slots=True)
class Score:
    """Counts over some texts."""

    texts: int = 0
    words: int = 0
    marks: int = 0
    found: int = 0
    found_by_rule: int = 0
    hints: int = 0
    right: int = 0
    missed: list[tuple[str, Span, str]] = field(default_factory=list)
    false: list[tuple[str, Hint]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Of the marks, how many were found; 1 where there are none."""
        return self.found / self.marks if self.marks else 1.0

    @property
    def precision(self) -> float:
        """Of the hints, how many were right; 1 where there are none."""
        return self.right / self.hints if self.hints else 1.0

    def add(self, name: str, words: int, marks: Sequence[tuple[Span, str]], hints: Sequence[Hint]) -> None:
        """Count one text. A mark is found where a hint shares words with it, under whatever rule."""
        self.texts += 1
        self.words += words
        self.marks += len(marks)
        self.hints += len(hints)
        for span, of in marks:
            over = [hint for hint in hints if hint.span.touches(span)]
            self.found += bool(over)
            self.found_by_rule += any(_same(hint.rule, of) for hint in over)
            if not over:
                self.missed.append((name, span, of))
        for hint in hints:
            if any(span.touches(hint.span) for span, _of in marks):
                self.right += 1
            else:
                self.false.append((name, hint))


def of_level(always: bool, marks: Iterable[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """The marks of the rules that replace always, or of those to decide on."""
    return [(span, of) for span, of in marks if is_always(of) is always]


def is_always(of: str) -> bool:
    """Whether a rule replaces without asking."""
    return rule(of).level == "always"


def _same(one: str, other: str) -> bool:
    return SAME.get(one, one) == SAME.get(other, other)
