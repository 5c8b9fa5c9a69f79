"""Entries of a log, invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from firsthand.work.log.entries import Said

TODAY = date(2026, 5, 12)


def said(**other: Any) -> Said:
    """An entry of two minutes."""
    return Said(
        **{"day": TODAY, "what": ("talk",), "moment": "We sat on the step until the rain was over."} | other
    )
