"""For whoever keeps the server: whether it works, and how much. No log-in, and no word of any study."""

from __future__ import annotations

import os
from http import HTTPStatus
from ipaddress import ip_address

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from firsthand.doors.live import metrics
from firsthand.doors.live.hub import hub

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 where the program answers with its databases; otherwise 503, and a word that says why."""
    why = (
        "stopping"
        if hub.stopping
        else next((name for alias, name in metrics.ALIASES.items() if not metrics.answers(alias)), "")
    )
    status = HTTPStatus.SERVICE_UNAVAILABLE if why else HTTPStatus.OK
    return JsonResponse({"status": why or "ok"}, status=status)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """For Prometheus: with the token where one is set, else for this machine alone. Others find no such page."""
    if not _may_count(request):
        raise Http404
    return HttpResponse(metrics.scraped(), content_type=metrics.TYPE)


def _may_count(request: HttpRequest) -> bool:
    token = os.environ.get("FIRSTHAND_METRICS_TOKEN", "")
    if token:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    if any(name in request.META for name in FORWARDED):
        return False  # somebody's, handed on by a server on this machine
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
