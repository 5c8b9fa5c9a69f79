"""What is due to be forgotten is, by whoever comes in next: nobody's secret is needed for it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from firsthand.ground.vault import private


def forget_what_is_due(today: date | None = None) -> int:
    """Destroy every entry whose day has come; how many. One question to the database where there is none."""
    return private.forget_old(today or timezone.localdate())
