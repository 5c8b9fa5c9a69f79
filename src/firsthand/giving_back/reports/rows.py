"""Tables of memos, of what is said of people, of their answers, and of codes by people: rows, and who is in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.compare import matrix as matrices
from firsthand.analysis.compare.cooccurrence import CoOccurrences
from firsthand.analysis.compare.saturation import InOrder
from firsthand.analysis.framework.frame import Cell as CellOf
from firsthand.analysis.framework.frame import Frame
from firsthand.analysis.memos.selectors import MemoLine, Target
from firsthand.field.people.answers_table import rows as answers_rows
from firsthand.field.people.selectors import people, people_asked
from firsthand.field.people.table import rows as people_rows
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import owners, talks
from firsthand.giving_back.leaving.printing import printed_memos
from firsthand.giving_back.reports.tables import Cell, Rows
from firsthand.ground.studies.models import Membership

People = set[UUID]


def memos(by: Membership) -> tuple[Rows, People]:
    """A row for each memo, the oldest first. Coded words that it is about are named by their coding, not told."""
    found = printed_memos(by)
    head: list[Cell] = [
        "memo_id",
        "number",
        "kind",
        "title",
        "body",
        "author",
        "written_at",
        "about",
        "about_ids",
    ]
    rows: Rows = [head]
    rows += [
        [
            str(one.id), one.number, one.kind, one.title, one.body, one.author, one.at.isoformat(timespec="seconds"),
            "; ".join(_called(target) for target in one.about) or None,
            "; ".join(f"{target.what} {target.row}" for target in one.about) or None,
        ]
        for one in found
    ]  # fmt: skip
    return rows, _people_about(by, found)


def attributes(by: Membership) -> tuple[Rows, People]:
    """A row for each participant, a column for each attribute."""
    return [list(row) for row in people_rows(by)], {one.id for one in people(by)}


def consents(by: Membership) -> tuple[Rows, People]:
    """A row for each answer that stands."""
    found = answers_rows(by)
    shown = {row[0] for row in found[1:]}
    return [list(row) for row in found], {one.id for one in people_asked(by) if one.label in shown}


def matrix(by: Membership) -> tuple[Rows, People]:
    """A row for each code, a column for each participant: how many codings."""
    found = matrices.matrix(by, count="codings")
    return _matrix(found, [one.label for one in found.people]), matrices.ids(found)


def matrix_of(found: matrices.Matrix) -> Rows:
    """Any matrix. Of a column that one person alone stands in by what is said of them, nothing is told."""
    alone = matrices.alone(found)
    names: list[Cell] = [
        _("one person alone") if place in alone else one.name for place, one in enumerate(found.columns)
    ]
    return _matrix(found, names, alone)


def _matrix(found: matrices.Matrix, names: Sequence[Cell], alone: Collection[int] = ()) -> Rows:
    depth = max((len(row.code.path) for row in found.rows), default=1)
    head: list[Cell] = ["code_id", "handle", "name", *(f"level_{level}" for level in range(1, depth + 1))]
    rows: Rows = [[*head, "people", "sources", "codings", *names]]
    for row in found.rows:
        path = [*row.code.path, *[""] * (depth - len(row.code.path))]
        cells: list[Cell] = [None if place in alone else cell for place, cell in enumerate(row.cells)]
        rows.append(
            [
                str(row.code.id), row.code.handle, row.code.name, *path, row.people, row.sources, row.codings,
                *cells,
            ]
        )  # fmt: skip
    return rows


def framework_of(found: Frame, printed: Collection[CellOf]) -> Rows:
    """A row for each case, a column for each code: the summaries; then which are to write, to look at, or held back."""
    by_place = {(cell.case.id, cell.code.id): cell for cell in printed}
    head: list[Cell] = ["case_id", "ref", "name", *(code.full_path for code in found.codes)]
    rows: Rows = [[*head, "to_write", "out_of_date", "not_printed"]]
    for case in found.cases:
        cells = found.row(case)
        shown = [by_place.get((case.id, code.id)) for code in found.codes]
        held = [one for one, leaves in zip(cells, shown, strict=True) if one.summary and leaves is None]
        rows.append(
            [
                str(case.id), case.ref, case.name, *(one.words if one else None for one in shown),
                _codes([one for one in cells if one.state == "to write"]),
                _codes([one for one in shown if one and one.state == "out of date"]), _codes(held),
            ]
        )  # fmt: skip
    return rows


def _codes(cells: Iterable[CellOf]) -> str | None:
    return "; ".join(cell.code.full_path for cell in cells) or None


def pairs_of(found: CoOccurrences) -> Rows:
    """A row for each two codes on the same words, those of most people first. A figure that is undefined is empty."""
    head: list[Cell] = [
        "code_id", "code", "other_id", "other", "people", "of_people", "turns", "pairs", "characters", "jaccard", "c",
        "share_of_code", "share_of_other", "uneven", "out_of_range",
    ]  # fmt: skip
    rows: Rows = [
        [
            str(one.one.id), one.one.full_path, str(one.two.id), one.two.full_path, one.people, found.people,
            one.units, one.pairs, one.characters, one.jaccard.value, one.c.value, one.one_with_two.value,
            one.two_with_one.value, int(one.uneven), int(one.out_of_range),
        ]
        for one in found.pairs
    ]  # fmt: skip
    return [head, *rows]


def steps_of(found: InOrder) -> Rows:
    """A row for each step: the interviews in it, and the codes that were not there before."""
    rows: Rows = [
        [
            number, "; ".join(one.source.ref for one in step.interviews), step.on.isoformat() if step.on else None,
            step.codes, len(step.new), step.so_far, "; ".join(code.full_path for code in step.new) or None,
        ]
        for number, step in enumerate(found.steps, 1)
    ]  # fmt: skip
    return [["step", "sources", "on", "codes", "new", "so_far", "new_codes"], *rows]


def _called(target: Target) -> str:
    """What a memo is about, by name. Coded words are not told here: they may not be quotable."""
    if target.what == "coding":
        return "coded words"
    return f"{target.what}: {target.called}" if target.called else target.what


def _people_about(by: Membership, found: Iterable[MemoLine]) -> People:
    """Of whom some memos think: those they are linked to, and those who speak in what they are linked to."""
    about = {target.row for memo in found for target in memo.about}
    codings = [one for one in all_codings(by) if one.id in about]
    whose_in = owners(by, talks(by, {one.version_id for one in codings}))
    known = {one.id for one in people(by)}
    named = about & known
    for one in codings:
        named |= whose_in(one.version_id, one.span)
    for line in sources(by):
        if line.id in about:
            named |= {person.id for person in line.people}
    rows = Coding.objects.filter(study_id=by.study_id, whose__isnull=False).values_list("id", "whose_id")
    return (named | {whose for coding, whose in rows if coding in about and whose is not None}) & known
