"""The work: a log of two minutes, one's own entries, whom one turns to, the picture of the work, a blank card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.views.sources import download
from firsthand.doors.web.work_sheets import ContactSheet, LogSheet
from firsthand.ground.studies.acting import sent_id
from firsthand.ground.studies.selectors import own_locks
from firsthand.work.card import blank_card
from firsthand.work.contact import choose_contact, my_contact
from firsthand.work.log import selectors, services
from firsthand.work.log.entries import telling
from firsthand.work.log.fields import KEEP_DAYS, NOT_FOR
from firsthand.work.sums.counting import LEAST_ENTRIES, LEAST_WRITERS
from firsthand.work.sums.selectors import sums

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


def work_page(
    request: HttpRequest, by: Membership, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """A page of the work: it says whose it is, what it is not for, and where to turn instead."""
    contact = my_contact(by)
    frame = {
        "not_for": NOT_FOR, "contact": contact, "own_secret": own_locks(by).own, "keep_days": KEEP_DAYS,
        "contact_sheet": ContactSheet(initial={"text": contact}),
    }  # fmt: skip
    return page(request, by, template, frame | dict(context or {}))


@in_study
@needs("log.keep")
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, by: Membership) -> HttpResponse:
    """Two minutes: what did I do? What looks like a name is asked about once, before it is kept."""
    sheet = LogSheet(request.POST if request.method == "POST" else None)
    found: list[str] = []
    if sheet.is_bound and sheet.is_valid():
        found = [] if request.POST.get("asked") else telling(sheet.entry())
        if not found and sheet.sent(lambda said: _write(by, sheet, said)):
            at = "?talk=1" if sheet.cleaned_data["me"] == "talk" else ""
            return done(request, by, _("It is kept, for you alone."), "work-entries", at=at)
    return work_page(request, by, "work_log.html", {"sheet": sheet, "found": found})


def _write(by: Membership, sheet: LogSheet, said: Mapping[str, Any]) -> bool:
    return services.write_entry(
        by, said=sheet.entry(), ok_words=said["ok_words"], entry_id=sent_id()
    )  # fmt: skip


@in_study
@needs("log.keep")
@require_safe
def entries(request: HttpRequest, by: Membership) -> HttpResponse:
    """My entries. After “I want to talk to someone”, whom I chose is shown first."""
    context = {"entries": selectors.my_entries(by), "wants_to_talk": "talk" in request.GET}
    return work_page(request, by, "work_entries.html", context)


@in_study
@needs("log.keep")
@require_POST
def keep(request: HttpRequest, by: Membership, entry_id: UUID) -> HttpResponse:
    """Keep an entry until I let go of it."""
    services.keep_entry(by, entry_id)
    return done(request, by, _("It stays until you delete it."), "work-entries")


@in_study
@needs("log.keep")
@require_POST
def delete(request: HttpRequest, by: Membership, entry_id: UUID) -> HttpResponse:
    """Let go of an entry now."""
    services.delete_entry(by, entry_id)
    return done(request, by, _("It is gone."), "work-entries")


@in_study
@needs("log.keep")
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, by: Membership) -> HttpResponse:
    """Whom I turn to. It is shown to me, and nothing is sent."""
    sheet = ContactSheet(
        request.POST if request.method == "POST" else None, initial={"text": my_contact(by)}
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(lambda said: choose_contact(by, said["text"])):
        return done(request, by, _("Kept, for you alone."), "work-contact")
    return work_page(request, by, "work_contact.html", {"sheet": sheet})


@in_study
@needs("sums.read")
@require_safe
def picture(request: HttpRequest, by: Membership) -> HttpResponse:
    """The picture of the work: quarters that are over, in sums that tell of nobody."""
    context = {"quarters": sums(by), "least_entries": LEAST_ENTRIES, "least_writers": LEAST_WRITERS}
    return work_page(request, by, "work_picture.html", context)


@in_study
@needs("log.keep")
@require_safe
def card(request: HttpRequest, by: Membership) -> HttpResponse:
    """A card to fill in on the screen and print, of which nothing is sent or kept."""
    return work_page(request, by, "work_card.html")


@in_study
@needs("log.keep")
@require_safe
def card_file(request: HttpRequest, by: Membership) -> HttpResponse:
    """The blank card, to print."""
    return download("card.pdf", "application/pdf", blank_card(by))
