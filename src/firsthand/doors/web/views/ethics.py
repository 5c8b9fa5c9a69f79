"""For the ethics board: the package, and the two logs that the team keeps for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, version, words
from firsthand.doors.web.views.sources import download
from firsthand.field.people.selectors import people_asked, person_asked
from firsthand.giving_back.ethics.logs import (
    Happening,
    change_incident,
    remove_training,
    write_incident,
    write_training,
)
from firsthand.giving_back.ethics.package import package
from firsthand.giving_back.ethics.selectors import incident as incident_row
from firsthand.giving_back.ethics.selectors import incidents, trainings
from firsthand.giving_back.ethics.selectors import training as training_row
from firsthand.ground.studies.access import may
from firsthand.ground.studies.selectors import member, members

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


def day(label: Any, *, help: Any = "") -> forms.DateField:  # noqa: A002
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help, required=False, widget=widget)


class PackageSheet(Sheet):
    """Of which days the package tells. Each time that it is taken out is another: it is never “sent before”."""

    called = "package"
    since = day(lazy("From"), help=lazy("Empty: from the first day of the study."))
    until = day(lazy("Up to"), help=lazy("Empty: up to today."))

    def _act_id(self) -> UUID | None:
        return None


class IncidentSheet(Sheet):
    """What went wrong, and what was done."""

    called = "incident"
    spoken_at = "happened"
    happened = words(
        lazy("What happened"), help=lazy("As you would tell the board. Name nobody who takes part."), rows=5
    )
    noticed = day(lazy("When it was noticed"))
    on = day(lazy("When it happened"), help=lazy("Leave it empty where nobody knows."))
    done = words(lazy("What was done"), rows=3)
    told = words(lazy("Who was told"), help=lazy("Of the team, the people it is about, the board."), rows=2)
    reported = day(lazy("When the board was told"))
    closed = forms.BooleanField(label=lazy("Nothing is left to do"), required=False)
    person = choice(
        lazy("Is it about one person who takes part?"), [],
        help=lazy("It is kept from whomever they do not want as a reader, and printed nowhere."),
    )  # fmt: skip
    version = version()

    def __init__(self, *args: Any, by: Membership, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new and may(by, "consent.read"):
            known = [(str(one.id), f"{one.label} {one.pseudonym}") for one in people_asked(by)]
            self.offer("person", [("", _("no, or about several")), *known])
        else:
            del self.fields["person"]
        if new:
            del self.fields["version"]

    def happening(self) -> Happening:
        """What was written."""
        said = self.cleaned_data
        return Happening(**{name: said[name] for name in Happening.__dataclass_fields__})


class TrainingSheet(Sheet):
    """A training that somebody took."""

    called = "training"
    spoken_at = "what"
    what = line(lazy("What it was about"), help=lazy("Such as: research ethics, keeping data safe."))
    on = day(lazy("When"))
    given_by = line(lazy("Given by"))
    member = choice(lazy("Who took it"), [])

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one for one in members(by) if one.id == by.id or (one.here and may(by, "ethics.read"))]
        self.offer("member", [(str(one.id), one.name) for one in known])


@in_study
@needs("incident.write")
@require_http_methods(["GET", "POST"])
def ethics(request: HttpRequest, by: Membership) -> HttpResponse:
    """What is kept for the board; and taking the package out, which the trail keeps."""
    sheet = PackageSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: package(
            by, format=request.POST.get("format", ""), since=said["since"], until=said["until"]
        )
    ):
        return download(sheet.result.file_name, sheet.result.content_type, sheet.result.data)
    context = {"sheet": sheet, "incidents": incidents(by)[::-1], "trainings": trainings(by)[::-1]}
    return page(request, by, "ethics.html", context)


@in_study
@needs("incident.write")
@require_http_methods(["GET", "POST"])
def incident_new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Write down that something went wrong."""
    sheet = IncidentSheet(
        request.POST if request.method == "POST" else None, by=by, new=True,
        initial={"noticed": timezone.localdate()},
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(lambda said: _write(by, sheet, said.get("person", ""))):
        return done(request, by, _("It is written down."), "ethics", at="#incidents")
    return page(request, by, "ethics_incident.html", {"sheet": sheet})


@in_study
@needs("incident.change")
@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, by: Membership, incident_id: UUID) -> HttpResponse:
    """Tell it better, or what was done since. Where somebody else changed it meanwhile, both are shown."""
    row = incident_row(by, incident_id)
    stands = next(one for one in incidents(by) if one.id == incident_id)
    initial = {name: getattr(stands.said, name) for name in Happening.__dataclass_fields__}
    sheet = IncidentSheet(
        request.POST if request.method == "POST" else None, by=by, new=False,
        initial=initial | {"version": stands.version},
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(
        lambda said: change_incident(by, incident=row, said=sheet.happening(), version=said["version"])
    ):
        return done(request, by, _("Kept."), "ethics", at="#incidents")
    if sheet.clashed:  # as somebody left it since
        row = incident_row(by, incident_id)
        stands = next(one for one in incidents(by) if one.id == incident_id)
        sheet.seen(row.version)
    return page(request, by, "ethics_incident.html", {"sheet": sheet, "incident": stands})


@in_study
@needs("training.write")
@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Write down a training."""
    sheet = TrainingSheet(
        request.POST if request.method == "POST" else None, by=by, initial={"member": str(by.id)}
    )
    if sheet.is_bound and sheet.sent(
        lambda said: write_training(
            by,
            member=member(by, UUID(said["member"])) if said["member"] else by,
            what=said["what"],
            on=said["on"],
            given_by=said["given_by"],
        )  # fmt: skip
    ):
        return done(request, by, _("It is in the log."), "ethics", at="#trainings")
    return page(request, by, "ethics_training.html", {"sheet": sheet})


@in_study
@needs("training.remove")
@require_POST
def training_remove(request: HttpRequest, by: Membership, training_id: UUID) -> HttpResponse:
    """Take a line out of the training log."""
    remove_training(by, training=training_row(by, training_id))
    return done(request, by, _("It is taken out of the log."), "ethics", at="#trainings")


def _write(by: Membership, sheet: IncidentSheet, person: str) -> object:
    return write_incident(by, said=sheet.happening(), person=person_asked(by, person) if person else None)
