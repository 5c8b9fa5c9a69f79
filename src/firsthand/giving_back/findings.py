"""Findings that leave for another site: looked through first, as any report is."""

from __future__ import annotations

from firsthand.core.kit.findings import Findings, written
from firsthand.giving_back.release.checking import checked, require_nothing_found
from firsthand.giving_back.reports import Report, note_release
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("report.release")
def release_findings(by: Membership, *, found: Findings) -> Report:
    """The findings as a file. Raises `Problem`, with what is to be settled first, where a promise would be broken."""
    told = "\n\n".join([found.title, *(one.sentence for one in found.claims)])
    require_nothing_found(checked(by, told).findings)
    note_release(by, "findings", "json", set())
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-findings.json", "application/json", written(found))
