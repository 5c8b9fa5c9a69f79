"""Who came in, by what, and who did not: a line in the log each. An account is told by its number, and never by a name.

What somebody typed into the field for a name is not told at all: it may be their password.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.dispatch import receiver
from django.http import HttpRequest

from firsthand.ground.accounts.services import renewed

LOG = logging.getLogger("firsthand.accounts")


def noted(what: str, account_id: int | None = None, *, by: str | None = None) -> None:
    """Write it down."""
    LOG.info("", extra={"event": f"account {what}", "account": account_id, "by": by})


@receiver(authentication_step_completed)
def step_taken(request: HttpRequest, user: Any, method: str, reauthenticated: bool = False, **_: Any) -> None:
    """Somebody showed that it is them: by password, code, passkey or provider; for the first time, or once more.

    Once more, their session goes on under another key. The first time, coming in sees to that.
    """
    noted("said again" if reauthenticated else "step", user.pk, by=method)
    if reauthenticated:
        renewed(request.session)
