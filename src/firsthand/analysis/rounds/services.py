"""Starting a round, being done with it, closing it, and settling where its coders differ."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.rounds.models import Decision, Outcome, Round, RoundCode, RoundCoder, RoundSource
from firsthand.core.anchors import fingerprint
from firsthand.core.differences import Mark, Place, places
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.sources.models import SETTLED, Source, TextVersion
from firsthand.field.sources.placing import place_meant, there
from firsthand.field.sources.texts import standing_version, words_of_version
from firsthand.ground.studies.access import TEAM
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording


def drawn(sources: Sequence[Source], count: int, seed: int) -> list[Source]:
    """Some sources that chance chooses. The same seed chooses the same of the same sources.

    Raises `Problem` where there are not so many.
    """
    if not 0 < count <= len(sources):
        raise Problem(
            _("There are %(there)s sources to draw from: draw from 1 to %(there)s.") % {"there": len(sources)}
        )
    pool = sorted(sources, key=lambda source: source.id)
    chosen = Random(seed).sample(pool, count)  # noqa: S311  nothing is kept secret by it
    return sorted(chosen, key=lambda source: source.number)


@act("round.start")
def start_round(
    by: Membership,
    *,
    name: str,
    about: str = "",
    coders: Sequence[Membership],
    sources: Sequence[Source],
    codes: Sequence[Code] = (),
    blind: bool = True,
    draw: int | None = None,
    seed: int = 0,
) -> Round:
    """Have several members code the same texts; with `draw`, so many of these sources, chosen by chance.

    Raises `Problem` where it has no name, fewer than two coders, or no text.
    """
    if not name.strip():
        raise Problem(_("Give the round a name."))
    _require_coders(coders)
    chosen = list(sources) if draw is None else drawn(sources, draw, seed)
    if not chosen:
        raise Problem(_("Choose at least one source to code."))
    last = Round.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    row = Round(
        study=by.study, number=(last.first() or 0) + 1, blind=blind, by=by, at=timezone.now(),
        wording=wording.written(by.key, {"name": " ".join(name.split()), "about": about.strip()}),
        seed=None if draw is None else seed, drawn_from=None if draw is None else len(sources),
    )  # fmt: skip
    record().create(row)
    record().create(*(RoundCoder(study=by.study, round=row, coder=coder) for coder in dict.fromkeys(coders)))
    record().create(*(RoundSource(study=by.study, round=row, source=one) for one in dict.fromkeys(chosen)))
    record().create(*(RoundCode(study=by.study, round=row, code=code.id) for code in dict.fromkeys(codes)))
    return row


@act("round.finish")
def finish(by: Membership, *, round: Round, done: bool = True) -> RoundCoder:  # noqa: A002
    """Say that one's own part of a round is done, or is not. Raises `Problem` for who does not code in it."""
    mine = round.coders.filter(coder=by).first()
    if mine is None:
        raise Problem(_("You do not code in this round."))
    if done != (mine.done_at is not None):
        record().change(mine, done_at=timezone.now() if done else None)
    return mine


@act("round.close")
def close_round(by: Membership, *, round: Round) -> Round:  # noqa: A002
    """End a round: from then on everybody sees how all coded, and differences are settled."""
    if round.closed_at is None:
        record().change(round, closed_at=timezone.now())
    return round


@act("round.remove")
def remove_round(by: Membership, *, round: Round) -> None:  # noqa: A002
    """Take a round out with its decisions. What was coded in it stays; undo brings it back."""
    for rows in belonging([round]):
        record().remove(*rows)
    record().remove(round)


@act("round.settle")
def settle_difference(
    by: Membership,
    *,
    round: Round,  # noqa: A002
    source: Source,
    code: Code,
    span: Span,
    outcome: str,
    to: Span | None = None,
    reason: str = "",
) -> Decision:
    """Settle how the round's coders differ about a code on the words at `span`.

    `here`: those who put the code there have it on the same words then, `to` or all that any of them marked. `not`: it
    is taken off there. `both`: nothing changes. What each had coded stays in the trail. Raises `Problem` where the
    round is blind and open, where nobody's coding stands there, or where a reason is wanted and none is given.
    """
    _require_settling(by, round, outcome)
    version = standing_version(by, source)
    place = _place(by, round, version, code, place_meant(by, version, span))
    everybody = [str(coder) for coder in round.coders.values_list("coder_id", flat=True)]
    if place.differs(everybody) != "extent" and not reason.strip():
        raise Problem(_("Say in a few words why: whoever reads the record will want to know."))
    settled = place.span if to is None else place_meant(by, version, to)
    if not place.span.encloses(settled):
        raise Problem(_("Settle it on words that somebody marked here."))
    if outcome == Outcome.HERE:
        _put(by, version, place, settled)
    elif outcome == Outcome.NOT:
        record().remove(*_codings(place))
    return _decide(by, round, version, code, settled, outcome, reason)


def _require_coders(coders: Sequence[Membership]) -> None:
    if len(set(coders)) < 2:
        raise Problem(_("A round needs at least two people who code the same texts."))
    if any(coder.role not in TEAM or coder.left_at for coder in coders):
        raise Problem(_("Only those can take part in a round who code in this study."))


def _require_settling(by: Membership, row: Round, outcome: str) -> None:
    if row.blind and row.closed_at is None:
        raise Problem(_("This round is blind and still open. Close it first, then settle the differences."))
    if outcome not in Outcome.values:
        raise Problem(_("Choose how it is settled."))


def _place(by: Membership, row: Round, version: TextVersion, code: Code, span: Span) -> Place:
    """The one place of a code that has these words, by whomever of the round."""
    codings = Coding.objects.filter(
        study_id=by.study_id, version=version, code=code, coder__in=row.coders.values("coder_id")
    )
    for place in places(Mark(str(one.coder_id), one.span, one.id) for one in codings):
        if place.span.touches(span):
            return place
    raise Problem(_("No coding of this round stands on these words any more. Look at the round again."))


def _codings(place: Place) -> list[Coding]:
    return list(Coding.objects.filter(id__in=[mark.row for mark in place.marks]).order_by("start"))


def _put(by: Membership, version: TextVersion, place: Place, span: Span) -> None:
    """Each coder's first coding of the place comes to stand on the words that were settled; further ones go."""
    mark = fingerprint(words_of_version(by, version), span, by.key.marking)
    first: dict[object, Coding] = {}
    for coding in _codings(place):
        if first.setdefault(coding.coder_id, coding) is not coding:
            record().remove(coding)
    for coding in first.values():
        if coding.span != span or coding.was_in is not None:
            record().change(coding, start=span.start, end=span.end, fingerprint=mark, **SETTLED)


def _decide(
    by: Membership, row: Round, version: TextVersion, code: Code, span: Span, outcome: str, reason: str
) -> Decision:
    """The decision, in place of an earlier one on these words."""
    earlier = Decision.objects.filter(
        study_id=by.study_id, round=row, code=code.id, version=version, start__lt=span.end, end__gt=span.start
    )
    record().remove(*earlier)
    sealed = store.seal(by.key, reason.strip()) if reason.strip() else None
    decision = Decision(
        study_id=by.study_id, round=row, code=code.id, outcome=outcome, reason=sealed, by=by,
        at=timezone.now(), **there(by, version, span),
    )  # fmt: skip
    record().create(decision)
    return decision
