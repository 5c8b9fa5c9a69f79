"""Reports: the study's words in a file that leaves the program. Each is listed in the trail with its people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.selectors import standpoints
from firsthand.analysis.compare import cooccurrence as pairs
from firsthand.analysis.compare import matrix as matrices
from firsthand.analysis.compare import saturation as in_order
from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.retrieval import find
from firsthand.analysis.framework.frame import frame
from firsthand.analysis.themes.selectors import excerpts_of, themes
from firsthand.core.pictures import FORMATS, Spec, drawn
from firsthand.core.problems import Problem
from firsthand.core.selecting.query import Query
from firsthand.core.selecting.writing import written
from firsthand.field.fieldwork.selectors import marks_bystanders
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import lines, of_one_file, original_of, source_line
from firsthand.giving_back.leaving.printing import printed, printed_cells, printed_themes, withheld
from firsthand.giving_back.member_checks.selectors import to_print
from firsthand.giving_back.models import Release
from firsthand.giving_back.release.holding import settled, settled_themes
from firsthand.giving_back.reports import commented, paper, pictures, tables, web
from firsthand.giving_back.reports import rows as rows_
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record

TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A file ready to leave."""

    file_name: str
    content_type: str
    data: bytes


def make(by: Membership, *, what: str, format: str) -> Report:  # noqa: A002 - the command line's word
    """Make a report: themes or codebook as html or docx; codebook, codings, memos, attributes, consents or matrix
    (codes by participants) as csv or xlsx.

    Raises `Problem` where there is no such report in that format.
    """
    if what == "consents":
        return _release_consents(by, format)
    return _release(by, what, format)


@act("consent.release")
def _release_consents(by: Membership, format: str) -> Report:  # noqa: A002
    return _made(by, "consents", format)


@act("report.release")
def _release(by: Membership, what: str, format: str) -> Report:  # noqa: A002
    return _made(by, what, format)


@act("report.release")
def make_matrix(
    by: Membership,
    *,
    rows: matrices.Rows,
    columns: matrices.Columns,
    count: matrices.Count,
    format: str,  # noqa: A002 - the command line's word
    at: int | None = None,
) -> Report:
    """Any matrix as csv, xlsx, svg or png. What is said of one person alone is not told. A copy that leaves."""
    found = matrices.matrix(by, rows=rows, columns=columns, count=count, at=at)
    return count_that_leaves(
        by, "matrix", f"{rows}-{columns}", format, matrices.ids(found),
        lambda: (_("Matrix"), rows_.matrix_of(found)), lambda: pictures.of_matrix(found, "light", leaves=True),
    )  # fmt: skip


@act("report.release")
def make_cooccurrence(
    by: Membership, *, edge: pairs.Edge, at_least: int, format: str,  # noqa: A002
    unit: pairs.Unit = "turn", at: int | None = None,
) -> Report:  # fmt: skip
    """Codes on the same words: the table as csv or xlsx, the network as svg or png. A copy that leaves."""
    found = pairs.cooccurrence(by, edge=edge, at_least=at_least, unit=unit, at=at)
    return count_that_leaves(
        by, "co-occurrence", "co-occurrence", format, {one.id for one in people(by)},
        lambda: (_("Co-occurrence"), rows_.pairs_of(found)), lambda: pictures.of_pairs(found, "light"),
    )  # fmt: skip


@act("report.release")
def make_saturation(by: Membership, *, step: in_order.Step, at: int | None, format: str) -> Report:  # noqa: A002
    """What was new at each step: the table as csv or xlsx, the line as svg or png. A copy that leaves."""
    found = in_order.saturation(by, step=step, at=at)
    held = {person.id for each in found.steps for one in each.interviews for person in one.source.people}
    return count_that_leaves(
        by, "saturation", "saturation", format, held,
        lambda: (_("Saturation"), rows_.steps_of(found)), lambda: pictures.of_saturation(found, "light"),
    )  # fmt: skip


@act("report.release")
def make_framework(
    by: Membership, *, rows: str, codes: Collection[UUID] = (), cases: Collection[UUID] = (), format: str  # noqa: A002
) -> Report:  # fmt: skip
    """The framework matrix with its summaries as csv or xlsx, without what may not be printed. A copy that leaves."""
    found = frame(by, rows=rows, codes=codes, cases=cases)
    leaving = printed_cells(by, found)
    made = rows_.framework_of(found, leaving)
    if format not in ("csv", "xlsx"):
        raise _comes_as("framework", ("csv", "xlsx"), format)
    data = tables.as_csv(made) if format == "csv" else tables.as_xlsx(_("Framework matrix"), made)
    note_release(by, "framework", format, {key for cell in leaving for key in cell.retold})
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-framework-{rows}.{format}", TYPES[format], data)


def count_that_leaves(
    by: Membership, what: str, name: str, format: str, in_it: set[UUID],  # noqa: A002
    table: Callable[[], tuple[str, tables.Rows]], picture: Callable[[], Spec],
) -> Report:  # fmt: skip
    """A count as a table or a picture; the trail keeps that it left. Raises `Problem` where it comes as neither."""
    if format == "csv":
        data = tables.as_csv(table()[1])
    elif format == "xlsx":
        data = tables.as_xlsx(*table())
    elif format in FORMATS:
        data = drawn(picture(), format)
    else:
        raise _comes_as(what, ("csv", "xlsx", *FORMATS), format)
    note_release(by, what, format, in_it)
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-{name}.{format}", TYPES[format], data)


def looked_over(by: Membership, what: str) -> tuple[str, bytes]:
    """A report as it would leave, to look through before it does: a file name and its content. Nothing leaves.

    Raises `Problem` where there is no such report.
    """
    if what not in _makers():
        raise _no_report(what)
    format, draw = next(iter(_makers()[what].items()))  # noqa: A001 - the command line's word
    return f"{what}.{format}", draw(by)[0]


def _made(by: Membership, what: str, format: str) -> Report:  # noqa: A002
    makers = _makers().get(what)
    if makers is None:
        raise _no_report(what)
    if format not in makers:
        raise _comes_as(what, makers, format)
    data, people = makers[format](by)
    note_release(by, what, format, people)
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-{what}.{format}", TYPES[format], data)


def _no_report(what: str) -> Problem:
    return Problem(
        _("There is no report “%(what)s”. There are: %(all)s.") % {"what": what, "all": ", ".join(_makers())}
    )


def _comes_as(what: str, formats: Iterable[str], format: str) -> Problem:  # noqa: A002
    return Problem(
        _("The report on %(what)s comes as %(formats)s, not as %(format)s.")
        % {"what": what, "formats": ", ".join(formats), "format": format}
    )


@act("report.release")
def original(by: Membership, *, source: Source) -> Report:
    """A source's file as it came, with whatever other sources came in it. A copy that leaves, like any report.

    Raises `NotThere` where there is none for this member, `Problem` where it holds words about somebody who was not
    asked, or that are printed nowhere.
    """
    name, data = original_of(by, source)
    came = of_one_file(by, source)
    if marks_bystanders(by, came):
        raise Problem(
            _(
                "Words in this source are about somebody who was not asked, and the file has them: it does not leave."
            )
        )
    if not withheld(by).keys().isdisjoint(one.current for one in came):
        raise Problem(
            _("Somebody in this source asked that none of their words be printed: the file does not leave.")
        )
    people = {person.id for line in lines(by, came) for person in line.people}
    note_release(by, "original", source.format, people)
    return Report(name, "application/octet-stream", data)


@act("report.release")
def commented_source(by: Membership, *, source: Source) -> Report:
    """A source as a Word document, with its codings as comments. A copy that leaves, like any report."""
    line = source_line(by, source)
    data = commented.commented(by, source)
    note_release(by, "source", "docx", {person.id for person in line.people})
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-{line.ref}.docx", TYPES["docx"], data)


@act("report.release")
def found_codings(by: Membership, *, query: Query, format: str) -> Report:  # noqa: A002
    """What a query finds, as csv, xlsx or docx: a copy that leaves, without what may not be quoted.

    Raises `Problem` where there is no such format, or the query names what is not there.
    """
    lines = find(by, query).lines
    found = settled(by, printed(by, quotable(by, lines)))
    if format == "csv":
        data = tables.as_csv(tables.codings(found))
    elif format == "xlsx":
        data = tables.as_xlsx(_("Codings"), tables.codings(found))
    elif format == "docx":
        data = paper.found(by.study, written(Names(by).shown(query)), found)
    else:
        raise Problem(
            _("What a query finds comes as csv, xlsx or docx, not as %(format)s.") % {"format": format}
        )
    note_release(by, "query", format, people_in(by, found))
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-query.{format}", TYPES[format], data)


def note_release(by: Membership, what: str, format: str, people: set[UUID]) -> None:  # noqa: A002
    """Write down that a file leaves, and whose words are in it."""
    named = sorted(person.hex for person in people)
    record().create(Release(study=by.study, what=what, format=format, people=named, by=by, at=timezone.now()))


Maker = Callable[[Membership], tuple[bytes, set[UUID]]]


def _makers() -> dict[str, dict[str, Maker]]:
    return {
        "themes": {"html": _themes(web.themes), "docx": _themes(paper.themes)},
        "codebook": {
            "html": lambda by: (web.codebook(by.study, codebook(by), counts(by)), set()),
            "docx": lambda by: (paper.codebook(by.study, codebook(by), counts(by)), set()),
            "csv": lambda by: (tables.as_csv(tables.codebook(codebook(by), counts(by))), set()),
            "xlsx": lambda by: (
                tables.as_xlsx(_("Codebook"), tables.codebook(codebook(by), counts(by))),
                set(),
            ),
        },
        "codings": {
            "csv": _codings(tables.as_csv),
            "xlsx": _codings(lambda found: tables.as_xlsx(_("Codings"), found)),
        },
        "memos": _table(_("Memos"), rows_.memos),
        "attributes": _table(_("People"), rows_.attributes),
        "consents": _table(_("Consent"), rows_.consents),
        "matrix": _table(_("Codes by people"), rows_.matrix),
    }


def _table(title: str, made: Callable[[Membership], tuple[tables.Rows, set[UUID]]]) -> dict[str, Maker]:
    """A table in both of its forms."""

    def as_csv(by: Membership) -> tuple[bytes, set[UUID]]:
        found, people = made(by)
        return tables.as_csv(found), people

    def as_xlsx(by: Membership) -> tuple[bytes, set[UUID]]:
        found, people = made(by)
        return tables.as_xlsx(title, found), people

    return {"csv": as_csv, "xlsx": as_xlsx}


def _themes(draw: Callable[..., bytes]) -> Maker:
    def make_themes(by: Membership) -> tuple[bytes, set[UUID]]:
        found, said = settled_themes(by, printed_themes(by, themes(by, leaving=True))), to_print(by)
        people = {who.id for beside in said.values() for who, _words in beside}
        return draw(by.study, found, said, dict(standpoints(by))), people_in(by, excerpts_of(found)) | people

    return make_themes


def _codings(draw: Callable[[tables.Rows], bytes]) -> Maker:
    def make_codings(by: Membership) -> tuple[bytes, set[UUID]]:
        found = settled(by, printed(by, quotable(by)))
        return draw(tables.codings(found)), people_in(by, found)

    return make_codings


def people_in(by: Membership, found: Iterable[Excerpt]) -> set[UUID]:
    """Everybody whose words are in some excerpts: who speaks there, and whose words a coder said they are."""
    shown = list(found)
    rows = Coding.objects.filter(study_id=by.study_id, whose__isnull=False).values_list("id", "whose_id")
    whose = {coding: person for coding, person in rows if person is not None}
    said = {whose[one.coding.id] for one in shown if one.coding.id in whose}
    return said | {person.id for one in shown for person in one.people}
