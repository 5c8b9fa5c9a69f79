"""Which of a guide's questions an interviewer's turn asks, by its wording: a proposal for a person to look at.

A turn (or a sentence of it) is as like a wording (a question, a sentence of it, or a probe) as the weight of the words
that both have, twice, to the weight of both (Dice 1945). Words that many of the guide's questions share weigh little
(inverse document frequency, Spärck Jones 1972): “you” says nothing, “equals” much.

>>> guide = [Question("Q08", "You are paid. Can you be equals?"), Question("Q01", "How did you begin?")]
>>> asked(["Can you be equals?", "Mm."], guide)
[Asked(turn=0, label='Q08', likeness=1.0)]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from firsthand.core.folding import folded
from firsthand.core.guide import Question

LIKELY = 0.45  # how like a wording a turn has to be
AHEAD = 0.05  # and how much less the next likely question
WORDS = 3  # fewer words say too little
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Asked:
    """That a turn (its place in the list) probably asks a question, and how much of its wording is there (0 to 1)."""

    turn: int
    label: str
    likeness: float


def asked(turns: Sequence[str], questions: Sequence[Question]) -> list[Asked]:
    """The turns that ask a question of the guide, in order. Cost: turns × questions."""
    weights = _weights(questions)
    wordings = [
        (one.label, words) for one in questions for text in (one.text, *one.probes) for words in _pieces(text)
    ]
    found = []
    for place, turn in enumerate(turns):
        best = _best(_pieces(turn), wordings, weights)
        if best:
            found.append(Asked(place, *best))
    return found


def _best(
    said: list[set[str]], wordings: Sequence[tuple[str, set[str]]], weights: dict[str, float]
) -> tuple[str, float] | None:
    scores: dict[str, float] = {}
    for label, words in wordings:
        likeness = max((_likeness(words, piece, weights) for piece in said), default=0.0)
        scores[label] = max(scores.get(label, 0.0), likeness)
    (label, first), *rest = sorted(scores.items(), key=lambda pair: -pair[1]) or [("", 0.0)]
    if first < LIKELY or (rest and rest[0][1] > first - AHEAD):
        return None
    return label, round(first, 2)


def _likeness(one: set[str], other: set[str], weights: dict[str, float]) -> float:
    unknown = max(weights.values(), default=1.0)  # a word that the guide has nowhere
    both, all_of_one, all_of_other = (
        sum(weights.get(word, unknown) for word in words) for words in (one & other, one, other)
    )
    return 2 * both / (all_of_one + all_of_other) if both else 0.0


def _pieces(text: str) -> list[set[str]]:
    """The words of a text, whole and sentence by sentence."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    return [words for piece in dict.fromkeys([text, *sentences]) if len(words := _words(piece)) >= WORDS]


def _weights(questions: Sequence[Question]) -> dict[str, float]:
    """How much each word says: the fewer questions have it, the more."""
    within = [set().union(_words(one.text), *map(_words, one.probes)) for one in questions]
    shared = Counter(word for words in within for word in words)
    return {word: log((len(within) + 1) / count) for word, count in shared.items()}


def _words(text: str) -> set[str]:
    """The words, “don't” as “do not”, so that a question is known however it is spoken."""
    plain = re.sub(r"n't\b", " not", folded(text).text).replace("'ve", " have").replace("'re", " are")
    return set(WORD.findall(plain))
