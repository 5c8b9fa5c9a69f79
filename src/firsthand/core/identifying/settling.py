"""Of hints that overlap, the ones that stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.rules import rule
from firsthand.core.spans import Span


def settled(page: Page, found: Iterable[Hint], innocent: frozenset[tuple[str, ...]]) -> list[Hint]:
    """In order, without names that are no secret, and of one level none that overlap.

    What was given goes before what was guessed, and the longer before the shorter. A hint to decide on may lie
    over one to replace always: they ask different things.
    """
    ranked = sorted(_without_parts(found), key=lambda hint: (_rank(hint), -len(hint.span), hint.span.start))
    levels: dict[bool, _Taken] = {True: _Taken(), False: _Taken()}
    kept = []
    for hint in ranked:
        if (
            not hint.why.startswith("given")
            and tuple(folded_words(hint.span.words_in(page.text))) in innocent
        ):
            continue
        if levels[rule(hint.rule).level == "always"].take(hint):
            kept.append(hint)
    kept.sort(key=lambda hint: (hint.span, hint.rule))
    return _without_told(kept)


def _without_parts(found: Iterable[Hint]) -> list[Hint]:
    """Without names inside an address of mail or of a page: that is taken out whole."""
    every = list(found)
    whole = [hint.span for hint in every if hint.why in WHOLE]
    return [
        hint for hint in every if not any(span.encloses(hint.span) and span != hint.span for span in whole)
    ]


def _without_told(kept: list[Hint]) -> list[Hint]:
    """Without a relative's story (D13) where it is their illness that is told (D14): that is replaced anyway."""
    told = [hint.span for hint in kept if hint.rule == "D14"]
    ends = [span.end for span in told]

    def is_told(span: Span) -> bool:
        place = bisect_left(ends, span.end)
        return place < len(told) and told[place].encloses(span)

    return [hint for hint in kept if hint.rule != "D13" or not is_told(hint.span)]


WHOLE = ("pattern: mail", "pattern: page", "pattern: handle")
_ORDER = ("given", "near", "children", "pattern", "names", "gazetteer", "model")


def _rank(hint: Hint) -> int:
    kind, _, more = hint.why.partition(": ")
    return _ORDER.index("near") if kind == "given" and more else _ORDER.index(kind)


class _Taken:
    """Stretches that are taken, in order, none overlapping another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, hint: Hint) -> bool:
        """Take a stretch; false where a part of it is taken."""
        place = bisect_left(self._ends, hint.span.start + 1)
        if place < len(self._starts) and self._starts[place] < hint.span.end:
            return False
        self._starts.insert(place, hint.span.start)
        self._ends.insert(place, hint.span.end)
        return True
