"""Unlocking for a while: in a browser until it is closed or locks, in a shell until that ends; twelve hours at most.

The opened secret lies nowhere. The keyring keeps it sealed under a random key, which is in the browser's cookie or the
shell's environment and nowhere else; from that key the row is found, and not the other way round. So a server that was
killed goes on where it was, and who takes the server's disk away has nothing.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from firsthand.ground.vault import cipher
from firsthand.ground.vault.cache import opened
from firsthand.ground.vault.keyring.models import SlipLock, Unlocked
from firsthand.ground.vault.secret import Secret

LASTS = timedelta(hours=12)


def begin(member_id: UUID, study_id: UUID, secret: Secret, lasts: timedelta = LASTS) -> str:
    """Unlock for a while: the key for the browser's cookie or the shell, which is kept nowhere here.

    A participant's slip is unlocked in the same way; its id is then in the member's place.
    """
    Unlocked.objects.filter(ends_at__lte=timezone.now()).delete()
    key = secrets.token_bytes(cipher.KEY_BYTES)
    Unlocked.objects.create(
        found_by=_found_by(key),
        member_id=member_id,
        study_id=study_id,
        box=cipher.seal(_opener(key), secret.material, member_id.bytes + study_id.bytes),
        ends_at=timezone.now() + lasts,
    )
    return urlsafe_b64encode(key).decode()


def opened_by(key: str, study_id: UUID) -> tuple[UUID, Secret] | None:
    """Who unlocked the study with that key, and their secret; None where that has ended, or never was."""
    found = _bytes(key)
    row = (
        found
        and Unlocked.objects.filter(
            found_by=_found_by(found), study_id=study_id, ends_at__gt=timezone.now()
        ).first()
    )
    if not row:
        return None
    about = row.member_id.bytes + row.study_id.bytes
    return row.member_id, Secret(cipher.unseal(_opener(found), bytes(row.box), about))


def end(key: str) -> bool:
    """Lock again; whether anything was open. Once nobody has the study open, its words leave memory too."""
    found = _bytes(key)
    row = found and Unlocked.objects.filter(found_by=_found_by(found)).first()
    if not row:
        return False
    row.delete()
    _let_go(row.study_id)
    return True


def end_all_of(member_id: UUID) -> None:
    """Lock everywhere where this member has unlocked."""
    rows = Unlocked.objects.filter(member_id=member_id)
    studies = set(rows.values_list("study_id", flat=True))
    rows.delete()
    for study_id in studies:
        _let_go(study_id)


def _let_go(study_id: UUID) -> None:
    slips = SlipLock.objects.filter(study_id=study_id).values("slip_id")  # whose holders open no words of it
    still = Unlocked.objects.filter(study_id=study_id, ends_at__gt=timezone.now())
    if not still.exclude(member_id__in=slips).exists():
        opened.forget_study(study_id)


def _bytes(key: str) -> bytes:
    """The key as it was sent; empty where this cannot be one."""
    try:
        found = urlsafe_b64decode(key.encode())
    except ValueError:
        return b""
    return found if len(found) == cipher.KEY_BYTES else b""


def _found_by(key: bytes) -> bytes:
    return cipher.derive(key, "which unlocking")


def _opener(key: bytes) -> AESGCM:
    return AESGCM(cipher.derive(key, "unlocking"))
