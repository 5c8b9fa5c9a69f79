"""The front page with its three doors, and beginning a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from firsthand.core.problems import NotAllowed
from firsthand.doors.entering import account_id, known
from firsthand.doors.web.sheets import Choices, Sheet, choice, line
from firsthand.doors.web.ways import doors_for
from firsthand.exchange.kits.finding import Files, kit_in, offered, shipped_kit
from firsthand.exchange.kits.services import begin_with_kit
from firsthand.exchange.projects.bringing_in import all_or_nothing
from firsthand.ground.accounts.selectors import may_begin
from firsthand.ground.accounts.services import begun
from firsthand.ground.studies.access import may
from firsthand.ground.studies.acting import sent_as
from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.studies.selectors import studies
from firsthand.ground.studies.services import start_study

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class BeginSheet(Sheet):
    """A study to be."""

    called = "begin"
    title = line(lazy("What is the study called?"), help=lazy("You see this name on every page of it."))
    lead = line(lazy("Your name"), help=lazy("As your team knows you. You lead the study."))
    kit = choice(
        lazy("Begin with a kit"), [],
        help=lazy("Guide, texts, a plan, what people are asked: ready to make yours. Its codes stay closed at first."),
    )  # fmt: skip
    file = forms.FileField(
        label=lazy("Or a kit that you have, as zip"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kit", [("", _("without a kit")), *kits_to_choose()])

    @property
    def chosen(self) -> tuple[Files, str]:
        """The files of the kit that was chosen, and in which language; none where none was. Raises `Problem`."""
        upload = self.cleaned_data["file"]
        if upload:
            return kit_in(upload.name, upload.file), ""
        name, _colon, language = self.cleaned_data["kit"].partition(":")
        return (shipped_kit(name), language) if name else ({}, "")


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The three doors: of the only study its ways for whoever looks; of several, each study behind each door."""
    found = studies(account_id(request) if settings.ACCOUNTS else None)
    only = found[0] if len(found) == 1 else None
    by = known(request, only.slug) if only else None
    shown = next((one.slug for one in found if one.demo), "")
    guest = by if only else known(request, shown) if shown else None
    context = {
        "studies": found, "only": only, "by": by, "doors": doors_for(by),
        "tour": shown if guest and may(guest, "study.read") else "", "begins": _may_begin(request),
    }  # fmt: skip
    return render(request, "web/front.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a study."""
    if not _may_begin(request):
        raise NotAllowed(
            _("Studies on this server are begun by those whom its host lets do so. Ask the host.")
        )
    sent = request.method == "POST"
    sheet = BeginSheet(request.POST if sent else None, files=request.FILES if sent else None)
    if sheet.is_bound and sheet.sent(lambda said: _begun(request, sheet, said)):
        messages.success(
            request, _("The study is ready. Bring in what you have, or write the first field note.")
        )
        return redirect("study", sheet.result.study.slug)
    return render(request, "web/begin.html", {"sheet": sheet}, status=sheet.status if sheet.errors else 200)


def kits_to_choose() -> Choices:
    """The kits that come with the program, in each of their languages."""
    return [
        (f"{one.name}:{one.language}", f"{one.title} ({one.language}{', ' if one.note else ''}{one.note})")
        for one in offered()
    ]


def _may_begin(request: HttpRequest) -> bool:
    """Whoever is here, on a laptop; on a team's server, whose account may."""
    return not settings.ACCOUNTS or (isinstance(request.user, User) and may_begin(request.user))


def _begun(request: HttpRequest, sheet: BeginSheet, said: dict[str, Any]) -> Membership:
    """The study, and its kit where one was chosen: both, or none."""
    sheet.spoken_at = of_the_kit = "file" if said["file"] else "kit"
    files, language = sheet.chosen
    with all_or_nothing(keep=True):
        sheet.spoken_at = "title"
        by = start_study(installation_secret(), title=said["title"], lead=said["lead"] or _("Lead"))
        if isinstance(request.user, User):
            with sent_as(None):  # the form's own id is that of what it asks for
                begun(by, request.user)
        sheet.spoken_at = of_the_kit
        if files:
            begin_with_kit(by, files=files, language=language)
    return by
