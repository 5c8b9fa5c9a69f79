"""How far coders agree, as pages: where they differ first, then figures; of all codes, and of one text by text.

Where the study works in a way that asks for no such figure, it is closed until somebody opens it, each time anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.compare.agreement import agreement as how_far
from firsthand.analysis.rounds.declaring import declare_method
from firsthand.analysis.rounds.method import method, methods, ways
from firsthand.analysis.rounds.selectors import rounds
from firsthand.analysis.similar.told import told
from firsthand.core.agreement.coefficient import NOBODY_MARKED
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.figures import (
    NAMES,
    OF_MANY,
    OF_TWO,
    RULES,
    UNITS,
    Figure,
    Figures,
    every,
    formulas,
    heads,
    names_for,
    of_all,
    stands_on,
    written,
)
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, words
from firsthand.doors.web.views.sources import download
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.reports.agreeing import make_agreement
from firsthand.ground.studies.access import require
from firsthand.ground.studies.selectors import members

if TYPE_CHECKING:
    from firsthand.analysis.compare.agreement import Agreement
    from firsthand.analysis.compare.compared import Unit
    from firsthand.core.agreement.segmenting import Rule
    from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Asked:
    """What of agreement is asked for. Members are known by id: an address has no name in it."""

    coders: tuple[UUID, ...]
    unit: Unit
    rule: Rule
    shown: bool  # whether somebody opened what is closed

    @property
    def query(self) -> str:
        """The same, to go on to another page with."""
        said = [("coders", str(one)) for one in self.coders] + [("unit", self.unit), ("rule", self.rule)]
        return "?" + urlencode([*said, ("show", "yes")])


class MethodSheet(Sheet):
    """How the study works."""

    called = "method"
    way = choice(lazy("How this study works"), [])
    reason = words(lazy("Why"), rows=3)


@in_study
@needs("study.read")
@require_safe
def agreement(request: HttpRequest, by: Membership) -> HttpResponse:
    """Where coders differ, and how far they agree: of all codes together, and of each."""
    return _agreement(request, by, [], rounds=rounds(by))


@in_study
@needs("study.read")
@require_safe
def of_code(request: HttpRequest, by: Membership, code_id: UUID) -> HttpResponse:
    """How far coders agree about one code, text by text."""
    code_row(by, code_id)
    line = next(one for one in codebook(by) if one.id == code_id)
    return _agreement(request, by, [str(code_id)], code=line)


@in_study
@needs("report.release")
@require_POST
def file(request: HttpRequest, by: Membership) -> HttpResponse:
    """The figures as a table that leaves."""
    asked = _asked(request.POST)
    code = request.POST.get("code", "")
    made = make_agreement(
        by, codes=[code] if code else [], coders=_names(by, asked), unit=asked.unit, rule=asked.rule,
        format=request.POST.get("format", ""),
    )  # fmt: skip
    return download(made.file_name, made.content_type, made.data)


@in_study
@require_http_methods(["GET", "POST"])
def how_we_work(request: HttpRequest, by: Membership) -> HttpResponse:
    """How the study says that it works, now and before; and saying so."""
    require(by, "study.read")
    sheet = MethodSheet(initial={"way": method(by).way})
    if request.method == "POST":
        require(by, "method.declare")
        sheet = MethodSheet(request.POST)
    sheet.offer("way", [("", _("Choose …")), *ways()])
    if sheet.is_bound and sheet.sent(lambda said: declare_method(by, way=said["way"], reason=said["reason"])):
        return done(request, by, _("It is said, and in the trail with your reason."), "method")
    return page(
        request, by, "method.html", {"sheet": sheet, "said": methods(by), "suggested": told(by).sentence}
    )


def _agreement(request: HttpRequest, by: Membership, codes: list[str], **more: Any) -> HttpResponse:
    """The page, with its figures where they are open."""
    asked, said = _asked(request.GET), method(by)
    closed = bool(said.why_closed) and not asked.shown
    context = {
        "asked": asked, "method": said, "closed": closed, "units": UNITS.items(), "rules": RULES.items()
    } | more  # fmt: skip
    return page(request, by, "agreement.html", context | ({} if closed else _figures(by, asked, codes)))


def _asked(said: QueryDict) -> Asked:
    """Raises `Problem` for what cannot be asked for."""
    unit, rule = said.get("unit") or "character", said.get("rule") or "any"
    if unit not in UNITS or rule not in RULES:
        raise Problem(
            _("Agreement is reckoned on characters, sentences or turns. Choose one of those again.")
        )
    try:
        coders = tuple(UUID(one) for one in said.getlist("coders"))
    except ValueError:
        raise NotThere(_("There is no such coder in this study.")) from None
    return Asked(coders, cast("Unit", unit), cast("Rule", rule), said.get("show") == "yes")


def _names(by: Membership, asked: Asked) -> list[str]:
    known = {one.id: one.name for one in members(by)}
    if not known.keys() >= set(asked.coders):
        raise NotThere(_("There is no such coder in this study."))
    return [known[one] for one in asked.coders]


def _figures(by: Membership, asked: Asked, codes: list[str]) -> dict[str, Any]:
    """The figures for the page, or the sentence that says why there are none."""
    try:
        found = how_far(by, codes=codes, coders=_names(by, asked), unit=asked.unit, rule=asked.rule)
    except (NotAllowed, NotThere):
        raise
    except Problem as problem:
        return {"none": str(problem)}
    figures, names = Figures(), names_for(found)
    titled = {one.id: one.title for one in sources(by)}
    return {
        "found": found, "heads": heads(names), "whole": figures.cells(of_all(found), names),
        "lines": [(line.code, figures.cells(of_all(found, at), names)) for at, line in enumerate(found.codes)],
        "pairs": _pairs(found, figures), "pair_heads": heads(OF_TWO),
        "texts": [
            (line.document, titled[line.document.source_id], line.coders, figures.cells(line.found, OF_MANY))
            for line in found.by_document
            if line.found["f1"].reason != NOBODY_MARKED
        ],
        "unmarked": sum(line.found["f1"].reason == NOBODY_MARKED for line in found.by_document),
        "text_heads": heads(OF_MANY), "facts": stands_on(found), "means": _means(found),
        "formulas": formulas(every(found)), "reasons": figures.reasons,
    }  # fmt: skip


def _pairs(found: Agreement, figures: Figures) -> list[tuple[str, list[Figure], int, int]]:
    """More than two coders two by two, of all codes together or of the one: who, figures, how much, how many texts."""
    if len(found.coders) == 2:
        return []
    line = found.codes[0] if len(found.codes) == 1 else found.whole
    told = []
    for pair in line.pairs:
        basis = pair.found["percent"].basis
        told.append(
            (
                _("%(one)s and %(other)s") % {"one": pair.coders[0], "other": pair.coders[1]},
                figures.cells(pair.found, OF_TWO),
                basis.n // max(len(found.codes), 1) if line is found.whole else basis.n,
                basis.documents or 0,
            )  # fmt: skip
        )
    return told


def _means(found: Agreement) -> list[tuple[str, str, int, int]]:
    """In the mean over codes, since pooled a code weighs by how much of the text it is on."""
    return [
        (str(NAMES[name]), written(name, mean.value), mean.defined, mean.defined + mean.undefined)
        for name in OF_MANY
        if (mean := found.means[name]).value is not None
    ]
