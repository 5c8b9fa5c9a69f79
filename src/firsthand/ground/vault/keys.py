"""The study key, and how a member's secret opens it.

member's secret  →  opens  →  study key  →  opens  →  each text's own key  →  opens  →  the words

The study key is turned when somebody who held it leaves: another 32 bytes are put behind it. The last of them seal, so
that an old copy of the key opens nothing that is sealed from then on; each opens what was sealed while it was the last.
The first make the marks, which have to stay the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from firsthand.core.problems import NotAllowed
from firsthand.ground.vault import cipher
from firsthand.ground.vault.asking import first
from firsthand.ground.vault.cache import opened
from firsthand.ground.vault.keyring.models import KeysGone, Wrap
from firsthand.ground.vault.secret import Secret


@dataclass(frozen=True, slots=True, repr=False)
class StudyKey:
    """An opened study key, held in memory only. `marking` keys the fingerprints of spans."""

    study_id: UUID
    material: bytes
    gone: int = 0  # how often keys had been destroyed when it was opened
    marking: bytes = field(init=False)
    _ciphers: tuple[AESGCM, ...] = field(init=False)  # the last first

    def __post_init__(self) -> None:
        starts = range(0, len(self.material), cipher.KEY_BYTES)
        parts = [self.material[start : start + cipher.KEY_BYTES] for start in starts]
        object.__setattr__(self, "_ciphers", tuple(AESGCM(part) for part in reversed(parts)))
        object.__setattr__(self, "marking", cipher.derive(self.first, "fingerprints"))

    @property
    def first(self) -> bytes:
        """The key as it was before it was ever turned."""
        return self.material[: cipher.KEY_BYTES]

    def sealed(self, text_key: bytes, about: bytes) -> bytes:
        """A text's own key, sealed under this one as it is now."""
        return cipher.seal(self._ciphers[0], text_key, about)

    def opened(self, box: bytes, about: bytes) -> bytes:
        """A text's own key, whenever it was sealed. Raises `WrongKey`."""
        for older in self._ciphers[:-1]:
            with suppress(cipher.WrongKey):
                return cipher.unseal(older, box, about)
        return cipher.unseal(self._ciphers[-1], box, about)

    def ever(self) -> Iterator[bytes]:
        """The key as it is now, and as it was before each time it was turned: the latest first."""
        for end in range(len(self.material), 0, -cipher.KEY_BYTES):
            yield self.material[:end]

    def turned(self) -> StudyKey:
        """The key with another behind it."""
        return StudyKey(self.study_id, self.material + cipher.new_key(), self.gone)


def new_study_key(study_id: UUID) -> StudyKey:
    """A key for a study that begins now."""
    return StudyKey(study_id, cipher.new_key())


def wrap_for(member_id: UUID, secret: Secret, key: StudyKey) -> None:
    """Give a member the study key: sealed under their own secret, in the keyring."""
    box = cipher.seal(_opener(secret, member_id), key.material, _about(member_id, key.study_id))
    Wrap.objects.update_or_create(member_id=member_id, defaults={"study_id": key.study_id, "box": box})


def unlock(member_id: UUID, study_id: UUID, secret: Secret) -> StudyKey:
    """The study key, opened with a member's secret.

    Raises `NotAllowed` where the member was never given it, `WrongKey` where the secret is not theirs.
    """
    wrap = first(Wrap, "member_id = %s AND study_id = %s", member_id, study_id)
    if wrap is None:
        raise NotAllowed(_("This member was never given the key to this study: its lead can give it."))
    material = cipher.unseal(_opener(secret, member_id), bytes(wrap.box), _about(member_id, study_id))
    gone = times_gone(study_id)
    opened.keep_up(study_id, gone)
    return StudyKey(study_id, material, gone)


def times_gone(study_id: UUID) -> int:
    """How often keys of the study's texts were destroyed, by whichever process."""
    row = first(KeysGone, "study_id = %s", study_id)
    return row.times if row else 0


def key_of_drafts(key: StudyKey, member_id: UUID) -> bytes:
    """The key under which a member's devices keep what is not handed over yet: 32 bytes, always the same."""
    return cipher.derive(key.first, "drafts on a device", member_id.bytes)


def _opener(secret: Secret, member_id: UUID) -> AESGCM:
    return AESGCM(secret.derived("study key", salt=member_id.bytes))


def _about(member_id: UUID, study_id: UUID) -> bytes:
    return member_id.bytes + study_id.bytes
