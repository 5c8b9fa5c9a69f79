"""The trail: everything that was done, undo and redo, and the study as it stood."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand.analysis.codebook.selectors import codebook_as_of
from firsthand.analysis.coding.counts import counts_as_of
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.numbers import whole
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.views.codebook import branches
from firsthand.giving_back.record import Told, entry, entry_to_follow, told, told_one
from firsthand.ground.studies.selectors import member_named
from firsthand.ground.studies.undoing import redo, undo
from firsthand.ground.trail.replay import as_of

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

AT_ONCE = 60


@in_study
@require_safe
def trail(request: HttpRequest, by: Membership) -> HttpResponse:
    """Entries by day, latest first; or the codebook as it stood after one of them."""
    number = whole(request.GET.get("as_of"))
    if number is not None:
        return _as_of(request, by, number)
    who, before = request.GET.get("who", ""), request.GET.get("before", "")
    lines = told(
        by, whose=member_named(by, who) if who else None,
        before=whole(before), limit=AT_ONCE,
    )  # fmt: skip
    earlier = lines[-1].number if len(lines) == AT_ONCE and lines[-1].number > 1 else None
    return page(
        request, by, "trail.html", {"days": _days(lines), "who": who, "earlier": earlier, "before": before}
    )


@in_study
@require_POST
def take_back(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """Undo an act."""
    undo(by, entry_to_follow(by, number))
    return done(request, by, _("Undone. It can be done again from here."), "trail")


@in_study
@require_POST
def do_again(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """Redo an act that was undone."""
    redo(by, entry_to_follow(by, number))
    return done(request, by, _("Done again."), "trail")


def _days(lines: list[Told]) -> list[tuple[date, list[Told]]]:
    return [
        (day, list(group)) for day, group in groupby(lines, key=lambda one: timezone.localtime(one.at).date())
    ]


def _as_of(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    row = entry(by, number)
    one = told_one(by, row)
    tables = as_of(by.study_id, row.number)  # for a member from whom words are kept it is numbered otherwise
    codes, counted = codebook_as_of(by, tables), counts_as_of(by, tables)
    context = {
        "entry": one,
        "branches": branches(codes, counted), "codes": codes,
        "codings": sum(count.codings for count in counted.values()),
    }  # fmt: skip
    return page(request, by, "as_of.html", context)
