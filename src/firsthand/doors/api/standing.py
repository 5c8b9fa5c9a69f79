"""Places are places of one version of a text: which one was meant, and which one stands."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Clash


def require_version(standing: UUID, meant: UUID | None) -> None:
    """Raises `Clash` where another version of the text stands by now than the one that places were meant in."""
    if meant != standing:
        raise Clash(
            _("The text has changed since you opened it. Open it again and look where your words are now.")
        )
