"""A document that leaves: only when nothing in it would break a promise."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.core.problems import Problem
from firsthand.giving_back.release.checking import Checked, checked
from firsthand.giving_back.reports import TYPES, Report, note_release
from firsthand.giving_back.writing.drawing import markdown, page, pdf, word
from firsthand.giving_back.writing.models import Document
from firsthand.giving_back.writing.selectors import document_line
from firsthand.giving_back.writing.showing import Paper, paper
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership, Study

MAKERS: dict[str, Callable[[Study, Paper], bytes]] = {
    "docx": word.drawn, "html": page.drawn, "md": markdown.drawn, "pdf": pdf.drawn,
}  # fmt: skip
CONTENT = TYPES | {"pdf": "application/pdf", "md": "text/markdown; charset=utf-8"}


class Held(Problem):
    """A document that does not leave: `found` says what has to be settled first, and what to do about each."""

    def __init__(self, found: Checked) -> None:
        self.found = found
        count = len(found.findings)
        super().__init__(
            ngettext(
                "This document does not leave yet: %(count)s thing has to be settled first.",
                "This document does not leave yet: %(count)s things have to be settled first.",
                count,
            )
            % {"count": count}
        )


def looked_through(by: Membership, document: Document) -> Checked:
    """What would keep a document from leaving. Nothing leaves."""
    return checked(by, paper(by, document_line(by, document)).own_text())


@act("report.release")
def take_document_out(by: Membership, *, document: Document, format: str) -> Report:  # noqa: A002 - the command line's word
    """A document as a file. There is no way round the check: what it finds is settled, and then the document leaves.

    Raises `Held` where something has to be settled first, and `Problem` where there is no such format.
    """
    if format not in MAKERS:
        raise Problem(
            _("A document comes as %(formats)s, not as %(format)s.")
            % {"formats": ", ".join(MAKERS), "format": format}
        )
    line = document_line(by, document)
    made = paper(by, line)
    found = checked(by, made.own_text())
    if found.findings:
        raise Held(found)
    data = MAKERS[format](by.study, made)
    note_release(by, "document", format, {*made.people, *found.people})
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-{line.ref}.{format}", CONTENT[format], data)
