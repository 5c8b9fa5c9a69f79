"""The front page with its three doors, and beginning a study."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from firsthand.doors.entering import known
from firsthand.doors.web.sheets import Sheet, line
from firsthand.doors.web.ways import doors_for
from firsthand.ground.studies.access import may
from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.studies.selectors import studies
from firsthand.ground.studies.services import start_study


class BeginSheet(Sheet):
    """A study to be."""

    called = "begin"
    spoken_at = "title"
    title = line(lazy("What is the study called?"), help=lazy("You see this name on every page of it."))
    lead = line(lazy("Your name"), help=lazy("As your team knows you. You lead the study."))


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The three doors: of the only study its ways for whoever looks; of several, each study behind each door."""
    found = studies()
    only = found[0] if len(found) == 1 else None
    by = known(request, only.slug) if only else None
    shown = next((one.slug for one in found if one.demo), "")
    guest = by if only else known(request, shown) if shown else None
    context = {
        "studies": found, "only": only, "by": by, "doors": doors_for(by),
        "tour": shown if guest and may(guest, "study.read") else "",
    }  # fmt: skip
    return render(request, "web/front.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a study."""
    sheet = BeginSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: start_study(installation_secret(), title=said["title"], lead=said["lead"] or _("Lead"))
    ):
        messages.success(
            request, _("The study is ready. Bring in what you have, or write the first field note.")
        )
        return redirect("study", sheet.result.study.slug)
    return render(request, "web/begin.html", {"sheet": sheet}, status=sheet.status if sheet.errors else 200)
