"""Cards to print and to look at on a phone: looked through first, and noted down with who took them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.typesetting import typeset
from firsthand.giving_back.asking import TYPES
from firsthand.giving_back.cards.selectors import CardLine, PassageLine, cards
from firsthand.giving_back.cards.selectors import card as row_of
from firsthand.giving_back.cards.services import note_printing
from firsthand.giving_back.release.checking import QUOTED
from firsthand.giving_back.release.stopping import require_kept_promises
from firsthand.giving_back.reports import Report, note_release
from firsthand.giving_back.reports.words import banner, leads_to
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership, Study

PAPER = Path(__file__).with_name("cards.typ")
ON_A_CARD = replace(QUOTED, scope="training", use="train_here")


@act("report.release")
def make_cards(by: Membership, *, format: str, only: UUID | None = None) -> Report:  # noqa: A002 - the command line's word
    """All cards, or one, as html or pdf: a copy that leaves, of which the trail and each card keep who took it.

    Raises `Problem` where there is none, where somebody was not shown their card as it is now, and for whatever the
    look before leaving finds.
    """
    if format not in TYPES:
        raise Problem(
            _("Cards come as %(formats)s, not as %(format)s.")
            % {"formats": ", ".join(TYPES), "format": format}
        )
    found = [one for one in cards(by) if only in (None, one.id)]
    if not found:
        raise Problem(_("There is no card yet. Make one from a claim."))
    _require_seen(found)
    require_kept_promises(by, (part for one in found for part in _words(one)), ON_A_CARD)
    said = {
        "lang": (get_language() or "en").split("-")[0], "banner": banner() if by.study.demo else "",
        "title": _("Learning cards"), "study": by.study.title, "cards": [_said(by.study, one) for one in found],
        "labels": _labels(),
    }  # fmt: skip
    data = render_to_string("cards/cards.html", said).encode() if format == "html" else typeset(PAPER, said)
    for one in found:
        note_printing(by, row_of(by, one.id))
    note_release(
        by, "cards", format, {who.id for one in found for part in _cleared(one) for who in part.people}
    )
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-cards.{format}", TYPES[format], data)


def _require_seen(found: Sequence[CardLine]) -> None:
    for one in found:
        for part in one.passages:
            if not part.why_blank and not part.seen:
                raise Problem(
                    _(
                        "Card %(n)s has words of %(who)s, who was not shown it as it is now. Show it, then say so."
                    )
                    % {"n": one.number, "who": part.attribution}
                )


def _cleared(one: CardLine) -> list[PassageLine]:
    return [part for part in one.passages if part.cleared]


def _words(one: CardLine) -> list[str]:
    quoted = [part.excerpt.words for part in one.passages if part.cleared and part.excerpt]
    return [one.finding, *quoted, one.other_side, *one.questions, one.try_this]


def _said(study: Study, one: CardLine) -> dict[str, object]:
    return {
        "number": one.number, "finding": one.finding, "other_side": one.other_side, "how_known": one.how_known,
        "questions": list(one.questions), "try_this": one.try_this,
        "passages": [
            {"words": part.excerpt.words, "who": part.attribution, "leads": leads_to(study, part.excerpt)}
            if part.cleared and part.excerpt
            else {"words": "", "who": "", "leads": ""}
            for part in one.passages
        ],
    }  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "words": _("In someone’s words"), "blank": _("Somebody’s words stood here. They are not here any more."),
        "other_side": _("It is not always so"), "how_known": _("How we know"), "questions": _("To talk about"),
        "try_this": _("Something to try this week"), "card": _("Card"),
    }  # fmt: skip
