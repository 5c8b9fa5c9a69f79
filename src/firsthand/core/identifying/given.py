"""Words that were given: whole names, parts of a person's name, an organisation's name cut short.

Each word of a text is looked up once, so that the cost does not grow with the number of names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firsthand.core.identifying.material import Given, Hint
from firsthand.core.identifying.ordinary import ORDINARY, is_said_as_name
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.tables import table

PERSONS = frozenset({"D01", "D02", "D08"})
PLACES = frozenset({"D03", "D04"})
ARTICLES, PARTICLES = table("articles"), table("particles")


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a given name may stand in a text: its words, folded, and what has to be true of them."""

    words: tuple[str, ...]
    given: Given
    why: str
    capital: bool = False  # only with a capital
    article: bool = False  # only after “the”, which is a part of it


class Names:
    """All that was given, as a table from the first word of each form to its forms, the longest first."""

    def __init__(self, given: Sequence[Given]) -> None:
        self._forms: dict[str, list[Form]] = defaultdict(list)
        for one in given:
            for form in forms(one):
                self._forms[form.words[0]].append(form)
        for found in self._forms.values():
            found.sort(key=lambda form: (-len(form.words), form.why))

    def find(self, page: Page) -> Iterator[Hint]:
        """Where they stand in a text, labels too: a label can be a real name."""
        table = self._forms
        for number, word in enumerate(page.folded):
            for form in table.get(word, ()):
                last = number + len(form.words) - 1
                if tuple(page.folded[number : last + 1]) == form.words and _holds(form, page, number):
                    first = number - 1 if form.article else number
                    given = form.given
                    yield page.hint(
                        page.span(first, last), given.rule, form.why, given.replacement, given.person
                    )
                    break


def forms(given: Given) -> Iterator[Form]:
    """The ways in which a name is said: whole; a person by either name; a place or house by one word of it."""
    words = tuple(folded_words(given.words))
    if not words:
        return
    yield Form(words, given, "given", capital=len(words) == 1 and words[0] in ORDINARY)
    if len(words) == 1:
        return
    telling = [word for word in words if word not in PARTICLES and len(word) > 1]
    if given.rule in PERSONS:
        for word in telling:
            yield Form((word,), given, "given: part", capital=True)
    elif given.rule in PLACES:
        for word in telling:
            yield Form((word,), given, "given: short", capital=True, article=True)
        if telling and telling[0] not in ORDINARY and len(telling[0]) > 3:
            yield Form((telling[0],), given, "given: short", capital=True)
        letters = "".join(word[0] for word in telling)
        if len(letters) > 2:
            yield Form((letters,), given, "given: letters", capital=True)


def _holds(form: Form, page: Page, number: int) -> bool:
    if form.article and not (
        number and page.folded[number - 1] in ARTICLES and page.between(number - 1) == " "
    ):
        return False
    if not form.capital:
        return True
    if not page.capital(number):
        return False
    if form.why == "given: letters":
        return page.word(number).isupper()
    if form.article:
        return True
    return form.words[0] not in ORDINARY or is_said_as_name(page, number)
