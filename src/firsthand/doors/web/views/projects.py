"""Projects of other programs: looked over, brought in, and what became of everything in them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import page
from firsthand.doors.web.views.sources import download
from firsthand.exchange.projects.bringing_in import bring_in, look_over
from firsthand.exchange.projects.loss import Line, LossReport, as_rows
from firsthand.exchange.projects.opening import open_project
from firsthand.exchange.projects.selectors import arrival, arrivals
from firsthand.giving_back.reports.tables import as_csv

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

    File = UploadedFile[bytes]

KINDS = {
    "sources": lazy("Texts"), "codes": lazy("Codes"), "codings": lazy("Codings"), "memos": lazy("Notes and memos"),
    "cases": lazy("Cases"), "variables": lazy("Variables"), "links": lazy("Links"), "sets": lazy("Sets"),
    "users": lazy("People who worked on it"), "graphs": lazy("Drawings"), "files": lazy("Files"),
    "selections": lazy("Places in pictures and recordings"), "recordings": lazy("Recordings"), "other": lazy("Other"),
}  # fmt: skip


def looked_over(by: Membership, files: Sequence[File], *, keep: bool = False) -> LossReport:
    """What would become of everything in a project; with `keep`, it is brought in. Raises `Problem`."""
    if len(files) != 1:
        raise Problem(_("A project comes in alone. Choose the one file, or texts only."))
    name = files[0].name or _("without a name")
    with open_project(BytesIO(files[0].read()), name) as file:
        return (bring_in if keep else look_over)(by, file=file, name=name)


def told(counts: dict[str, dict[str, int]]) -> list[tuple[str, int, int, int]]:
    """Rows for the table: what, how many brought in, kept, lost; without what there is none of."""
    return [
        (str(KINDS.get(kind, kind)), found["imported"], found["kept"], found["lost"])
        for kind, found in counts.items()
        if any(found.values())
    ]


def reasons(lines: Sequence[Line]) -> list[tuple[str, str, int, list[str]]]:
    """Why things were kept or lost: reason by reason, with how many and where they stand in the file."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for line in lines:
        found.setdefault((str(KINDS.get(line.kind, line.kind)), line.fate, line.reason), []).append(line.path)
    return [
        (f"{kind}: {reason}", fate, len(paths), paths[:20]) for (kind, fate, reason), paths in found.items()
    ]


@in_study
@needs("project.import")
@require_safe
def projects(request: HttpRequest, by: Membership) -> HttpResponse:
    """What was brought in from other programs."""
    return page(request, by, "projects.html", {"arrivals": arrivals(by)})


@in_study
@needs("project.import")
@require_safe
def project(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """What became of everything in one of them; as a page to print, or as a table."""
    line = arrival(by, number)
    if request.GET.get("as") == "csv":
        return download(
            f"{by.study.slug}-project-{number}.csv", "text/csv; charset=utf-8", as_csv(as_rows(line.lines))
        )
    context = {
        "arrival": line,
        "rows": told(line.counts),
        "reasons": reasons(line.lines),
        "remarks": line.remarks,
    }
    return page(request, by, "project.html", context)
