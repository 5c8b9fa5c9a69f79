"""Pages of pictures, each with the table that says the same: a talk in its course, the code tree, the theme map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.compare.course import Course, course_of_person, course_of_source
from firsthand.analysis.themes.mapped import mapped
from firsthand.analysis.themes.selectors import sides, themes
from firsthand.core.courses import MOST_BARS
from firsthand.core.joined import MOST_NODES
from firsthand.core.pictures import can_draw
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import page
from firsthand.field.people.selectors import participant
from firsthand.field.sources.selectors import source

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@needs("study.read")
@require_safe
def of_source(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Who speaks when in a source, and which codes stand where."""
    found = course_of_source(by, source(by, source_id))
    return page(request, by, "course.html", _course(found, "course", source_id))


@in_study
@needs("study.read")
@require_safe
def of_person(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """All that somebody said, by day, and which codes stand on it."""
    row = participant(by, person_id)
    found = course_of_person(by, row)
    name = next((one.name for one in found.speaking), "")
    context = _course(found, "talk", person_id) | {"person_id": person_id, "name": name}
    return page(request, by, "course.html", context)


@in_study
@needs("study.read")
@require_safe
def of_codes(request: HttpRequest, by: Membership) -> HttpResponse:
    """The codebook as a tree."""
    codes, counted = codebook(by), counts(by)
    context = {
        "rows": [(line, counted.get(line.id)) for line in codes], "sent": {}, "asked": "",
        "picture": can_draw() and 0 < len(codes) <= MOST_NODES,
    }  # fmt: skip
    return page(request, by, "code_tree.html", context)


@in_study
@needs("study.read")
@require_safe
def of_themes(request: HttpRequest, by: Membership) -> HttpResponse:
    """Themes and their claims beside the codes of their evidence."""
    found = mapped(themes(by))
    context = {
        "found": found, "side_names": dict(sides()), "sent": {}, "asked": "",
        "rows": [(theme, [(claim, found.of(claim)) for claim in theme.claims]) for theme in found.themes],
        "picture": can_draw() and bool(found.joins) and len(found.codes) <= MOST_NODES // 2,
    }  # fmt: skip
    return page(request, by, "theme_map.html", context)


def _course(found: Course, what: str, key: UUID) -> dict[str, Any]:
    return {
        "found": found, "what": what, "sent": {"of": key}, "asked": f"of={key}",
        "coded": [(one, [(part, found.sections[part.section]) for part in one.stretches]) for one in found.coded],
        "picture": can_draw() and 0 < found.marks <= MOST_BARS,
    }  # fmt: skip
