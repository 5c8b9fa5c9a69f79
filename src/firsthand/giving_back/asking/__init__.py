"""The sheet, form and card with which a person is asked: made from the scopes as this study words them today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.core.consent.sheets import Page, Wording, pages
from firsthand.core.problems import Problem
from firsthand.field.consent.forms import FormLine, form
from firsthand.ground.studies.access import MAY, require
from firsthand.ground.studies.selectors import members

if TYPE_CHECKING:
    from firsthand.field.people.models import Participant
    from firsthand.ground.studies.models import Membership

TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
ALL = "all"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to print or to hand over. Nobody's name or answer is in it."""

    file_name: str
    content_type: str
    data: bytes


def wording_of(line: FormLine, readers: list[str]) -> Wording:
    """The words of a version, in the language of the moment."""
    return Wording(line.local, line.scopes, _, readers)


def asking(by: Membership, *, version: str = "") -> list[Page]:
    """Sheet, form and card in a wording of this study, today's where none is named."""
    require(by, "consent.read")
    may_read = [one.name for one in members(by) if one.role in MAY["study.read"].who]
    return pages(wording_of(form(by, version), may_read))


def paper(
    by: Membership,
    *,
    what: str = ALL,
    format: str = "pdf",  # noqa: A002 - the command line's word
    version: str = "",
    participant: Participant | None = None,
) -> Paper:
    """Sheet, form or card, or all of them, to print. With a participant, their label stands on it, and no name.

    Raises `Problem` where there is no such page or format.
    """
    from firsthand.field.people.labels import label_for
    from firsthand.giving_back.asking import pdf, web

    found = [page for page in asking(by, version=version) if what in (ALL, page.id)]
    if not found:
        raise Problem(_("There are: sheet, form, card, or all of them."))
    if format not in TYPES:
        raise Problem(_("They come as html or pdf, not as %(format)s.") % {"format": format})
    label = label_for(by, participant.label) if participant is not None else ""
    draw = web.drawn if format == "html" else pdf.drawn
    data = draw(by.study, found, form(by, version).version, label)
    name = "-".join(filter(None, [by.study.slug, what if what != ALL else "consent", label]))
    return Paper(f"{'DEMO_' if by.study.demo else ''}{name}.{format}", TYPES[format], data)
