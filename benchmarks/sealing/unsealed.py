"""The program with its sealing taken out, to measure beside. It lives in this process and is no setting of anything.

Nothing but the measuring installs it, in a data folder that is thrown away.

- **plain**: what is sealed is stored as it is, whatever it is: words, texts' keys, the study key, what a browser
  unlocked. Boxes are their words, ciphers do nothing, a derived key is what it was derived from. Everything else is
  done as ever, and keys are fetched that open nothing.
- **keyless**: no text's key is asked for, either: one look into one database, as where nobody thought of sealing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from firsthand.ground.vault import cipher, guarding, keys, locks, pairs, secret, store, unlocking
from firsthand.ground.vault.models import Sealed


class Nothing:
    """In a cipher's place."""

    def __init__(self, key: bytes) -> None:
        """Made of a key, which is let go."""


def install(*, keyless: bool) -> None:
    """Take the sealing out of this process."""
    for module in (guarding, keys, locks, pairs, store, unlocking):
        module.AESGCM = Nothing  # type: ignore[assignment,misc]
    cipher.seal = lambda _cipher, words, _about: words  # type: ignore[assignment]
    cipher.unseal = lambda _cipher, box, _about: box  # type: ignore[assignment]
    cipher.derive = secret.derive = _itself  # type: ignore[assignment]
    if keyless:
        store._unsealed = _as_they_lie  # type: ignore[assignment]


def _itself(given: bytes, purpose: str, salt: bytes = b"") -> bytes:
    return given[: cipher.KEY_BYTES].ljust(cipher.KEY_BYTES, b"\0")


def _as_they_lie(key: keys.StudyKey, ids: Sequence[UUID]) -> Iterator[tuple[UUID, bytes]]:
    for start in range(0, len(ids), store.BATCH):
        some = ids[start : start + store.BATCH]
        boxes = Sealed.objects.filter(id__in=some, study_id=key.study_id).values_list("id", "box")
        for text_id, box in boxes.iterator(chunk_size=store.BATCH):
            yield text_id, bytes(box)
