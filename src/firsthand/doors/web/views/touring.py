"""The guided tour of the demonstration: going to a step, and leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from firsthand.doors.web import tour
from firsthand.doors.web.entering import in_study, needs

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@needs("study.read")
@require_safe
def step(request: HttpRequest, by: Membership, number: int = 1) -> HttpResponse:
    """Open the page of a step, with the bar that says what to see there."""
    return redirect(tour.go_to(request, by, number))


@in_study
@require_POST
def leave(request: HttpRequest, by: Membership) -> HttpResponse:
    """Leave the tour, and stay in the study."""
    tour.leave(request)
    return redirect("study", by.study.slug)
