"""Correcting a text by a file, and settling one by one what the correction made doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.analysis.coding.doubts import doubts_of
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.coding.selectors import coding_line
from firsthand.analysis.coding.services import remove_coding
from firsthand.analysis.coding.settling import settle
from firsthand.core.problems import NotAllowed, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.field.sources.importing import read_files
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, source_line

if TYPE_CHECKING:
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership


@in_study
@needs("source.revise")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """A corrected file in place of the text; and what is doubtful since, old words beside new ones."""
    row = source(by, source_id)
    problem = ""
    if request.method == "POST":
        try:
            _revise(request, by, row)
        except NotAllowed:
            raise
        except Problem as said:
            problem = str(said)
        else:
            return done(request, by, _told(by, source(by, source_id)), "correct", source_id)
    context = {"source": source_line(by, row), "doubts": doubts_of(by, row), "problem": problem}
    return page(request, by, "correct.html", context, status=400 if problem else 200)


@in_study
@require_POST
def settled(request: HttpRequest, by: Membership, coding_id: UUID) -> HttpResponse:
    """Say of a doubtful coding that it stands where it stands, or that it is to go."""
    row = coding_row(by, coding_id)
    source_id = row.version.source_id
    if request.POST.get("what") == "remove":
        remove_coding(by, coding=row)
        return done(
            request, by, _("The coding was taken off. The trail can bring it back."), "correct", source_id
        )
    settle(by, coding=row, span=coding_line(by, coding_id).span)
    return done(request, by, _("It stands there now."), "correct", source_id)


def _revise(request: HttpRequest, by: Membership, row: Source) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise Problem(_("Choose the corrected file."))
    incoming, refused = read_files(by, [(file.name or "", file.read())])
    if refused:
        raise Problem(refused[0].sentence)
    if len(incoming) > 1:
        raise Problem(_("This file holds several texts, and a source is one."))
    revise_text(by, source=row, reading=incoming[0].reading)


def _told(by: Membership, row: Source) -> str:
    count = len(doubts_of(by, row))
    if not count:
        return _("The text is corrected. Every coding stands on the words it stood on.")
    said = ngettext(
        "The text is corrected. %(count)s coding should be looked at again.",
        "The text is corrected. %(count)s codings should be looked at again.",
        count,
    )
    return said % {"count": count}
