"""First and last names of several countries, towns of the world, and the words that the study itself uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from firsthand.core.identifying.ordinary import ORDINARY
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.tables import table

_COUNTRIES = (
    "en_US", "en_GB", "en_IE", "en_NZ", "en_IN", "en_NG", "ga_IE", "es_ES", "es_MX", "fr_FR", "fr_CA", "de_DE", "it_IT",
    "pl_PL", "pt_BR", "nl_NL", "sv_SE", "tr_TR", "zu_ZA", "yo_NG", "ar_DZ",
)  # fmt: skip
_FIRST = ("first_names", "first_names_male", "first_names_female")


@cache
def first_names() -> frozenset[str]:
    """First names, folded; those that are ordinary words too among them."""
    return _listed(_COUNTRIES, _FIRST)


@cache
def rare_first_names() -> frozenset[str]:
    """Names out of a longer list, of everything that children are called in English: many are words too."""
    return _listed(("en",), _FIRST) - first_names()


@cache
def last_names() -> frozenset[str]:
    """Last names, folded."""
    return _listed(_COUNTRIES, ("last_names",))


def _listed(countries: Iterable[str], attributes: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for country in countries:
        provider = import_module(f"faker.providers.person.{country}").Provider
        for attribute in attributes:
            for name in getattr(provider, attribute, None) or ():
                words = folded_words(name)
                if len(words) == 1 and len(words[0]) > 2:
                    found.add(words[0])
    return frozenset(found - table("capitals"))


@cache
def towns() -> dict[str, frozenset[tuple[str, ...]]]:
    """Towns of the world, folded, under the first word of their names."""
    import airportsdata

    found: dict[str, set[tuple[str, ...]]] = {}
    for field in airportsdata.load("ICAO").values():
        for part in field["city"].split("/"):
            words = tuple(folded_words(part))
            if (
                words
                and len("".join(words)) > 3
                and not (len(words) == 1 and words[0] in ORDINARY | table("capitals"))
            ):
                found.setdefault(words[0], set()).add(words)
    return {first: frozenset(names) for first, names in found.items()}


class Vocabulary:
    """Which words a study writes without a capital, or with “the” before them: they are nobody's name."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._small: set[str] = set()
        self._things: set[str] = set()
        articles = table("articles") | {"a", "an"}
        for page in pages:
            text, before = page.text, ""
            for start, word in zip(page.starts, page.folded, strict=True):
                if not text[start].isupper():
                    self._small.add(word)
                elif before in articles:
                    self._things.add(word)
                before = word

    def is_word(self, word: str) -> bool:
        """Whether the study writes it without a capital."""
        return word in self._small

    def is_thing(self, word: str) -> bool:
        """Whether it stands after an article: “the Bill”, “this Hope”."""
        return word in self._things
