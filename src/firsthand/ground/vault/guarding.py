"""The names key: what is sealed to it, its lead and its guardian open, and nobody else of the study.

A key pair (`pairs`), so that whoever writes a name down or takes it out of a text need not be able to read names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.ground.vault import cipher, pairs
from firsthand.ground.vault.keyring import models as keyring
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

PURPOSE = "sealed to the names key"


@dataclass(frozen=True, slots=True, repr=False)
class NamesKey:
    """An opened names key, held in memory only."""

    study_id: UUID
    private: X25519PrivateKey
    public: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "public", pairs.public_half(self.private))

    def opened(self, box: bytes, about: bytes) -> bytes:
        """What was sealed to this key. Raises `WrongKey`."""
        return pairs.opened(self.private, box, about, PURPOSE)


def seal_for_names(public: bytes, data: bytes, about: bytes) -> bytes:
    """Seal to the names key. `about` is bound in."""
    return pairs.seal_to(public, data, about, PURPOSE)


def public_of(study_id: UUID) -> bytes:
    """The public half of a study's names key. Raises `NotThere` where none was made yet."""
    row = keyring.NamesKey.objects.filter(study_id=study_id).first()
    if row is None:
        raise NotThere(_("This study has no key for names yet. It is made when its lead opens the study."))
    return bytes(row.public)


def has_key(study_id: UUID) -> bool:
    """Whether the study has a names key."""
    return keyring.NamesKey.objects.filter(study_id=study_id).exists()


def make_for(study_id: UUID, holders: Iterable[UUID], secret: Secret) -> None:
    """Make a study's names key where it has none, and give it to these members."""
    with transaction.atomic(using=KEYRING):
        if has_key(study_id):
            return
        names = NamesKey(study_id, X25519PrivateKey.generate())
        keyring.NamesKey.objects.create(study_id=study_id, public=names.public)
        for member_id in holders:
            give(member_id, secret, names)


def give(member_id: UUID, secret: Secret, names: NamesKey) -> None:
    """Give a member the names key: sealed under their own secret, in the keyring."""
    box = cipher.seal(
        _opener(secret, member_id), names.private.private_bytes_raw(), member_id.bytes + names.study_id.bytes
    )
    keyring.NamesWrap.objects.update_or_create(
        member_id=member_id, defaults={"study_id": names.study_id, "box": box}
    )


def unlock_names(member_id: UUID, study_id: UUID, secret: Secret) -> NamesKey | None:
    """The names key, opened with a member's secret; None for a member who was not given it."""
    wrap = keyring.NamesWrap.objects.filter(member_id=member_id, study_id=study_id).first()
    if wrap is None:
        return None
    private = cipher.unseal(_opener(secret, member_id), bytes(wrap.box), member_id.bytes + study_id.bytes)
    return NamesKey(study_id, X25519PrivateKey.from_private_bytes(private))


def _opener(secret: Secret, member_id: UUID) -> AESGCM:
    return AESGCM(secret.derived("names key", salt=member_id.bytes))
