"""Handing out slips for participants' own pages; what they said there; and questions that are put to them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.own_page_sheets import VERDICTS
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, number, words
from firsthand.doors.web.views.consents import id_in
from firsthand.doors.web.views.sources import download
from firsthand.field.people.selectors import people_asked, person_asked
from firsthand.giving_back.leaving.words import LEVELS
from firsthand.giving_back.own_page.card import card as printed
from firsthand.giving_back.own_page.showing import freshen
from firsthand.giving_back.own_page.slips import (
    LASTS_DAYS,
    LONGEST_DAYS,
    make_slip,
    slip,
    slips,
    take_slip_back,
)
from firsthand.giving_back.own_page.wishes import ask, settle_wish, wish
from firsthand.giving_back.own_page.wishes import wishes as everything

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class MakeSheet(Sheet):
    """For how long a slip opens the page."""

    called = "make"
    spoken_at = "days"
    days = number(lazy("For how many days?"), required=False)


class SettleSheet(Sheet):
    """What is said back."""

    called = "settle"
    spoken_at = "reply"
    reply = words(
        lazy("What we say to them"), help=lazy("They find it on their page. In plain words."), rows=3
    )


class QuestionSheet(Sheet):
    """A question to a participant."""

    called = "question"
    spoken_at = "question"
    question = words(
        lazy("The question"), help=lazy("They find it on their page. One thing, in short words."), rows=3
    )


@in_study
@needs("slip.make")
@require_http_methods(["GET", "POST"])
def making(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """The slips of a participant; making one, which is shown this once."""
    row = person_asked(by, person_id)
    sheet = MakeSheet(request.POST if request.method == "POST" else None, initial={"days": LASTS_DAYS})
    if sheet.is_bound and sheet.sent(
        lambda said: make_slip(
            by, participant=row, days=said["days"] if said["days"] is not None else LASTS_DAYS
        )
    ):
        made = sheet.result
        context = {
            "code": made.code,
            "slip": made.slip,
            "address": address(request, by),
            "person_id": person_id,
        }
        return page(request, by, "slip_once.html", context)
    freshen(by, row)
    person = next(one for one in people_asked(by) if one.id == row.id)
    context = {"sheet": sheet, "person": person, "slips": slips(by, row), "most": LONGEST_DAYS}
    return page(request, by, "slips.html", context)


@in_study
@needs("slip.make")
@sensitive_post_parameters()
@require_POST
def card(request: HttpRequest, by: Membership, format: str) -> HttpResponse:  # noqa: A002
    """The card to print, of a code that was just made: it is sent back by the page that shows it, and kept nowhere."""
    row = slip(by, id_in(request.POST.get("slip")))
    made = printed(
        by, code=request.POST.get("code", ""), address=address(request, by), ends_at=row.ends_at, format=format
    )  # fmt: skip
    return download(made.file_name, made.content_type, made.data)


@in_study
@needs("slip.revoke")
@require_POST
def take_back(request: HttpRequest, by: Membership, slip_id: UUID) -> HttpResponse:
    """Take a slip back."""
    row = slip(by, slip_id)
    take_slip_back(by, slip=row)
    return done(request, by, _("That slip opens nothing any more."), "slips", row.participant_id)


@in_study
@needs("wish.read")
@require_safe
def wishes(request: HttpRequest, by: Membership) -> HttpResponse:
    """What participants said on their pages, and what is still to be done."""
    return _wishes(request, by, None, SettleSheet())


@in_study
@needs("wish.settle")
@require_POST
def settle(request: HttpRequest, by: Membership, wish_id: UUID) -> HttpResponse:
    """Say that something was dealt with."""
    row, sheet = wish(by, wish_id), SettleSheet(request.POST)
    if sheet.sent(lambda said: settle_wish(by, wish=row, reply=said["reply"])):
        freshen(by, row.participant)
        return done(request, by, _("Settled. They find it on their page."), "wishes")
    return _wishes(request, by, wish_id, sheet)


@in_study
@needs("wish.ask")
@require_http_methods(["GET", "POST"])
def asking(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Put a question to a participant."""
    row, sheet = (
        person_asked(by, person_id),
        QuestionSheet(request.POST if request.method == "POST" else None),
    )
    if sheet.is_bound and sheet.sent(lambda said: ask(by, participant=row, question=said["question"])):
        freshen(by, row)
        return done(request, by, _("Asked. It is on their page."), "person", person_id)
    person = next(one for one in people_asked(by) if one.id == row.id)
    return page(request, by, "wish_ask.html", {"sheet": sheet, "person": person})


def address(request: HttpRequest, by: Membership) -> str:
    """Where participants type their codes."""
    return request.build_absolute_uri(reverse("own-page", args=[by.study.slug]))


def _wishes(request: HttpRequest, by: Membership, at: UUID | None, sheet: SettleSheet) -> HttpResponse:
    found = everything(by)
    context = {
        "open": [(one, sheet if one.id == at else SettleSheet()) for one in found if one.open],
        "settled": [one for one in found if not one.open], "sheet": sheet, "at": at,
        "verdicts": dict(VERDICTS), "levels": LEVELS,
    }  # fmt: skip
    return page(request, by, "wishes.html", context)
