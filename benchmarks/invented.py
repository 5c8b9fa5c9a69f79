"""Invented words, transcripts and codings: seeded, so that everybody measures the same. No real text is in here.

>>> transcript(3)[:23]
'INTERVIEWER: Fu té leal'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

SEED = "firsthand"
WORDS = 6_000  # in a transcript: an interview of about forty minutes
CODES, CODERS = 60, 4
LONGEST = 400  # code points of a coding

_ONSETS = [*"bdfghklmnprstv", "br", "dr", "sh", "st", "tr", ""]
_VOWELS = [*"aeiouóé", "ai", "ea", "ou"]
_CODAS = ["", "", *"nrlstm", "nd", "’s"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A coding to be: code and coder by number, and the code points they are on."""

    code: int
    coder: int
    start: int
    end: int


@cache
def vocabulary(size: int = 3_000) -> list[str]:
    """Words put together from syllables, each once. The shortest are first: they come most often, as in speech."""
    dice = Random(f"{SEED}/words")
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(_syllable(dice) for _ in range(dice.choice([1, 1, 2, 2, 3])))] = None
    return sorted(words, key=len)


def _syllable(dice: Random) -> str:
    return "".join(map(dice.choice, (_ONSETS, _VOWELS, _CODAS)))


@cache
def names(size: int = 400) -> list[str]:
    """Names for people who do not exist."""
    return [word.title() for word in vocabulary() if len(word) > 4 and word.isalpha()][:size]


def transcript(number: int, words: int = WORDS) -> str:
    """An interview between an interviewer and somebody of whom there are several: turns of one to six sentences."""
    dice = Random(f"{SEED}/transcript/{number}")
    speakers = ("INTERVIEWER", names()[number // 4 % len(names())].upper())
    said = _sentences(dice, words)
    turns: list[str] = []
    for sentence in said:
        more = [sentence, *(next(said, "") for _ in range(dice.randrange(6)))]
        turns.append(f"{speakers[len(turns) % 2]}: {' '.join(filter(None, more))}\n")
    if number % 10 == 0:  # one text in ten has a letter from beyond the first 65,536
        turns.append(f"{speakers[0]}: 👍 {vocabulary()[0]}.\n")
    return "".join(turns)


def _sentences(dice: Random, words: int) -> Iterator[str]:
    """Sentences of four to twenty words, in which a few words come often, as in speech."""
    said = iter(dice.choices(vocabulary(), cum_weights=_weights(), k=words))
    for first in said:
        rest = [word for _, word in zip(range(dice.randint(3, 19)), said, strict=False)]
        yield f"{' '.join([first.capitalize(), *rest])}{dice.choice('.....?…')}"


@cache
def _weights() -> list[float]:
    """Zipf’s law, as Mandelbrot mended it: few words come often, but the first not in every sentence twice."""
    return list(accumulate(1 / (rank + 30) for rank in range(1, len(vocabulary()) + 1)))


def codings(number: int, text: str, many: int) -> list[Planned]:
    """`many` codings of a text, overlapping freely, but never one coder's own code with itself.

    Code 0 is on each text once: the rare code. The others share the rest, each code and coder having a lane of
    its own in which codings follow one another.
    """
    dice = Random(f"{SEED}/codings/{number}")
    lanes = [(code, coder) for code in range(1, CODES) for coder in range(CODERS)]
    dice.shuffle(lanes)
    planned = [_placed(dice, text, 0, len(text), 0, 0)]
    for at, lane in enumerate(lanes):
        planned += _lane(dice, text, lane, (many - 1 + at) // len(lanes))
    return planned


def _lane(dice: Random, text: str, lane: tuple[int, int], many: int) -> Iterator[Planned]:
    for slot in range(many):
        yield _placed(dice, text, len(text) * slot // many, len(text) * (slot + 1) // many, *lane)


def _placed(dice: Random, text: str, first: int, last: int, code: int, coder: int) -> Planned:
    """A coding somewhere between two places, from the start of a word where there is room."""
    start = dice.randrange(first, max(first + 1, last - LONGEST))
    end = min(last, start + dice.randint(15, LONGEST))
    word = text.find(" ", start, end - 10) + 1
    return Planned(code, coder, word or start, end)
