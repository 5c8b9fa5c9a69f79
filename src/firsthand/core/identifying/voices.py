"""A turn of phrase of one person that stands in another text too, word for word (D11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import table
from firsthand.core.spans import Span

LEAST, MOST = 4, 12  # words: shorter is anybody's, longer is a quotation
TEXTS = 3  # in more texts than these it is a way in which everybody speaks
OWN = regex.compile(
    r"\b(?i:as |like )?(?i:i|he|she) always (?i:say|says|said),? [\"'“‘]?(?P<said>[^.!?\n\"”]{6,90})"
    r"|(?i:my|his|her) (?i:saying|motto|catchphrase|line) (?i:is|was)[,:]? [\"'“‘]?(?P<line>[^.!?\n\"”]{6,90})"
)


@dataclass(slots=True)
class _Seen:
    """Where a group of words stands: texts, and participants who say it."""

    pages: set[int] = field(default_factory=set)
    said_by: set[str] = field(default_factory=set)


def voices(pages: Sequence[Page]) -> Iterator[Hint]:
    """What a participant says, where another text has the same words; and what somebody is said always to say."""
    for page in pages:
        for match in page.matches(OWN):
            group = "said" if match["said"] else "line"
            yield page.hint(Span(*match.span(group)), "D11", "pattern: always says")
    repeated = _repeated(pages)
    for number, page in enumerate(pages):
        for first, last in _stretches(page, number, repeated):
            if LEAST <= last - first + 1 <= MOST and _telling(page.folded[first : last + 1]) >= 3:
                yield page.hint(
                    Span(page.starts[first], page.ends[last]),
                    "D11",
                    "pattern: said elsewhere",
                    person=_whose(page, first, repeated),
                )


def _repeated(pages: Sequence[Page]) -> dict[int, _Seen]:
    """Groups of words that stand in two or three texts, and that one participant says in one of them."""
    first_seen: dict[int, int] = {}
    several: set[int] = set()
    for number, page in enumerate(pages):
        for group in _groups(page):
            if first_seen.setdefault(group, number) != number:
                several.add(group)
    del first_seen
    seen: dict[int, _Seen] = {}
    for number, page in enumerate(pages):
        for place, group in enumerate(_groups(page)):
            if group in several:
                one = seen.setdefault(group, _Seen())
                one.pages.add(number)
                one.said_by.add(page.speaker(page.starts[place]) or "")
    return {
        group: one for group, one in seen.items() if len(one.pages) <= TEXTS and len(one.said_by - {""}) == 1
    }


def _groups(page: Page) -> Iterable[int]:
    """Each four words that follow one another, as a number."""
    words = page.folded
    return map(hash, zip(words, words[1:], words[2:], words[3:], strict=False))


def _stretches(page: Page, number: int, repeated: dict[int, _Seen]) -> Iterator[tuple[int, int]]:
    """Groups that follow one another, as one; the first and last word."""
    first = last = -1
    for place, group in enumerate(_groups(page)):
        if group not in repeated or page.is_label(page.span(place, place)):
            continue
        if first >= 0 and place <= last - LEAST + 2:
            last = place + LEAST - 1
            continue
        if first >= 0:
            yield first, last
        first, last = place, place + LEAST - 1
    if first >= 0:
        yield first, last


def _telling(words: Sequence[str]) -> int:
    """How many different words of a phrase are not among those that every sentence is made of."""
    return len({word for word in words if word not in table("small") and not word.isdigit()})


def _whose(page: Page, first: int, repeated: dict[int, _Seen]) -> str:
    (person,) = repeated[hash(tuple(page.folded[first : first + LEAST]))].said_by - {""}
    return person
