"""Preparing texts: each passage is turned into a vector, and they are sealed. Can be broken off at any time.

What was done by then is kept, text by text; whoever goes on does only what is missing. A passage whose words were not
altered by a correction keeps its vector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q

from firsthand.analysis.similar import host
from firsthand.analysis.similar.models import Vectors
from firsthand.analysis.similar.sealing import Prepared, keep, keys_of, unsealed
from firsthand.analysis.similar.switching import is_on, require_on
from firsthand.core.anchors import fingerprint
from firsthand.core.similar.model import Model
from firsthand.core.similar.nearest import Halves
from firsthand.core.similar.passages import passages
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Layer, Source, TextVersion
from firsthand.field.sources.sight import readable
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import lock
from firsthand.ground.studies.models import Membership

# What was gathered. What the writer of a field note thought of it, and of themselves in it, is not for a machine.
LAYERS = (Layer.NONE, Layer.JOTTING, Layer.DESCRIPTION)


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the texts that a member reads are prepared: how many whole ones of how many, and passages in all."""

    texts: int
    of: int
    passages: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.texts >= self.of


def texts_meant(by: Membership) -> list[UUID]:
    """The standing texts that are looked at for this member, in order of sources: none of which words are cut out."""
    rows = readable(by).filter(layer__in=LAYERS).order_by("number").values_list("current", flat=True)
    cuts = absent(by).cuts
    return [version for version in rows if version not in cuts]


def readiness(by: Membership) -> Readiness:
    """How far it is, as was noted when it was last prepared."""
    require(by, "study.read")
    wanted = set(texts_meant(by))
    rows = Vectors.objects.filter(study_id=by.study_id, model=host.model().hash)
    found = [row for row in rows.values_list("version", "whole", "passages") if row[0] in wanted]
    return Readiness(sum(whole for _v, whole, _n in found), len(wanted), sum(number for *_x, number in found))


def prepare(
    by: Membership,
    *,
    seconds: float | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Readiness:
    """Prepare the texts that this member reads; for so long, where it is said how long. `progress`: texts done, of all.

    Raises `Problem` where it is off, `NotThere` where there is no model.
    """
    require(by, "similar.prepare")
    require_on(by)
    model = host.model()
    wanted = texts_meant(by)
    until = monotonic() + seconds if seconds is not None else float("inf")
    for number, batch in _batches(wanted):
        opened, unasked = texts(by, batch), bystanders_in(by, batch)
        there = dict(unsealed(by, model.hash, batch))
        keys = keys_of(by, batch)
        for place, version in enumerate(batch, start=number):
            progress(place, len(wanted))
            if version in opened and version in keys:
                making = _Making(by, model, opened[version], unasked.get(version, ()), there.get(version))
                try:
                    making.go_on(until)
                finally:  # also where somebody breaks it off
                    making.keep(keys)
            if monotonic() >= until:
                return readiness(by)
    progress(len(wanted), len(wanted))
    sweep(by)
    return readiness(by)


def sweep(by: Membership) -> None:
    """Let go of what was prepared of texts that stand no more, and by models that are not here any more."""
    standing = Source.objects.filter(study_id=by.study_id).values("current")
    left = ~Q(version__in=standing) | ~Q(model=host.model().hash)
    Vectors.objects.filter(left, study_id=by.study_id).delete()


class _Making:
    """The vectors of one text under way."""

    def __init__(
        self, by: Membership, model: Model, text: Text, unasked: Sequence[Span], before: Prepared | None
    ) -> None:
        self._by, self._model, self._text, self._before = by, model, text, before
        self._wanted = [
            span
            for span in passages(text.words, text.structure.turns)
            if not any(one.touches(span) for one in unasked)
        ]
        self._marks = [fingerprint(text.words, span, by.key.marking) for span in self._wanted]
        self._made: dict[str, Halves] = before.by_mark() if before else {}

    def go_on(self, until: float) -> None:
        """Make what is missing until it is time. What an earlier text of the source had is taken over."""
        if any(mark not in self._made for mark in self._marks):
            self._made = _of_earlier_texts(self._by, self._model.hash, self._text.version_id) | self._made
        for span, mark in zip(self._wanted, self._marks, strict=True):
            if mark in self._made:
                continue
            if monotonic() >= until:
                return
            self._made[mark] = self._model.embed(span.words_in(self._text.words)).astype(np.float16)

    def keep(self, keys: dict[UUID, bytes]) -> None:
        """Seal what there is, where it is another than before; not where it was switched off or keys went meanwhile."""
        there = [at for at, mark in enumerate(self._marks) if mark in self._made]
        spans, marks = [self._wanted[at] for at in there], [self._marks[at] for at in there]
        if self._before and (spans, marks) == (self._before.spans, self._before.marks):
            return
        rows = np.array([self._made[mark] for mark in marks], np.float16).reshape(-1, self._model.dimensions)
        version = self._text.version_id
        with transaction.atomic():
            lock(self._by.study_id)
            if is_on(self._by) and version in keys_of(self._by, [version]):
                prepared = Prepared(spans, marks, rows)
                keep(
                    self._by, keys, version, self._model.hash, prepared, whole=len(there) == len(self._marks)
                )


def _of_earlier_texts(by: Membership, model: str, version: UUID) -> dict[str, Halves]:
    same = TextVersion.objects.filter(study_id=by.study_id, source__versions=version).exclude(id=version)
    found: dict[str, Halves] = {}
    for _version, prepared in unsealed(by, model, list(same.values_list("id", flat=True))):
        found |= prepared.by_mark()
    return found


def _batches(wanted: Sequence[UUID], size: int = 50) -> Iterator[tuple[int, list[UUID]]]:
    for start in range(0, len(wanted), size):
        yield start, list(wanted[start : start + size])
