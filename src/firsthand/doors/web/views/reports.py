"""Giving back: reports that leave the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firsthand.analysis.coding.selectors import counts
from firsthand.analysis.themes.selectors import theme_names
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.pages import page
from firsthand.doors.web.views.sources import download
from firsthand.exchange.projects.taking_out import as_project
from firsthand.giving_back.appendix.making import make_appendix
from firsthand.giving_back.reports import Report, make
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


def _made(by: Membership, what: str, format_: str) -> Report:
    if format_ in ("qdpx", "qdc"):
        return as_project(by, what)
    if what == "appendix":
        return make_appendix(by, format=format_)
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
