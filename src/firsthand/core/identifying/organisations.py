"""Hospitals, agencies, churches, schools, employers (D03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from firsthand.core.identifying.lexicon import Vocabulary, first_names
from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.people import runs
from firsthand.core.identifying.places import named
from firsthand.core.identifying.tables import phrases, table
from firsthand.core.spans import Span

_CAPITAL = r"\p{Lu}[\p{L}\p{M}]*(?:['’]\p{L}+)?"
_LINK = r"(?:,? (?:of|for|and|the|de|del|la|du|des|&) (?:the )?|, | |-)"
_OFFICE = phrases("offices")
ENDS = regex.compile(
    rf"\b(?P<name>{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,5}}?{_LINK}(?:{_OFFICE})\b(?: (?:{_OFFICE})\b)*)"
)
_BEGINNING = r"|Hôpital|Clinique|Église|Iglesia|Universidad|Université|Colegio|Escuela|École|Clínica"
BEGINS = regex.compile(
    rf"\b(?:{_OFFICE}{_BEGINNING}) (?:of|for|de|del|du|des|San|Santa|Saint|Sainte)(?: (?:the|la|los|las))?"
    rf" ?{_CAPITAL}(?:(?: (?:of|for|and|de|del|du))?(?: the)? {_CAPITAL}){{0,4}}"
)
SAINT = regex.compile(
    r"\b(?:St\.?|Saint|Ste\.?) \p{Lu}[\p{L}\p{M}]+(?:['’]s?)?(?:-[\p{L}]+)*"
    r"(?! (?:Street|Road|Lane|Avenue|Square))(?: \p{Lu}[\p{L}]+)?"
)
HOSPITAL = regex.compile(rf"\bHospital {_CAPITAL}(?: {_CAPITAL})?")
EMPLOYER = regex.compile(
    r"\b(?i:(?:i|he|she|they|we) (?:work|works|worked|volunteers?|volunteered) (?:for|at) |employed (?:by|at) "
    rf"|job (?:at|with) |trabajo en |travaille (?:chez|à) )(?P<name>{_CAPITAL}(?: (?:and |& )?{_CAPITAL}){{0,3}})"
)


_WORDS = regex.compile(r"\p{Lu}[\p{L}\p{M}]+")


def organisations(page: Page, vocabulary: Vocabulary) -> Iterator[Hint]:
    """Names that say what they are, saints' houses, employers, and long runs of capitals."""
    for match in page.matches(ENDS):
        if span := named(page, Span(*match.span("name"))):
            yield page.hint(span, "D03", "pattern: office")
    for pattern, why in ((BEGINS, "office"), (HOSPITAL, "office"), (SAINT, "saint")):
        for match in page.matches(pattern):
            yield page.hint(Span(*match.span()), "D03", f"pattern: {why}")
    for match in page.matches(EMPLOYER):
        if page.folded[page.number_at(match.start("name"))] not in table("capitals"):
            yield page.hint(Span(*match.span("name")), "D03", "pattern: employer")
    innocent = first_names() | table("things")
    for run in runs(page):
        if (
            len(run) > 2
            and not page.opens(run[0])
            and _is_written(page, run)
            and not any(page.folded[number] in innocent for number in run)
        ):
            yield page.hint(page.span(run[0], run[-1]), "D03", "names: capitals")


def letters(pages: Iterable[Page], found: Iterable[Hint]) -> frozenset[str]:
    """What the names of offices are cut short to: “ADES” for the Association of Directors of Education Services."""
    texts = {page.document.key: page.text for page in pages}
    cut: set[str] = set()
    for hint in found:
        words = _WORDS.findall(hint.span.words_in(texts[hint.key]))
        cut.add("".join(word[0] for word in words))
    return frozenset(short for short in cut if len(short) > 2)


def cut_short(page: Page, short: frozenset[str]) -> Iterator[Hint]:
    """Where such letters stand."""
    for number in page.capitals:
        if page.word(number) in short and not page.is_label(page.span(number, number)):
            yield page.hint(page.span(number, number), "D03", "names: letters")


def _is_written(page: Page, run: range) -> bool:
    """Whether its words are words, and not letters crossed out or shouted."""
    return sum(not page.word(number).isupper() for number in run) > 1
