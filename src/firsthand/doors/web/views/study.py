"""A study's home, and as whom one acts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import counts, counts_by_source
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes.selectors import theme_names
from firsthand.doors.entering import act_as
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.pages import page
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.record import told
from firsthand.ground.studies.access import may

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@require_safe
def study(request: HttpRequest, by: Membership) -> HttpResponse:
    """What is here, one next step for each, and what was done lately. Whoever reads nothing of it has another home."""
    if not may(by, "study.read"):
        return redirect(_home(by), by.study.slug)
    found, coded, codes = sources(by), counts_by_source(by), codebook(by)
    unread = [one for one in found if one.version_id not in coded]
    undefined = [one for one in codes if not one.definition]
    context = {
        "sources": found, "unread": unread, "codes": codes, "undefined": undefined,
        "codings": sum(one.codings for one in counts(by).values()),
        "people": people(by), "visits": visits(by), "memos": memos(by), "themes": theme_names(by),
        "lately": told(by, limit=6),
    }  # fmt: skip
    return page(request, by, "study.html", context)


def _home(by: Membership) -> str:
    """The page that is theirs, of those who read nothing of the study."""
    if may(by, "consent.read"):
        return "consents"
    return "work" if by.role == "peer" else "rights"


@in_study
@require_POST
def act(request: HttpRequest, by: Membership) -> HttpResponse:
    """Act as another member of the study from now on."""
    act_as(request, by, request.POST.get("name", ""))
    onward = request.POST.get("onward", "")
    if url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        return redirect(onward)
    return redirect("study", by.study.slug)
