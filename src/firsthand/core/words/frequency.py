"""How often words are, in how many people's mouths, and how evenly: frequency beside dispersal.

Dispersal is by people first: a word that one person says forty times is not the study's. DP is Gries' deviation of
proportions (Gries ST 2008, Int J Corpus Linguist 13:403-437): nought where each says it as often as they speak, near
one where it is one person's alone.

>>> found = frequencies({"P01": ["tea", "and", "tea"], "P02": ["and", "soup", "soup"]}, without={"and"})
>>> [(one.word, one.count, one.people, one.dp.value) for one in found]
[('soup', 2, 1, 0.5), ('tea', 2, 1, 0.5)]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from firsthand.core.figures import Figure, undefined
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Frequency:
    """A word: how often, of how many people, and how unevenly."""

    word: str
    count: int
    people: int
    dp: Figure


def frequencies(said: Mapping[str, Sequence[str]], *, without: Collection[str] = ()) -> list[Frequency]:
    """Words as they are counted, by whoever said them: the most frequent first, then by letter.

    Stop words are left out of the list, not of how much each person says.
    """
    by_word: dict[str, Counter[str]] = defaultdict(Counter)
    for person, words in said.items():
        for word, count in Counter(words).items():
            by_word[word][person] = count
    spoken = {person: len(words) for person, words in said.items() if words}
    left_out = set(without)
    found = [
        Frequency(word, counts.total(), len(counts), dispersal(counts, spoken))
        for word, counts in by_word.items()
        if word not in left_out
    ]
    return sorted(found, key=lambda one: (-one.count, one.word))


def dispersal(counts: Mapping[str, int], spoken: Mapping[str, int]) -> Figure:
    """DP = half the sum over people of |their share of the word - their share of all words|."""
    if len(spoken) < 2:
        return undefined("it takes the words of two people")
    all_words, all_counts = sum(spoken.values()), sum(counts.values())
    if not all_counts:
        return undefined("nobody says it")
    off = (abs(counts.get(one, 0) / all_counts - many / all_words) for one, many in spoken.items())
    return Figure(sum(off) / 2)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The small words of a language, as they are counted. Raises `Problem` where there is no list.

    >>> "the" in stop_words("en"), "peer" in stop_words("en")
    (True, False)
    """
    lists = _lists()
    if language not in lists:
        raise Problem(
            _("There is no list of stop words for “%(language)s”. There are: %(lists)s.")
            % {"language": language, "lists": ", ".join(lists)}
        )
    return frozenset(lists[language].split())


def languages() -> list[str]:
    """The languages that have such a list."""
    return sorted(_lists())


@cache
def _lists() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(Path(__file__).with_name("stop_words.yaml").read_text("utf-8"))
    return found
