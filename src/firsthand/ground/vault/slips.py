"""Slips: a printed code that opens one participant's own page, and nothing else of a study.

The code is random enough by itself (140 bits), so HKDF makes what it opens: a key pair. What the page shows is sealed
to the public half by whoever has the study open, and the code alone opens it again. What is written on the page is
sealed to a key pair of the study, whose private half is made from the study key. So the server, and whoever has its
disk, reads neither; and who holds a slip reads nothing but their page.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from secrets import token_bytes
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from firsthand.ground.vault import cipher, codes, own, pairs, unlocking
from firsthand.ground.vault.keyring.models import LetterKey, SlipLock
from firsthand.ground.vault.keys import StudyKey
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

SHOWN, LETTER = "shown on a participant's own page", "written on a participant's own page"
SEALED_BYTES = cipher.NONCE_BYTES + pairs.PUBLIC_BYTES + 16


@dataclass(frozen=True, slots=True, repr=False)
class OpenSlip:
    """A slip that was opened with its code, held in memory only."""

    slip_id: UUID
    study_id: UUID
    secret: Secret
    ends_at: datetime
    seals_to: bytes = field(default=b"")


def new_slip(slip_id: UUID, key: StudyKey, ends_at: datetime) -> str:
    """Lock an own page with a fresh code: the code, which is nowhere else from now on."""
    code = codes.new_code()
    secret = _secret(key.study_id, codes.read(code))
    study = pairs.public_half(_study_private(key.study_id, key.material))
    SlipLock.objects.create(
        slip_id=slip_id,
        study_id=key.study_id,
        found_by=_found_by(secret),
        public=pairs.public_half(_private(secret)),
        seals_to=cipher.seal(_sealing(secret), study, _about(key.study_id)),
        ends_at=ends_at,
    )
    return code


def opened_by(study_id: UUID, given: str) -> OpenSlip | None:
    """The slip that a code opens (as `codes.read` gives it); None where it opens none, or none any more.

    Where there is no such slip, one that nothing opens is tried instead: the same is done.
    """
    secret = _secret(study_id, given)
    return _opened(
        SlipLock.objects.filter(study_id=study_id, found_by=_found_by(secret)).first(), study_id, secret
    )


def held_open(study_id: UUID, key: str) -> OpenSlip | None:
    """The slip that was unlocked with that key (see `unlocking`), if it still opens anything."""
    found = unlocking.opened_by(key, study_id)
    if found is None:
        return None
    slip_id, secret = found
    return _opened(SlipLock.objects.filter(study_id=study_id, slip_id=slip_id).first(), study_id, secret)


def take_back(slip_id: UUID) -> None:
    """From now on the slip opens nothing, and who is at its page is out."""
    with transaction.atomic(using=KEYRING):
        SlipLock.objects.filter(slip_id=slip_id).delete()
        unlocking.end_all_of(slip_id)
        own.forget()


# --- what the page shows ---


def seal_shown(slip_id: UUID, data: bytes) -> bytes | None:
    """Seal what a slip's page shows from now on; what it showed before opens no more. None where there is no slip."""
    lock = SlipLock.objects.filter(slip_id=slip_id).first()
    if lock is None:
        return None
    key = cipher.new_key()
    lock.opens = pairs.seal_to(bytes(lock.public), key, slip_id.bytes, SHOWN)
    lock.save(update_fields=["opens"])
    return cipher.seal(AESGCM(key), data, slip_id.bytes)


def shown(slip: OpenSlip, box: bytes) -> bytes | None:
    """What the page shows; None where its key was destroyed, or another has taken its place."""
    lock = SlipLock.objects.filter(slip_id=slip.slip_id).first()
    if lock is None or lock.opens is None:
        return None
    try:
        key = pairs.opened(_private(slip.secret), bytes(lock.opens), slip.slip_id.bytes, SHOWN)
        return cipher.unseal(AESGCM(key), box, slip.slip_id.bytes)
    except cipher.WrongKey:
        return None


def forget_shown(slip_id: UUID) -> None:
    """Destroy the key of what a page shows, in this keyring and for every copy of the data."""
    with transaction.atomic(using=KEYRING):
        SlipLock.objects.filter(slip_id=slip_id).update(opens=None)
        own.forget()


# --- what is written there ---


def seal_letter(slip: OpenSlip, data: bytes) -> tuple[UUID, bytes]:
    """Seal something to the study: its id, and the box. The key goes to disk first."""
    letter_id, key = uuid7(), cipher.new_key()
    LetterKey.objects.create(
        letter_id=letter_id,
        study_id=slip.study_id,
        box=pairs.seal_to(slip.seals_to, key, letter_id.bytes, LETTER),
    )
    return letter_id, cipher.seal(AESGCM(key), data, letter_id.bytes)


def open_letter(key: StudyKey, letter_id: UUID, box: bytes) -> bytes | None:
    """What was written; None where it does not open: somebody has altered it, or its key is gone."""
    row = LetterKey.objects.filter(letter_id=letter_id, study_id=key.study_id).first()
    if row is None:
        return None
    for material in key.ever():  # a slip seals to the key of the day it was made
        with suppress(cipher.WrongKey):
            private = _study_private(key.study_id, material)
            letter_key = pairs.opened(private, bytes(row.box), letter_id.bytes, LETTER)
            return cipher.unseal(AESGCM(letter_key), box, letter_id.bytes)
    return None


def destroy_letter(letter_id: UUID) -> None:
    """Destroy a letter's key: it was taken in."""
    with transaction.atomic(using=KEYRING):
        LetterKey.objects.filter(letter_id=letter_id).delete()
        own.forget()


def _opened(lock: SlipLock | None, study_id: UUID, secret: Secret) -> OpenSlip | None:
    tried = lock or _nobodys(study_id)
    alike = compare_digest(bytes(tried.found_by), _found_by(secret))
    try:
        seals_to = cipher.unseal(_sealing(secret), bytes(tried.seals_to), _about(study_id))
    except cipher.WrongKey:
        return None
    if not alike or tried.ends_at <= timezone.now():
        return None
    return OpenSlip(tried.slip_id, study_id, secret, tried.ends_at, seals_to)


def _nobodys(study_id: UUID) -> SlipLock:
    return SlipLock(
        slip_id=UUID(int=0), study_id=study_id, found_by=token_bytes(cipher.KEY_BYTES),
        seals_to=token_bytes(SEALED_BYTES), ends_at=timezone.now(),
    )  # fmt: skip


def _secret(study_id: UUID, given: str) -> Secret:
    return Secret(cipher.derive(given.encode(), "slip", study_id.bytes))


def _found_by(secret: Secret) -> bytes:
    return secret.derived("which slip")


def _private(secret: Secret) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secret.derived("key pair of a slip"))


def _sealing(secret: Secret) -> AESGCM:
    return AESGCM(secret.derived("to whom a slip seals"))


def _study_private(study_id: UUID, material: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(cipher.derive(material, "key pair of a study", study_id.bytes))


def _about(study_id: UUID) -> bytes:
    return b"slip" + study_id.bytes
