"""Coming in by a browser: into which study, and as whom. What pages and API share.

Embedded, there is no log-in: the installation's secret opens every study, and the browser's session says as which
member one acts. A name is kept for each study; without one, it is the lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from firsthand.core.problems import NotThere
from firsthand.ground.studies.entrance import enter, find_study

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

ACTING = "acting"


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
