"""Words that a person decided on, found wherever they stand, and what is put in their place.

>>> replacing = Replacing([("Gerald", "Ike"), ("Harrow Lane", "[a place]")])
>>> replacing.edits("GERALD: at Harrow\\nLane, Gerald's school.").text
"IKE: at [a place], Ike's school."
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from firsthand.core.edits import Edit, Edits
from firsthand.core.identifying.material import Document
from firsthand.core.identifying.ordinary import ORDINARY
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.tables import table
from firsthand.core.spans import Span

_ARTICLES = table("articles")


class Replacing:
    """Words and their replacements, as a table from the first word of each, the longest first."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._replacements = [replacement for _words, replacement in pairs]
        self._memory: dict[str, str] = {}
        self._table: dict[str, list[tuple[tuple[str, ...], list[int], int]]] = defaultdict(list)
        for number, (words, _replacement) in enumerate(pairs):
            page = Page(Document(None, words))
            if len(page):
                folded = tuple(page.folded)
                self._table[folded[0]].append((folded, _capitals(page) if ordinary(words) else [], number))
        for found in self._table.values():
            found.sort(key=lambda one: -len(one[0]))

    def found(self, text: str) -> Iterator[tuple[Span, int]]:
        """Where any of the words stand, whole, and the number of the pair; they may overlap.

        Without regard to case, accents, possessives and what stands between words. What is ordinary words too
        (“Hope”, “the Row”) only with its capitals.
        """
        page = Page(Document(None, text), self._memory)
        for number, word in enumerate(page.folded):
            for words, capitals, pair in self._table.get(word, ()):
                last = number + len(words) - 1
                if tuple(page.folded[number : last + 1]) == words and all(
                    page.capital(number + place) for place in capitals
                ):
                    yield page.span(number, last), pair

    def edits(self, text: str) -> Edits:
        """What replaces all of them. Of words that overlap nothing stays; the longest says what is put there."""
        edits: list[tuple[Span, Span, int]] = []  # what goes, the longest words in it, whose they are
        for span, pair in sorted(self.found(text)):
            if edits and edits[-1][0].touches(span):
                whole, longest, whose = edits[-1]
                if len(span) > len(longest):
                    longest, whose = span, pair
                edits[-1] = (whole.union(span), longest, whose)
            else:
                edits.append((span, span, pair))
        return Edits(
            text, [Edit(whole, self._cased(whole.words_in(text), whose)) for whole, _longest, whose in edits]
        )

    def __call__(self, text: str) -> str:
        """The text with all of them replaced."""
        return self.edits(text).text

    def _cased(self, said: str, pair: int) -> str:
        """The replacement, in capitals where a name stood in capitals, as in a speaker's label."""
        replacement = self._replacements[pair]
        shouted = said.isupper() and sum(letter.isalpha() for letter in said) > 1
        return replacement.upper() if shouted and not replacement.startswith("[") else replacement


def ordinary(words: str) -> bool:
    """Whether some words are ordinary words, or one after “the”, so that only capitals say that a name is meant.

    >>> ordinary("Hope"), ordinary("the Row"), ordinary("Cask Street")
    (True, True, False)
    """
    folded = folded_words(words)
    return (len(folded) == 2 and folded[0] in _ARTICLES) or all(word in ORDINARY for word in folded)


def _capitals(page: Page) -> list[int]:
    """The words whose capital tells something: of several not the first, with which a sentence may have begun."""
    return [number for number in page.capitals if number or len(page) == 1]
