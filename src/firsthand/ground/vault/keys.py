"""The study key, and how a member's secret opens it.

member's secret  →  opens  →  study key  →  opens  →  each text's own key  →  opens  →  the words
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.core.problems import NotAllowed
from firsthand.ground.vault import cipher
from firsthand.ground.vault.keyring.models import Wrap
from firsthand.ground.vault.secret import Secret


@dataclass(frozen=True, slots=True, repr=False)
class StudyKey:
    """An opened study key, held in memory only. `marking` keys the fingerprints of spans."""

    study_id: UUID
    material: bytes
    cipher: AESGCM = field(init=False)
    marking: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cipher", AESGCM(self.material))
        object.__setattr__(self, "marking", cipher.derive(self.material, "fingerprints"))


def new_study_key(study_id: UUID) -> StudyKey:
    """A key for a study that begins now."""
    return StudyKey(study_id, cipher.new_key())


def wrap_for(member_id: UUID, secret: Secret, key: StudyKey) -> None:
    """Give a member the study key: sealed under their own secret, in the keyring."""
    box = cipher.seal(_opener(secret, member_id), key.material, _about(member_id, key.study_id))
    Wrap.objects.update_or_create(member_id=member_id, defaults={"study_id": key.study_id, "box": box})


def is_wrapped_for(member_id: UUID) -> bool:
    """Whether a member has the study key."""
    return Wrap.objects.filter(member_id=member_id).exists()


def unlock(member_id: UUID, study_id: UUID, secret: Secret) -> StudyKey:
    """The study key, opened with a member's secret.

    Raises `NotAllowed` where the member was never given it, `WrongKey` where the secret is not theirs.
    """
    wrap = Wrap.objects.filter(member_id=member_id, study_id=study_id).first()
    if wrap is None:
        raise NotAllowed("This member was never given the key to this study: its lead can give it.")
    return StudyKey(
        study_id, cipher.unseal(_opener(secret, member_id), bytes(wrap.box), _about(member_id, study_id))
    )


def key_of_drafts(key: StudyKey, member_id: UUID) -> bytes:
    """The key under which a member's devices keep what is not handed over yet: 32 bytes, always the same."""
    return cipher.derive(key.material, "drafts on a device", member_id.bytes)


def _opener(secret: Secret, member_id: UUID) -> AESGCM:
    return AESGCM(secret.derived("study key", salt=member_id.bytes))


def _about(member_id: UUID, study_id: UUID) -> bytes:
    return member_id.bytes + study_id.bytes
