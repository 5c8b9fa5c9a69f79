"""Each request is counted and told of in the log: by the name of its address, without what was in that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from firsthand.config.logs import request_id
from firsthand.doors.live import metrics

LOG = logging.getLogger("firsthand.requests")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
UNKNOWN = "none"
DENIED = {401, 403, 404, 429}  # a study that is somebody else's is answered like one that is not there

Answer = Callable[[HttpRequest], HttpResponse]


def measured(answer: Answer) -> Answer:
    """The outermost of all that a request passes."""
    metrics.count_acts()

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid4().hex[:12])
        begun = perf_counter()
        status = 500
        try:
            response = answer(request)
            status = response.status_code
        finally:
            took = perf_counter() - begun
            route = route_of(request)
            method = request.method if request.method in METHODS else "other"
            metrics.REQUESTS.labels(route, method, str(status)).inc()
            metrics.SECONDS.labels(route).observe(took)
            told = {
                "event": "denied" if status in DENIED else "request",
                "route": route,
                "status": status,
                "milliseconds": round(took * 1000, 1),
                "account": _account(request) if status in DENIED else None,
            }
            LOG.info("", extra=told)  # what broke was told of with its place
            request_id.reset(token)
        return response

    return middleware


def _account(request: HttpRequest) -> int | None:
    """The number of whose account it was, where somebody asked for that already: a request is not asked once more."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None


def route_of(request: HttpRequest) -> str:
    """The name of an address, as the program calls it; never the address."""
    match = request.resolver_match
    if match is None:
        return UNKNOWN
    return match.view_name or UNKNOWN
