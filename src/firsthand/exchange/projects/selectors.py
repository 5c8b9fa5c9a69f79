"""What was brought in from other programs, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.exchange.projects.loss import Line, Settled
from firsthand.exchange.projects.models import Arrival
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """A project that was brought in, with its loss report as it stood then."""

    number: int
    file: str
    origin: str
    by: str
    at: datetime
    counts: dict[str, dict[str, int]]
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]
    # Where something of it was here before: from which state of the study it was made, and what became of differences.
    made_from: str = ""
    sides: dict[str, int] = field(default_factory=dict)
    settled: tuple[Settled, ...] = ()


def arrivals(by: Membership) -> list[ArrivalLine]:
    """Every project that was brought in, the latest first. For who may bring one in."""
    require(by, "project.import")
    rows = Arrival.objects.filter(study_id=by.study_id).select_related("by").order_by("-number")
    said = wording.read_open(by.key, [row.said for row in rows])
    return [_line(row, said[row.said]) for row in rows if row.said in said]


def arrival(by: Membership, number: int) -> ArrivalLine:
    """One of them. Raises `NotThere`."""
    for line in arrivals(by):
        if line.number == number:
            return line
    raise NotThere(_("No project of this number was brought in."))


def _line(row: Arrival, said: dict[str, Any]) -> ArrivalLine:
    report = said["form"]["report"]
    paths = said.get("paths") or [
        line.pop("path") for line in report["lines"]
    ]  # once they stood with their lines
    lines = tuple(Line(**line, path=path) for line, path in zip(report["lines"], paths, strict=True))
    remarks = said.get("remarks", report.get("remarks", []))
    merge = said.get("merge", {})
    return ArrivalLine(
        row.number, said["file"], said["form"]["origin"], row.by.name, row.at, report["counts"], lines,
        tuple(remarks), merge.get("made_from", ""), merge.get("counts", {}),
        tuple(Settled(**one) for one in merge.get("settled", ())),
    )  # fmt: skip
