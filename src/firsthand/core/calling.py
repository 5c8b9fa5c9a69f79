"""What an organisation calls those who do the work, those who come, and itself; and words that it does not use.

>>> words = Words(worker="guide", worker_many="guides", avoid=("patient", "case"))
>>> avoided(words, "The patients and the Case; a casement is none.")
['patient', 'case']
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

CALLED = ("worker", "worker_many", "person", "person_many", "organisation", "organisation_many")
LONGEST = 60
MOST_AVOIDED = 100


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: of one and of many. Empty where nobody said."""

    worker: str = ""
    worker_many: str = ""
    person: str = ""
    person_many: str = ""
    organisation: str = ""
    organisation_many: str = ""
    avoid: tuple[str, ...] = ()

    def or_else(self, usual: Words) -> Words:
        """These, and the usual ones where nobody said."""
        return Words(*(getattr(self, one.name) or getattr(usual, one.name) for one in fields(self)))


def tidy(word: str) -> str:
    """A word as it is kept: one line, no spaces around it."""
    return " ".join(word.split())


def tidy_list(words: Iterable[str]) -> tuple[str, ...]:
    """Words to avoid, each once, in the order in which they were given."""
    return tuple(dict.fromkeys(filter(None, map(tidy, words))))


def avoided(words: Words, text: str) -> list[str]:
    """Which of the words to avoid stand in a text, also with an s or es behind them."""
    return [one for one in words.avoid if _pattern(one).search(text)]


def _pattern(word: str) -> re.Pattern[str]:
    inner = r"\s+".join(map(re.escape, word.split()))
    return re.compile(rf"(?<!\w){inner}(?:e?s)?(?!\w)", re.IGNORECASE)
