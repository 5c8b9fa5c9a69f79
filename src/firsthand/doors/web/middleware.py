"""What holds for every page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firsthand.core.problems import Clash, Locked, NotAllowed, NotThere, Problem, TooOften
from firsthand.doors.web.views.signing import to_sign_in
from firsthand.doors.web.views.trouble import trouble
from firsthand.field.consent.remembering import one_look

Answer = Callable[[HttpRequest], HttpResponse]

STATUS: dict[type[Problem], HTTPStatus] = {
    Locked: HTTPStatus.UNAUTHORIZED,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
    NotThere: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Clash: HTTPStatus.CONFLICT,
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
        return answer(request)

    def process_exception(request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, Problem):
            return None
        if isinstance(problem, Locked) and (way := to_sign_in(request)):
            return way
        return trouble(request, str(problem), STATUS.get(type(problem), HTTPStatus.BAD_REQUEST))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
