"""A table that comes in: what would become of each row is shown first, then all of it is one act.

Nothing is kept on the server between the two: the browser holds the file and sends it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.tables import Fate, TableReport
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.exchange.tables import Table, bring_in, kind_of, look_over, table_wanted

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@needs("codebook.import")
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, by: Membership) -> HttpResponse:
    """A table of codes: looked over, or brought in."""
    if request.method != "POST":
        return page(request, by, "codebook_table.html")
    file = request.FILES.get("table")
    try:
        table = _sent(file if isinstance(file, UploadedFile) else None)
        if request.POST.get("do") == "keep":
            return _kept(request, by, bring_in(by, table.kind, table.rows, table.program))
        return _draw(request, by, look_over(by, table.kind, table.rows, table.program))
    except NotAllowed:
        raise
    except Problem as problem:
        return _draw(request, by, None, str(problem))


def _sent(file: UploadedFile[bytes] | None) -> Table:
    """The table that was chosen: of codes, or of highlights. Raises `Problem` where none was, or it cannot be read."""
    if file is None:
        raise Problem(_("Choose a table first."))
    found = table_wanted(file.name or _("without a name"), file.read(), "codebook")
    is_plain = not found.program and kind_of(found.rows) == "highlights"
    return Table("highlights", found.rows) if is_plain else found


def _kept(request: HttpRequest, by: Membership, report: TableReport) -> HttpResponse:
    counts = report.counts()
    if report.kind == "codings":
        sentence = _("%(new)s highlights are codings now, %(same)s were; %(refused)s were left out.")
    else:
        sentence = _(
            "%(new)s codes are new, %(changed)s changed, %(same)s as they were; %(refused)s rows were left out."
        )
    answer = done(request, by, sentence % counts, "codebook")
    return HttpResponseClientRedirect(answer["Location"]) if by_htmx(request) else answer


def _draw(
    request: HttpRequest, by: Membership, report: TableReport | None, sentence: str = ""
) -> HttpResponse:
    template = "parts/table_preview.html" if by_htmx(request) else "codebook_table.html"
    context = {
        "report": report, "sentence": sentence, "again": not by_htmx(request), "fates": fates(report),
        "rows": [(row, row.fate == Fate.REFUSED) for row in report.rows if row.fate != Fate.SAME] if report else [],
    }  # fmt: skip
    return page(request, by, template, context, status=400 if sentence else 200)


def fates(report: TableReport | None) -> list[tuple[str, int]]:
    """How many rows meet which fate, in people's words."""
    if report is None:
        return []
    named = {
        "new": _("new"),
        "changed": _("changed"),
        "same": _("as they are here"),
        "refused": _("left out"),
    }
    return [(named[fate], count) for fate, count in report.counts().items() if count]


def by_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
