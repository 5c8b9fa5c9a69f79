"""The pages that open on a phone without a network (pockets.py): field notes, and the two-minute log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from firsthand.doors.entering import lock
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pockets import LOG, NOTES

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@needs("note.write")
@require_safe
def notes(request: HttpRequest, by: Membership) -> HttpResponse:
    """The page for field notes."""
    return HttpResponse(NOTES.page(by.study))


@in_study
@require_safe
def notes_worker(request: HttpRequest, by: Membership) -> HttpResponse:
    """What keeps it on the device."""
    return HttpResponse(NOTES.worker(by.study), content_type="text/javascript")


@in_study
@require_safe
def notes_manifest(request: HttpRequest, by: Membership) -> HttpResponse:
    """How it is called where it is installed."""
    return JsonResponse(NOTES.manifest(by.study), content_type="application/manifest+json")


@in_study
@needs("log.keep")
@require_safe
def log(request: HttpRequest, by: Membership) -> HttpResponse:
    """The page for the two-minute log."""
    return HttpResponse(LOG.page(by.study))


@in_study
@require_safe
def log_worker(request: HttpRequest, by: Membership) -> HttpResponse:
    """What keeps it on the device."""
    return HttpResponse(LOG.worker(by.study), content_type="text/javascript")


@in_study
@require_safe
def log_manifest(request: HttpRequest, by: Membership) -> HttpResponse:
    """How it is called where it is installed."""
    return JsonResponse(LOG.manifest(by.study), content_type="application/manifest+json")


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """End the session on a shared device, locked or not, and tell the browser to let go of what it keeps.

    Of all that it keeps only where the page says `everything`: notes of another study, or codings that wait, may lie in
    the same storage. Only our own cookies go: the browser would clear those of the whole domain.
    """
    request.session.flush()
    answer = JsonResponse({})
    lock(request, answer, slug)
    answer.delete_cookie(settings.CSRF_COOKIE_NAME)
    everything = request.POST.get("everything") == "yes"
    answer["Clear-Site-Data"] = '"cache", "storage"' if everything else '"cache"'
    return answer
