"""Giving back: reports that leave the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.analysis.codebook.selectors import code
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.themes.selectors import theme_names
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import page
from firsthand.doors.web.sheets import Sheet, choice, words
from firsthand.doors.web.views.sources import download
from firsthand.exchange.projects.taking_out import as_project
from firsthand.giving_back.appendix.making import make_appendix
from firsthand.giving_back.reports import Report, make
from firsthand.giving_back.sheets.advocacy import families, make_advocacy, system_family
from firsthand.giving_back.sheets.board_page import make_board_page
from firsthand.ground.studies.access import may

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest, by: Membership) -> HttpResponse:
    """What can be taken out; and taking it out, which the trail keeps."""
    if request.method == "POST":
        what, _dot, format_ = request.POST.get("report", "").partition(".")
        made = _made(by, what, format_)
        return download(made.file_name, made.content_type, made.data)
    context = {
        "rows": _rows(may(by, "project.export")),
        "themes": len(theme_names(by)),
        "codings": sum(one.codings for one in counts(by).values()),
    }
    return page(request, by, "reports.html", context)


class AdvocacySheet(Sheet):
    """Of which codes the sheet is, and what is asked for."""

    called = "advocacy"
    spoken_at = "family"
    family = choice(lazy("What the codes about services stand under"), [])
    ask = words(
        lazy("What you ask for"),
        help=lazy("Left empty, there are lines to write on. It is kept nowhere."),
        rows=4,
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        found = system_family(by)
        super().__init__(*args, initial={"family": str(found.id) if found else ""}, **kwargs)
        self.offer("family", [("", "—"), *((str(one.id), one.plain) for one in families(by))])


@in_study
@needs("report.release")
@require_http_methods(["GET", "POST"])
def advocacy(request: HttpRequest, by: Membership) -> HttpResponse:
    """An advocacy sheet from the codes about services."""
    sheet = AdvocacySheet(request.POST if request.method == "POST" else None, by=by)
    if sheet.is_bound and sheet.sent(
        lambda said: make_advocacy(
            by, format=request.POST.get("format", "pdf"), ask=said["ask"],
            family=code(by, UUID(said["family"])) if said["family"] else None,
        )
    ):  # fmt: skip
        made = sheet.result
        return download(made.file_name, made.content_type, made.data)
    return page(request, by, "advocacy.html", {"sheet": sheet})


def _made(by: Membership, what: str, format_: str) -> Report:
    if format_ in ("qdpx", "qdc"):
        return as_project(by, what)
    if what == "appendix":
        return make_appendix(by, format=format_)
    if what == "board":
        return make_board_page(by, format=format_)
    return make(by, what=what, format=format_)


def _rows(whole: bool) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """What there is, what it is called, what stands in it, and in which forms it comes."""
    page_, word = ("html", _("Web page (html)")), ("docx", _("Word (docx)"))
    csv, excel = ("csv", _("Table (csv)")), ("xlsx", _("Excel (xlsx)"))
    project = (
        "study",
        _("The whole study, for other programs"),
        _(
            "Texts, codes, codings, memos and what was kept of a project that was brought in, as REFI-QDA: NVivo, "
            "ATLAS.ti, MAXQDA, QualCoder and others read it. Words that may not leave are not in it."
        ),
        [("qdpx", _("Project (qdpx)"))],
    )
    return ([project] if whole else []) + [
        (
            "themes",
            _("Themes with their evidence"),
            _(
                "Every claim with what speaks for and against it, in people’s own words, each with the place where "
                "it was said."
            ),
            [page_, word],
        ),
        (
            "codebook",
            _("The codebook"),
            _(
                "Every code with its definition, when to use it and when not, and an example where there is one."
            ),
            [page_, word, csv, excel, ("qdc", _("For other programs (qdc)"))],
        ),
        (
            "codings",
            _("Every coding"),
            _("A row for each: the words, who said them and where, the code with its path, who coded it."),
            [csv, excel],
        ),
        (
            "appendix",
            _("Methods’ appendix"),
            _(
                "Codebook, agreement, when codes first came, the trail by its classes, and COREQ and SRQR filled in "
                "as far as the record goes. It names no participant."
            ),
            [word, ("pdf", _("PDF"))],
        ),
        (
            "board",
            _("The board’s page"),
            _(
                "What was found, in plain words, for those who decide here. Nobody’s words are on it, and nobody can "
                "be told from it."
            ),
            [page_, ("pdf", _("PDF"))],
        ),
        (
            "matrix",
            _("Codes by people"),
            _("How often each code stands on each person’s words: counts, and no words."),
            [csv, excel],
        ),
        (
            "memos",
            _("Every memo"),
            _("A row for each, with what it is about. Coded words are named there, and not told."),
            [csv, excel],
        ),
    ]
