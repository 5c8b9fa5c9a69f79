"""Sheet, form and card as a tagged PDF, set by Typst with the fonts that it brings: no file and no page is fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.core.consent.sheets import BLANK, Page
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


def typeset(paper: Path, said: Mapping[str, object], *, system_fonts: bool = False) -> bytes:
    """A tagged PDF, checked against PDF/UA-1 as it is made. The words go in as data, never as markup.

    `system_fonts`: for words in letters that the fonts it brings do not have.
    """
    return bytes(
        typst.compile(
            paper,
            format="pdf",
            sys_inputs={"said": json.dumps(said)},
            ignore_system_fonts=not system_fonts,
            pdf_standards="ua-1",
        )
    )
