"""Words in the pieces that a model of the BERT family knows (“uncased” WordPiece), as its makers cut them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from firsthand.core.signs import composed

LONGEST_WORD = 100  # letters: what is longer is no word
CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class WordPieces:
    """Cuts a text into the numbers of its pieces. `vocabulary`: every piece in order; what goes on begins with ##."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._begins, self._ends = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._unknown = self._numbers["[UNK]"]
        self._pieces_of = lru_cache(20_000)(self._cut)

    def of(self, text: str, most: int) -> list[int]:
        """The pieces of a text between their two marks; at most so many, the marks included."""
        pieces = (piece for word in words(text) for piece in self._pieces_of(word))
        return [self._begins, *islice(pieces, most - 2), self._ends]

    def _cut(self, word: str) -> tuple[int, ...]:
        return tuple(longest_first(word, self._numbers)) or (self._unknown,)


def longest_first(word: str, numbers: Mapping[str, int]) -> list[int]:
    """A word as the longest pieces that are known, from its beginning; nothing where some of it is in no piece.

    >>> longest_first("kettles", {"kettle": 5, "ket": 6, "##s": 7})
    [5, 7]
    >>> longest_first("kettlex", {"kettle": 5, "##s": 7})
    []
    """
    if len(word) > LONGEST_WORD:
        return []
    found: list[int] = []
    start = 0
    while start < len(word):
        for end in range(len(word), start, -1):
            number = numbers.get(("##" if start else "") + word[start:end])
            if number is not None:
                found.append(number)
                start = end
                break
        else:
            return []
    return found


def words(text: str) -> list[str]:
    """Small letters without accents, in words; each mark of punctuation and each Chinese character on its own.

    >>> words("She said: “Étude!”")
    ['she', 'said', ':', '“', 'etude', '!', '”']
    """
    plain = composed("".join(_apart(text)), "NFD")
    # Letter by letter: a capital sigma at a word's end would else become another letter than the model learnt.
    low = "".join(one.lower() for one in plain if unicodedata.category(one) != "Mn")
    return "".join(f" {one} " if _is_punctuation(one) else one for one in low).split()


def _apart(text: str) -> Iterator[str]:
    for one in text:
        if one in "\t\n\r":
            yield " "
        elif unicodedata.category(one)[0] == "C" or one == "\ufffd":
            continue
        elif one.isspace():
            yield " "
        else:
            yield f" {one} " if any(first <= ord(one) <= last for first, last in CJK) else one


def _is_punctuation(one: str) -> bool:
    if one.isascii():
        return one.isprintable() and not one.isalnum() and one != " "
    return unicodedata.category(one)[0] == "P"
