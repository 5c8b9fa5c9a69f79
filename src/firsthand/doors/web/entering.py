"""Coming in by the web's door: what every view of a study is wrapped in (who comes in is told in `doors.entering`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from firsthand.core.problems import Problem
from firsthand.doors.entering import acting
from firsthand.ground.studies.access import require

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

P = ParamSpec("P")


def in_study(
    view: Callable[Concatenate[HttpRequest, Membership, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Make a view of a study's page: it is given the member who acts in place of the study's slug."""

    @wraps(view)
    def entered(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, acting(request, slug), *args, **kwargs)

    return entered  # type: ignore[return-value]  # Concatenate cannot say that Django passes the slug by name


def needs(
    act: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Membership, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, Membership, P], HttpResponse],
]:
    """Turn a member away from a page whose only use is an act that they may not do, before they write anything."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, Membership, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, Membership, P], HttpResponse]:
        @wraps(view)
        def allowed(
            request: HttpRequest, by: Membership, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            require(by, act)
            return view(request, by, *args, **kwargs)

        return allowed

    return decorate


def present(request: HttpRequest) -> Membership | None:
    """Who acts in the study whose address was asked for, if there is one: what a page of trouble needs to know."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    try:
        return acting(request, slug) if slug else None
    except Problem:
        return None
