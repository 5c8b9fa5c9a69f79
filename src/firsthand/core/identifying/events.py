"""A time that is told by an event everybody here knows of, and the event itself (D09)."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import phrases
from firsthand.core.spans import Span

_SEASON = (
    r"(?i:spring|summer|autumn|fall|winter|year|christmas|easter|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|primavera|verano|otoño|invierno|año|enero|febrero|marzo|abril|mayo|junio"
    r"|julio|agosto|septiembre|octubre|noviembre|diciembre|printemps|été|automne|hiver|année)"
)
_TIME = r"(?i:night|day|morning|evening|week|weekend|month|noche|día|semana|nuit|jour|semaine)"
_AFTER = r"(?i:of|after|before|del|de la|de los|de las|de l['’]|du|des) ?(?i:the|that|our)? ?(?:\p{L}+ )?"
_EVENT = rf"(?i:{phrases('events')})"
_WHO = r"(?i:it|they|we all|everybody|everyone|the \p{L}+(?: \p{L}+)?)"
_HAPPENED = (
    r"(?i:flooded|burned|burnt|closed|shut|collapsed|fell|came down|blew up|blew down|exploded|crashed|froze|went out"
    r"|went dark|broke|struck|rioted|marched|died|snowed|rained|burst|moved|happened|stopped|opened|came)"
)
# “the February of the blackout”, “the summer it flooded”, “the night of the fire”, “l'hiver de la grève”
OF = regex.compile(rf"\b(?i:the|that|el|la|l['’]) ?(?:{_SEASON}|{_TIME}) {_AFTER}{_EVENT}\b")
WHEN = regex.compile(
    rf"\b(?i:the|that) {_SEASON} (?i:that |when )?{_WHO} {_HAPPENED}\b(?: (?i:down|out|off|up)\b)?"
)
CUANDO = regex.compile(rf"\b(?i:el|la|l['’]) ?{_SEASON} (?i:en que|cuando|où) (?:\p{{L}}+ ){{0,2}}\p{{L}}+")
# The event alone, where it is one that need not be explained.
DURING = regex.compile(
    r"\b(?i:during|after|before|since|until) (?i:the) (?i:big |great |last |terrible |first |second )?"
    rf"{_EVENT}\b(?! (?i:of|that|for|to)\b)"
)
_MEDIA = r"(?:papers?|newspapers?|news|local news|telly|television|tv|radio|headlines|front page)"
PAPERS = regex.compile(
    rf"\b(?i:(?:was|were|been|got|made) (?:all over|in|on) (?:all )?(?:the )?{_MEDIA}\b"
    rf"|made the {_MEDIA}|(?:famous|notorious) (?:case|trial|incident|murder|fire))\b"
)
KEPT = regex.compile(
    r"\b(?i:everybody|everyone|all of us|the whole (?:town|house|street|village)) (?i:here |round here |in town )?"
    r"(?i:knows about|remembers|heard about|talked about|still talks? about)\b[^.,;:!?()\n]{3,60}"
)


def events(page: Page) -> Iterator[Hint]:
    """Seasons and days that are told by what happened; what was in the papers; what everybody remembers."""
    for pattern in (OF, WHEN, CUANDO, DURING, PAPERS, KEPT):
        for match in page.matches(pattern):
            yield page.hint(
                Span(match.start(), match.start() + len(match.group().rstrip())), "D09", "pattern: event"
            )
