"""What two peers settle first, and what they talk along. Nothing of the talk is kept but two lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

AGREE_FIRST = (
    lazy("Who hears about this? Nobody, unless you both say otherwise."),
    lazy("How long do we have?"),
    lazy("What do we do if one of us gets worried?"),
)
PROMPTS = {
    "R1": lazy("A moment each of us brings. What happened?"),
    "R2": lazy("Where was it equal, where not? Who had which power?"),
    "R3": lazy("What of my own life was in the room? Did it help?"),
    "R4": lazy("Did I carry something the other person could have carried?"),
    "R5": lazy("What got in the way that neither of us can fix alone?"),
    "R6": lazy("What will I try? What do I need?"),
}
