"""Coming in by the web's door: into which study, and as whom.

Embedded, there is no log-in: the installation's secret opens every study, and the browser's session says as which
member one acts. A name is kept for each study; without one, it is the lead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from firsthand.core.problems import NotThere, Problem
from firsthand.ground.studies.entrance import enter, find_study

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

P = ParamSpec("P")
ACTING = "acting"


def in_study(
    view: Callable[Concatenate[HttpRequest, Membership, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Make a view of a study's page: it is given the member who acts in place of the study's slug."""

    @wraps(view)
    def entered(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, acting(request, slug), *args, **kwargs)

    return entered  # type: ignore[return-value]  # Concatenate cannot say that Django passes the slug by name


def acting(request: HttpRequest, slug: str) -> Membership:
    """Who acts in a study. Raises `NotThere` where there is no such study."""
    study = find_study(slug)
    name = request.session.get(ACTING, {}).get(slug)
    try:
        return enter(study, name)
    except NotThere:
        return enter(study)


def act_as(request: HttpRequest, by: Membership, name: str) -> Membership:
    """From now on, act in this study as the member of that name. Raises `NotThere`."""
    member = enter(by.study, name)
    request.session[ACTING] = request.session.get(ACTING, {}) | {by.study.slug: member.name}
    return member


def present(request: HttpRequest) -> Membership | None:
    """Who acts in the study whose address was asked for, if there is one: what a page of trouble needs to know."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    try:
        return acting(request, slug) if slug else None
    except Problem:
        return None
