"""The vectors of a text, sealed under a key that is made from the text's own: they are opened into memory alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.analysis.similar.models import Vectors
from firsthand.core.batches import batches
from firsthand.core.similar.nearest import Halves
from firsthand.core.spans import Span
from firsthand.field.sources.models import TextVersion
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import cipher, store

PURPOSE = "similar passages"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The passages of a text: where each is, a keyed mark of its words, its vector."""

    spans: list[Span]
    marks: list[str]
    rows: Halves

    def by_mark(self) -> dict[str, Halves]:
        """The vectors by their passages' words: a passage that a correction left alone keeps its own."""
        return dict(zip(self.marks, self.rows, strict=True))


def keys_of(by: Membership, versions: Iterable[UUID]) -> dict[UUID, bytes]:
    """By text version the key of its vectors, where the text's own is there and opens."""
    rows = TextVersion.objects.filter(study_id=by.study_id, id__in=list(versions)).values_list("id", "text")
    texts = dict(rows)
    made = store.keys_beside(by.key, texts.values(), PURPOSE)
    return {version: made[text] for version, text in texts.items() if text in made}


def seal(key: bytes, version: UUID, model: str, prepared: Prepared) -> bytes:
    """All of it in one box. The text and the model are bound in: a box cannot be passed off as another's."""
    spans = [[one.start, one.end] for one in prepared.spans]
    told = json.dumps({"spans": spans, "marks": prepared.marks}, separators=(",", ":")).encode()
    return cipher.seal(
        AESGCM(key), told + b"\n" + prepared.rows.astype("<f2").tobytes(), _about(version, model)
    )


def unsealed(by: Membership, model: str, versions: Sequence[UUID]) -> Iterator[tuple[UUID, Prepared]]:
    """What is prepared of these texts, one after the other."""
    keys = keys_of(by, versions)
    for batch in batches(list(keys), store.BATCH):
        found = Vectors.objects.filter(study_id=by.study_id, model=model, version__in=batch)
        for version, box in found.order_by("id").values_list("version", "box"):
            yield version, _opened(cipher.unseal(AESGCM(keys[version]), bytes(box), _about(version, model)))


def keep(
    by: Membership, keys: Mapping[UUID, bytes], version: UUID, model: str, prepared: Prepared, whole: bool
) -> None:
    """Put what is prepared of a text in place of what was."""
    box = seal(keys[version], version, model, prepared)
    Vectors.objects.update_or_create(
        version=version, model=model,
        defaults={"study_id": by.study_id, "passages": len(prepared.spans), "whole": whole, "box": box},
    )  # fmt: skip


def _opened(data: bytes) -> Prepared:
    told, _line, rows = data.partition(b"\n")
    said = json.loads(told)
    count = len(said["spans"])
    made = np.frombuffer(rows, "<f2").reshape(count, -1) if count else np.empty((0, 0), np.float16)
    return Prepared([Span(*one) for one in said["spans"]], said["marks"], made)


def _about(version: UUID, model: str) -> bytes:
    return version.bytes + bytes.fromhex(model)
