"""Sheet, form and card as one html file: everything in it, nothing fetched, fit to print."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from firsthand.core.consent.sheets import BLANK, Page
from firsthand.ground.studies.models import Study


def drawn(study: Study, pages: Sequence[Page], version: str, label: str) -> bytes:
    """The file."""
    context = {"study": study, "pages": pages, "version": version, "label": label, "blank": BLANK}
    return render_to_string("giving_back/asking.html", context).encode()
