"""Codes beside people, sources and each other, and when they came: counted, shown as a table and as a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.compare.attributes import by_attribute
from firsthand.analysis.compare.coded_then import coding_days
from firsthand.analysis.compare.cooccurrence import cooccurrence
from firsthand.analysis.compare.course import course_of_person, course_of_source
from firsthand.analysis.compare.estimates import estimates
from firsthand.analysis.compare.matrix import matrix
from firsthand.analysis.compare.saturation import saturation
from firsthand.analysis.compare.testing import number_of_tests, put_to_test
from firsthand.analysis.themes.mapped import mapped
from firsthand.analysis.themes.selectors import themes
from firsthand.core.pictures import LOOKS, MOST_CELLS, Look, Spec, can_draw, drawn
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.web.comparing_sheets import (
    COUNT_NAMES,
    EDGE_NAMES,
    UNIT_NAMES,
    MatrixSheet,
    PairsSheet,
    StepsSheet,
    TestSheet,
)
from firsthand.doors.web.comparing_tables import MOST_COLUMNS, MOST_PAIRS, pairs_shown, rows_shown
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.framework_sheets import frame_asked
from firsthand.doors.web.pages import page
from firsthand.doors.web.views.sources import download
from firsthand.field.people.selectors import participant
from firsthand.field.sources.selectors import source
from firsthand.giving_back.record import latest
from firsthand.giving_back.reports import (
    Report,
    make_cooccurrence,
    make_framework,
    make_matrix,
    make_saturation,
    pictures,
)
from firsthand.giving_back.reports.charts import (
    make_code_tree,
    make_course_of_person,
    make_course_of_source,
    make_theme_map,
)

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

# Which saturation is meant has to be said first. Of these, only the first is what the estimates are about.
ESTIMATED, IN_ORDER = "codes", ("codes", "meaning", "theory", "data")


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, by: Membership) -> HttpResponse:
    """Codes by something else; and, asked for, whether they go with what is said of people.

    What is asked of an attribute is sent and stands in no address.
    """
    asked = _matrix_asked(request.GET)
    found = matrix(by, **asked)
    test = TestSheet(request.POST if request.method == "POST" else None, people=found.people)
    context: dict[str, Any] = {
        "found": found, "rows": rows_shown(by, found), "columns": found.columns[:MOST_COLUMNS],
        "more_columns": len(found.columns) - MOST_COLUMNS, "settings": MatrixSheet(initial=_named(asked)), "test": test,
        "counted_in": COUNT_NAMES[found.count], "picture": _worth_drawing(len(found.rows) * len(found.columns)),
        "command": "firsthand matrix --rows {rows} --cols {columns} --count {count}".format(**asked) + _as_of(asked),
        **_brought_back(by, asked),
    }  # fmt: skip
    if request.method == "POST" and test.sent(
        lambda said: put_to_test(by, attribute=said["attribute"], asked=said["with_p"])
    ):
        # Sent twice, it is counted once; what it says is shown all the same.
        said = test.cleaned_data
        tested = test.result or by_attribute(by, said["attribute"], asked=said["with_p"])
        context |= {"tested": tested, "tests_so_far": number_of_tests(by)}
    return page(request, by, "compare.html", context)


@in_study
@needs("study.read")
@require_safe
def together(request: HttpRequest, by: Membership) -> HttpResponse:
    """Codes on the same words."""
    asked = _pairs_asked(request.GET)
    found = cooccurrence(by, **asked)
    context = {
        "found": found, "rows": pairs_shown(by, found), "more": len(found.pairs) - MOST_PAIRS,
        "settings": PairsSheet(initial=_named(asked)), "unit_names": UNIT_NAMES[found.unit],
        "counted_in": UNIT_NAMES[found.unit] if found.edge == "units" else EDGE_NAMES[found.edge],
        "picture": _worth_drawing(len(found.nodes)), **_brought_back(by, asked),
        "uneven": any(one.uneven for one in found.pairs),
        "out_of_range": any(one.out_of_range for one in found.pairs),
        "command": "firsthand cooccurrence --edges {edge} --at-least {at_least} --unit {unit}".format(**asked)
        + _as_of(asked),
    }  # fmt: skip
    return page(request, by, "compare_together.html", context)


@in_study
@needs("study.read")
@require_safe
def when_new(request: HttpRequest, by: Membership) -> HttpResponse:
    """What was new at each step, and what may be said of it: once it is said which saturation is meant."""
    meant, step = request.GET.get("meant", ""), request.GET.get("step", "interview")
    sheet = StepsSheet(initial={"meant": meant, "step": step, "as_of": request.GET.get("as_of", "")})
    if meant not in IN_ORDER:
        return page(request, by, "compare_saturation.html", {"settings": sheet, "meant": meant})
    if step == "coding":
        context = {"settings": sheet, "meant": meant, "days": coding_days(by)}
        return page(request, by, "compare_saturation.html", context)
    asked = _steps_asked(request.GET)
    found = saturation(by, **asked)
    context = {
        "settings": sheet, "meant": meant, "found": found,
        "picture": _worth_drawing(len(found.steps)) and meant == ESTIMATED,
        "command": f"firsthand saturation --step {found.step}" + _as_of(asked),
        **_brought_back(by, {"meant": meant, **asked}),
    }  # fmt: skip
    if meant == ESTIMATED:
        context["reckoned"] = estimates(found)
    return page(request, by, "compare_saturation.html", context)


@in_study
@needs("study.read")
@require_safe
def picture(request: HttpRequest, by: Membership, what: str) -> HttpResponse:
    """What a page shows beside its table, drawn anew; by day or by night."""
    look = request.GET.get("look", LOOKS[0])
    if what not in PICTURES or look not in LOOKS:
        raise NotThere(_("There is no such picture."))
    spec = PICTURES[what](by, request.GET, look)
    return HttpResponse(drawn(spec, "svg"), content_type="image/svg+xml")


@in_study
@needs("report.release")
@require_POST
def file(request: HttpRequest, by: Membership) -> HttpResponse:
    """What was counted, as a table or a picture that leaves."""
    what, form = request.POST.get("what", ""), request.POST.get("format", "")
    if what not in FILES:
        raise NotThere(_("There is no such count."))
    made = FILES[what](by, request.POST, form)
    return download(made.file_name, made.content_type, made.data)


# ---------- what was asked for ----------


def _matrix_asked(sent: QueryDict) -> dict[str, Any]:
    usual = {"rows": "codes", "columns": "participants", "count": "people"}
    asked: dict[str, Any] = {name: sent.get(name) or otherwise for name, otherwise in usual.items()}
    return asked | {"at": _number(sent, "as_of")}


def _pairs_asked(sent: QueryDict) -> dict[str, Any]:
    return {
        "edge": sent.get("edge") or "people", "at_least": max(1, _number(sent, "at_least") or 1),
        "unit": sent.get("unit") or "turn", "at": _number(sent, "as_of"),
    }  # fmt: skip


def _steps_asked(sent: QueryDict) -> dict[str, Any]:
    return {"step": sent.get("step") or "interview", "at": _number(sent, "as_of")}


def _named(asked: dict[str, Any]) -> dict[str, Any]:
    """What was asked for, as forms and addresses name it."""
    rest = {name: value for name, value in asked.items() if name != "at"}
    return rest | ({"as_of": asked["at"]} if asked["at"] else {})


def _brought_back(by: Membership, asked: dict[str, Any]) -> dict[str, Any]:
    """What brings a count here again: as it was asked for, and as of now whatever comes."""
    sent = _named(asked)
    now = {name: value for name, value in sent.items() if name != "as_of"}
    back = now | {"as_of": asked["at"] or latest(by)}
    return {"asked": urlencode(sent), "sent": sent, "now": urlencode(now), "back": urlencode(back)}


def _as_of(asked: dict[str, Any]) -> str:
    return f" --as-of {asked['at']}" if asked["at"] else ""


def _number(sent: QueryDict, name: str) -> int | None:
    written = sent.get(name, "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) < 10):
        raise Problem(_("“%(written)s” is no number: write digits.") % {"written": written})
    return int(written)


def _worth_drawing(cells: int) -> bool:
    return can_draw() and 0 < cells <= MOST_CELLS


def _of(sent: QueryDict) -> str:
    """Whose course is asked for: a source’s or a person’s id."""
    return sent.get("of", "")


Drawn = Callable[["Membership", QueryDict, Look], Spec]
PICTURES: dict[str, Drawn] = {
    "matrix": lambda by, sent, look: pictures.of_matrix(matrix(by, **_matrix_asked(sent)), look),
    "together": lambda by, sent, look: pictures.of_pairs(cooccurrence(by, **_pairs_asked(sent)), look),
    "saturation": lambda by, sent, look: pictures.of_saturation(saturation(by, **_steps_asked(sent)), look),
    "course": lambda by, sent, look: pictures.of_course(course_of_source(by, source(by, _of(sent))), look),
    "talk": lambda by, sent, look: pictures.of_course(course_of_person(by, participant(by, _of(sent))), look),
    "code-tree": lambda by, sent, look: pictures.of_codes(codebook(by), counts(by), look),
    "theme-map": lambda by, sent, look: pictures.of_themes(mapped(themes(by)), look),
}
FILES: dict[str, Callable[[Membership, QueryDict, str], Report]] = {
    "matrix": lambda by, sent, form: make_matrix(by, format=form, **_matrix_asked(sent)),
    "together": lambda by, sent, form: make_cooccurrence(by, format=form, **_pairs_asked(sent)),
    "saturation": lambda by, sent, form: make_saturation(by, format=form, **_steps_asked(sent)),
    "course": lambda by, sent, form: make_course_of_source(by, source=source(by, _of(sent)), format=form),
    "talk": lambda by, sent, form: make_course_of_person(by, person=participant(by, _of(sent)), format=form),
    "code-tree": lambda by, sent, form: make_code_tree(by, format=form),
    "theme-map": lambda by, sent, form: make_theme_map(by, format=form),
    "framework": lambda by, sent, form: make_framework(by, format=form, **frame_asked(sent)),
}
