"""Looking through what is to leave, before it does: a file that somebody brings, or a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice
from firsthand.field.sources.importing import words_in
from firsthand.giving_back.release.checking import Checked, checked
from firsthand.giving_back.release.selectors import apart, kept_apart
from firsthand.giving_back.release.services import let_together
from firsthand.giving_back.reports import looked_over

if TYPE_CHECKING:
    from uuid import UUID

    from firsthand.ground.studies.models import Membership

REPORTS = [
    ("", lazy("none: a file")), ("themes", lazy("Themes and their evidence")), ("codebook", lazy("Codebook")),
    ("codings", lazy("Codings")), ("memos", lazy("Memos")),
]  # fmt: skip


class CheckSheet(Sheet):
    """What is to be looked through."""

    called = "check"
    file = forms.FileField(
        label=lazy("A file that is to leave"),
        required=False,
        help_text=lazy("Word, PDF, web page, plain text. It is read here and kept nowhere."),
    )
    report = choice(lazy("Or a report"), REPORTS)


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, by: Membership) -> HttpResponse:
    """What in a file or report would break a promise, and what to do about it."""
    file = request.FILES.get("file")
    sheet = CheckSheet(request.POST) if request.method == "POST" else CheckSheet()
    sent = sheet.is_bound and sheet.sent(
        lambda said: _checked(by, file if isinstance(file, UploadedFile) else None, said)
    )
    context = {"sheet": sheet, "found": sheet.result if sent else None, "rules": kept_apart(by)}
    return page(request, by, "check.html", context, status=400 if sheet.errors else 200)


@in_study
@require_POST
def end(request: HttpRequest, by: Membership, apart_id: UUID) -> HttpResponse:
    """Passages that were kept apart may leave together."""
    let_together(by, apart=apart(by, apart_id))
    return done(request, by, _("They may leave together. The trail can take that back."), "check")


def _checked(by: Membership, file: UploadedFile[bytes] | None, said: dict[str, Any]) -> Checked:
    if file is not None:
        return checked(by, words_in(file.name or "", bytes(file.read())))
    if not said["report"]:
        raise Problem(_("Choose a file, or a report."))
    return checked(by, words_in(*looked_over(by, said["report"])))
