"""What every view shares: drawing a page in the frame of its study, and saying that something was done."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from firsthand.doors.web.sheets import Sheet
from firsthand.doors.web.tour import bar
from firsthand.exchange.keeping.notice import no_backup
from firsthand.giving_back.member_checks.selectors import open_replies
from firsthand.giving_back.own_page.wishes import open_wishes
from firsthand.ground.studies.access import may
from firsthand.ground.studies.entrance import asks
from firsthand.ground.studies.selectors import members

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


def page(
    request: HttpRequest,
    by: Membership,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """A page of a study. With a sheet in the context that could not be carried out, its status says so."""
    inside = dict(context or {})
    refused = [one.status for one in inside.values() if isinstance(one, Sheet) and one.errors]
    frame = {
        "by": by,
        "study": by.study,
        "members": members(by),
        "unlocks": asks(by.study),
        "wishes_open": open_wishes(by),
        "no_backup": no_backup(by),
        "tour": bar(request, by),
        "checks_open": open_replies(by) if may(by, "check.settle") else 0,
    }
    return render(request, f"web/{template}", frame | inside, status=max([status, *refused]))


def done(
    request: HttpRequest, by: Membership, sentence: str, view: str, *place: object, at: str = ""
) -> HttpResponse:
    """Say what was done, and go to a page of the study. The sentence travels in a cookie: no study words in it."""
    messages.success(request, sentence)
    return redirect(reverse(view, args=[by.study.slug, *place]) + at)
