"""The kit that a study began with: its texts, its plan, its closed codes, and what the study made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.core.kit.findings import LARGEST, read_findings
from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.marked import marked
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, line, version, words
from firsthand.doors.web.views.sources import download
from firsthand.exchange.kits import selectors, services
from firsthand.exchange.kits.beside import beside
from firsthand.exchange.kits.found import findings
from firsthand.exchange.kits.kept import closed_codes, the_beginning
from firsthand.exchange.kits.selectors import KINDS, STATES, State, diff, text_line, text_row
from firsthand.giving_back.findings import release_findings
from firsthand.ground.studies.access import require

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from firsthand.core.kit.findings import Findings
    from firsthand.exchange.kits.beside import ThemeTold
    from firsthand.exchange.kits.selectors import Item
    from firsthand.ground.studies.models import Membership

ALWAYS_TOLD = (State.CHANGED, State.ADDED, State.DROPPED)


class TextSheet(Sheet):
    """A text of the study's own."""

    called = "text"
    title = line(lazy("Title"))
    body = words(
        lazy("Text"),
        rows=24,
        help=lazy("A blank line makes a paragraph, “## ” a heading, “- ” a point of a list."),
    )
    version = version()


class FindingsSheet(Sheet):
    """Findings that are to leave."""

    called = "findings"
    title = line(lazy("What other sites call yours"), help=lazy("They read it: name no place, and nobody."))


class BesideSheet(Sheet):
    """Another site's findings."""

    called = "beside"
    spoken_at = "file"
    file = forms.FileField(
        label=lazy("What the other site sent"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )


@in_study
@require_safe
def kit(request: HttpRequest, by: Membership) -> HttpResponse:
    """What the study began with, and what there is of it."""
    begun = the_beginning(by)
    found = diff(by, begun)
    context = {
        "begun": begun, "origin": begun.kit.origin, "counts": _counts(found),
        "closed": begun.every_code - len(begun.opened), "milestones": selectors.milestones(by, begun),
        "texts": selectors.texts(by, begun), "core": begun.kit.core,
    }  # fmt: skip
    return page(request, by, "the_kit.html", context)


@in_study
@require_safe
def changes(request: HttpRequest, by: Membership) -> HttpResponse:
    """Thing by thing what became of the kit, with both wordings and why."""
    everything = "all" in request.GET
    found = diff(by)
    shown = [one for one in found if everything or one.state in ALWAYS_TOLD]
    groups = [
        (label, [(one, STATES[one.state]) for one in shown if one.kind == kind])
        for kind, label in KINDS.items()
    ]
    context = {
        "groups": [group for group in groups if group[1]], "counts": _counts(found), "everything": everything,
    }  # fmt: skip
    return page(request, by, "kit_changes.html", context)


@in_study
@require_POST
def why(request: HttpRequest, by: Membership) -> HttpResponse:
    """Say why something is otherwise."""
    item = request.POST.get("item", "")
    services.say_why(by, item=item, reason=request.POST.get("reason", ""))
    return done(request, by, _("Kept."), "kit-changes", at=f"?{request.POST.get('shown', '')}#{item}")


@in_study
@needs("kit.codes")
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, by: Membership) -> HttpResponse:
    """The codes that are still closed, for the lead; and opening some of them."""
    sentence = ""
    if request.method == "POST":
        chosen = request.POST.getlist("code")
        try:
            if not chosen:
                raise Problem(_("Choose the codes that are to be opened."))
            services.open_codes(by, codes=chosen)
            return done(request, by, _("They are in the codebook now."), "codebook")
        except Problem as problem:
            sentence = str(problem)
    begun = the_beginning(by)
    context = {"codes": closed_codes(by), "begun": begun, "sentence": sentence}
    return page(request, by, "kit_codes.html", context, status=400 if sentence else 200)


@in_study
@require_POST
def milestone(request: HttpRequest, by: Membership) -> HttpResponse:
    """Tick a milestone, or take the tick away."""
    services.reach_milestone(
        by, milestone=request.POST.get("milestone", ""), reached=request.POST.get("reached") == "1"
    )
    return done(request, by, _("Kept."), "the-kit", at="#plan")


@in_study
@require_safe
def text(request: HttpRequest, by: Membership, text_id: UUID) -> HttpResponse:
    """One of the study's own texts."""
    one = text_line(by, text_id)
    return page(request, by, "kit_text.html", {"text": one, "body": marked(one.body)})


@in_study
@needs("kit.text")
@require_http_methods(["GET", "POST"])
def text_new(request: HttpRequest, by: Membership) -> HttpResponse:
    """One more text."""
    the_beginning(by)
    sheet = TextSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: services.write_text(by, title=said["title"], body=said["body"])
    ):
        return done(request, by, _("Kept."), "the-kit", at="#texts")
    return page(request, by, "kit_text_change.html", {"sheet": sheet})


@in_study
@needs("kit.text")
@require_http_methods(["GET", "POST"])
def text_change(request: HttpRequest, by: Membership, text_id: UUID) -> HttpResponse:
    """Another wording of a text. Where somebody else changed it meanwhile, both are shown."""
    row, stands = text_row(by, text_id), text_line(by, text_id)
    initial = {"title": stands.title, "body": stands.body, "version": stands.version}
    sheet = TextSheet(request.POST if request.method == "POST" else None, initial=initial)
    if sheet.is_bound and sheet.sent(
        lambda said: services.change_text(
            by, text=row, title=said["title"], body=said["body"], version=said["version"]
        )
    ):
        return done(request, by, _("Kept."), "kit-text", text_id)
    if sheet.clashed:  # as somebody left it since
        row, stands = text_row(by, text_id), text_line(by, text_id)
        sheet.seen(row.version)
    return page(request, by, "kit_text_change.html", {"text": stands, "sheet": sheet})


@in_study
@require_POST
def text_drop(request: HttpRequest, by: Membership, text_id: UUID) -> HttpResponse:
    """Do without a text."""
    services.drop_text(by, text=text_row(by, text_id))
    return done(request, by, _("The text is gone. The trail can bring it back."), "the-kit", at="#texts")


@in_study
@needs("report.release")
@require_POST
def findings_out(request: HttpRequest, by: Membership) -> HttpResponse:
    """What the study found, as a file for another site; or what has to be settled first."""
    sheet = FindingsSheet(request.POST)
    if sheet.sent(lambda said: release_findings(by, found=findings(by, title=said["title"]))):
        made = sheet.result
        return download(made.file_name, made.content_type, made.data)
    return _beside(request, by, findings_sheet=sheet)


@in_study
@require_http_methods(["GET", "POST"])
def beside_another(request: HttpRequest, by: Membership) -> HttpResponse:
    """This study's claims beside those of another site's file. Nothing of the file is kept."""
    require(by, "study.read")
    the_beginning(by)
    if request.method != "POST":
        return _beside(request, by)
    sheet = BesideSheet(request.POST, files=request.FILES)
    return _beside(request, by, sheet=sheet, laid=sheet.sent(lambda said: _laid(by, said["file"])))


def _laid(by: Membership, upload: UploadedFile[Any] | None) -> tuple[Findings, list[ThemeTold]]:
    if upload is None:
        raise Problem(_("Choose the file that the other site sent."))
    there = read_findings(upload.name or "", upload.read(LARGEST + 1))
    return there, beside(by, there=there)


def _beside(
    request: HttpRequest, by: Membership, *, sheet: BesideSheet | None = None, laid: bool = False,
    findings_sheet: FindingsSheet | None = None,
) -> HttpResponse:  # fmt: skip
    there, rows = sheet.result if laid and sheet else (None, [])
    context = {
        "sheet": sheet or BesideSheet(), "findings_sheet": findings_sheet or FindingsSheet(),
        "there": there, "rows": rows,
    }  # fmt: skip
    return page(request, by, "kit_beside.html", context)


def _counts(found: list[Item]) -> list[tuple[int, str]]:
    counted = [(sum(one.state is state for one in found), str(STATES[state])) for state in State]
    return [one for one in counted if one[0]]
