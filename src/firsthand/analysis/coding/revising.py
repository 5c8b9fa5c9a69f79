"""Correcting a text after it was coded: every coding goes along with its words, and what is doubtful is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import SETTLED, Coding
from firsthand.core.anchors import Moved, fingerprint, move_spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.revising import new_version
from firsthand.field.sources.selectors import standing_version, words_of_version
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import Values


@act("source.revise")
def revise_text(by: Membership, *, source: Source, reading: Reading) -> TextVersion:
    """Another text in place of a source's text; its codings move with their words.

    A coding whose words were altered goes to where they probably are now, and is doubtful until somebody settles it.
    One whose words are gone stays on the text as it was, doubtful too: nothing vanishes. Raises `Problem` where the
    text is the same.
    """
    old = standing_version(by, source)
    before = words_of_version(by, old)
    if reading.text == before:
        raise Problem(_("This is the text as it stands already."))
    codings = list(
        Coding.objects.filter(study_id=by.study_id, version_id=old.id).order_by("start", "end", "id")
    )
    moved = move_spans(before, reading.text, [Span(one.start, one.end) for one in codings])
    version = new_version(by, source=source, old=old, reading=reading)
    record().change_each(list(_moves(by, version, reading.text, codings, moved)))
    return version


@act("coding.change")
def settle(by: Membership, *, coding: Coding, span: Span) -> Coding:
    """Say where a doubtful coding's words are in the text as it stands. Raises `Problem` where no words are there."""
    version = standing_version(by, coding.version.source)
    words = words_of_version(by, version)
    if not span.fits(len(words)):
        raise Problem(_("That stretch is not in the text."))
    mark = fingerprint(words, span, by.key.marking)
    record().change(coding, **_there(version.id, span, mark), **SETTLED)
    return coding


def _moves(
    by: Membership, version: TextVersion, text: str, codings: Sequence[Coding], moved: Sequence[Moved]
) -> Iterator[tuple[Coding, Values]]:
    """What changes of each coding, the sure ones first.

    No two codings of one code by one coder may come to stand on the same words: the second keeps its old place.
    """
    taken: dict[tuple[UUID, UUID], set[Span]] = defaultdict(set)
    for coding, place in sorted(zip(codings, moved, strict=True), key=lambda pair: pair[1].how == "doubtful"):
        mine = taken[coding.code_id, coding.coder_id]
        before = {"was_in": coding.was_in, "was_start": coding.was_start, "was_end": coding.was_end}
        doubt = (
            before
            if coding.was_in
            else {"was_in": coding.version_id, "was_start": coding.start, "was_end": coding.end}
        )
        if place.span is None or place.span in mine:
            here = _there(coding.version_id, Span(coding.start, coding.end), coding.fingerprint)
            yield coding, here | doubt
            continue
        mine.add(place.span)
        there = _there(version.id, place.span, fingerprint(text, place.span, by.key.marking))
        yield coding, there | (doubt if place.how == "doubtful" else before)


def _there(version_id: UUID, span: Span, mark: str) -> Values:
    return {"version_id": version_id, "start": span.start, "end": span.end, "fingerprint": mark}
