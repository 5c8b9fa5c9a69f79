"""Streets, buildings, neighbourhoods, towns, lines of buses and trains (D04); a house's number and street (D06)."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from firsthand.core.identifying.lexicon import first_names, towns
from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.ordinary import ORDINARY
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import phrases, table
from firsthand.core.spans import Span

_CAPITAL = r"\p{Lu}[\p{L}\p{M}]*(?:['’]\p{L}+)?"
_RUN = rf"(?:(?:St\.? )?{_CAPITAL}[ -]){{1,3}}"
_HOUSE = r"(?P<number>\d{1,5}[A-Za-z]?,? )?"
STREET = regex.compile(
    rf"\b{_HOUSE}(?P<name>{_RUN}(?:{phrases('streets')})\b\.?)(?! \p{{Lu}}\p{{Ll}}+ (?:{phrases('offices')})\b)"
)
NUMBERED = regex.compile(
    r"\b(?P<number>\d{1,5}[A-Za-z]? )?(?P<name>\d{1,3}(?:st|nd|rd|th) (?:Street|St|Avenue|Ave)\b\.?)"
)
_CAPITALS = r"\p{Lu}[\p{L}\p{M}]+(?: (?:(?:de|del|la|los|las) ){0,2}\p{Lu}[\p{L}\p{M}]+){0,2}"
ROMANCE = regex.compile(
    r"\b(?P<name>(?i:calle|avenida|plaza|paseo|carretera|colonia|barrio|rue|avenue|boulevard|place|impasse|quartier"
    r"|chemin)"
    rf" (?:(?i:de la|de las|de los|del|de|des|du|la|el|le|l['’]) ?){{0,3}}{_CAPITALS})"
    r"(?:,? (?P<number>(?:n[ºo°]\.? ?)?\d{1,4}\b))?"
)
BUILDING = regex.compile(rf"\b(?P<name>{_RUN}(?:{phrases('buildings')})\b)")
LINE = regex.compile(
    r"\b(?P<name>(?i:the |number |no\. ?|bus |route |line |línea |ligne |tram |el |le ){0,3}"
    r"\d{1,3}[A-Z]? (?i:bus|tram|train)\b"
    r"|(?i:bus|route|tram|línea|ligne)(?i: number| no\.)? \d{1,3}[A-Z]?\b|\p{Lu}\p{Ll}+ Line\b)"
)
LIVED = regex.compile(
    r"\b(?i:(?:live[sd]?|living|born|raised|grew up|stay(?:s|ed|ing)|house|flat|apartment|mov(?:ed?|ing)|vivo|vive"
    r"|nací|crecí|habite|née?|émigré) (?:out |over |back |down |up )?(?:in|at|to|near|en|a|à) )"
    r"(?P<name>\p{Lu}[\p{L}\p{M}]+(?: \p{Lu}[\p{L}\p{M}]+){0,2})"
)
# “14 Beech Street, Albany, …”: the town behind a house’s number and street.
TOWN = regex.compile(r", (?P<name>\p{Lu}[\p{L}\p{M}]+(?: \p{Lu}[\p{L}\p{M}]+){0,2})(?=[,.;\n]|$| \d{5}\b)")


def places(page: Page) -> Iterator[Hint]:
    """What is called a street or a building, what somebody lives in, and the towns of the gazetteer."""
    for pattern, why in ((STREET, "street"), (NUMBERED, "street"), (ROMANCE, "street")):
        for match in page.matches(pattern):
            start, numbered = match.start("name"), match["number"]
            if numbered:
                yield page.hint(
                    Span(min(start, match.start("number")), match.end()), "D06", "pattern: address"
                )
                if town := TOWN.match(page.text, match.end()):
                    yield page.hint(Span(*town.span("name")), "D04", "pattern: town")
            elif span := named(page, Span(*match.span("name"))):
                yield page.hint(span, "D04", f"pattern: {why}")
    for pattern, why in ((BUILDING, "building"), (LINE, "line")):
        for match in page.matches(pattern):
            span = (
                named(page, Span(*match.span("name"))) if pattern is BUILDING else Span(*match.span("name"))
            )
            if span:
                yield page.hint(span, "D04", f"pattern: {why}")
    for match in page.matches(LIVED):
        number = page.number_at(match.start("name"))
        if page.folded[number] not in first_names() | table("capitals"):
            yield page.hint(Span(*match.span("name")), "D04", "pattern: lived")
    yield from _towns(page)


def named(page: Page, span: Span) -> Span | None:
    """A name that ends in what it is, without a sentence's first word before it; None where nothing is left of it."""
    numbers = page.words_of(span)
    first, last = numbers[0], numbers[-1]
    while first < last and (
        page.folded[first] in table("openers") or page.folded[first] in table("articles")
    ):
        first += 1
    return Span(page.starts[first], span.end) if first < last else None


def _towns(page: Page) -> Iterator[Hint]:
    known, before = towns(), table("to_places")
    for number in page.capitals:
        names = known.get(page.folded[number])
        if not names or not number or page.opens(number):
            continue
        longest = max(
            (name for name in names if tuple(page.folded[number : number + len(name)]) == name),
            key=len,
            default=None,
        )
        if longest is None or not all(page.capital(later) for later in range(number, number + len(longest))):
            continue
        sure = len(longest) > 1 or longest[0] not in first_names() | ORDINARY
        placed = page.folded[number - 1] in before and page.between(number - 1) == " "
        if placed and (sure or page.folded[number - 1] in {"in", "near", "en"}):
            yield page.hint(page.span(number, number + len(longest) - 1), "D04", "gazetteer")
