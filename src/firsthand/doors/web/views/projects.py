"""Projects of other programs: looked over, brought in, and what became of everything in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from firsthand.core.meant import surely
from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import page
from firsthand.doors.web.views.sources import download
from firsthand.exchange.projects.apart import open_apart
from firsthand.exchange.projects.bringing_in import bring_in, look_over
from firsthand.exchange.projects.loss import Line, LossReport, Settled, as_rows
from firsthand.exchange.projects.merging.differences import Choice, Choices, Difference, How
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


PARTS = {
    "name": lazy("name"), "plain_name": lazy("plain name"), "definition": lazy("definition"),
    "when": lazy("when to use"),
    "when_not": lazy("when not to use"), "example": lazy("example"), "handle": lazy("handle"),
    "colour": lazy("colour"), "parent": lazy("place in the codebook"), "words": lazy("words"), "code": lazy("code"),
    "place": lazy("place in the text"), "taken off": lazy("taken off here"), "taken out": lazy("taken out here"),
}  # fmt: skip
SIDES = {
    "both": lazy("changed on both sides"), "there": lazy("changed there alone"), "gone": lazy("taken out there"),
    "here": lazy("changed here alone, and kept"),
}  # fmt: skip
CHOSEN = {
    "here": lazy("left as it is here"), "there": lazy("taken from the file"), "both": lazy("both kept"),
}  # fmt: skip


def looked_over(by: Membership, files: Sequence[File], choices: Choices, *, keep: bool = False) -> LossReport:
    """What would become of everything in a project; with `keep`, it is brought in. Raises `Problem`."""
    if len(files) != 1:
        raise Problem(_("A project comes in alone. Choose the one file, or texts only."))
    name = files[0].name or _("without a name")
    # What goes was shown on the page, and chosen there one by one.
    with surely(), open_apart(files[0].read(), name) as file:
        return (bring_in if keep else look_over)(by, file=file, name=name, choices=choices)


def chosen(said: QueryDict) -> Choices:
    """What somebody chose, difference by difference."""
    ways: dict[str, Choice] = {"here": "here", "there": "there", "both": "both"}
    found = {name.removeprefix("choice-"): way for name, way in said.items() if name.startswith("choice-")}
    return Choices(
        said={key: ways[way] for key, way in found.items() if isinstance(way, str) and way in ways}
    )


def differing(report: LossReport) -> list[tuple[str, list[tuple[Difference, str, str]]]]:
    """What differs, by the side on which it was changed, each with its kind and part in words."""
    return [
        (how.value, [(one, *_called(one)) for one in report.differences if one.how is how])
        for how in (How.BOTH, How.GONE, How.THERE)
    ]


def sides(counts: dict[str, int]) -> list[tuple[int, str]]:
    """How much was changed on which side, without the sides on which nothing was."""
    return [(counts[side], str(words)) for side, words in SIDES.items() if counts.get(side)]


def _called(one: Difference | Settled) -> tuple[str, str]:
    return str(KINDS.get(one.kind, one.kind)), str(PARTS.get(one.part, one.part))


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
        (f"{kind}: {_(reason)}", fate, len(paths), paths[:20])
        for (kind, fate, reason), paths in found.items()
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
            f"{by.study.slug}-project-{number}.csv",
            "text/csv; charset=utf-8",
            as_csv(as_rows(line.lines, line.settled)),
        )
    context = {
        "arrival": line,
        "rows": told(line.counts),
        "reasons": reasons(line.lines),
        "remarks": [_(one) for one in line.remarks],
        "sides": sides(line.sides),
        "settled": [
            (
                *_called(one),
                one.name,
                str(SIDES[one.how]),
                str(CHOSEN[one.choice]),
                _(one.why) if one.why else "",
            )
            for one in line.settled
        ],
    }
    return page(request, by, "project.html", context)
