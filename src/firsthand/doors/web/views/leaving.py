"""Leave or take out: where somebody's words are, what each way of leaving does there, doing it, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes.selectors import themes
from firsthand.core.leaving import levels
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, line
from firsthand.doors.web.views.sources import download
from firsthand.field.people.selectors import described_to_act, whose_words
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.leaving import words
from firsthand.giving_back.leaving.carrying_out import settle as settle_flag
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.places import Line, Preview, previews
from firsthand.giving_back.leaving.receipt import as_html, as_text, parts, requests
from firsthand.giving_back.leaving.selectors import FlagLine, flag, flags, receipt, withdrawal, withdrawals
from firsthand.ground.studies.access import may

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

FORMS = {"html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"}


class LeavingSheet(Sheet):
    """In which way, until when old keys are kept, and whom to ask."""

    called = "leaving"
    spoken_at = "level"
    level = forms.ChoiceField(label=lazy("In which way"), widget=forms.RadioSelect, choices=[])
    backups_gone = forms.DateField(
        label=lazy("The last copy of the old keys is gone by"), required=False,
        help_text=lazy("As you promised it. It stands on the receipt; leave it empty where nothing was promised."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    ask = line(lazy("Whom they may ask"), help=lazy("A name and a way to reach them, for the receipt."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", [(one.id, words.LEVELS[one.id]) for one in levels()])


@in_study
@needs("participant.withdraw")
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """The five ways side by side, place by place; and carrying one of them out."""
    row = whose_words(by, person_id)
    sheet = LeavingSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: withdraw(
            by, participant=row, named=said["level"], backups_gone=said["backups_gone"], ask=said["ask"]
        )
    ):
        return done(
            request, by, _("Done. This is the receipt for them."), "receipt", person_id, sheet.result.id
        )
    found = previews(by, row)
    there, empty = _rows(found)
    context = {
        "person": described_to_act(by, row), "sheet": sheet, "ways": found, "there": there, "empty": empty,
        "before": withdrawals(by, row),
    }  # fmt: skip
    return page(request, by, "leaving.html", context)


@in_study
@needs("participant.withdraw")
@require_safe
def show(request: HttpRequest, by: Membership, person_id: UUID, withdrawal_id: UUID) -> HttpResponse:
    """The receipt: to read here, to print, or as a file for the person. Below it what is still to look at."""
    whose = whose_words(by, person_id)
    row = withdrawal(by, whose, withdrawal_id)
    told = receipt(by, row)
    form = request.GET.get("as", "")
    if form in FORMS:
        data = as_html(by, told) if form == "html" else as_text(by, told).encode()
        prefix = "DEMO_" if by.study.demo else ""
        return download(f"{prefix}{by.study.slug}-receipt.{form}", FORMS[form], data)
    context = {
        "person": described_to_act(by, whose), "receipt": told, "parts": parts(told),
        "requests": requests(by, told),
        "open": _open(by, flags(by, withdrawal=row.id)) if may(by, "study.read") else [],
    }  # fmt: skip
    return page(request, by, "receipt.html", context)


@in_study
@needs("leaving.settle")
@require_POST
def settle(request: HttpRequest, by: Membership, flag_id: UUID) -> HttpResponse:
    """Somebody looked again at what a withdrawal left open."""
    row = flag(by, flag_id)
    settle_flag(by, flag=row)
    return done(
        request, by, _("Looked at."), "receipt", row.withdrawal.participant_id, row.withdrawal_id, at="#open"
    )


def _rows(found: list[Preview]) -> tuple[list[list[Line]], list[list[Line]]]:
    """For each place its line at each level: of the places where something is, and of the others."""
    rows = [list(lines) for lines in zip(*(one.lines for one in found), strict=True)]
    there = [row for row in rows if any(line.count for line in row)]
    return there, [row for row in rows if row not in there]


def _open(by: Membership, found: list[FlagLine]) -> list[tuple[FlagLine, str, str]]:
    """What is to look at again, with what it is called and where it stands."""
    slug = by.study.slug
    called: dict[UUID, tuple[str, str]] = {
        one.id: (one.title, reverse("memo", args=[slug, one.id])) for one in memos(by)
    }
    called |= {one.id: (one.title, reverse("reader", args=[slug, one.id])) for one in sources(by)}
    for theme in themes(by) if found else ():
        address = reverse("theme", args=[slug, theme.id])
        called[theme.id] = (theme.plain, address)
        called |= {claim.id: (claim.sentence, address) for claim in theme.claims}
    return [(one, *called[one.row]) for one in found if one.row in called]
