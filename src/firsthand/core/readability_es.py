"""How easily Spanish words can be read: the perspicuity of Szigriszt Pazos (1993), on the scale of Barrio-Cantalejo.

206.835 − 62.3 × syllables a word − words a sentence. On the INFLESZ scale (Barrio-Cantalejo and others 2008, Anales del
Sistema Sanitario de Navarra 31:135–152) over 80 is very easy, from 65 on fairly easy, as what everybody reads is, from
55 on usual, and below 40 very hard. Like its English sister it counts, and does not understand.

>>> round(ease("El gato duerme. La casa es mía."), 1)
105.4
>>> ease("La confidencialidad institucional imposibilita comunicaciones extraordinarias.") < 0
True
"""

from __future__ import annotations

import re

from firsthand.core.readability import SENTENCE, WORD

FAIRLY_EASY = 65.0
RUN_OF_VOWELS = re.compile(r"[aeiouáéíóúü]+")
# Each of them is the middle of a syllable; i and u between or beside them are not, unless an accent says so.
STRONG = frozenset("aeoáéóíú")


def ease(text: str) -> float:
    """The perspicuity: the more, the easier. 100 for a text without words."""
    words = WORD.findall(text)
    if not words:
        return 100.0
    sentences = max(1, len([part for part in SENTENCE.split(text) if WORD.search(part)]))
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / sentences


def syllables(word: str) -> int:
    """The syllables of a Spanish word, by its letters.

    >>> [syllables(one) for one in ("sol", "casa", "puerta", "mía", "leer", "que", "guía", "ciudad", "y", "rey")]
    [1, 2, 2, 2, 2, 1, 2, 2, 1, 1]
    """
    plain = re.sub(r"(?<=[qg])u(?=[eiéí])", "", word.casefold())
    return max(
        1, sum(max(1, sum(letter in STRONG for letter in run)) for run in RUN_OF_VOWELS.findall(plain))
    )
