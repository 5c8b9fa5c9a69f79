"""Harmless facts that together point to one person (D12): a time beside an employer, the same time in two texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.spans import Span

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
_WHEN = (
    rf"(?:(?i:in|since|by|until|from|en|desde) (?:(?i:early|late|mid) )?{_MONTH}\b"
    r"|(?i:next|this|last) (?i:spring|summer|autumn|winter|month|year)\b|(?i:after|before|at) (?:Christmas|Easter)\b)"
)
_JOB = (
    r"\b(?i:company|firm|factory|depot|council|office|school|shop|store|bank|brewery|garage|hotel|restaurant|bakery"
    r"|warehouse|hospital|railways?|buses|airport|port|library|university|college|post office|police|army|navy|farm"
    r"|mill|mine|yard|works|plant|agency|empresa|fábrica|tienda|usine|entreprise)\b"
)
WHEN = regex.compile(rf"\b{_WHEN}")
# “in June. Bus company.”; “at the depot from May”
WITH_JOB = regex.compile(
    rf"\b{_WHEN}[^\n]{{1,40}}?{_JOB}\.?|{_JOB}[^\n]{{1,25}}?\b{_WHEN.replace('?P<month>', '?:')}"
)
_LONG = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty"
_PAPER = r"certificate|degree|diploma|licen[cs]e|qualification|badge|apprenticeship|doctorate|conviction"
# “five months and a certificate”: how long, and what one has to show for it
TENURE = regex.compile(
    rf"\b(?i:(?:{_LONG}) (?:months?|years?|weeks)(?: here| in| of it)?,? (?:and|with) an? (?:\p{{L}}+ )?(?:{_PAPER}))\b"
)


def combinations(pages: Sequence[Page]) -> Iterator[Hint]:
    """Facts beside each other in a participant's talk, and facts that two texts about the same person share."""
    for page in pages:
        for pattern in (WITH_JOB, TENURE):
            for match in page.matches(pattern):
                who = page.speaker(match.start())
                if who or (who is None and page.document.present):
                    yield page.hint(Span(*match.span()), "D12", "pattern: facts together", person=who or "")
    yield from _shared(pages)


def _shared(pages: Sequence[Page]) -> Iterator[Hint]:
    """A month that a participant names, where a text that they are present in names it too."""
    said: dict[tuple[str, str], list[tuple[Page, Span]]] = defaultdict(list)
    about: dict[tuple[str, str], list[tuple[Page, Span]]] = defaultdict(list)
    for page in pages:
        for match in page.matches(WHEN):
            if not match["month"]:
                continue
            fact, span = match["month"].casefold(), Span(*match.span())
            who = page.speaker(match.start())
            if who:
                said[who, fact].append((page, span))
            for person in page.document.present - {who}:
                about[person, fact].append((page, span))
    for (person, fact), places in said.items():
        others = [
            place
            for place in about.get((person, fact), ())
            if all(place[0] is not page for page, _ in places)
        ]
        for page, span in (*places, *others) if others else ():
            yield page.hint(span, "D12", "pattern: facts in two texts", person=person)
