"""The pages for when something could not be done."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from firsthand.doors.entering import STALE
from firsthand.doors.web.entering import present
from firsthand.doors.web.pages import page


def trouble(request: HttpRequest, sentence: str, status: HTTPStatus) -> HttpResponse:
    """A calm page: what it is, the sentence, and ways on. A program that asked the API gets the sentence alone."""
    if request.path.startswith("/api/"):
        return JsonResponse({"sentence": sentence}, status=status)
    context = {"heading": _heading(status), "sentence": sentence}
    by = present(request)
    if by is None:
        return render(request, "web/trouble.html", context, status=status)
    return page(request, by, "trouble.html", context, status=status)


def asked_again(request: HttpRequest, sentence: str) -> HttpResponse | None:
    """The same form once more, with what was said in it and a question; None where that cannot be sent again."""
    by = present(request)
    if by is None or request.FILES or request.method != "POST":
        return None
    fields = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "surely")
        for value in request.POST.getlist(name)
    ]
    return page(
        request, by, "surely.html", {"sentence": sentence, "fields": fields}, status=HTTPStatus.CONFLICT
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return trouble(
        request, _("Perhaps the address was cut short, or the thing was removed."), HTTPStatus.NOT_FOUND
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself turned away: too large, or not for this address."""
    return trouble(
        request,
        _("What was sent could not be read. If it was many large files, send fewer at a time."),
        HTTPStatus.BAD_REQUEST,
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from one of our own pages, or from one that was opened long ago."""
    answer = trouble(
        request,
        _(
            "This form was opened too long ago, or cookies are switched off. Go back, reload the page, send again."
        ),
        HTTPStatus.FORBIDDEN,
    )
    answer.headers[STALE] = "token"
    return answer


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong that is our fault. Needs neither database nor session, and tells no details."""
    sentence = _("Something went wrong in the program. What was saved before is safe. Please try once more.")
    if request.path.startswith("/api/"):
        return JsonResponse({"sentence": sentence}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    context = {"heading": _heading(HTTPStatus.INTERNAL_SERVER_ERROR), "sentence": sentence}
    return HttpResponse(
        render_to_string("web/trouble.html", context), status=HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _heading(status: HTTPStatus) -> str:
    return {
        HTTPStatus.NOT_FOUND: _("There is nothing here"),
        HTTPStatus.FORBIDDEN: _("This is not open to you"),
        HTTPStatus.CONFLICT: _("Somebody was here in the meantime"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("That did not work"),
    }.get(status, _("That could not be done"))
