"""Visits by date and by site, and field notes in their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, several, text_version, words
from firsthand.field.fieldwork import selectors
from firsthand.field.fieldwork.header import PLACES, TOLD_HOW, WRITTEN
from firsthand.field.fieldwork.notes import share, write_note
from firsthand.field.fieldwork.selectors import VisitLine
from firsthand.field.fieldwork.services import (
    add_site,
    add_visit,
    change_visit,
    remove_visit,
    visit_version,
)
from firsthand.field.people.selectors import participant, people
from firsthand.field.sources.selectors import SourceLine, source
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.field.fieldwork.models import Visit
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

PARTS = ("jotting", "description", "reflection", "analytic", "plan")


def _day() -> forms.DateField:
    return forms.DateField(
        label=lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class VisitSheet(Sheet):
    """A visit."""

    called = "visit"
    on = _day()
    began = _time(lazy("From"))
    ended = _time(lazy("To"))
    site = choice(lazy("Site"), [])
    new_site = line(lazy("A new site"), help=lazy("Only where it is in the list nowhere."))
    place = choice(
        lazy("Part of the place"), [("", "—"), *PLACES.items()], help=lazy("The kind of room, not its name.")
    )
    doing = line(lazy("What was going on"))
    told_how = several(lazy("How people knew that you were observing"), list(TOLD_HOW.items()))
    present = several(lazy("Study people present"), [])
    left_out = words(
        lazy("Left out because someone asked, or it was private"),
        help=lazy("That it was left out, not what it was."),
        rows=2,
    )
    version = text_version()

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("site", [("", "—"), *((str(one.id), one.name) for one in selectors.sites(by))])
        self.offer(
            "present",
            [(str(one.id), f"{one.pseudonym} ({one.label})") for one in selectors.may_be_present(by)],
        )

    def header(self, by: Membership, said: dict[str, Any]) -> dict[str, Any]:
        """What the services take, the site with it where it is new."""
        new_site = said["new_site"].strip()
        site = add_site(by, name=new_site) if new_site else None
        if site is None and said["site"]:
            site = selectors.site(by, said["site"])
        plain = {
            name: said[name] for name in ("on", "began", "ended", "place", "doing", "told_how", "left_out")
        }
        return plain | {"site": site, "present": [participant(by, one) for one in said["present"]]}


class PartsSheet(Sheet):
    """A field note in its parts."""

    called = "note"
    spoken_at = "description"
    description = words(
        lazy("What happened"),
        help=lazy("In order. Who did what, what was said, how it ended. Leave out what it means."),
        rows=12,
    )
    jotting = words(
        lazy("Jotting"), help=lazy("Words, a phrase, a picture of the scene. Two lines will do."), rows=3
    )
    reflection = words(
        lazy("Me in it"), rows=4,
        help=lazy("Where I stood, what I felt and wanted to see. Read by you alone, unless you share it."),
    )  # fmt: skip
    share = forms.BooleanField(label=lazy("The team may read “Me in it”"), required=False)
    analytic = words(
        lazy("Hunches and questions"),
        help=lazy("What might this be a case of? What speaks against it?"),
        rows=4,
    )
    plan = words(lazy("Next"), help=lazy("What to do differently next time; whom to thank."), rows=2)
    written = choice(lazy("Written"), [("", "—"), *WRITTEN.items()])

    def layers(self, said: dict[str, Any]) -> dict[str, str]:
        """The words by part."""
        return {part: said[part] for part in PARTS}


class NoteSheet(PartsSheet):
    """A field note, and the visit that it is a note of."""

    title = line(lazy("Title"), help=lazy("May stay empty."))
    visit = choice(lazy("Visit"), [])
    on = _day()
    place = choice(lazy("Part of the place"), [("", "—"), *PLACES.items()])
    doing = line(lazy("What was going on"))

    def __init__(self, *args: Any, visits: list[VisitLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].widget.attrs["autofocus"] = not self.is_bound  # what one came for
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
    sheet = NoteSheet(request.POST if request.method == "POST" else None, visits=selectors.visits(by))
    if sheet.is_bound and sheet.sent(lambda said: _write(by, sheet, said)):
        if sheet.result is None:
            return done(request, by, _("The note is kept. It can be coded at once."), "sources")
        return done(request, by, _("The note is kept. It can be coded at once."), "reader", sheet.result.id)
    return page(request, by, "note.html", {"sheet": sheet})


@in_study
@require_http_methods(["GET", "POST"])
def visits(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every visit, latest first, or those at a site or with a person; and telling of another one."""
    sheet = VisitSheet(request.POST if request.method == "POST" else None, by=by)
    if sheet.is_bound and sheet.sent(lambda said: _add_visit(by, sheet, said)):
        return done(request, by, _("The visit is kept."), "visits")
    site, who = request.GET.get("site", ""), request.GET.get("who", "")
    every = selectors.visits(by)
    found = sorted(
        selectors.those_at(every, site=site, person=who),
        key=lambda one: (one.on is not None, one.on, one.number),
        reverse=True,
    )
    context = {
        "rows": found, "sheet": sheet, "hidden": len(every) - len(found), "every": len(every), "site": site, "who": who,
        "sites": selectors.sites(by), "people": people(by), "places": PLACES,
    }  # fmt: skip
    return page(request, by, "visits.html", context)


@in_study
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, by: Membership, visit_id: UUID) -> HttpResponse:
    """One visit: what was said of it, the notes side by side, and writing more."""
    row = selectors.visit(by, visit_id)
    sheet = PartsSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(lambda said: _write_parts(by, sheet, said, row)):
        return done(request, by, _("The note is kept. It can be coded at once."), "visit", visit_id)
    initial = _initial(selectors.visit_line(by, row)) | {"version": visit_version(row)}
    return _visit(request, by, row, sheet, VisitSheet(by=by, initial=initial))


@in_study
@require_POST
def change(request: HttpRequest, by: Membership, visit_id: UUID) -> HttpResponse:
    """Say otherwise what was said of a visit."""
    row = selectors.visit(by, visit_id)
    sheet = VisitSheet(request.POST, by=by)
    if sheet.sent(lambda said: _change_visit(by, sheet, said, row)):
        return done(request, by, _("Kept."), "visit", visit_id)
    if sheet.clashed:  # as somebody left it since
        row = selectors.visit(by, visit_id)
        sheet.seen(visit_version(row))
    return _visit(request, by, row, PartsSheet(), sheet)


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, visit_id: UUID) -> HttpResponse:
    """Take out a visit that was entered by mistake."""
    remove_visit(by, visit=selectors.visit(by, visit_id))
    return done(request, by, _("Taken out. The trail can bring it back."), "visits")


@in_study
@require_POST
def sharing(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Let the team read a part of a note, or keep it to oneself again."""
    row = source(by, source_id)
    shared = request.POST.get("shared") == "yes"
    share(by, source=row, shared=shared)
    said = _("The team can read it now.") if shared else _("Only you read it now.")
    return done(request, by, said, "reader", source_id)


def _visit(request: HttpRequest, by: Membership, row: Visit, sheet: Sheet, header: Sheet) -> HttpResponse:
    one = selectors.visit_line(by, row)
    notes = [(note.by, list(_parts(by, note.parts))) for note in one.notes]
    told = [TOLD_HOW[how] for how in one.told_how]
    context = {
        "visit": one, "notes": notes, "told": told, "place": PLACES.get(one.place, one.place), "sheet": sheet,
        "header": header, "mine": row.by_id == by.id,
    }  # fmt: skip
    return page(request, by, "visit.html", context)


def _parts(by: Membership, parts: tuple[SourceLine, ...]) -> Iterator[tuple[SourceLine, list[str], str]]:
    """Each part with its paragraphs, and the media count worth telling."""
    for part in parts:
        row = source(by, part.id)
        text = text_of(by, row)
        yield part, [piece for piece in text.words.split("\n") if piece.strip()], str(row.brought_by_id)


def _initial(one: VisitLine) -> dict[str, Any]:
    return {
        "on": one.on, "began": one.began, "ended": one.ended, "site": str(one.site.id) if one.site else "",
        "place": one.place, "doing": one.doing, "told_how": list(one.told_how), "left_out": one.left_out,
        "present": [str(person.id) for person in one.present],
    }  # fmt: skip


def _add_visit(by: Membership, sheet: VisitSheet, said: dict[str, Any]) -> object:
    with one_act(by, "visit.add") as doing:
        if doing.earlier is None:
            doing.result = add_visit(by, **sheet.header(by, said))
    return doing.result


def _change_visit(by: Membership, sheet: VisitSheet, said: dict[str, Any], row: Visit) -> object:
    with one_act(by, "visit.change") as doing:
        if doing.earlier is None:
            doing.result = change_visit(by, visit=row, version=said["version"], **sheet.header(by, said))
    return doing.result


def _write(by: Membership, sheet: NoteSheet, said: dict[str, Any]) -> Source | None:
    """The note, and the visit with it where it is new: one act."""
    with one_act(by, "note.write") as doing:
        if doing.earlier is None:
            doing.result = _write_parts(by, sheet, said, _visit_of(by, said), said["title"])
    return doing.result  # type: ignore[return-value]


def _visit_of(by: Membership, said: dict[str, Any]) -> Visit | None:
    if said["visit"] == "new":
        return add_visit(by, on=said["on"], place=said["place"], doing=said["doing"])
    return selectors.visit(by, UUID(said["visit"])) if said["visit"] else None


def _write_parts(
    by: Membership, sheet: PartsSheet, said: dict[str, Any], row: Visit | None, title: str = ""
) -> Source:
    return write_note(
        by,
        layers=sheet.layers(said),
        title=title,
        visit=row,
        share_reflection=said["share"],
        written=said["written"],
    )
