"""A study's home, and as whom one acts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts, counts_by_source
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes.selectors import theme_names
from firsthand.doors.entering import act_as
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.pages import page
from firsthand.doors.web.ways import doors_for
from firsthand.exchange.kits.kept import began_with_kit
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
    """The three doors into it, each with what the member may do there; and to whoever reads it, what is here."""
    context = {"doors": doors_for(by)} | (_what_is_here(by) if may(by, "study.read") else {})
    return page(request, by, "study.html", context)


def _what_is_here(by: Membership) -> dict[str, Any]:
    """What there is of each kind, what can be done next, and what was done lately."""
    found, coded, codes = sources(by), counts_by_source(by), codebook(by)
    unread = [one for one in found if one.version_id not in coded]
    undefined = [one for one in codes if not one.definition]
    return {
        "sources": found, "unread": unread, "codes": codes, "undefined": undefined,
        "codings": sum(one.codings for one in counts(by).values()),
        "people": people(by), "visits": visits(by), "memos": memos(by), "themes": theme_names(by),
        "lately": told(by, limit=6), "kit": began_with_kit(by),
    }  # fmt: skip


@in_study
@require_POST
def act(request: HttpRequest, by: Membership) -> HttpResponse:
    """Act as another member of the study from now on."""
    act_as(request, by, request.POST.get("name", ""))
    onward = request.POST.get("onward", "")
    if url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        return redirect(onward)
    return redirect("study", by.study.slug)
