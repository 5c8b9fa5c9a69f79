"""Coming in by the API: as the member whose page it is, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.doors.entering import acting

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class AnotherMember(Problem):
    """The page belongs to a member whom this browser's session is no longer."""


def entered(request: HttpRequest, slug: str) -> Membership:
    """Who acts in a study. Raises `AnotherMember` where the page says that it is somebody else's.

    A session that ended, or in which another name was chosen meanwhile, must not make one coder's work another's.
    """
    by = acting(request, slug)
    meant = request.headers.get("X-Firsthand-Member")
    if meant and meant != str(by.id):
        raise AnotherMember(_("You are not who you were on this page. Choose your name again, then go on."))
    return by
