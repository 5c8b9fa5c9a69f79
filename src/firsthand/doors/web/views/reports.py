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
from firsthand.giving_back.reports import make

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest, by: Membership) -> HttpResponse:
    """What can be taken out; and taking it out, which the trail keeps."""
    if request.method == "POST":
        what, _dot, format_ = request.POST.get("report", "").partition(".")
        made = make(by, what=what, format=format_)
        return download(made.file_name, made.content_type, made.data)
    context = {
        "rows": [
            ("themes", _("Themes with their evidence"), _("Every claim with what speaks for and against it, in people’s own words, each with the place where it was said."), ["html", "docx"]),
            ("codebook", _("The codebook"), _("Every code with its definition, when to use it and when not. No words of participants, unless you wrote some as examples."), ["html", "docx", "csv", "xlsx"]),
            ("codings", _("Every coding"), _("One row a coding: the words, who said them, where, the code’s path, who coded. For a spreadsheet or statistics."), ["csv", "xlsx"]),
        ],
        "themes": len(theme_names(by)),
        "codings": sum(one.codings for one in counts(by).values()),
    }  # fmt: skip
    return page(request, by, "reports.html", context)
