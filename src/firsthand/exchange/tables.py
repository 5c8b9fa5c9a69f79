"""Tables that come back into a study: which kind one is, what it would do row by row, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from firsthand.analysis.codebook import table as codebook
from firsthand.core.problems import Problem
from firsthand.core.tables import TableReport
from firsthand.field.people import answers_table as consents
from firsthand.field.people import table as attributes
from firsthand.ground.studies.models import Membership

Rows = Sequence[Sequence[str]]

# From the columns that only one of them has to those that others have, too.
KINDS: dict[str, tuple[Callable[[Iterable[str]], bool], Any]] = {
    "consents": (consents.is_answers, consents),
    "attributes": (attributes.is_people, attributes),
    "codebook": (codebook.is_codebook, codebook),
}


def kind_of(rows: Rows) -> str:
    """What kind of table this is, by the names of its columns; empty where its rows are none of ours."""
    header = rows[0] if rows else []
    return next((kind for kind, (is_it, _module) in KINDS.items() if is_it(header)), "")


def look_over(by: Membership, kind: str, rows: Rows) -> TableReport:
    """What would become of each row. Nothing is written. Raises `Problem`."""
    report: TableReport = _module(kind).look_over(by, rows=rows)
    return report


def bring_in(by: Membership, kind: str, rows: Rows) -> TableReport:
    """Take the table in, as one act. Raises `Problem`, and `NotAllowed` by the kind's own right."""
    report: TableReport = _module(kind).take_in(by, rows=rows)
    return report


def _module(kind: str) -> Any:
    if kind not in KINDS:
        raise Problem(
            _("“%(kind)s” is no kind of table. There are: %(all)s.") % {"kind": kind, "all": ", ".join(KINDS)}
        )
    return KINDS[kind][1]
