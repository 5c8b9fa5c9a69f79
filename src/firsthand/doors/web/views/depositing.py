"""A package for a research archive, and a study kit for another site: looked over, then taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.codebook.selectors import codebook
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import page
from firsthand.doors.web.sheets import Sheet, choice, line, several
from firsthand.doors.web.views.sources import download
from firsthand.exchange.kits.kept import origin
from firsthand.field.sources.selectors import source as source_row
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.archive.making import look_over, make_archive
from firsthand.giving_back.study_kit.making import look_over as kit_of
from firsthand.giving_back.study_kit.making import make_kit

if TYPE_CHECKING:
    from firsthand.giving_back.reports import Report
    from firsthand.ground.studies.models import Membership


class LeftOutSheet(Sheet):
    """What the team leaves out besides what has to stay here."""

    called = "left-out"
    code = choice(
        lazy("Leave out what stands under a code"),
        [],
        help=lazy(
            "Code a passage with it, and the passage stays here: in its place it says that something is left out."
        ),
    )
    source = several(lazy("Leave out whole sources"), [])
    repeated = line(
        lazy("Why the repeated words are nobody’s own"),
        help=lazy(
            "A heading, a proverb, what a form says. It stands in the trail. Empty: they stop the package."
        ),
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", [("", _("none")), *((str(one.id), one.full_path) for one in codebook(by))])
        self.offer("source", [(str(one.id), f"{one.ref} {one.title}") for one in sources(by)])

    def chosen(self, by: Membership) -> dict[str, Any]:
        """What was chosen, as the services take it; nothing, before anybody chose."""
        if not self.is_bound or not self.is_valid():
            return {}
        said = self.cleaned_data
        codes = [code_row(by, UUID(said["code"]))] if said["code"] else []
        return {"without": [source_row(by, UUID(one)) for one in said["source"]], "without_codes": codes}


class KitSheet(Sheet):
    """What the kit is called at other sites."""

    called = "kit"
    title = line(lazy("What it is called"), help=lazy("Other sites read it: name no place, and nobody."))
    licence = line(
        lazy("What others may do with it"),
        help=lazy("Its licence, such as CC-BY-4.0. Left empty, the kit says that none was given."),
    )


@in_study
@needs("archive.release")
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, by: Membership) -> HttpResponse:
    """What may be kept in an archive; and taking it out, once nothing in it would break a promise."""
    sheet = LeftOutSheet(request.POST if request.method == "POST" else None, by=by)
    package = look_over(by, **sheet.chosen(by))
    looked = request.method == "POST"
    repeated = request.POST.get("repeated", "")
    findings = package.unsettled(repeated) if looked else ()
    if "take" in request.POST and package.texts and not findings:
        return _out(make_archive(by, **sheet.chosen(by), repeated=repeated))
    names = ", ".join(one.pseudonym for one in package.people)
    repeats = looked and any(one.kind == "not_archived" for one in package.findings)
    context = {
        "sheet": sheet, "package": package, "looked": looked, "names": names, "findings": findings, "repeats": repeats,
    }  # fmt: skip
    return page(request, by, "archive.html", context, status=400 if findings else 200)


@in_study
@needs("kit.release")
@require_http_methods(["GET", "POST"])
def kit(request: HttpRequest, by: Membership) -> HttpResponse:
    """How this study is made, for another site; taken out once nobody's words are in it."""
    sheet = KitSheet(request.POST if request.method == "POST" else None)
    looked = sheet.is_bound and sheet.is_valid()
    said = sheet.cleaned_data if looked else {"title": "", "licence": ""}
    found = kit_of(by, **said, origin=origin(by))
    if looked and "take" in request.POST and not found.findings:
        return _out(make_kit(by, **said, origin=origin(by)))
    context = {"sheet": sheet, "kit": found, "looked": looked}
    return page(request, by, "kit.html", context, status=400 if looked and found.findings else 200)


def _out(made: Report) -> HttpResponse:
    return download(made.file_name, made.content_type, made.data)
