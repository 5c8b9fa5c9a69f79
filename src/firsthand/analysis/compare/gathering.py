"""Doing one thing with many codings that were found: one act, one undo."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import chosen_codings
from firsthand.analysis.coding.services import apply_code, recode
from firsthand.analysis.themes.models import Claim, Theme
from firsthand.analysis.themes.services import add_evidence
from firsthand.core.problems import Problem
from firsthand.field.sources.sight import readable
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("coding.apply")
def code_all(by: Membership, *, codings: Iterable[UUID], code: Code) -> int:
    """Put a further code on the words of many codings; how many. Where words meet, they become one coding."""
    chosen = _chosen(codings)
    lines = [line for _row, line in chosen_codings(by, chosen)]
    standing = readable(by).filter(current__in={line.version_id for line in lines})
    sources = {row.current: row for row in standing}
    for line in lines:
        if line.version_id not in sources:
            raise Problem(
                _("The words of one of these stand in no text any more. Settle it in its source first.")
            )
        apply_code(by, source=sources[line.version_id], code=code, span=line.span)
    return len(lines)


@act("coding.change")
def recode_all(by: Membership, *, codings: Iterable[UUID], code: Code) -> int:
    """Put another code in place of the code of many codings; how many.

    Raises `Problem` where the code is on some of these words already: nothing is changed then.
    """
    rows = [row for row, _line in chosen_codings(by, _chosen(codings))]
    for row in rows:
        recode(by, coding=row, code=code)
    return len(rows)


@act("evidence.add")
def put_all(
    by: Membership, *, codings: Iterable[UUID], theme: Theme, side: str, claim: Claim | None = None
) -> int:
    """Put many codings to a theme or one of its claims: for, against or both; how many."""
    rows: list[Coding] = [row for row, _line in chosen_codings(by, _chosen(codings))]
    for row in rows:
        add_evidence(by, theme=theme, claim=claim, coding=row, side=side)
    return len(rows)


def _chosen(codings: Iterable[UUID]) -> set[UUID]:
    chosen = set(codings)
    if not chosen:
        raise Problem(_("Choose at least one excerpt first."))
    return chosen
