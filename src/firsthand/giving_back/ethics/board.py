"""The package as a tagged PDF, set by Typst like sheet and form."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.consent.sheets import BLANK
from firsthand.core.typesetting import typeset
from firsthand.giving_back.ethics.description import Package
from firsthand.giving_back.reports.words import banner
from firsthand.ground.studies.models import Study

PAPER = Path(__file__).with_name("board.typ")


def drawn(study: Study, package: Package) -> bytes:
    """The file."""
    said = asdict(package) | {
        "study": study.title,
        "banner": banner() if study.demo else "",
        "contents": _("Contents"),
        "lang": (get_language() or "en").split("-")[0],
        "blank": BLANK,
    }
    return typeset(PAPER, said)
