"""The framework matrix: what is to be said of each case under each code, written by a person beside its excerpts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.coding.excerpts import with_words
from firsthand.analysis.framework import services
from firsthand.analysis.framework.frame import Cell, Frame, frame
from firsthand.analysis.framework.frame import cell as one_cell
from firsthand.analysis.framework.selectors import summary as summary_row
from firsthand.analysis.framework.selectors import summary_line
from firsthand.core.problems import Clash, NotThere
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.framework_sheets import (
    FrameSheet,
    SummarySheet,
    asked_again,
    frame_asked,
    seen_in,
)
from firsthand.doors.web.numbers import whole
from firsthand.doors.web.pages import done, page
from firsthand.field.people.selectors import participant
from firsthand.field.sources.selectors import source
from firsthand.giving_back.leaving.selectors import flags

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

AT_ONCE = 40
STATE_NAMES = {
    "empty": lazy("nothing coded"), "to write": lazy("still to write"), "written": lazy("written"),
    "out of date": lazy("out of date"),
}  # fmt: skip


@in_study
@needs("study.read")
@require_safe
def framework(request: HttpRequest, by: Membership) -> HttpResponse:
    """The whole matrix, how far it is, and what is still to be done."""
    asked = frame_asked(request.GET)
    found = frame(by, **asked)
    shown = Paginator(found.cases, AT_ONCE).get_page(request.GET.get("page"))
    ticked = {name: [str(one) for one in asked[of]] for name, of in (("code", "codes"), ("case", "cases"))}
    context = {
        "found": found, "shown": shown, "rows": [(case, found.row(case)) for case in shown],
        "settings": FrameSheet(initial={"rows": found.rows} | ticked, by=by),
        "asked": asked, "again": asked_again(asked, rows=False),
        "to_write": found.by_state["to write"], "out_of_date": found.by_state["out of date"],
    }  # fmt: skip
    return page(request, by, "framework.html", context)


@in_study
@needs("study.read")
@require_safe
def of_case(request: HttpRequest, by: Membership, rows: str, case_id: UUID) -> HttpResponse:
    """One participant or source under every code, as running text."""
    asked = frame_asked(request.GET) | {"rows": rows, "cases": [case_id]}
    found = frame(by, **asked)
    if not found.cases:
        raise NotThere(_("There is no such row in this study."))
    (case,) = found.cases
    told = [(cell.code.plain, cell) for cell in found.row(case) if cell.state != "empty"]
    return _read(request, by, found, asked, {"title": case.name, "ref": case.ref, "told": told, "case": case})


@in_study
@needs("study.read")
@require_safe
def under_code(request: HttpRequest, by: Membership, rows: str, code_id: UUID) -> HttpResponse:
    """Every participant or source under one code, as running text."""
    asked = frame_asked(request.GET) | {"rows": rows, "codes": [code_id]}
    found = frame(by, **asked)
    if not found.codes:
        raise NotThere(_("There is no such code in this study."))
    (code,) = found.codes
    told = [(cell.case.name, cell) for cell in found.column(code) if cell.state != "empty"]
    return _read(request, by, found, asked, {"title": code.plain, "code": code, "told": told})


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, by: Membership, rows: str, case_id: UUID, code_id: UUID) -> HttpResponse:
    """One cell: its summary, to be written beside the excerpts it stands on."""
    found = one_cell(by, rows=rows, case=case_id, code=code_id)
    sheet = SummarySheet(request.POST if request.method == "POST" else None, initial=_initial(found))
    if sheet.is_bound:
        shown, aside = seen_in(request.POST)
        if sheet.sent(lambda said: _keep(by, rows, found, said, shown, aside)):
            again = asked_again(frame_asked(request.GET), rows=False)
            return done(
                request, by, _("The summary is kept."), "framework-cell", rows, case_id, code_id, at=again
            )
        found = one_cell(by, rows=rows, case=case_id, code=code_id)
        if sheet.clashed:
            sheet.stands(found.summary)
    return _cell(request, by, found, sheet, rows)


@in_study
@require_POST
def confirm(request: HttpRequest, by: Membership, summary_id: UUID) -> HttpResponse:
    """Say that a summary is still right."""
    row, line = summary_row(by, summary_id), summary_line(by, summary_id)
    shown, _aside = seen_in(request.POST)
    services.confirm_summary(by, summary=row, seen=shown or None, version=whole(request.POST.get("version")))
    again = asked_again(frame_asked(request.GET), rows=False)
    place = (line.rows, line.case_id, line.code_id)
    return done(
        request, by, _("It is noted that the summary is still right."), "framework-cell", *place, at=again
    )


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, summary_id: UUID) -> HttpResponse:
    """Take a summary out."""
    line = summary_line(by, summary_id)
    services.remove_summary(by, summary=summary_row(by, summary_id))
    again = asked_again(frame_asked(request.GET) | {"rows": line.rows})
    return done(
        request, by, _("The summary was removed. The trail can bring it back."), "framework", at=again
    )


def _keep(
    by: Membership, rows: str, found: Cell, said: dict[str, Any], shown: dict[UUID, str], aside: list[UUID]
) -> object:
    """Write it, or change the one that was before the writer. Raises `Clash` where that one is gone."""
    of: dict[str, Any] = {"words": said["words"], "without": aside, "seen": shown}
    if said["summary"] is None:
        case = {"participant": participant(by, found.case.id)} if rows == "participants" else {
            "source": source(by, found.case.id)
        }  # fmt: skip
        return services.write_summary(by, code=code_row(by, found.code.id), **case, **of)
    try:
        row = summary_row(by, said["summary"])
    except NotThere:
        raise Clash(
            _("Somebody took this summary out while you were writing. Save yours again to write it anew.")
        ) from None
    return services.change_summary(by, summary=row, version=said["version"], **of)


def _initial(found: Cell) -> dict[str, Any]:
    stands = found.summary
    return {"words": stands.words, "version": stands.version, "summary": stands.id} if stands else {}


def _cell(request: HttpRequest, by: Membership, found: Cell, sheet: SummarySheet, rows: str) -> HttpResponse:
    asked = frame_asked(request.GET) | {"rows": rows}
    aside = found.summary.aside if found.summary else frozenset()
    if sheet.is_bound:
        aside = frozenset(seen_in(request.POST)[1])
    context = {
        "cell": found, "kind": rows, "sheet": sheet, "again": asked_again(asked, rows=False),
        "back": asked_again(asked), "since": found.since, "state": STATE_NAMES[found.state],
        "flags": flags(by, row=found.summary.id) if found.summary else [],
        "excerpts": [
            (one, found.marks[one.coding.id], one.coding.id not in aside) for one in with_words(by, found.codings)
        ],
        "next": _next(frame(by, **asked), found),
    }  # fmt: skip
    return page(request, by, "framework_cell.html", context)


def _next(found: Frame, here: Cell) -> Cell | None:
    """The next cell that is to be written or looked at, after this one and then from the beginning."""
    every = list(found)
    at = next(
        (
            place
            for place, one in enumerate(every)
            if (one.case.id, one.code.id) == (here.case.id, here.code.id)
        ),
        -1,
    )
    waiting = ("to write", "out of date")
    return next((one for one in every[at + 1 :] + every[: max(at, 0)] if one.state in waiting), None)


def _read(
    request: HttpRequest, by: Membership, found: Frame, asked: dict[str, Any], more: dict[str, Any]
) -> HttpResponse:
    plain = frame_asked(request.GET) | {"rows": asked["rows"]}
    context = {"found": found, "back": asked_again(plain), "again": asked_again(plain, rows=False)}
    return page(request, by, "framework_reading.html", context | more)
