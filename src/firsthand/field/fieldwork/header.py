"""What can be said of a visit by choosing: the words that are kept, and what people call them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

# In what part of the place: the kind of room, never its name.
PLACES = {
    "entrance": lazy("entrance"),
    "kitchen": lazy("kitchen"),
    "group room": lazy("group room"),
    "desk": lazy("desk"),
    "outside": lazy("outside"),
    "on the way": lazy("on the way"),
    "online": lazy("online"),
    "other": lazy("somewhere else"),
}

# How people knew that somebody was observing.
TOLD_HOW = {
    "notice at the door": lazy("a notice at the door"),
    "said it to the room": lazy("said it to the room"),
    "said it one by one": lazy("said it one by one"),
    "badge": lazy("a badge"),
    "people know me": lazy("people know me"),
}

# When the note was written.
WRITTEN = {
    "during": lazy("during the visit"),
    "within 2 hours": lazy("within two hours"),
    "same day": lazy("the same day"),
    "next day": lazy("the next day"),
    "later": lazy("later"),
}
