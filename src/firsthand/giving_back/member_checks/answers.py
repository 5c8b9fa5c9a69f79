"""What somebody can say to a line, in their own terms; and what can come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as lazy

from firsthand.core.consent import catalogue
from firsthand.giving_back.member_checks.models import Line

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

FITS, PARTLY, NOT, CHANGE, OUT = "fits", "partly", "does_not_fit", "change", "take_out"
ADD, RATHER_NOT, TALK = "add", "rather_not", "talk"

# As the person is asked, and as it is told of them.
ANSWERS: dict[str, tuple[StrPromise, StrPromise]] = {
    FITS: (lazy("This fits me."), lazy("fits them")),
    PARTLY: (lazy("It fits in part."), lazy("fits in part")),
    NOT: (lazy("It does not fit."), lazy("does not fit")),
    CHANGE: (lazy("Please change it."), lazy("asks for a change")),
    OUT: (lazy("Please take it out."), lazy("asks that it be taken out")),
    ADD: (lazy("I want to add something."), lazy("adds something")),
    RATHER_NOT: (lazy("I would rather not look."), lazy("would rather not look")),
    TALK: (lazy("I need to talk."), lazy("needs to talk")),
}
OBJECTING = frozenset({PARTLY, NOT})
SETTLED_BY_ITSELF = frozenset({FITS, RATHER_NOT})
OWN_WORDS = frozenset({Line.Kind.TRANSCRIPT, Line.Kind.QUOTE})

# What comes of an objection to what we made of it; what comes of anything else is told in words.
CHANGED, KEPT, BOTH, DONE = "changed", "kept", "both", "done"
OUTCOMES: dict[str, StrPromise] = {
    CHANGED: lazy("Changed"),
    KEPT: lazy("Kept; what they say to it stands beside it, where they want that"),
    BOTH: lazy("Both readings stand"),
}
DONE_CALLED = lazy("Done")

# What a person chooses to see, under the scope “check”, by what it allows to be sent.
USES: dict[str, str] = {
    Line.Kind.TRANSCRIPT: "send_transcript",
    Line.Kind.QUOTE: "send_quotes",
    Line.Kind.SUMMARY: "send_summary",
    Line.Kind.THEME: "send_themes",
    Line.Kind.CLAIM: "send_themes",
}


def ways() -> Mapping[str, str]:
    """How a reply can reach us, as people were asked how they want to be shown it."""
    return catalogue().scopes["check"].also["how"]


def asks_for_outcome(answer: str) -> bool:
    """Whether somebody has to do something, and say what."""
    return answer not in SETTLED_BY_ITSELF


def outcomes_for(answer: str, kind: str) -> list[tuple[str, StrPromise]]:
    """What can come of an answer to a line of a kind: people decide over their own words, about ours we reread."""
    if answer in OBJECTING and kind not in OWN_WORDS:
        return list(OUTCOMES.items())
    return [(DONE, DONE_CALLED)]
