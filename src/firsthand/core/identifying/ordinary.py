"""Words that are names and ordinary words too: “Will”, “Mark”, “May”, “Hope”; and how to tell which is meant."""

from __future__ import annotations

from faker.providers.lorem.en_US import Provider as Words

from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import table

ORDINARY = table("ordinary") | frozenset(Words.word_list)
_DOING = table("doing")
_AFTER_A_VERB = frozenset(
    {"a", "an", "the", "not", "been", "going", "it", "that"}
)  # “Will’s been”, “Hope’s the thing”
_ALWAYS_CAPITAL = frozenset({"i", "i'm", "i've", "i'd", "i'll", "im", "ive"})


def is_said_as_name(page: Page, number: int) -> bool:
    """Whether a word that is an ordinary word too stands as a name: with a capital where a sentence does not begin.

    At a sentence's beginning only where what follows says so: another capital (“Mark Tate”), a possessive before a
    thing, a verb of saying or doing.
    """
    if not page.capital(number) or (page.word(number).isupper() and len(page.word(number)) > 1):
        return False
    if not page.opens(number):
        return True
    followed = page.folded[number + 1] if number + 1 < len(page) and page.between(number) == " " else ""
    if page.text[page.starts[number] : page.ends[number]].endswith(("'s", "’s")):
        return bool(followed) and followed not in _AFTER_A_VERB
    return followed in _DOING or (
        bool(followed) and page.capital(number + 1) and followed not in _ALWAYS_CAPITAL
    )
