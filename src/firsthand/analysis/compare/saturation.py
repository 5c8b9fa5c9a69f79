"""Which codes were new in which interview, in the order in which interviews were held; and on which day of coding.

Counted on the codebook as it is today, or as it was after some entry of the trail. The days of coding are replayed from
the trail: what was in use at the end of each, under the codes that there were then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.bare import bare_codings
from firsthand.analysis.compare.then import as_coded
from firsthand.core.problems import Problem
from firsthand.core.saturation.incidence import Incidence
from firsthand.field.interviews.selectors import interviews, unheld
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.selectors import SourceLine
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

Step = Literal["interview", "day"]
STEPS: tuple[Step, ...] = get_args(Step)


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview in its place: the source, and the day on which it was held where that is known."""

    source: SourceLine
    on: date | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: an interview, or all of a day; and the codes that were not there before."""

    interviews: tuple[Interview, ...]
    on: date | None
    codes: int
    new: tuple[CodeLine, ...]
    so_far: int


@dataclass(frozen=True)
class InOrder:
    """Interviews by codes. `uncoded`: how many have no codings yet and are left out; `undated`: those without a day."""

    step: Step
    steps: tuple[StepLine, ...]
    incidence: Incidence
    uncoded: int
    undated: int
    as_of: int | None = None

    @property
    def what_it_is_not(self) -> tuple[str, ...]:
        """What has to be said beside every figure."""
        return (
            _(
                "Saturation is not proved by a number. These figures say when codes first came; they do not say that "
                "nothing new could be said, nor that what a code stands for is understood."
            ),
            _(
                "They take the codebook as settled, interviews as if they could have come in any order, and codes as "
                "found, not made. Where people were asked because of what others had said, the second does not hold; "
                "in reflexive thematic analysis the third does not, and saturation is better left out "
                "(Braun & Clarke 2021)."
            ),
        )


def in_field_order(by: Membership) -> list[Interview]:
    """Every interview: by day, and on a day in the order in which they came in; those without a day last."""
    held = [Interview(one.source, one.on) for one in interviews(by)]
    held += [Interview(line, None) for line in unheld(by)]
    return sorted(held, key=lambda one: (one.on or date.max, one.source.number))


def saturation(by: Membership, *, step: Step = "interview", at: int | None = None) -> InOrder:
    """Interviews by codes, in field order; with the codes of today, or as coded right after entry `at`.

    Raises `Problem` where there are no such steps.
    """
    require(by, "study.read")
    if step not in STEPS:
        raise Problem(
            _("There is no step “%(given)s”. There are: %(all)s.") % {"given": step, "all": ", ".join(STEPS)}
        )
    codes, used = _today(by) if at is None else _then(by, at)
    everyone = in_field_order(by)
    coded = [one for one in everyone if one.source.id in used]
    steps = [[one] for one in coded] if step == "interview" else _by_day(coded)
    place = {line.id: number for number, line in enumerate(codes)}
    table = np.zeros((len(steps), len(codes)), bool)
    for row, together in enumerate(steps):
        for one in together:
            table[row, [place[code] for code in used[one.source.id] if code in place]] = True
    incidence = Incidence(table)
    undated = sum(one.on is None for one in coded)
    return InOrder(step, _told(steps, codes, incidence), incidence, len(everyone) - len(coded), undated, at)


def _by_day(coded: Sequence[Interview]) -> list[list[Interview]]:
    days: dict[date, list[Interview]] = {}
    for one in coded:
        if one.on is not None:
            days.setdefault(one.on, []).append(one)
    return [days[day] for day in sorted(days)]


def _told(
    steps: Sequence[Sequence[Interview]], codes: Sequence[CodeLine], incidence: Incidence
) -> tuple[StepLine, ...]:
    new: dict[int, list[CodeLine]] = {}
    for number, first in enumerate(incidence.first_in.tolist()):
        new.setdefault(first, []).append(codes[number])
    return tuple(
        StepLine(
            tuple(together), together[0].on, int(incidence.table[row].sum()), tuple(new.get(row, ())),
            incidence.cumulative[row],
        )
        for row, together in enumerate(steps)
    )  # fmt: skip


def _today(by: Membership) -> tuple[list[CodeLine], dict[UUID, set[UUID]]]:
    """The codes, and which are used in which source."""
    sources = source_of_version(by)
    pairs = {(version, code) for version, code, *_rest in bare_codings(by)}
    used: dict[UUID, set[UUID]] = {}
    for version, code in pairs:
        used.setdefault(sources[UUID(version)], set()).add(UUID(code))
    return codebook(by), used


def _then(by: Membership, at: int) -> tuple[list[CodeLine], dict[UUID, set[UUID]]]:
    """The same as it stood right after an entry, by the number that this member knows it by."""
    then = as_coded(by, at)
    used: dict[UUID, set[UUID]] = {}
    for row in then.codings:
        used.setdefault(then.source_of(row["version_id"]), set()).add(UUID(row["code_id"]))
    return then.codes, used


def source_of_version(by: Membership) -> dict[UUID, UUID]:
    """The source of each text version."""
    return dict(TextVersion.objects.filter(study_id=by.study_id).values_list("id", "source_id"))
