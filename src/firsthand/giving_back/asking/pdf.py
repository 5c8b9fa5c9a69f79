"""Sheet, form and card as a tagged PDF, set by Typst with the fonts that it brings: no file and no page is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.consent.sheets import BLANK, Page
from firsthand.core.typesetting import typeset
from firsthand.giving_back.reports.words import banner, unchecked
from firsthand.ground.studies.models import Study

PAPER = Path(__file__).with_name("paper.typ")


def drawn(study: Study, pages: Sequence[Page], version: str, label: str) -> bytes:
    """The file."""
    said = {
        "study": study.title,
        "banner": banner() if study.demo else "",
        "foot": " · ".join(
            filter(None, [_("Wording %(version)s") % {"version": version}, label, unchecked()])
        ),
        "lang": (get_language() or "en").split("-")[0],
        "blank": BLANK,
        "pages": [asdict(page) for page in pages],
    }
    return typeset(PAPER, said)
