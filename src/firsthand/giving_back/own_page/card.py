"""The slip as a card to print: an address, a code, and what to do with them. It names no study and nobody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.typesetting import typeset
from firsthand.giving_back.asking import TYPES, Paper
from firsthand.giving_back.reports.words import banner
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import codes

CARD = Path(__file__).with_name("card.typ")


def card(by: Membership, *, code: str, address: str, ends_at: datetime, format: str = "pdf") -> Paper:  # noqa: A002
    """The file. Raises `Problem` where there is no such format, or the code is none."""
    require(by, "slip.make")
    if format not in TYPES:
        raise Problem(_("They come as html or pdf, not as %(format)s.") % {"format": format})
    codes.read(code)
    said = _said(code, address, ends_at) | {"banner": banner() if by.study.demo else ""}
    data = _html(said) if format == "html" else typeset(CARD, said)
    return Paper(f"{'DEMO_' if by.study.demo else ''}my-page.{format}", TYPES[format], data)


def _said(code: str, address: str, ends_at: datetime) -> dict[str, object]:
    day = date_format(timezone.localtime(ends_at), "DATE_FORMAT")
    return {
        "lang": (get_language() or "en").split("-")[0],
        "title": _("My page"),
        "intro": _("Here you can see what you told us, and change what we may do with it."),
        "address_label": _("Go to this address:"), "address": address,
        "code_label": _("Type this code:"), "code": code.strip().split("-"),
        "keep": [
            _("Keep this card in a safe place. Who has it can see your words."),
            _("Did you lose it? Ask us. You get a new one, and this one stops."),
            _("This code works until %(day)s.") % {"day": day},
        ],
    }  # fmt: skip


def _html(said: dict[str, object]) -> bytes:
    return render_to_string("own_page/card.html", said).encode()
