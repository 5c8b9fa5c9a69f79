"""What holds for every page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firsthand.core.meant import surely
from firsthand.core.problems import (
    Clash,
    Halted,
    Locked,
    NoRoom,
    NotAllowed,
    NotThere,
    Problem,
    TooOften,
    Unsure,
)
from firsthand.doors.web.views.signing import to_sign_in
from firsthand.doors.web.views.trouble import asked_again, trouble
from firsthand.ground.studies.space import as_problem
from firsthand.ground.trail.since import one_look

Answer = Callable[[HttpRequest], HttpResponse]

STATUS: dict[type[Problem], HTTPStatus] = {
    Locked: HTTPStatus.UNAUTHORIZED,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
    NotThere: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Clash: HTTPStatus.CONFLICT,
    Unsure: HTTPStatus.CONFLICT,
    NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    Halted: HTTPStatus.SERVICE_UNAVAILABLE,
}


def private_pages(answer: Answer) -> Answer:
    """No browser, proxy or back button keeps a page of a study on disk."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def decided_once(answer: Answer) -> Answer:
    """What is shown to whom is decided on one look at the study for each request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with one_look():
            return answer(request)

    return middleware


def problems_as_pages(answer: Answer) -> Answer:
    """What could not be done is a calm page that says why. A form shows its own problems itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with surely(_said_twice(request)):
            return answer(request)

    def process_exception(request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        problem = wrong if isinstance(wrong, Problem) else as_problem(wrong)
        if problem is None:
            return None
        if isinstance(problem, Unsure) and (once_more := asked_again(request, str(problem))):
            return once_more
        if isinstance(problem, Locked) and (way := to_sign_in(request)):
            return way
        return trouble(request, str(problem), STATUS.get(type(problem), HTTPStatus.BAD_REQUEST))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _said_twice(request: HttpRequest) -> bool:
    """Whether it was asked about and is meant. A file that is being sent is not read for it."""
    if request.headers.get("Firsthand-Surely") == "yes":
        return True
    plain_form = request.content_type == "application/x-www-form-urlencoded"
    return request.method == "POST" and plain_form and request.POST.get("surely") == "yes"
