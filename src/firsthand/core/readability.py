"""How easily words can be read: the Flesch–Kincaid grade (Kincaid, Fishburne, Rogers and Chissom 1975).

The grade is the school year, in the United States, whose pupils read such a text with ease; five more is the age. It
counts words to a sentence and syllables to a word, no more: short words can still be hard to understand.

>>> grade("The cat sat on the mat. It was warm there.") < 2
True
>>> grade("Confidentiality limitations necessitate institutional notification procedures.") > 20
True
"""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?…:;]+(?=\s|$|[”\"])")
VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+")
AGE_AT_GRADE_NONE = 5


def grade(text: str) -> float:
    """The school year. 0 for a text without words."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len([part for part in SENTENCE.split(text) if WORD.search(part)]))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def age(text: str) -> float:
    """The age at which most people read such a text with ease."""
    return grade(text) + AGE_AT_GRADE_NONE


def syllables(word: str) -> int:
    """The syllables of an English word, by its letters.

    >>> [syllables(word) for word in ("cat", "table", "asked", "wanted", "makes", "people", "sound", "real")]
    [1, 2, 1, 2, 1, 2, 1, 1]
    """
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    found = len(VOWELS.findall(plain))
    if re.search(r"[^aeiouy]e$", plain) and not re.search(r"[^aeiouy]le$", plain):
        found -= 1  # make
    elif re.search(r"[^aeiouytd]ed$", plain) or re.search(r"[^aeiouyscxz]es$", plain):
        found -= 1  # asked, makes; not wanted, boxes
    return max(found, 1)
