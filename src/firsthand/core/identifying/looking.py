"""Looking for everything that may identify a person, in all texts of a study at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import chain

from firsthand.core.identifying.combinations import combinations
from firsthand.core.identifying.contacts import contacts
from firsthand.core.identifying.dates import dates
from firsthand.core.identifying.events import events
from firsthand.core.identifying.given import Names
from firsthand.core.identifying.health import health
from firsthand.core.identifying.lexicon import Vocabulary
from firsthand.core.identifying.material import Document, Given, Hint
from firsthand.core.identifying.minors import minors
from firsthand.core.identifying.models import Model, marked
from firsthand.core.identifying.near import Near
from firsthand.core.identifying.organisations import cut_short, letters, organisations
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.people import again, learned, people, stories
from firsthand.core.identifying.places import places
from firsthand.core.identifying.settling import settled
from firsthand.core.identifying.traits import traits
from firsthand.core.identifying.voices import voices


def hints(
    documents: Sequence[Document],
    given: Sequence[Given] = (),
    *,
    known: Collection[str] = (),
    near: bool = False,
    model: Model | None = None,
) -> list[Hint]:
    """Stretches that may identify somebody, in the order of the documents and of their words.

    `known` are names that are no secret: participants' pseudonyms, the team's own names. With `near`, the given
    names are looked for in every way they may have slipped through. `model` is a language model that marks names
    (see `models`), where there is one. Each document needs a key of its own.
    """
    memory: dict[str, str] = {}
    names = Names(given)
    wider = Near(given) if near else None
    innocent = frozenset(chain.from_iterable(_parts(one) for one in known))
    pages = [Page(document, memory) for document in documents]
    vocabulary = Vocabulary(pages)
    first = [list(people(page, vocabulary)) for page in pages]
    houses = [list(organisations(page, vocabulary)) for page in pages]
    short = letters(pages, chain.from_iterable(houses))
    words = learned(pages, chain.from_iterable(first), vocabulary)
    across: dict[Hashable, list[Hint]] = defaultdict(list)
    for hint in (*voices(pages), *combinations(pages)):
        across[hint.key].append(hint)
    found: list[Hint] = []
    for page, persons, offices in zip(pages, first, houses, strict=True):
        own = [
            *names.find(page),
            *(wider.find(page) if wider else ()),
            *persons,
            *again(page, words),
            *offices,
            *cut_short(page, short),
            *_of_page(page, model),
            *across.pop(page.document.key, ()),
        ]
        found += settled(page, own, innocent)
    return found


def _parts(name: str) -> Iterator[tuple[str, ...]]:
    """A name that is no secret, and each word of it."""
    words = tuple(folded_words(name))
    yield words
    for word in words:
        yield (word,)


def _of_page(page: Page, model: Model | None) -> Iterator[Hint]:
    for alone in (contacts, dates, minors, places, health, events, traits, stories):
        yield from alone(page)
    if model is not None:
        yield from marked(page, model)
