"""What changes where Firsthand is served to many. `firsthand serve --production` says so to its own processes."""

from __future__ import annotations

import os

PRODUCTION = os.environ.get("FIRSTHAND_PRODUCTION", "") == "1"
YEAR = 365 * 24 * 60 * 60


def secure(address: str) -> bool:
    """Whether pages go over TLS alone: browsers then send no cookie without it, and ask for no page without it."""
    return PRODUCTION and address.startswith("https://")
