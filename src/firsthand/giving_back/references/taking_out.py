"""The literature as a file for reference managers: a copy that leaves, with nobody’s words in it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.giving_back.references.selectors import references
from firsthand.giving_back.references.writing import WRITTEN
from firsthand.giving_back.reports import Report, note_release
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("report.release")
def take_references_out(by: Membership, *, format: str) -> Report:  # noqa: A002 - the command line's word
    """Every work as ris, bibtex or csl-json; the trail keeps that it left. Raises `Problem` for another format."""
    if format not in WRITTEN:
        raise Problem(
            _("The literature comes as %(formats)s, not as %(format)s.")
            % {"formats": ", ".join(WRITTEN), "format": format}
        )
    write, ending, content_type = WRITTEN[format]
    data = write([line.item for line in references(by)]).encode()
    note_release(by, "references", format, set())
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-literature.{ending}", content_type, data)
