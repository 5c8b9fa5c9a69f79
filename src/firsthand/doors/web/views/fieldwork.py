"""Visits, and writing a field note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, words
from firsthand.field.fieldwork.selectors import VisitLine, visit
from firsthand.field.fieldwork.selectors import visits as all_visits
from firsthand.field.fieldwork.services import add_visit, write_note
from firsthand.field.sources.selectors import sources
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.field.fieldwork.models import Visit
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership


def _day() -> forms.DateField:
    return forms.DateField(
        label=lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class VisitSheet(Sheet):
    """A visit."""

    called = "visit"
    on = _day()
    place = line(lazy("Part of the place"), help=lazy("The kitchen, the front desk, the yard."))
    doing = line(lazy("What was going on"))
    left_out = words(
        lazy("Left out because someone asked"), help=lazy("That it was left out, not what it was."), rows=2
    )


class NoteSheet(Sheet):
    """A field note, and the visit that it is a note of."""

    called = "note"
    spoken_at = "text"
    title = line(lazy("Title"), help=lazy("May stay empty: the first line will do."))
    text = words(lazy("What you saw and heard"), rows=14)
    visit = choice(lazy("Visit"), [])
    on = _day()
    place = line(lazy("Part of the place"))
    doing = line(lazy("What was going on"))

    def __init__(self, *args: Any, visits: list[VisitLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = [(str(one.id), visit_name(one)) for one in reversed(visits)]
        self.offer("visit", [
            ("", _("of no visit")), ("new", _("of a new visit, told below")), *earlier,
        ])  # fmt: skip


def visit_name(one: VisitLine) -> str:
    """A visit in a list to choose from."""
    parts = [_("Visit %(number)s") % {"number": one.number}, one.on.isoformat() if one.on else "", one.doing]
    return ", ".join(filter(None, parts))


@in_study
@needs("note.write")
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, by: Membership) -> HttpResponse:
    """Write a field note."""
    sheet = NoteSheet(request.POST if request.method == "POST" else None, visits=all_visits(by))
    if sheet.is_bound and sheet.sent(lambda said: _write(by, said)):
        if sheet.result is None:
            return done(request, by, _("The note is kept. It can be coded at once."), "sources")
        return done(request, by, _("The note is kept. It can be coded at once."), "reader", sheet.result.id)
    return page(request, by, "note.html", {"sheet": sheet})


@in_study
@require_http_methods(["GET", "POST"])
def visits(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every visit with its notes, and telling of another one."""
    sheet = VisitSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(lambda said: add_visit(by, **said)):
        return done(request, by, _("The visit is kept."), "visits")
    titles = {one.id: one for one in sources(by)}
    rows = [(one, [titles[key] for key in one.notes if key in titles]) for one in reversed(all_visits(by))]
    return page(request, by, "visits.html", {"rows": rows, "sheet": sheet})


def _write(by: Membership, said: dict[str, Any]) -> Source | None:
    """The note, and the visit with it where it is new: one act."""
    with one_act(by, "note.write") as doing:
        if doing.earlier is None:
            doing.result = write_note(by, text=said["text"], title=said["title"], visit=_visit(by, said))
    return doing.result  # type: ignore[return-value]


def _visit(by: Membership, said: dict[str, Any]) -> Visit | None:
    if said["visit"] == "new":
        return add_visit(by, on=said["on"], place=said["place"], doing=said["doing"])
    return visit(by, UUID(said["visit"])) if said["visit"] else None
