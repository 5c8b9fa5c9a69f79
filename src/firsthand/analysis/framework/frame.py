"""The matrix: which excerpts are behind each cell, what was written of them, and what changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import CodingLine, all_codings
from firsthand.analysis.compare.scope import whose_words
from firsthand.analysis.framework.selectors import SummaryLine, summaries
from firsthand.core.problems import NotThere, Problem
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import talks
from firsthand.ground.studies.models import Membership

Cases = Literal["participants", "sources"]
CASES: tuple[Cases, ...] = get_args(Cases)

State = Literal["empty", "to write", "written", "out of date"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Case:
    """A row: a participant (“P04”, “Ike”) or a source (“S3”, its title), and who speaks there."""

    id: UUID
    ref: str
    name: str
    people: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the excerpts behind a summary since it was written, or found still right."""

    came: frozenset[UUID] = frozenset()
    went: frozenset[UUID] = frozenset()
    altered: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.altered)

    @property
    def told(self) -> list[str]:
        """The same in sentences."""
        came, went, altered = len(self.came), len(self.went), len(self.altered)
        return [
            sentence % {"n": n}
            for n, sentence in (
                (came, ngettext("%(n)s excerpt came.", "%(n)s excerpts came.", came)),
                (went, ngettext("%(n)s excerpt is gone.", "%(n)s excerpts are gone.", went)),
                (altered, ngettext("%(n)s excerpt was altered.", "%(n)s excerpts were altered.", altered)),
            )
            if n
        ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One case under one code, with all codes below it.

    `marks`: each coding's mark, as it is now. `whose`: whose words they are. `beside`: summaries of the same cell by
    somebody who could not see the one that stands.
    """

    case: Case
    code: CodeLine
    codings: tuple[CodingLine, ...]
    marks: dict[UUID, str]
    whose: frozenset[UUID]
    summary: SummaryLine | None = None
    beside: tuple[SummaryLine, ...] = ()

    @property
    def since(self) -> Since:
        """What changed since the summary was written."""
        if self.summary is None:
            return Since()
        known = {one.coding: one for one in self.summary.footings}
        stood_on = [one for one in known.values() if not one.aside]
        return Since(
            frozenset(self.marks.keys() - known.keys()),
            frozenset(one.coding for one in stood_on if one.coding not in self.marks),
            frozenset(one.coding for one in stood_on if self.marks.get(one.coding, one.mark) != one.mark),
        )

    @property
    def state(self) -> State:
        """Where the work on it stands."""
        if self.summary is None:
            return "to write" if self.marks else "empty"
        return "out of date" if self.since else "written"

    @property
    def retold(self) -> frozenset[UUID]:
        """Whose words a summary of it may retell: where its excerpts do not say, of anybody who speaks there."""
        unsaid = not self.whose or self.since.went or self.case.id in self.case.people
        return self.whose | self.case.people if unsaid else self.whose

    @property
    def words(self) -> str:
        """The summary’s words; empty where nobody wrote one."""
        return self.summary.words if self.summary else ""


@dataclass(frozen=True)
class Frame:
    """The matrix, as one member may see it. `strays`: summaries whose code is not in the codebook any more."""

    rows: Cases
    cases: tuple[Case, ...]
    codes: tuple[CodeLine, ...]
    cells: dict[tuple[UUID, UUID], Cell]
    strays: tuple[tuple[Case, SummaryLine], ...]

    def row(self, case: Case) -> list[Cell]:
        """One case under every code."""
        return [self.cells[case.id, code.id] for code in self.codes]

    def column(self, code: CodeLine) -> list[Cell]:
        """Every case under one code."""
        return [self.cells[case.id, code.id] for case in self.cases]

    def __iter__(self) -> Iterator[Cell]:
        """Every cell, row by row."""
        for case in self.cases:
            yield from self.row(case)

    @cached_property
    def by_state(self) -> dict[State, list[Cell]]:
        """The cells of each state."""
        found: dict[State, list[Cell]] = {state: [] for state in STATES}
        for cell in self:
            found[cell.state].append(cell)
        return found

    @property
    def written(self) -> int:
        """How many cells have a summary, out of date or not."""
        return len(self.by_state["written"]) + len(self.by_state["out of date"])

    @property
    def asked(self) -> int:
        """How many cells want one: those that are not empty."""
        return self.written + len(self.by_state["to write"])


def frame(
    by: Membership, *, rows: str = "participants", codes: Collection[UUID] = (), cases: Collection[UUID] = ()
) -> Frame:
    """The matrix of some cases and codes. Raises `Problem` where rows are neither participants nor sources.

    Without codes: those at the top of the codebook, and whatever else has a summary. Without cases: all. What is not
    here (any more) is left out.
    """
    kind = next((one for one in CASES if one == rows), None)
    if kind is None:
        raise Problem(
            _("The rows of this matrix are participants or sources, not “%(given)s”.") % {"given": rows}
        )
    every = _cases(by, kind)
    there = {one.id for one in every}
    written = [one for one in summaries(by) if one.case_id in there]
    tree = codebook(by)
    chosen = _chosen(tree, codes, written)
    shown = [one for one in every if not cases or one.id in cases]
    return Frame(
        kind, tuple(shown), tuple(chosen), _cells(by, kind, shown, chosen, tree, written), _strays(every, tree, written)
    )  # fmt: skip


def cell(by: Membership, *, rows: str, case: UUID, code: UUID) -> Cell:
    """One cell. Raises `NotThere`."""
    found = frame(by, rows=rows, codes=[code], cases=[case]).cells.get((case, code))
    if found is None:
        raise NotThere(_("There is no such cell: its row or its code is not in this study."))
    return found


def _cases(by: Membership, kind: Cases) -> list[Case]:
    if kind == "participants":
        return [Case(one.id, one.label, one.pseudonym, frozenset([one.id])) for one in people(by)]
    return [
        Case(one.id, one.ref, one.title, frozenset(person.id for person in one.people)) for one in sources(by)
    ]


def _chosen(tree: Sequence[CodeLine], codes: Collection[UUID], written: list[SummaryLine]) -> list[CodeLine]:
    if codes:
        return [line for line in tree if line.id in codes]
    has_one = {one.code_id for one in written}
    return [line for line in tree if line.depth == 0 or line.id in has_one]


def _strays(
    every: list[Case], tree: Sequence[CodeLine], written: list[SummaryLine]
) -> tuple[tuple[Case, SummaryLine], ...]:
    known, called = {line.id for line in tree}, {one.id: one for one in every}
    return tuple((called[one.case_id], one) for one in written if one.code_id not in known)


def _cells(
    by: Membership,
    kind: Cases,
    shown: list[Case],
    chosen: list[CodeLine],
    tree: Sequence[CodeLine],
    written: list[SummaryLine],
) -> dict[tuple[UUID, UUID], Cell]:
    counting = _counting(tree, {line.id for line in chosen})
    found = all_codings(by, counting) if counting else []
    marks = _marks(by, found)
    whose = whose_words(by, talks(by, {line.version_id for line in found}))
    source_of = dict(TextVersion.objects.filter(study_id=by.study_id).values_list("id", "source_id"))
    behind: dict[tuple[UUID, UUID], list[CodingLine]] = defaultdict(list)
    people_in: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for line in found:
        owners = whose(line)
        for case_id in owners if kind == "participants" else [source_of[line.version_id]]:
            for code_id in counting[line.code.id]:
                behind[case_id, code_id].append(line)
                people_in[case_id, code_id] |= owners
    here: dict[tuple[UUID, UUID], list[SummaryLine]] = defaultdict(list)
    for one in written:
        here[one.case_id, one.code_id].append(one)
    return {
        (case.id, code.id): _cell(
            case, code, behind[case.id, code.id], marks, people_in[case.id, code.id], here[case.id, code.id]
        )
        for case in shown
        for code in chosen
    }


def _cell(
    case: Case,
    code: CodeLine,
    lines: list[CodingLine],
    marks: dict[UUID, str],
    whose: set[UUID],
    here: list[SummaryLine],
) -> Cell:
    own = {line.id: marks[line.id] for line in lines}
    stands, beside = (here[0], tuple(here[1:])) if here else (None, ())
    return Cell(case, code, tuple(lines), own, frozenset(whose), stands, beside)


def _counting(tree: Sequence[CodeLine], chosen: set[UUID]) -> dict[UUID, frozenset[UUID]]:
    """For each code under which something counts: the chosen codes at or above it."""
    above: dict[UUID | None, frozenset[UUID]] = {None: frozenset()}
    for line in tree:  # parents come before their children
        above[line.id] = above[line.parent_id] | ({line.id} & chosen)
    return {key: found for key, found in above.items() if key is not None and found}


def _marks(by: Membership, lines: Sequence[CodingLine]) -> dict[UUID, str]:
    """Each coding’s mark: its fingerprint, with a question mark as long as it is doubtful."""
    doubtful = {line.id for line in lines if line.doubtful}
    wanted = {line.id for line in lines}
    rows = Coding.objects.filter(study_id=by.study_id).values_list("id", "fingerprint")
    return {
        key: f"{mark}?" if key in doubtful else mark for key, mark in rows.iterator(5000) if key in wanted
    }
