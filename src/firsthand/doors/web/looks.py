"""How pages look for one person: in which language, calm or not, with research words or plain ones.

Kept in cookies of the browser, so that it holds before anybody has come in, too, and nothing about a person is written
down. `static/firsthand/js/firsthand.js` keeps light and dark the same way, by script.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language

CALM = "firsthand_calm"
TERMS = "firsthand_terms"
SWITCHES = {"calm": CALM, "terms": TERMS}
ON = "yes"


def looks(request: HttpRequest) -> dict[str, Any]:
    """For every page: what this person switched on, and whether one comes here by an account."""
    switched = {name: is_on(request, cookie) for name, cookie in SWITCHES.items()}
    return switched | {"accounts": settings.ACCOUNTS, "oidc": settings.OIDC}


def is_on(request: HttpRequest, switch: str) -> bool:
    """Whether this person switched it on."""
    return request.COOKIES.get(_called(switch)) == ON


def research_words(request: HttpRequest) -> bool:
    """Whether this person sees the research word beside the plain one."""
    return is_on(request, TERMS)


def remember(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What was chosen, kept in the browser for a year. What nobody offered is left as it was."""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _keep(request, answer, settings.LANGUAGE_COOKIE_NAME, language)
    for name, cookie in SWITCHES.items():
        if (chosen := request.POST.get(name)) in (ON, "no"):
            _keep(request, answer, _called(cookie), str(chosen))
    return answer


def _called(cookie: str) -> str:
    """Where the address is https, browsers take such a cookie from this very host alone."""
    return f"__Host-{cookie}" if settings.SESSION_COOKIE_SECURE else cookie


def _keep(request: HttpRequest, answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        samesite="Lax",
    )
