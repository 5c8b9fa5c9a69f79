"""Words that may be meant for others: with a slip of the pen, or as nicknames.

>>> slips = Slips({"denise", "leonard"}, persons={"leonard"})
>>> slips.meant("denize")
(('denise', 'misspelt'),)
>>> slips.meant("lenny")
(('leonard', 'nickname'),)
>>> slips.meant("dense fog")
()
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

from nicknames import NickNamer
from rapidfuzz.distance import OSA

ONE, TWO = 4, 8  # letters a word must have for one slip, and for two
LONGEST = 30  # letters that a name has


class Slips:
    """Words under what is left of them when a letter or two is taken out, so that each lookup is a few keys."""

    def __init__(self, words: Collection[str], persons: Collection[str] = ()) -> None:
        self._words = frozenset(words)
        self._left: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            for left in _without(word, _slips(word)):
                self._left[left].add(word)
        self._nicknames: dict[str, set[str]] = defaultdict(set)
        for word in persons:
            for nickname in _called(word):
                self._nicknames[nickname].add(word)
        self._meant: dict[str, tuple[tuple[str, str], ...]] = {}

    def meant(self, word: str) -> tuple[tuple[str, str], ...]:
        """The words that it may be meant for, and how: itself (“part”), “nickname”, “misspelt”."""
        known = self._meant.get(word)
        if known is None:
            known = self._meant[word] = tuple(self._look(word))
        return known

    def _look(self, word: str) -> Iterator[tuple[str, str]]:
        if word in self._words:
            yield word, "part"
        for name in sorted(self._nicknames.get(word, ())):
            if name != word:
                yield name, "nickname"
        if not ONE - 1 <= len(word) <= LONGEST or not word.replace("'", "").isalpha():
            return
        near = {name for left in _without(word, _slips(word) or 1) for name in self._left.get(left, ())}
        for name in sorted(near - {word}):
            allowed = min(_slips(name), max(1, _slips(word)))
            if 0 < OSA.distance(word, name, score_cutoff=allowed) <= allowed and (
                word[0] == name[0] or len(name) > 5
            ):
                yield name, "misspelt"


def _called(name: str) -> set[str]:
    """What else somebody of that name is called: Leonard Len, Will William and so Bill."""
    names = _namer()
    full = names.canonicals_of(name)
    return {*full, *names.nicknames_of(name), *(short for one in full for short in names.nicknames_of(one))}


def _slips(word: str) -> int:
    return 2 if len(word) >= TWO else 1 if len(word) >= ONE else 0


def _without(word: str, letters: int) -> set[str]:
    """A word without up to so many of its letters."""
    found = {word}
    for _ in range(letters):
        found |= {one[:place] + one[place + 1 :] for one in found for place in range(len(one))}
    return found


@cache
def _namer() -> NickNamer:
    return NickNamer()
