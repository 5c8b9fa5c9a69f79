"""A sheet as a page for phones and browsers, and as a tagged PDF: one description, two forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.consent.sheets import BLANK
from firsthand.core.problems import Problem
from firsthand.core.typesetting import typeset
from firsthand.giving_back.asking import TYPES
from firsthand.giving_back.ethics.description import Package
from firsthand.giving_back.release.stopping import require_kept_promises
from firsthand.giving_back.reports import Report
from firsthand.giving_back.reports.words import banner
from firsthand.ground.studies.models import Membership

PAPER = Path(__file__).with_name("sheet.typ")


def drawn(by: Membership, what: str, sheet: Package, format: str) -> Report:  # noqa: A002 - the command line's word
    """The file. Raises `Problem` where it does not come so, or where it would break a promise."""
    if format not in TYPES:
        raise Problem(
            _("It comes as %(formats)s, not as %(format)s.") % {"formats": ", ".join(TYPES), "format": format}
        )
    require_kept_promises(by, words_of(sheet))
    said = asdict(sheet) | {
        "study": by.study.title, "banner": banner() if by.study.demo else "", "blank": BLANK,
        "lang": (get_language() or "en").split("-")[0],
    }  # fmt: skip
    data = (
        render_to_string("giving_back/sheet.html", said).encode()
        if format == "html"
        else typeset(PAPER, said)
    )
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-{what}.{format}", TYPES[format], data)


def words_of(sheet: Package) -> Iterator[str]:
    """Everything that people wrote or said in it, a paragraph each."""
    for part in sheet.parts:
        yield part.title
        for block in part.blocks:
            yield from filter(None, (block.text, block.more, *block.points))
