"""Hints beside marks: how many of the marks were found, and how many of the hints were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.core.identifying import Hint, rule
from firsthand.core.spans import Span

Mark = tuple[Span, str]
SAME = {"D01": "D02"}  # a participant's name that nobody gave the program is anybody's name to it


@dataclass(slots=True)
class Score:
    """Counts over some texts, of the rules of one level."""

    marks: int = 0
    found: int = 0
    found_by_rule: int = 0
    hints: int = 0
    right: int = 0

    def add(self, marks: Sequence[Mark], hints: Sequence[Hint], *, always: bool) -> None:
        """Count one text: its marks under rules of the level, and the hints under such rules.

        A mark is found where a hint shares words with it, under whatever rule; a hint is right where it shares words
        with a mark, under whatever rule.
        """
        for span, of in marks:
            if is_always(of) is always:
                over = [hint for hint in hints if hint.span.touches(span)]
                self.marks += 1
                self.found += bool(over)
                self.found_by_rule += any(_same(hint.rule, of) for hint in over)
        for hint in hints:
            if is_always(hint.rule) is always:
                self.hints += 1
                self.right += any(span.touches(hint.span) for span, _of in marks)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.marks + other.marks,
            self.found + other.found,
            self.found_by_rule + other.found_by_rule,
            self.hints + other.hints,
            self.right + other.right,
        )


def is_always(of: str) -> bool:
    """Whether a rule replaces without asking."""
    return rule(of).level == "always"


def _same(one: str, other: str) -> bool:
    return SAME.get(one, one) == SAME.get(other, other)
