"""Counts as a page shows them: each with its shade, and the way to its excerpts.

Where a cell can be asked for by ids it is a link. What is said of people has none: there it is sent, as it would be
typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from firsthand.analysis.compare.cooccurrence import CoOccurrences, PairLine
from firsthand.analysis.compare.matrix import Heading, Matrix, MatrixRow
from firsthand.analysis.compare.names import Names
from firsthand.core.selecting.query import Attribute, Both, Either, Named, Query, Related
from firsthand.core.selecting.writing import written

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

MOST_COLUMNS, MOST_PAIRS = 60, 200
SHADES = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: its number, how dark it is (0 to 5), and what shows its excerpts.

    `asks` is the end of an address; where it is empty, `says` is a query to send.
    """

    n: int
    shade: int
    asks: str = ""
    says: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row: its code, how far it is set in, its cells, and how much of it there is in all."""

    line: MatrixRow
    deep: int
    cells: list[Shown]
    in_all: int
    asks: str


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two codes on the same words, and what shows where."""

    pair: PairLine
    asks: str


def rows_shown(by: Membership, found: Matrix) -> list[RowShown]:
    """The rows of a matrix with as many columns as a page has room for."""
    columns = found.columns[:MOST_COLUMNS]
    most = max((cell for row in found.rows for cell in row.cells[:MOST_COLUMNS]), default=0)
    names = Names(by)
    return [
        RowShown(
            row, min(row.code.depth, 6),
            [
                Shown(n, ceil(SHADES * n / most) if n else 0, *_way(names, found, row, heading), heading.short)
                for n, heading in zip(row.cells, columns, strict=False)
            ],
            found.in_all(row), urlencode(_row_asked(found, row)),
        )
        for row in found.rows
    ]  # fmt: skip


def pairs_shown(by: Membership, found: CoOccurrences) -> list[PairShown]:
    """Two and two, those of most people first, as many as a page has room for."""
    return [
        PairShown(one, urlencode({"code": one.one.id, "beside": one.two.id}))
        for one in found.pairs[:MOST_PAIRS]
    ]


def _row_asked(found: Matrix, row: MatrixRow) -> dict[str, str]:
    return {"under" if found.row_kind == "families" else "code": str(row.code.id)}


def _way(names: Names, found: Matrix, row: MatrixRow, heading: Heading) -> tuple[str, str]:
    """How one comes to a cell's excerpts: the end of an address; or, without one, a query."""
    asked = _row_asked(found, row)
    one = Named("under" if found.row_kind == "families" else "code", str(row.code.id))
    if heading.said is not None:
        name, value = heading.said
        return "", written(names.shown(Both(one, Attribute(name, "=", value))))
    if found.column_kind == "codes" and found.row_kind == "families":
        return "", written(names.shown(_within_family(one, Named("code", heading.id))))
    return urlencode(asked | _COLUMN_ASKED[found.column_kind](row, heading)), ""


def _within_family(family: Named, code: Named) -> Query:
    """Codings of a family beside a code. A code beside itself is itself, whether it is of the family or not."""
    return Both(family, Either(code, Related(family, "overlaps", code)))


_COLUMN_ASKED: dict[str, Callable[[MatrixRow, Heading], dict[str, str]]] = {
    "participants": lambda _row, heading: {"person": heading.id},
    "sources": lambda _row, heading: {"source": heading.id},
    "codes": lambda row, heading: {} if heading.id == str(row.code.id) else {"beside": heading.id},
    "questions": lambda _row, heading: {"question": heading.name.partition(" ")[2]},
}
