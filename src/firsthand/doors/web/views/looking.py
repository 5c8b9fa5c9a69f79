"""Where a page sends how it is to look: it comes back in the other language, calm, or with research words."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from firsthand.doors.web.looks import remember


# Also for pages that have no session and no token, such as the one for when something broke. Whoever forges it can
# change a language, and nothing else.
@csrf_exempt
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Remember it, and go back to the page."""
    return remember(request, redirect(_back(request)))


def _back(request: HttpRequest) -> str:
    for way in (request.POST.get("next", ""), request.META.get("HTTP_REFERER", "")):
        if way and url_has_allowed_host_and_scheme(
            way, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            parts = urlsplit(way)
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return reverse("front")
