"""Any tally by its name: what was counted, as rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from firsthand.core.problems import Problem
from firsthand.exchange.tallying.engines import rows
from firsthand.exchange.tallying.tables import Tables

Rows = list[dict[str, Any]]

TALLIES = ("codes", "people", "sources", "cooccurrence", "agreement", "excerpts")


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of ids and numbers, in order of the ids; `coders`: whose bit is which in a mask, where there are masks."""

    what: str
    rows: Rows
    coders: tuple[str, ...] = ()


def tallied(
    what: str,
    tables: Tables,
    *,
    codes: Sequence[str] = (),
    coders: Sequence[str] = (),
    people: Sequence[str] = (),
) -> Tally:
    """One of `TALLIES`: of all codings, or of those of some codes, by some coders, on some people's words."""
    from firsthand.exchange.tallying import agreement, tallies

    if what not in TALLIES:
        raise Problem(f"There is no tally “{what}”. There are: {', '.join(TALLIES)}.")
    some = tallies.some(
        tables,
        codes=tables.ids_called(codes),
        coders=tables.ids_called(coders),
        people=tables.ids_called(people),
    )
    if what == "agreement":
        who = agreement.coders_of(some)
        return Tally(what, _rows(agreement.histogram(some, who)), tuple(who))
    made: dict[str, Callable[[], Any]] = {
        "codes": lambda: tallies.by_code(some, tables.spans),
        "people": lambda: tallies.by_person(some, tables.spans),
        "sources": lambda: tallies.by_source(some),
        "cooccurrence": lambda: tallies.cooccurrence(some, tables.spans),
        "excerpts": lambda: tallies.excerpts(some, tables.excerpts),
    }
    return Tally(what, _rows(made[what]()))


def _rows(table: Any) -> Rows:
    """By their ids, which stand first, and then by place: in no order of an engine's."""
    return sorted(rows(table), key=lambda row: tuple(cell for cell in row.values() if cell is not None))
