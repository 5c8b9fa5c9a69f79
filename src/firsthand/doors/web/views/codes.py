"""What is shown once and never again: a recovery code, an invitation, a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from firsthand.doors.web.pages import page

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


def shown_once(request: HttpRequest, by: Membership, what: str, code: str, **more: object) -> HttpResponse:
    """The page with the code in large letters, to print or to write down. No link leads to it."""
    return page(request, by, "code_once.html", {"what": what, "code": code, **more})
