"""Themes beside the codes they stand on: how many pieces of evidence of each code speak for a claim, or against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.themes.selectors import ClaimLine, ThemeLine
from firsthand.core.joined import Side


@dataclass(frozen=True, slots=True)
class Join:
    """How many pieces of a code stand on one side of a claim."""

    claim: ClaimLine
    code: CodeLine
    side: Side
    pieces: int


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """Themes, the codes of their evidence, and what joins them. Codes stand near the claims they speak to."""

    themes: tuple[ThemeLine, ...]
    codes: tuple[CodeLine, ...]
    joins: tuple[Join, ...]

    def of(self, claim: ClaimLine) -> list[Join]:
        """What joins one claim."""
        return [one for one in self.joins if one.claim.id == claim.id]


def mapped(found: Sequence[ThemeLine]) -> ThemeMap:
    """The map of some themes. Evidence whose coding is gone, or put to a theme as a whole, joins nothing."""
    joins: list[Join] = []
    codes: dict[str, CodeLine] = {}
    height: dict[str, list[int]] = {}
    for row, claim in enumerate(claim for theme in found for claim in theme.claims):
        shown = [(piece.excerpt.coding.code, piece.side) for piece in claim.evidence if piece.excerpt]
        for (code, side), pieces in Counter((str(code.id), side) for code, side in shown).items():
            codes.setdefault(code, next(line for line, _side in shown if str(line.id) == code))
            height.setdefault(code, []).extend([row] * pieces)
            joins.append(Join(claim, codes[code], cast("Side", side), pieces))
    near = sorted(codes, key=lambda code: (sum(height[code]) / len(height[code]), codes[code].path))
    return ThemeMap(tuple(found), tuple(codes[code] for code in near), tuple(joins))
