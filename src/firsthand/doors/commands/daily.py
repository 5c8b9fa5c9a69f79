"""What a server does each day, whether anybody comes in or not: letting go of what is due to be forgotten."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from time import sleep

DAY = 24 * 60 * 60  # seconds
LOG = logging.getLogger("firsthand.keeping")


def forget_daily() -> None:
    """Also where nobody comes in for days."""
    threading.Thread(target=_forget_daily, daemon=True).start()


def _forget_daily() -> None:
    from firsthand.exchange.keeping.scheduled import let_go_of_before
    from firsthand.ground.studies.attempts import forget_old
    from firsthand.work.forgetting import forget_what_is_due

    while True:
        _whatever_happens(let_go_of_before)
        _whatever_happens(forget_old)
        sleep(DAY)
        _whatever_happens(forget_what_is_due)


def _whatever_happens(act: Callable[[], object]) -> None:
    """Do what is done daily; what stands in its way today may not tomorrow."""
    from django.db import connections

    try:
        act()
    except Exception as wrong:
        LOG.error("What is done daily was not: %s.", type(wrong).__name__)
    finally:
        connections.close_all()
