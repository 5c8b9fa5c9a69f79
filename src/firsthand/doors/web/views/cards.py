"""Learning cards: made from a claim, shown to whose words are on them, and taken out to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.coding.selectors import coding
from firsthand.analysis.themes.selectors import ClaimLine
from firsthand.analysis.themes.selectors import claim as claim_row
from firsthand.core.problems import NotThere
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, line, several, version, words
from firsthand.doors.web.views.sources import download
from firsthand.giving_back.cards import services
from firsthand.giving_back.cards.making import make_cards
from firsthand.giving_back.cards.selectors import (
    allowed_pieces,
    card_line,
    claim_behind,
    passage,
)
from firsthand.giving_back.cards.selectors import card as card_row
from firsthand.giving_back.cards.selectors import cards as all_cards

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class CardSheet(Sheet):
    """What the team writes on a card, and which words are on it."""

    called = "card"
    finding = words(lazy("In plain words, what we noticed"), rows=2)
    passages = several(
        lazy("In someone’s words"), [],
        help=lazy("One or two, of people who let theirs be on cards here. They see the card before it leaves."),
    )  # fmt: skip
    other_side = words(
        lazy("It is not always so"), help=lazy("Where it goes the other way. Never left out."), rows=3
    )
    first = line(lazy("To talk about: a first question"), help=lazy("None of the three has a right answer."))
    second = line(lazy("A second question"))
    third = line(lazy("A third question"))
    try_this = words(lazy("Something to try this week"), rows=2)
    version = version()

    def __init__(self, *args: Any, by: Membership, claim: ClaimLine | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = allowed_pieces(by, claim)
        if offered:
            self.offer("passages", [(str(one.coding.id), f"“{one.words}”") for one in offered])
        else:
            del self.fields["passages"]


@in_study
@require_safe
def cards(request: HttpRequest, by: Membership) -> HttpResponse:
    """All cards."""
    return page(request, by, "cards.html", {"cards": all_cards(by)})


@in_study
@needs("card.make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership, claim_id: UUID) -> HttpResponse:
    """Make a card from a claim."""
    row, claim = claim_row(by, claim_id), claim_behind(by, claim_id)
    initial = {"finding": row_words(claim), "other_side": _answer(claim)}
    sheet = CardSheet(request.POST if request.method == "POST" else None, by=by, claim=claim, initial=initial)
    if sheet.is_bound and sheet.sent(
        lambda said: services.make_card(by, claim=row, said=_saying(said), passages=_passages(by, said))
    ):
        if sheet.result is None:
            return done(request, by, _("The card is kept."), "cards")
        return done(request, by, _("The card is kept."), "card", sheet.result.id)
    return page(request, by, "card_form.html", {"sheet": sheet, "claim": claim})


@in_study
@require_safe
def card(request: HttpRequest, by: Membership, card_id: UUID) -> HttpResponse:
    """One card, as it stands now, and what is still to do before it leaves."""
    return page(request, by, "card.html", {"card": card_line(by, card_id)})


@in_study
@needs("card.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, by: Membership, card_id: UUID) -> HttpResponse:
    """Say it otherwise, or with other words of people."""
    row, stands = card_row(by, card_id), card_line(by, card_id)
    claim = claim_behind(by, stands.claim)
    first, second, third = stands.questions
    initial = {
        "finding": stands.finding, "other_side": stands.other_side, "try_this": stands.try_this, "first": first,
        "second": second, "third": third, "version": stands.version,
        "passages": [str(one.excerpt.coding.id) for one in stands.passages if one.excerpt],
    }  # fmt: skip
    sheet = CardSheet(request.POST if request.method == "POST" else None, by=by, claim=claim, initial=initial)
    if sheet.is_bound and sheet.sent(
        lambda said: services.change_card(
            by, card=row, said=_saying(said), passages=_passages(by, said), version=said["version"]
        )
    ):
        return done(request, by, _("Kept."), "card", card_id)
    if sheet.clashed:
        sheet.seen(row.version)
    return page(request, by, "card_form.html", {"sheet": sheet, "claim": claim, "card": stands})


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, card_id: UUID) -> HttpResponse:
    """Take a card away."""
    services.remove_card(by, card=card_row(by, card_id))
    return done(request, by, _("The card was taken away. The trail can bring it back."), "cards")


@in_study
@needs("card.seen")
@require_POST
def seen(request: HttpRequest, by: Membership, passage_id: UUID) -> HttpResponse:
    """Say that whose words they are was shown the card."""
    row = services.say_seen(by, passage=passage(by, passage_id))
    return done(request, by, _("It is written down that they saw it."), "card", row.card_id)


@in_study
@needs("report.release")
@require_POST
def file(request: HttpRequest, by: Membership) -> HttpResponse:
    """All cards, or one, to print."""
    only = request.POST.get("card", "")
    try:
        one = UUID(only) if only else None
    except ValueError:
        raise NotThere(_("There is no such card in this study.")) from None
    made = make_cards(by, format=request.POST.get("format", "pdf"), only=one)
    return download(made.file_name, made.content_type, made.data)


def row_words(claim: ClaimLine | None) -> str:
    """What a claim says, to begin with."""
    return claim.sentence if claim else ""


def _answer(claim: ClaimLine | None) -> str:
    """What was said to its first counter-case, to begin with."""
    return next((one.answer for one in claim.on("against") if one.answer), "") if claim else ""


def _saying(said: dict[str, Any]) -> services.Saying:
    questions = [said["first"], said["second"], said["third"]]
    return services.Saying(said["finding"], said["other_side"], questions, said["try_this"])


def _passages(by: Membership, said: dict[str, Any]) -> list[Any]:
    return [coding(by, UUID(one)) for one in said.get("passages", ())]
