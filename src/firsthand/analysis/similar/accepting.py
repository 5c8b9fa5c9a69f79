"""Coding a passage that was shown: a person does it, and it stays marked as what a machine had shown first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.autocoding import SIMILAR, put_on, rules
from firsthand.analysis.coding.models import Coding, Rule
from firsthand.analysis.similar.looking import coding_still
from firsthand.analysis.similar.models import Shown
from firsthand.analysis.similar.switching import require_on
from firsthand.core.anchors import fingerprint
from firsthand.core.problems import Clash, NotThere, Problem
from firsthand.core.similar.model import KNOWN
from firsthand.core.spans import Span
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.sight import readable, seen
from firsthand.field.sources.texts import standing_version, words_of_version
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


def shown(by: Membership, shown_id: UUID) -> Shown:
    """What was shown to this member. Raises `NotThere`: a list is only for whom it was made."""
    row = Shown.objects.filter(study_id=by.study_id, by=by, id=shown_id).first()
    if row is None:
        raise NotThere(_("These passages are not at hand any more. Look again."))
    return row


@act("coding.similar")
def code_shown(by: Membership, *, shown: Shown, ranks: Sequence[int], code: Code) -> Rule:
    """Put a code on passages of a list, by their ranks in it.

    One act, one undo. With it is kept, sealed: the model and its hash, by what it was asked, all that was shown with
    ranks and scores, which of it was accepted, and how long it took. Where the same coder has the code on some of the
    words already, that coding grows and is theirs as before. Raises `Clash` where a text has changed since.
    """
    require_on(by)
    if not ranks:
        raise Problem(_("Choose at least one passage."))
    if shown.by_id != by.id or not all(1 <= rank <= len(shown.places) for rank in ranks):
        raise NotThere(_("These passages are not at hand any more. Look again."))
    chosen = [_place(by, shown.places[rank - 1]) for rank in sorted(set(ranks))]
    marks = [fingerprint(words_of_version(by, version), span, by.key.marking) for version, span in chosen]
    rule = _kept(by, shown, sorted(set(ranks)), code, marks)
    for version, span in chosen:
        put_on(by, code=code, version=version, spans=[span], rule=rule)
    return rule


def _place(by: Membership, told: Sequence[object]) -> tuple[TextVersion, Span]:
    """Where a passage is, if it is still there and still for this member."""
    version_id, span = UUID(str(told[0])), Span(int(str(told[1])), int(str(told[2])))
    source = readable(by).filter(versions=version_id).first()
    here = seen(by, version_id, span)
    if source is None or here is None or len(here) != len(span) or source.id in coding_still(by):
        raise NotThere(_("These passages are not at hand any more. Look again."))
    if source.current != version_id:
        raise Clash(_("A text has changed since you looked. Look again, then apply."))
    return standing_version(by, source), span


def _kept(by: Membership, row: Shown, ranks: Sequence[int], code: Code, marks: Sequence[str]) -> Rule:
    now = timezone.now()
    known = KNOWN.get(row.model)
    told = {
        "sought": known.name if known else _("other weights"), "model": row.model, "way": row.way,
        "about": row.about.hex if row.about else "", "shown": row.places, "accepted": list(ranks),
        "marks": list(marks), "code": code.id.hex, "seconds": int((now - row.at).total_seconds()),
    }  # fmt: skip
    last = Rule.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    rule = Rule(
        study_id=by.study_id, number=(last.first() or 0) + 1, kind=SIMILAR, reach="passage", exact=True,
        wording=wording.written(by.key, told), by=by, at=now,
    )  # fmt: skip
    record().create(rule)
    return rule


@dataclass(frozen=True, slots=True)
class Mark:
    """By which list codings came: who took them from it and when, the model and the hash of its weights."""

    id: UUID
    by: UUID
    at: datetime
    model: str
    hash: str


def marks(by: Membership) -> dict[int, Mark]:
    """The lists from which codings came that this member may know of, by the number that such a coding bears."""
    lines = {key: line for key, line in rules(by).items() if line.kind == SIMILAR}
    rows = list(Rule.objects.filter(study_id=by.study_id, id__in=lines))
    kept = wording.read_all(by.key, [row.wording for row in rows])
    return {
        lines[row.id].number: Mark(row.id, row.by_id, row.at, said["sought"], said["model"])
        for row in rows
        for said in [kept[row.wording]]
    }


def codings_marked(by: Membership) -> list[tuple[Coding, wording.Words]]:
    """The codings that came of a list, each with what is kept of it. Not only those that this member may read."""
    rows = list(Coding.objects.filter(study_id=by.study_id, rule__kind=SIMILAR).select_related("rule"))
    opened = wording.read_all(by.key, {row.rule.wording for row in rows if row.rule})
    return [(row, opened[row.rule.wording]) for row in rows if row.rule]
