"""Writing summaries, and finding them still right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.framework.frame import Cell, cell
from firsthand.analysis.framework.models import Footing, Summary
from firsthand.analysis.framework.selectors import case_of, rows_of
from firsthand.core.problems import Clash, Problem
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import Source
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

MARK = re.compile(r"[0-9a-f]{32}\??")


@act("summary.write")
def write_summary(
    by: Membership,
    *,
    code: Code,
    words: str,
    participant: Participant | None = None,
    source: Source | None = None,
    without: Sequence[UUID] = (),
    seen: Mapping[UUID, str] | None = None,
) -> Summary:
    """Write what is to be said of a participant, or of a source, under a code.

    It stands on all excerpts of the cell but those `without`. `seen`: the excerpts that the writer had before them,
    each with its mark; what came in between makes the summary out of date at once. Raises `Clash` where somebody wrote
    one meanwhile, `Problem` where nothing is written or it is not of one case.
    """
    if (participant is None) == (source is None):
        raise Problem(_("A summary is of one participant or of one source."))
    row = Summary(
        study=by.study, participant=participant, source=source, code=code.id, by=by, at=timezone.now(),
        wording=wording.written(by.key, _words(words)),
    )  # fmt: skip
    found = _cell_of(by, row)
    if found.summary is not None:
        raise Clash(
            _(
                "Somebody wrote a summary here while you were writing. Both are kept: put them together, then save."
            )
        )
    record().create(row)
    _stand(by, row, found, frozenset(without), seen)
    return row


@act("summary.change")
def change_summary(
    by: Membership,
    *,
    summary: Summary,
    words: str,
    without: Sequence[UUID] | None = None,
    seen: Mapping[UUID, str] | None = None,
    version: int | None = None,
) -> Summary:
    """Other words, which stand on the excerpts as they are now. Without `without`, what was taken off stays so.

    Raises `Clash` where somebody changed it since `version`: both wordings are then shown.
    """
    _require_seen(summary, version)
    after = _words(words)
    new: dict[str, Any] = {"by_id": by.id, "at": timezone.now(), "version": summary.version + 1}
    if after != wording.read(by.key, summary.wording):
        record().change(summary, wording=wording.written(by.key, after), **new)
    found = _cell_of(by, summary)
    if _stand(by, summary, found, _aside(summary, without), seen):
        record().change(summary, **new)
    return summary


@act("summary.confirm")
def confirm_summary(
    by: Membership, *, summary: Summary, seen: Mapping[UUID, str] | None = None, version: int | None = None
) -> Summary:
    """Say that a summary is still right as the excerpts are now.

    Raises `Clash` where somebody changed it since `version`.
    """
    _require_seen(summary, version)
    if _stand(by, summary, _cell_of(by, summary), _aside(summary, None), seen):
        record().change(summary, by_id=by.id, at=timezone.now())
    return summary


@act("summary.remove")
def remove_summary(by: Membership, *, summary: Summary) -> None:
    """Take a summary out; the codings stay. Undo brings it back."""
    record().remove(*summary.footings.all())
    record().remove(summary)


def _words(words: str) -> dict[str, str]:
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise Problem(_("A summary needs a few words."))
    return {"words": words}


def _require_seen(summary: Summary, version: int | None) -> None:
    if version is not None and version != summary.version:
        raise changed_meanwhile()


def changed_meanwhile() -> Clash:
    """That other words stand than the writer saw."""
    return Clash(
        _(
            "Somebody changed this summary while you were writing. "
            "Both are kept: put them together, then save."
        )
    )


def _cell_of(by: Membership, row: Summary) -> Cell:
    return cell(by, rows=rows_of(row), case=case_of(row), code=row.code)


def _aside(summary: Summary, without: Sequence[UUID] | None) -> frozenset[UUID]:
    if without is not None:
        return frozenset(without)
    return frozenset(summary.footings.filter(aside=True).values_list("coding", flat=True))


def _stand(
    by: Membership, row: Summary, found: Cell, aside: frozenset[UUID], seen: Mapping[UUID, str] | None
) -> bool:
    """Let a summary stand on the excerpts of its cell that the writer saw, and no others; whether that was new."""
    marks = {key: mark for key, mark in found.marks.items() if seen is None or key in seen}
    if seen is not None:
        marks = {key: seen[key] if MARK.fullmatch(seen[key]) else mark for key, mark in marks.items()}
    places = {one.id: one for one in Coding.objects.filter(study_id=by.study_id, id__in=list(marks))}
    there = {one.coding: one for one in row.footings.all()}
    gone = [one for key, one in there.items() if key not in marks]
    record().remove(*gone)
    new, changed = [], False
    for key, mark in marks.items():
        at = places[key]
        values = {
            "text_version": at.version_id, "start": at.start, "end": at.end, "mark": mark, "aside": key in aside,
        }  # fmt: skip
        if key in there:
            changed |= record().change(there[key], **values)
        else:
            new.append(Footing(study_id=by.study_id, summary=row, coding=key, **values))
    record().create(*new)
    return bool(gone or new or changed)
