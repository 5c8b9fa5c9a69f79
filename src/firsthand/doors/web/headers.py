"""What stands at the head of every answer: what a browser may do with it, and who else may have it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "Content-Security-Policy"
OUR_LETTERS = {"text/javascript", "image/svg+xml"}  # what is made here is UTF-8, and says so
PAGES = {"text/html", "text/javascript"}  # a worker's script is under its own policy


def careful(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Outermost, so that scripts, styles and pages of trouble have it too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        if (kind := response.headers.get("Content-Type", "")) in OUR_LETTERS:
            response.headers["Content-Type"] = f"{kind}; charset=utf-8"
        if _is_page(response):  # also one that was made before a request came as far as what says so
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        else:
            response.headers[POLICY] = settings.MAY_NOTHING
        return response

    return middleware


def _is_page(response: HttpResponse) -> bool:
    """Whether it is shown under the policy of pages: a file to keep is none, also where it is HTML."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    kept = response.headers.get("Content-Disposition", "").lower().startswith("attachment")
    return kind in PAGES and not kept and POLICY in response.headers
