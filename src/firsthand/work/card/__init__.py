"""The own-words card: what somebody is after, in their own words, on a card that they take away. Nothing is kept.

A blank card to print. There is no place in the program for what is written on it, and none may be added.
"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.typesetting import typeset
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

CARD = Path(__file__).with_name("card.typ")
LINES = 7


def blank_card(by: Membership) -> bytes:
    """The card as a pdf of A6, blank. It names no study and nobody."""
    require(by, "log.keep")
    said = {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("What I am after"),
        "intro": _("In my own words. This card is mine, and nobody keeps a copy."),
        "lines": LINES,
    }
    return typeset(CARD, said)
