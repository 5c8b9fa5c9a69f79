"""Codes by people, sources, attributes, other codes or questions, counted in people first. No percentages.

Three of four people and thirty of forty are not the same finding: cells are counts, and the number of people stands
beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare.arrays import Counted, counted, owned
from firsthand.core.crosstable import characters, distinct
from firsthand.core.marks import Ints, Marks, meeting, shared
from firsthand.core.problems import Problem
from firsthand.field.interviews.selectors import all_answers, all_questions
from firsthand.field.people.selectors import Person
from firsthand.field.sources.selectors import sources
from firsthand.ground.studies.models import Membership

Rows = Literal["codes", "families"]
Columns = Literal["participants", "sources", "attributes", "codes", "questions"]
Count = Literal["people", "sources", "codings", "characters"]
ROWS: tuple[Rows, ...] = get_args(Rows)
COLUMNS: tuple[Columns, ...] = get_args(Columns)
COUNTS: tuple[Count, ...] = get_args(Count)

NOBODY = -1  # a stretch of which it is not said whose it is


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its id, what people call it, and how many people it is about where it is about people.

    `said`: the attribute and its value, where it is one.
    """

    id: str
    name: str
    people: int | None = None
    said: tuple[str, str] | None = None
    plain: str = ""

    @property
    def short(self) -> str:
        """A name for where there is little room: of a code, without those above it."""
        return self.plain or self.name


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A code itself, those below it not counted (a family: with all below it); and how much of it there is in all.

    Words of several people count for each of them; words of nobody who takes part (field notes) only as codings.
    """

    code: CodeLine
    cells: tuple[int, ...]
    people: int
    sources: int
    codings: int
    characters: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every code by every column. `people`: everybody who takes part and may be counted.

    `totals`: for each column, under any code; and `whole`, anywhere. What stands under two codes counts once in them:
    they are no sums of cells.
    """

    row_kind: Rows
    column_kind: Columns
    count: Count
    columns: tuple[Heading, ...]
    rows: tuple[MatrixRow, ...]
    people: tuple[Person, ...]
    totals: tuple[int, ...]
    whole: int
    as_of: int | None = None
    unopened: int = 0  # texts of then of which nobody can tell any more who spoke

    def in_all(self, row: MatrixRow) -> int:
        """How much of a row there is, counted as the cells are."""
        return {
            "people": row.people,
            "sources": row.sources,
            "codings": row.codings,
            "characters": row.characters,
        }[self.count]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Where which coding stands in which column, and whose words it is said to be there."""

    coding: Ints
    column: Ints
    where: Marks  # labels: people, or NOBODY


def matrix(
    by: Membership, *, rows: Rows = "codes", columns: Columns = "participants", count: Count = "people",
    at: int | None = None,
) -> Matrix:  # fmt: skip
    """The matrix of the study, as this member may see it; as coded right after entry `at` of the trail, if given.

    Raises `Problem` where there is no such matrix.
    """
    _check(rows, ROWS)
    _check(columns, COLUMNS)
    _check(count, COUNTS)
    if at is not None and columns == "questions":
        raise Problem(
            _(
                "What answers which question is told as of now only. Choose other columns, or no entry of the trail."
            )
        )
    found = counted(by, at=at)
    lines, row_of = _lines(found.codes, rows)
    headings, pieces = _ACROSS[columns](by, found)
    shape = len(lines), len(headings)
    row = row_of[found.codings.labels] if len(found.codings) else np.zeros(0, np.int64)
    cells = _tallied(found, row, pieces, count, shape)
    everything = _Pieces(np.arange(len(row)), np.zeros(len(row), np.int64), _unowned(found.codings))
    totals = {kind: _tallied(found, row, everything, kind, (len(lines), 1))[:, 0].tolist() for kind in COUNTS}
    any_row = np.zeros(len(row), np.int64)
    below = _tallied(found, any_row, pieces, count, (1, len(headings)))[0].tolist()
    whole = int(_tallied(found, any_row, everything, count, (1, 1))[0, 0])
    return Matrix(
        rows, columns, count, tuple(headings),
        tuple(
            MatrixRow(line, tuple(cells[place].tolist()), *(totals[kind][place] for kind in COUNTS))
            for place, line in enumerate(lines)
        ),
        tuple(found.people), tuple(below), whole, at, found.unopened,
    )  # fmt: skip


def _check(given: str, there: Sequence[str]) -> None:
    if given not in there:
        raise Problem(
            _("There is no “%(given)s” in a matrix. There are: %(all)s.")
            % {"given": given, "all": ", ".join(there)}
        )


def _lines(codes: Sequence[CodeLine], rows: Rows) -> tuple[list[CodeLine], Ints]:
    """What stands in the rows, and the row of each code."""
    if rows == "codes":
        return list(codes), np.arange(len(codes))
    tops = [line for line in codes if line.depth == 0]
    number = -1
    family = []
    for line in codes:  # as the tree reads from top to bottom
        number += line.depth == 0
        family.append(number)
    return tops, np.array(family, np.int64)


def _tallied(found: Counted, row: Ints, pieces: _Pieces, count: Count, shape: tuple[int, int]) -> Ints:
    """The cells, counted in one kind of thing."""
    rows = row[pieces.coding]
    if count == "codings":
        return distinct(rows, pieces.column, pieces.coding, shape)
    if count == "sources":
        return distinct(rows, pieces.column, found.sources[pieces.where.docs], shape)
    if count == "characters":
        return characters(rows, pieces.column, pieces.where, shape)
    if (pieces.where.labels != NOBODY).all() and len(pieces.coding):
        return distinct(rows, pieces.column, pieces.where.labels, shape)
    place, person, _where = owned(pieces.where, found.words, np.arange(len(rows)), found.whose[pieces.coding])
    return distinct(rows[place], pieces.column[place], person, shape)


# ---------- what stands in the columns ----------


def _by_person(by: Membership, found: Counted) -> tuple[list[Heading], _Pieces]:
    coding, person, where = found.owned
    headings = [Heading(str(one.id), one.pseudonym, 1) for one in found.people]
    return headings, _Pieces(coding, person, where)


def _by_source(by: Membership, found: Counted) -> tuple[list[Heading], _Pieces]:
    shown = [line for line in sources(by) if found.then is None or found.then.were("sources.source", line.id)]
    place = {line.id: number for number, line in enumerate(shown)}
    column_of = np.array([place.get(source, len(shown)) for source in found.source_ids], np.int64)
    headings = [Heading(str(line.id), f"{line.ref} {line.title}", len(line.people)) for line in shown]
    column = column_of[found.sources[found.codings.docs]] if len(found.codings) else np.zeros(0, np.int64)
    kept = np.flatnonzero(column < len(shown))
    return headings, _Pieces(kept, column[kept], _unowned(found.codings)[kept])


def _by_attribute(by: Membership, found: Counted) -> tuple[list[Heading], _Pieces]:
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(found.people):
        for name, value in one.attributes.items():
            held[name, value].append(number)
    ordered = sorted(held)
    headings = [
        Heading(f"{name}={value}", f"{name}: {value}", len(held[name, value]), (name, value))
        for name, value in ordered
    ]
    coding, person, where = found.owned
    kept, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for column, pair in enumerate(ordered):
        theirs = np.flatnonzero(np.isin(person, held[pair]))
        kept.append(theirs)
        columns.append(np.full(len(theirs), column))
    which = np.concatenate(kept)
    return headings, _Pieces(coding[which], np.concatenate(columns), where[which])


def _by_code(by: Membership, found: Counted) -> tuple[list[Heading], _Pieces]:
    """Other codes on the same words; a code beside itself is itself."""
    codings = found.codings
    i, j = meeting(codings, codings)
    kept = (codings.labels[i] != codings.labels[j]) | (i == j)
    i, j = i[kept], j[kept]
    start, end = shared(codings, codings, i, j)
    headings = [Heading(str(line.id), line.full_path, plain=line.plain) for line in found.codes]
    return headings, _Pieces(i, codings.labels[j], _unowned(Marks(codings.docs[i], start, end, i)))


def _by_question(by: Membership, found: Counted) -> tuple[list[Heading], _Pieces]:
    """Words that answer a question of an interview guide."""
    asked = all_questions(by)
    place = {question: number for number, (question, _guide, _label) in enumerate(asked)}
    headings = [Heading(str(question), f"G{guide} {label}") for question, guide, label in asked]
    doc_of = {version: doc for doc, version in enumerate(found.versions)}
    answers = Marks.of(
        (doc_of[one.version_id], one.span.start, one.span.end, place[one.question_id])
        for one in all_answers(by)
        if one.version_id in doc_of
    )
    i, j = meeting(found.codings, answers)
    start, end = shared(found.codings, answers, i, j)
    return headings, _Pieces(i, answers.labels[j], _unowned(Marks(found.codings.docs[i], start, end, i)))


def _unowned(where: Marks) -> Marks:
    return Marks(where.docs, where.starts, where.ends, np.full(len(where), NOBODY))


_ACROSS: dict[Columns, Callable[[Membership, Counted], tuple[list[Heading], _Pieces]]] = {
    "participants": _by_person,
    "sources": _by_source,
    "attributes": _by_attribute,
    "codes": _by_code,
    "questions": _by_question,
}


def alone(found: Matrix) -> frozenset[int]:
    """The columns of attributes that one person alone has: what leaves the study does not tell of them."""
    if found.column_kind != "attributes":
        return frozenset()
    return frozenset(place for place, one in enumerate(found.columns) if one.people == 1)


def ids(found: Matrix) -> set[UUID]:
    """Who is in it."""
    return {one.id for one in found.people}
