"""Another copy of the study that worked apart: looked over beside this one, then joined with it.

Nothing is kept on the server between the two: the browser holds the files and sends them again with the choices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from firsthand.core.problems import NotAllowed, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.views.projects import PARTS, SIDES, chosen
from firsthand.exchange.joining.report import Line, Report
from firsthand.exchange.joining.services import join_copy, look_over
from firsthand.exchange.keeping import files
from firsthand.exchange.projects.merging.differences import Difference, How
from firsthand.giving_back.ethics.kinds import TABLES

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

FATES = {"comes": lazy("Comes"), "changes": lazy("Is changed"), "goes": lazy("Was taken out there, and goes")}
NAMES_SHOWN = 12


@in_study
@needs("copies.join")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, by: Membership) -> HttpResponse:
    """Choose the backup of another copy, or join the one that was sent."""
    if request.method != "POST":
        return _draw(request, by)
    try:
        with _sent(request) as (file, keys):
            report = join_copy(by, file=file, keys=keys, choices=chosen(request.POST))
    except NotAllowed:
        raise
    except Problem as problem:
        return _draw(request, by, sentence=str(problem))
    said = (
        _("The two copies are one.")
        if report.anything
        else _("Nothing is in the other copy that is not here.")
    )
    answer = done(request, by, said, "trail")
    by_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(answer["Location"]) if by_htmx else answer


@in_study
@needs("copies.join")
@require_POST
def preview(request: HttpRequest, by: Membership) -> HttpResponse:
    """What would come of it. Nothing is kept."""
    if not _all_chosen(request):
        return _draw(request, by)
    try:
        with _sent(request) as (file, keys):
            return _draw(request, by, look_over(by, file=file, keys=keys, choices=chosen(request.POST)))
    except NotAllowed:
        raise
    except Problem as problem:
        return _draw(request, by, sentence=str(problem))


def _all_chosen(request: HttpRequest) -> bool:
    return all(isinstance(request.FILES.get(name), UploadedFile) for name in ("file", "keys"))


@contextmanager
def _sent(request: HttpRequest) -> Iterator[tuple[Path, Path]]:
    """The two files, for as long as they are looked at. They are sealed, and lie in the data folder."""
    if not _all_chosen(request):
        raise Problem(_("Choose both: the backup, and the file with its keys, which ends in .keys."))
    with files.scratch() as scratch:
        paths = []
        for name in ("file", "keys"):
            path = scratch / name
            path.touch(0o600)
            with path.open("wb") as out:
                out.writelines(request.FILES[name].chunks())  # type: ignore[union-attr]
            paths.append(path)
        yield paths[0], paths[1]


def _draw(
    request: HttpRequest, by: Membership, report: Report | None = None, *, sentence: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"report": report, "sentence": sentence}
    if report is not None:
        context |= _told(report)
    by_htmx = bool(request.htmx)  # type: ignore[attr-defined]
    template = "parts/copies_preview.html" if by_htmx else "copies.html"
    refused = bool(sentence) and not by_htmx
    return page(request, by, template, context, status=HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK)


def _told(report: Report) -> Mapping[str, Any]:
    day = date_format(report.parted_at, "DATE_FORMAT")
    counts = {how: sum(one.how is how for one in report.differences) for how in How}
    return {
        "made_from": _("The two copies were the same last on %(day)s.") % {"day": day},
        "sides": [(count, str(SIDES[how.value])) for how, count in counts.items() if count],
        "differing": [
            (how.value, [(one, _kind(one.kind), _part(one)) for one in report.differences if one.how is how])
            for how in (How.BOTH, How.GONE)
        ],
        "fates": [(str(words), _by_kind(report.lines, fate)) for fate, words in FATES.items()],
        "renamed": [(_kind(kind), name, there, here) for kind, name, there, here in report.renamed],
    }


def _by_kind(lines: list[Line], fate: str) -> list[tuple[str, int, list[str]]]:
    """What comes, or goes, kind by kind: how much, and the names of some."""
    found: dict[str, list[str]] = {}
    for one in lines:
        if one.fate == fate:
            found.setdefault(_kind(one.kind), []).append(one.name)
    return [
        (kind, len(names), list(dict.fromkeys(name for name in names if name))[:NAMES_SHOWN])
        for kind, names in sorted(found.items())
    ]


def _kind(table: str) -> str:
    return str(TABLES.get(table, table))


def _part(one: Difference) -> str:
    return str(PARTS.get(one.part, one.part))
