"""Anything about a child (D08): its name, its age, its class and school, what is told of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import phrases
from firsthand.core.spans import Span

NEAR = 300  # letters within which a class or an age is a child's that was spoken of
_NAME = r"\p{Lu}[\p{L}\p{M}]+(?:[ -]\p{Lu}[\p{L}\p{M}]+)?"
_WHOSE = r"my|your(?! child)|his|her|mi|tu|su|mis|sus|mon|ma|mes|son|sa|ses"
_OURS = (
    r"(?:our|their) (?:own |oldest |youngest |little |eldest )?"
    r"(?:son|daughter|boy|girl|youngest|eldest|baby|grandson|granddaughter)"
)
_AGES = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|\d|1[0-7]"
)
_GRADES = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|1st|2nd|3rd|\d{1,2}th"
    r"|primero|segundo|tercero|cuarto|quinto|sexto)"
)
_WHICH = r"(?i:own|oldest|youngest|little|big|eldest|middle|first|only|other|twin)"
CHILD = regex.compile(
    rf"\b(?:(?i:{_WHOSE}) (?:{_WHICH} )?(?i:{phrases('children')})|(?i:{_OURS}))\b(?:,? (?P<name>{_NAME}))?"
)
ANY = regex.compile(rf"\b(?i:{phrases('children')}|girl|boy|pupil|teenager|schoolgirl|schoolboy)\b")
GRADE = regex.compile(
    rf"\b(?i:(?:in|into|starting|started|en) (?:the )?(?:{_GRADES} (?:grade|form|class|year|de primaria|curso)"
    r"|(?:year|grade|class|form|p) ?\d{1,2}\w?|kindergarten|nursery|reception|preschool|c[me][12]))\b"
    rf"(?: (?i:at|in|of|en|à|de) (?:(?i:the) )?{_NAME}(?: \p{{Lu}}[\p{{L}}]+)*)?"
)
AGE = regex.compile(
    r"(?<!(?i:since|when|until|till|from) (?i:i was|i were|he was|she was) )(?<!\w)"
    rf"(?i:(?:{_AGES})[- ]years?[- ]olds?|(?:aged|age) (?:{_AGES}))\b"
)
HAS_AGE = regex.compile(
    r"\b(?i:(?:is|['’]s|was|turned|turns|only|are) (?:only |just |now |nearly |almost )?"
    rf"(?:{_AGES}))(?=[.,;!?)]| (?:and|now|years)\b)"
)
_SCHOOL = r"class|teacher|classmates|school|homework|playground|nursery|kindergarten|schoolfriends"
SCHOOLED = regex.compile(rf"\b(?i:(?:her|his|their) (?:whole |new |old )?(?:{_SCHOOL}))\b")
_MORE = r"(?: [\p{L}\p{M}\d'’-]+){1,9}"
TOLD = regex.compile(
    r"\b(?i:a|one|this|the) (?i:child|baby|toddler|infant|pupil|schoolboy|schoolgirl)"
    rf" (?i:who|whose|with|that)(?:['’]s)?\b{_MORE}"
)
NOT_ALLOWED = regex.compile(
    r"\b(?i:somebody|someone|one) (?i:who)(?:['’]s| is) (?i:not allowed|too young|too small|not old enough)\b"
    + _MORE
)


def minors(page: Page) -> Iterator[Hint]:
    """A speaker's child, with its name; and ages, classes and schools near where a child is spoken of."""
    for match in page.matches(CHILD):
        yield page.hint(Span(*match.span()), "D08", "children: named" if match["name"] else "children")
    for match in page.matches(TOLD):
        yield page.hint(
            Span(match.start(), match.start() + len(match.group().rstrip())), "D08", "children: told"
        )
    spoken_of = [match.start() for match in page.matches(ANY)]
    for match in page.matches(GRADE):
        yield page.hint(Span(*match.span()), "D08", "children: class")
    for pattern, why, within in (
        (AGE, "age", NEAR),
        (HAS_AGE, "age", 60),
        (SCHOOLED, "class", NEAR),
        (NOT_ALLOWED, "told", 2 * NEAR),
    ):
        for match in page.matches(pattern):
            if _near(spoken_of, match.start(), within):
                start = match.start() + len(match.group()) - len(match.group().lstrip())
                yield page.hint(Span(start, match.end()), "D08", f"children: {why}")


def _near(places: list[int], place: int, within: int) -> bool:
    """Whether a child was spoken of shortly before."""
    number = bisect_left(places, place + 1) - 1
    return number >= 0 and place - places[number] <= within
