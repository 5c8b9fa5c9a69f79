"""What a data folder holds, as one digest a study: the same wherever it lies and whichever database keeps it.

Every recorded row, every entry of the trail and every word, unsealed where the installation's secret opens the study,
else as it is sealed. Reads only. As a program of its own it prints the digests of the folder that FIRSTHAND_DATA names.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from firsthand.core.problems import Locked

OF_AN_ENTRY = (
    "number", "by_id", "at", "act", "kind", "target__number", "sent_as", "result", "reason", "changes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A study: digests of its trail and of all it holds, and how much that is."""

    entries: int
    trail: str
    everything: str
    opened: bool
    texts: int


def told() -> dict[str, Told]:
    """Every study of the folder that is in use, by its id."""
    from firsthand.ground.studies.models import Study

    return {study.id.hex: _told(study) for study in Study.objects.all()}


def trail_of(study_id: UUID, upto: int | None = None) -> Any:
    """The digest of a study's trail; up to an entry only, where that is given."""
    from firsthand.ground.trail.models import Entry

    rows = Entry.objects.filter(study_id=study_id)
    if upto is not None:
        rows = rows.filter(number__lte=upto)
    trail = hashlib.sha256()
    for row in rows.order_by("number").values_list(*OF_AN_ENTRY).iterator(500):
        _take(trail, *row)
    return trail


def _told(study: Any) -> Told:
    from firsthand.ground.trail.models import Entry

    entries, trail = Entry.objects.filter(study_id=study.id).count(), trail_of(study.id)
    everything, texts, opened = hashlib.sha256(trail.digest()), 0, True
    for values in _rows(study.id):
        _take(everything, *values)
    try:
        pieces = _words(study)
    except Locked:
        pieces, opened = _sealed(study.id), False
    for text, data in pieces:
        everything.update(text.bytes + hashlib.sha256(data).digest())
        texts += 1
    return Told(entries, trail.hexdigest(), everything.hexdigest(), opened, texts)


def _rows(study_id: UUID) -> Iterator[tuple[str, str, Any]]:
    from firsthand.ground.trail.rows import recorded_models, rows_of, values_of

    for label, model in sorted(recorded_models().items()):
        for row in rows_of(model).filter(study_id=study_id).order_by("pk").iterator(500):
            yield label, str(row.pk), values_of(row)


def _words(study: Any) -> Iterator[tuple[UUID, bytes]]:
    """Raises `Locked` at once where the installation's secret does not open the study."""
    from firsthand.ground.studies.entrance import enter
    from firsthand.ground.vault import store

    by = enter(study)
    return store.open_each(by.key, sorted(store.open_to(by.key, _ids(study.id))))


def _sealed(study_id: UUID) -> Iterator[tuple[UUID, bytes]]:
    from firsthand.ground.vault.models import Sealed

    rows = Sealed.objects.filter(study_id=study_id).order_by("pk")
    return ((row.id, bytes(row.box)) for row in rows.iterator(200))


def _ids(study_id: UUID) -> list[UUID]:
    from firsthand.ground.vault.models import Sealed

    return list(Sealed.objects.filter(study_id=study_id).values_list("id", flat=True))


def _take(into: Any, *values: object) -> None:
    into.update(json.dumps(values, sort_keys=True, default=str).encode() + b"\n")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.config.settings")
    django.setup()
    print(json.dumps({study: asdict(one) for study, one in told().items()}))
