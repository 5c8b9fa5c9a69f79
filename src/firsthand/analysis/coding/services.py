"""Applying, changing and removing codings, and what happens to them when codes are merged, split or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding, Stance, Standpoint
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.core.anchors import fingerprint
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import SETTLED, Source, TextVersion
from firsthand.field.sources.placing import place_meant
from firsthand.field.sources.texts import standing_version, still_standing, text_changed, words_of_version
from firsthand.ground.studies.acting import act, because
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault.asking import asked


@act("coding.apply")
def apply_code(
    by: Membership,
    *,
    source: Source,
    code: Code,
    span: Span,
    standpoint: str = "",
    stance: str = "",
    whose: Participant | None = None,
    seen: str = "",
) -> Coding:
    """Apply a code to a stretch of a source's words.

    The same code by the same coder on words that overlap is one coding: it grows to hold both. `seen` is the
    fingerprint of the words the person saw, where the caller has it; `Clash` where the text is another by now.
    Raises `Problem` where the span is not inside the text.
    """
    version = standing_version(by, source)
    _require_choices(standpoint, stance)
    span = place_meant(by, version, span)
    mark = _mark(by, version, span)
    if seen and seen != mark:
        raise text_changed()
    overlapping = _overlapping(by, version, code, span)
    if overlapping:
        return _grown(by, version, overlapping, span, standpoint, stance)
    coding = Coding(
        study_id=by.study_id, version=version, code=code, coder=by, start=span.start, end=span.end,
        fingerprint=mark, standpoint=standpoint, stance=stance, whose=whose, at=timezone.now(),
    )  # fmt: skip
    record().create(coding)
    return coding


@act("coding.change")
def resize_coding(by: Membership, *, coding: Coding, span: Span) -> Coding:
    """Move the edges of a coding. Raises `Problem` where it would run into its own twin, `Clash` where the text that
    it stood on does not stand any more: it went along to another, or lost its words.
    """
    version = still_standing(by, coding.version_id)
    span = place_meant(by, version, span)
    others = [
        row for row in _overlapping(by, version, coding.code, span, coding.coder) if row.pk != coding.pk
    ]
    if others:
        raise Problem(_("The same code is on some of these words already. Remove one of the two first."))
    record().change(coding, start=span.start, end=span.end, fingerprint=_mark(by, version, span), **SETTLED)
    return coding


@act("coding.change")
def recode(by: Membership, *, coding: Coding, code: Code) -> Coding:
    """Put another code in place of a coding's code. Raises `Problem` where that code is there already."""
    span = Span(coding.start, coding.end)
    if code.id != coding.code_id and _overlapping(by, coding.version, code, span, coding.coder):
        raise Problem(_("That code is on these words already. Remove this coding instead."))
    record().change(coding, code_id=code.id)
    return coding


@act("coding.change")
def describe_coding(by: Membership, *, coding: Coding, standpoint: str, stance: str) -> Coding:
    """Say from where the words speak, and for or against what."""
    _require_choices(standpoint, stance)
    record().change(coding, standpoint=standpoint, stance=stance)
    return coding


@act("coding.remove")
def remove_coding(by: Membership, *, coding: Coding) -> None:
    """Take a coding off its words. Evidence that rests on it stays, and is flagged."""
    record().remove(coding)


@act("code.merge")
def merge_codes(by: Membership, *, into: Code, codes: Sequence[Code], reason: str = "") -> Code:
    """Make several codes one: their codings, and the codes under them, become those of `into`.

    Where one coder had both codes on overlapping words, one coding stays that holds both stretches. Raises
    `Problem` where `into` is among `codes` or stands under one of them.
    """
    gone = [code for code in codes if code.id != into.id]
    if not gone:
        raise Problem(_("Choose at least one other code to merge into this one."))
    if _stands_under(into, {code.id for code in gone}):
        raise Problem(_("This code stands under one of those. Move it out first, or merge the other way."))
    because(by, reason)
    _move_codings(
        by, list(Coding.objects.filter(study_id=by.study_id, code__in=gone).select_related("version")), into
    )
    children = list(
        Code.objects.filter(study_id=by.study_id, parent__in=gone).exclude(pk__in=[code.pk for code in gone])
    )
    record().change_all(children, parent_id=into.id)
    _remove_codes(by, gone)
    return into


@act("code.split")
def split_code(
    by: Membership, *, code: Code, parts: Sequence[tuple[str, Sequence[Coding]]], reason: str = ""
) -> list[Code]:
    """New codes under the same parent, each with the codings given to it; the rest stay with `code`.

    Raises `Problem` where a coding is not of this code or is given twice.
    """
    given = [coding for _name, codings in parts for coding in codings]
    if any(coding.code_id != code.id for coding in given) or len({coding.pk for coding in given}) < len(
        given
    ):
        raise Problem(_("Give each coding of this code to one part only."))
    because(by, reason)
    made = []
    for name, codings in parts:
        part = make_code(by, name=name, parent=code.parent)
        record().change_all(list(codings), code_id=part.id)
        made.append(part)
    return made


@act("code.delete")
def delete_code(by: Membership, *, code: Code) -> int:
    """Delete a code with the codes under it and all their codings; how many codings went, as far as the member knew.

    Undo brings all back.
    """
    codes = _with_descendants(by, code)
    codings = list(Coding.objects.filter(study_id=by.study_id, code__in=codes))
    known = {coding.id for coding in codings} - codings_kept_from(by)
    record().remove(*codings)
    _remove_codes(by, codes)
    return len(known)


def _require_choices(standpoint: str, stance: str) -> None:
    if standpoint not in Standpoint.values or stance not in Stance.values:
        raise Problem(_("Choose a standpoint and a stance from the lists."))


def _mark(by: Membership, version: TextVersion, span: Span) -> str:
    return fingerprint(words_of_version(by, version), span, by.key.marking)


def _overlapping(
    by: Membership, version: TextVersion, code: Code, span: Span, coder: Membership | None = None
) -> list[Coding]:
    where = (
        'version_id = %s AND code_id = %s AND coder_id = %s AND "start" < %s AND "end" > %s AND study_id = %s'
    )
    ids = (version.id, code.id, (coder or by).id)
    return asked(Coding, f'{where} ORDER BY "start"', *ids, span.end, span.start, by.study_id)


def _grown(
    by: Membership, version: TextVersion, overlapping: list[Coding], span: Span, standpoint: str, stance: str
) -> Coding:
    first, *rest = overlapping
    for row in overlapping:
        span = span.union(Span(row.start, row.end))
    record().remove(*rest)
    record().change(
        first, start=span.start, end=span.end, fingerprint=_mark(by, version, span),
        standpoint=standpoint or first.standpoint, stance=stance or first.stance,
    )  # fmt: skip
    return first


def _move_codings(by: Membership, codings: list[Coding], into: Code) -> None:
    """Recode many codings, joining those that would meet the same coder's coding of `into`."""
    free: list[Coding] = []
    standing = _by_place(Coding.objects.filter(study_id=by.study_id, code=into).select_related("version"))
    for coding in sorted(codings, key=lambda row: row.start):
        place = (coding.version_id, coding.coder_id)
        met = next(
            (row for row in standing.get(place, []) if row.start < coding.end and coding.start < row.end),
            None,
        )
        if met is None:
            free.append(coding)
            standing.setdefault(place, []).append(coding)
        else:
            span = Span(met.start, met.end).union(Span(coding.start, coding.end))
            record().remove(coding)
            record().change(met, start=span.start, end=span.end, fingerprint=_mark(by, met.version, span))
    record().change_all(free, code_id=into.id)


def _by_place(codings: Iterable[Coding]) -> dict[tuple[object, object], list[Coding]]:
    places: dict[tuple[object, object], list[Coding]] = {}
    for coding in codings:
        places.setdefault((coding.version_id, coding.coder_id), []).append(coding)
    return places


def _stands_under(code: Code, ids: set[object]) -> bool:
    above = code.parent
    while above is not None:
        if above.id in ids:
            return True
        above = above.parent
    return False


def _with_descendants(by: Membership, code: Code) -> list[Code]:
    """A code and all under it."""
    found, level = [code], [code]
    while level:
        level = list(Code.objects.filter(study_id=by.study_id, parent__in=level))
        found += level
    return found


def _remove_codes(by: Membership, codes: Sequence[Code]) -> None:
    """Take codes out, those deeper in the tree first."""
    place = {line.id: number for number, line in enumerate(codebook(by))}
    record().remove(*sorted(codes, key=lambda code: place[code.id], reverse=True))
