"""Browsers say here that a page tried what its policy forbids. It is noted which directive that was, and nothing else:
the report's addresses and samples may hold words of a study."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from firsthand.doors.web.numbers import whole

log = logging.getLogger("firsthand.security")

LONGEST = 16 * 1024  # bytes of a report; a browser's own are far shorter
MOST, EVERY = 10, 60.0  # lines in so many seconds, whoever sends how much


class Few:
    """Lets so many through in a while, and counts the rest."""

    def __init__(self, most: int, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self._most, self._seconds, self._now = most, seconds, now
        self._began, self._let = now(), 0
        self._lock = Lock()

    def lets(self) -> bool:
        with self._lock:
            if self._now() - self._began >= self._seconds:
                self._began, self._let = self._now(), 0
            self._let += 1
            return self._let <= self._most


few = Few(MOST, EVERY)


@csrf_exempt  # browsers send it by themselves, and it changes nothing
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Whatever comes, the answer is the same."""
    if few.lets():
        log.warning("", extra={"event": "policy report", "by": _directive(request)})
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _directive(request: HttpRequest) -> str:
    """One of the directives there are: what was sent is never noted as it came."""
    said: Any = None
    if _length(request) <= LONGEST:
        with suppress(ValueError, RecursionError):
            said = json.loads(request.body)
    report = said.get("csp-report") if isinstance(said, dict) else None
    named = (
        report.get("effective-directive", report.get("violated-directive"))
        if isinstance(report, dict)
        else None
    )
    first = named.partition(" ")[0] if isinstance(named, str) else ""
    first = first.removesuffix("-elem").removesuffix("-attr")
    return first if first in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] else "one that is not known"


def _length(request: HttpRequest) -> int:
    said = whole(request.META.get("CONTENT_LENGTH") or "0")
    return LONGEST + 1 if said is None else said
