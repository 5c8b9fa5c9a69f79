"""The literature: listed in a style, searched, added to by hand and from files, and taken out as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.tables import Fate, TableReport
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, version, words
from firsthand.doors.web.views.sources import download
from firsthand.doors.web.views.tables import by_htmx, fates
from firsthand.giving_back.references import services
from firsthand.giving_back.references.by_hand import FIELDS, item_written, kinds, said_of
from firsthand.giving_back.references.citing import STYLES, USUAL, bibliography, styles
from firsthand.giving_back.references.reading import FORMATS, form_called
from firsthand.giving_back.references.selectors import ReferenceLine, reference_line
from firsthand.giving_back.references.selectors import reference as reference_row
from firsthand.giving_back.references.selectors import references as all_references
from firsthand.giving_back.references.taking_in import look_over, take_in
from firsthand.giving_back.references.taking_out import take_references_out

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

AT_ONCE = 25


class ReferenceSheet(Sheet):
    """A work, by hand."""

    called = "work"
    spoken_at = "title"
    kind = choice(lazy("Kind"), [], required=True)
    title = words(lazy("Title"), rows=2)
    authors = words(
        lazy("Authors"),
        help=lazy("One a line: “Family, Given”. An organisation as it is called, without a comma."),
        rows=4,
    )
    year = line(lazy("Year"), help=lazy("2014, or 2014-11-03, or words such as “in press”."))
    where = line(
        lazy("Where it stands"),
        help=lazy("The journal, the book or the website; of a book, report or thesis, its publisher."),
    )
    volume = line(lazy("Volume"))
    issue = line(lazy("Issue"))
    pages = line(lazy("Pages"))
    editors = words(lazy("Editors"), help=lazy("One a line, as authors."), rows=2)
    doi = line(lazy("DOI"), help=lazy("Such as 10.1000/182. Nothing is fetched by it."), inputmode="url")
    address = line(lazy("Address on the web"), inputmode="url")
    version = version()

    def __init__(self, *args: Any, also: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds(also))

    def said(self) -> dict[str, Any]:
        """What was written, as `by_hand` takes it."""
        return {field: self.cleaned_data[field] for field in FIELDS}


@in_study
@require_http_methods(["GET", "POST"])
def references(request: HttpRequest, by: Membership) -> HttpResponse:
    """The list, in a style; what was looked for is sent, and stands in no address."""
    style = request.GET.get("style", "")
    style = style if style in STYLES else USUAL
    every = all_references(by)
    sought = request.POST.get("sought", "").strip() if request.method == "POST" else ""
    found = all_references(by, words=sought) if sought else every
    shown = Paginator(found, AT_ONCE).get_page(1 if sought else request.GET.get("page"))
    context = {
        "style": style, "styles": styles(), "sought": sought, "every": len(every), "found": len(found), "shown": shown,
        "formats": [(form, form_called(form)) for form in FORMATS],
        "rows": _set(list(shown), style, every),
    }  # fmt: skip
    return page(request, by, "references.html", context)


@in_study
@needs("reference.add")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Add a work by hand."""
    sheet = ReferenceSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda _said: services.add_reference(by, item=item_written(sheet.said()))
    ):
        return done(request, by, _("The work is in the literature."), "references")
    return page(request, by, "reference_new.html", {"sheet": sheet})


@in_study
@require_safe
def reference(request: HttpRequest, by: Membership, reference_id: UUID) -> HttpResponse:
    """One work: in every style, and all that is known of it."""
    one = reference_line(by, reference_row(by, reference_id))
    every = [line.item for line in all_references(by)]
    set_in = [(called, bibliography([one.item], style, every)[0]) for style, called in styles()]
    url = str(one.item.get("URL", ""))
    context = {
        "work": one, "set_in": set_in, "kind": dict(kinds(one.item["type"]))[one.item["type"]],
        "address": url if url.startswith(("https://", "http://")) else "", "about": one.item.get("abstract", ""),
    }  # fmt: skip
    return page(request, by, "reference.html", context)


@in_study
@needs("reference.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, by: Membership, reference_id: UUID) -> HttpResponse:
    """Say it otherwise. What the form has no field for stays as it was."""
    row = reference_row(by, reference_id)
    stands = reference_line(by, row)
    sheet = ReferenceSheet(
        request.POST if request.method == "POST" else None, also=stands.item["type"],
        initial=said_of(stands.item) | {"version": stands.version},
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(
        lambda said: services.change_reference(
            by, reference=row, item=item_written(sheet.said(), stands.item), version=said["version"]
        )
    ):
        return done(request, by, _("Kept."), "reference", reference_id)
    if sheet.clashed:  # as somebody left it since
        row = reference_row(by, reference_id)
        stands = reference_line(by, row)
        sheet.seen(row.version)
    context = {"work": stands, "sheet": sheet, "entry": bibliography([stands.item])[0]}
    return page(request, by, "reference_change.html", context)


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, reference_id: UUID) -> HttpResponse:
    """Take a work out of the literature."""
    services.remove_reference(by, reference=reference_row(by, reference_id))
    return done(request, by, _("The work was taken out. The trail can bring it back."), "references")


@in_study
@require_POST
def out(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every work as a file for reference managers."""
    made = take_references_out(by, format=request.POST.get("format", ""))
    return download(made.file_name, made.content_type, made.data)


@in_study
@needs("reference.import")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, by: Membership) -> HttpResponse:
    """A file of works: looked over, or brought in."""
    if request.method != "POST":
        return page(request, by, "references_import.html")
    file = request.FILES.get("file")
    try:
        if not isinstance(file, UploadedFile):
            raise Problem(_("Choose a file first."))
        name, data = file.name or _("without a name"), file.read()
        if request.POST.get("do") == "keep":
            return _kept(request, by, take_in(by, name=name, data=data))
        return _look(request, by, look_over(by, name=name, data=data))
    except NotAllowed:
        raise
    except Problem as problem:
        return _look(request, by, None, str(problem))


def _kept(request: HttpRequest, by: Membership, report: TableReport) -> HttpResponse:
    sentence = _(
        "%(new)s works are new, %(changed)s changed, %(same)s as they were; %(refused)s were left out."
    )
    answer = done(request, by, sentence % report.counts(), "references")
    return HttpResponseClientRedirect(answer["Location"]) if by_htmx(request) else answer


def _look(
    request: HttpRequest, by: Membership, report: TableReport | None, sentence: str = ""
) -> HttpResponse:
    template = "parts/table_preview.html" if by_htmx(request) else "references_import.html"
    shown = [row for row in report.rows if row.fate is not Fate.SAME] if report else []
    context = {
        "report": report, "sentence": sentence, "again": not by_htmx(request), "fates": fates(report),
        "rows": [(row, row.fate is Fate.REFUSED) for row in shown], "row_called": _("Work"), "leave_to": "references",
    }  # fmt: skip
    return page(request, by, template, context, status=400 if sentence else 200)


def _set(
    shown: list[ReferenceLine], style: str, every: list[ReferenceLine]
) -> list[tuple[ReferenceLine, Any]]:
    """The works that are shown, as the style sets them, in the order of the page."""
    entries = {
        entry.id: entry
        for entry in bibliography([one.item for one in shown], style, [one.item for one in every])
    }
    return [(one, entries[str(one.id)]) for one in shown]
