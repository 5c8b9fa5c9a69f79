"""Looking for everything that may identify a person, in all texts of a study at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from firsthand.core.identifying.contacts import contacts
from firsthand.core.identifying.dates import dates
from firsthand.core.identifying.given import Names
from firsthand.core.identifying.material import Document, Given, Hint
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.settling import settled


def hints(
    documents: Sequence[Document],
    given: Sequence[Given] = (),
    *,
    known: Collection[str] = (),
    near: bool = False,
    model: object | None = None,
) -> list[Hint]:
    """Stretches that may identify somebody, in the order of the documents and of their words.

    `known` are names that are no secret: participants' pseudonyms, the team's own names. With `near`, the given
    names are looked for in every way they may have slipped through. `model` is a language model that marks names
    (see `models`), where there is one.
    """
    memory: dict[str, str] = {}
    names = Names(given)
    innocent = frozenset(tuple(folded_words(one)) for one in known)
    pages = [Page(document, memory) for document in documents]
    return [hint for page in pages for hint in settled(page, _of_page(page, names), innocent)]


def _of_page(page: Page, names: Names) -> Iterator[Hint]:
    sides: Iterable[Iterator[Hint]] = (names.find(page), contacts(page), dates(page))
    for side in sides:
        yield from side
