"""The sentences that every form of a document shares."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.giving_back.writing.showing import Part


def caption(part: Part) -> str:
    """“Table 2. Codes by people”."""
    said = {"number": part.number, "called": part.words}
    # A figure that cannot be drawn here stands as its table.
    if part.type == "figure":
        return _("Figure %(number)s. %(called)s") % said
    return _("Table %(number)s. %(called)s") % said


def works_title() -> str:
    """Above the works that are cited."""
    return _("References")


def notes_title() -> str:
    """Above the footnotes, where no page has a foot."""
    return _("Notes")
