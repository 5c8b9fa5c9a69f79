"""Exact dates and anniversaries (D05), in English, Spanish and French; and the day that a date means.

>>> readings("the 5th of March, 2019") == readings("2019-03-05") == {Day(2019, 3, 5)}
True
>>> sorted(readings("03/05/19"), key=str)
[Day(year=2019, month=3, day=5), Day(year=2019, month=5, day=3)]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from firsthand.core.folding import folded
from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.spans import Span


class Day(NamedTuple):
    """A date as far as it was said."""

    year: int | None
    month: int
    day: int | None


_NAMES = (
    "january|jan|enero|janvier", "february|feb|febrero|fevrier", "march|mar|marzo|mars", "april|apr|abril|avril",
    "may|mayo|mai", "june|jun|junio|juin", "july|jul|julio|juillet", "august|aug|agosto|aout",
    "september|sept|sep|septiembre|setiembre|septembre", "october|oct|octubre|octobre",
    "november|nov|noviembre|novembre", "december|dec|diciembre|decembre",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split("|")}
_ONES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_TEENS = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
ORDINALS = {word: number for number, word in enumerate(f"{_ONES} {_TEENS}".split(), 1)}
ORDINALS |= {
    f"twenty{dash}{word}": 20 + number for dash in "- " for word, number in list(ORDINALS.items())[:9]
}
ORDINALS |= {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
    r"|(?i:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)"
    r"|january|february|april|june|july|august|september|october|november|december)"
)
_SPOKEN = "|".join(sorted(ORDINALS, key=len, reverse=True))
_DAY = rf"(?P<day>(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?|(?i:{_SPOKEN}))"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d|['’]\d\d)"
_OF = r"(?:,? (?:de |del |of )?|\.? ?|-)"
# A day and a month, in either order, the year where it is said.
DAY_FIRST = regex.compile(rf"\b{_DAY} ?(?:of |de |-)? ?{_MONTH}\b(?:{_OF}{_YEAR})?")
MONTH_FIRST = regex.compile(rf"\b{_MONTH} ?-?(?:the )?{_DAY}\b(?!:\d|[.,]\d|%)(?:{_OF}{_YEAR}\b)?")
MONTH_YEAR = regex.compile(rf"\b{_MONTH}{_OF}{_YEAR}\b")
FIGURES = regex.compile(
    r"(?<![\d./-])(?:(?P<y>(?:19|20)\d\d)([-/._]?)(?P<m>0[1-9]|1[0-2])\2(?P<d>0[1-9]|[12]\d|3[01])"
    r"|(?P<a>0?[1-9]|[12]\d|3[01])([-/._])(?P<b>0?[1-9]|[12]\d|3[01])\6(?P<z>(?:19|20)?\d\d))(?![\d/-]|[.]\d)"
)
# The day alone, said as a day: “on the 14th”, “le 3”.
THE_DAY = regex.compile(
    r"\b(?i:on|by|since|until) the (?P<day>(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th))\b"
    r"(?=[.,;!?)]| (?:and|at|in|I|we|he|she|they|it|when|because|but|so)\b|\s*$)"
)
_FEAST = r"Christmas|New Year's|Easter|Thanksgiving|Halloween|Navidad|Nochebuena|No[ëe]l|P[âa]ques"
FEASTS = regex.compile(
    rf"\b(?:{_FEAST})(?: (?:Eve|Day|Sunday|Monday))?,?(?: (?:of|de))? (?P<year>(?:19|20)\d\d)\b"
    r"|\b(?:Christmas|New Year's) (?:Eve|Day)\b"
)
BORN = regex.compile(
    r"\b(?i:born|died|married|nac(?:í|ió)|née?)(?: (?:in|en|back in|on))? (?P<year>(?:19|20)\d\d)\b"
)
_TENS = "fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth"
YEARLY = regex.compile(
    rf"\b(?i:(?:my|his|her|our|their|the|a) )?(?:\d{{1,3}}(?:st|nd|rd|th)|(?i:{_SPOKEN}|{_TENS}))"
    r"(?:[- ]year)? (?:birthday|anniversary|cumpleaños|aniversario|anniversaire)\b"
)


SOON = regex.compile(
    r"\b(?i:(?:my|his|her) birthday(?:['’]s| is| was)? (?:on |only )?"
    r"(?:today|tomorrow|yesterday|next week|last week|(?:mon|tues|wednes|thurs|fri|satur|sun)day))\b"
)


def dates(page: Page) -> Iterator[Hint]:
    """Dates as exact as a month of a year, days of a month, feasts of a year, anniversaries."""
    for pattern in (DAY_FIRST, MONTH_FIRST, MONTH_YEAR, FIGURES, FEASTS):
        for match in page.matches(pattern):
            if pattern is not FIGURES or _of_figures(match):
                yield page.hint(Span(*match.span()), "D05", "pattern: date")
    for match in page.matches(THE_DAY):
        yield page.hint(Span(*match.span("day")), "D05", "pattern: day")
    for match in page.matches(BORN):
        yield page.hint(Span(*match.span("year")), "D05", "pattern: year")
    for pattern in (YEARLY, SOON):
        for match in page.matches(pattern):
            yield page.hint(Span(*match.span()), "D05", "pattern: anniversary")


def readings(words: str) -> set[Day]:
    """The days that a date may mean; none where the words are no date."""
    words = words.strip().removeprefix("the ")
    for pattern in (DAY_FIRST, MONTH_FIRST, MONTH_YEAR):
        if match := pattern.fullmatch(words):
            return {_said(match)}
    match = FIGURES.fullmatch(words)
    return _of_figures(match) if match else set()


def found_days(text: str) -> Iterator[tuple[Span, set[Day]]]:
    """Each date of a text with the days that it may mean."""
    for pattern in (DAY_FIRST, MONTH_FIRST):
        for match in pattern.finditer(text):
            yield Span(*match.span()), {_said(match)}
    for match in FIGURES.finditer(text):
        if days := _of_figures(match):
            yield Span(*match.span()), days


def same(one: set[Day], other: set[Day]) -> bool:
    """Whether two dates may be the same day; a year that was not said may be any."""
    return any(
        (a.month, a.day) == (b.month, b.day) and (a.year == b.year or None in (a.year, b.year))
        for a in one
        for b in other
    )


def _said(match: regex.Match[str]) -> Day:
    groups = match.groupdict()
    day, year = groups.get("day"), groups.get("year")
    return Day(
        _year(year) if year else None,
        MONTHS[folded(match["month"]).text.strip(".")],
        _day(day) if day else None,
    )


def _day(said: str) -> int:
    digits = regex.match(r"\d+", said)
    return int(digits.group()) if digits else ORDINALS[said.lower()]


def _year(said: str) -> int:
    number = int(said.strip("'’"))
    return number if number > 99 else number + (2000 if number < 40 else 1900)


def _of_figures(match: regex.Match[str]) -> set[Day]:
    if match["y"]:
        return {Day(int(match["y"]), int(match["m"]), int(match["d"]))}
    one, other, year = int(match["a"]), int(match["b"]), _year(match["z"])
    return {Day(year, month, day) for day, month in ((one, other), (other, one)) if month <= 12}
