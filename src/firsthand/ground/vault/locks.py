"""Locks on a member's own secret: each seals the same 32 bytes under something that the member knows or holds.

A passphrase goes through Argon2id (RFC 9106) with a salt and a cost of its own, which are stored with the lock. A
printed code, a token and what a passkey answers are random enough by themselves: HKDF makes their key. Whoever has the
keyring and guesses passphrases pays Argon2id for each guess; the others are beyond guessing.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from uuid6 import uuid7

from firsthand.ground.vault import cipher, codes
from firsthand.ground.vault.keyring.models import Lock
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

Kind = Lock.Kind
PASSPHRASE, RECOVERY, INVITATION, TOKEN, PASSKEY = Kind
SALT_BYTES = 16
BOX_BYTES = cipher.NONCE_BYTES + cipher.KEY_BYTES + 16
NOBODY = UUID(int=0)
LONGEST = 1000  # letters of a passphrase
MOST_TYPED = 4 * LONGEST  # signs of it: a letter with all its accents is four at most
TOKEN_BEGINS = "firsthand_"  # noqa: S105 - so that a token that was left lying about is known for what it is


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int

    @classmethod
    def now(cls) -> Cost:
        """The cost of passphrases set from now on."""
        return cls(*settings.PASSPHRASE_COST)


def put_on(member_id: UUID, study_id: UUID, secret: Secret, kind: Kind, given: str) -> None:
    """Lock a member's secret with what was given. An earlier lock of that kind is no more."""
    lock = _blank(member_id, study_id, kind)
    lock.box = cipher.seal(AESGCM(_key(lock, given.encode())), secret.material, _about(lock))
    with transaction.atomic(using=KEYRING):  # never none of them
        Lock.objects.filter(member_id=member_id, kind=kind).delete()
        lock.save(force_insert=True)


def new_code_for(member_id: UUID, study_id: UUID, secret: Secret, kind: Kind) -> str:
    """Lock a member's secret with a fresh code: the code, which is nowhere else from now on."""
    code = codes.new_code()
    put_on(member_id, study_id, secret, kind, codes.read(code))
    return code


def opened_by(member_id: UUID | None, kind: Kind, given: str) -> Secret | None:
    """A member's secret, if what was given opens their lock of that kind.

    Where there is no such member or lock, one that nothing opens is tried instead: it takes as long.
    """
    lock = Lock.objects.filter(member_id=member_id, kind=kind).first() if member_id else None
    if lock is None:
        lock = _blank(NOBODY, NOBODY, kind)
        lock.box = secrets.token_bytes(BOX_BYTES)
    try:
        return Secret(cipher.unseal(AESGCM(_key(lock, given.encode())), bytes(lock.box), _about(lock)))
    except cipher.WrongKey:
        return None


def renewed(member_id: UUID, secret: Secret, passphrase: str) -> None:
    """Put a passphrase's lock on anew where passphrases cost more by now than when it was set."""
    lock = Lock.objects.filter(member_id=member_id, kind=PASSPHRASE).first()
    if lock is not None and Cost(lock.memory or 0, lock.passes or 0, lock.lanes or 0) != Cost.now():
        put_on(member_id, lock.study_id, secret, PASSPHRASE, passphrase)


def kinds_of(member_id: UUID) -> set[str]:
    """Which kinds of lock a member has."""
    return set(Lock.objects.filter(member_id=member_id).values_list("kind", flat=True))


def take_off(member_id: UUID, *kinds: str) -> None:
    """Take locks off, of these kinds or all: what they were opened with opens nothing any more."""
    rows = Lock.objects.filter(member_id=member_id)
    (rows.filter(kind__in=kinds) if kinds else rows).delete()


# --- tokens ---


def new_token_for(member_id: UUID, study_id: UUID, secret: Secret, label: UUID, scope: str) -> str:
    """A token that opens a member's secret for a program, for what the scope says: shown once, kept nowhere."""
    token = TOKEN_BEGINS + secrets.token_urlsafe(cipher.KEY_BYTES)
    lock = _blank(member_id, study_id, TOKEN)
    lock.scope = scope
    _put_on_another(lock, secret, token.encode(), label)
    return token


def opened_by_token(study_id: UUID, token: str) -> tuple[UUID, Secret, str] | None:
    """Whose token it is, their secret, what it is for; None where it is no token of this study, or was taken back."""
    lock = _found(study_id, TOKEN, token.encode())
    return None if lock is None else (lock.member_id, _opened(lock, token.encode()), lock.scope)


def tokens_of(member_id: UUID) -> list[Lock]:
    """A member's tokens, the oldest first."""
    return _of(member_id, TOKEN)


# --- passkeys ---


def asked_of_passkeys(study_id: UUID) -> bytes:
    """What every passkey of a study is asked. No secret: each answers with 32 bytes that it alone can make of it."""
    return cipher.derive(study_id.bytes, "asked of passkeys")


def add_passkey(member_id: UUID, study_id: UUID, secret: Secret, answer: bytes, label: UUID) -> None:
    """Lock a member's secret with what a passkey of theirs answers, beside whatever else opens it."""
    _put_on_another(_blank(member_id, study_id, PASSKEY), secret, answer, label)


def opened_by_passkey(study_id: UUID, answer: bytes) -> tuple[UUID, Secret] | None:
    """Whose passkey answered so, and their secret; None where it is none of this study, or was taken back."""
    return _opened_by_itself(study_id, PASSKEY, answer)


def passkeys_of(member_id: UUID) -> list[Lock]:
    """A member's passkeys, the oldest first."""
    return _of(member_id, PASSKEY)


# --- locks of which a member may have several: each is found by what opens it ---


def _put_on_another(lock: Lock, secret: Secret, given: bytes, label: UUID) -> None:
    lock.found_by, lock.label = _found_by(lock.kind, given), label
    lock.box = cipher.seal(AESGCM(_key(lock, given)), secret.material, _about(lock))
    lock.save(force_insert=True)


def _opened_by_itself(study_id: UUID, kind: Kind, given: bytes) -> tuple[UUID, Secret] | None:
    lock = _found(study_id, kind, given)
    return None if lock is None else (lock.member_id, _opened(lock, given))


def _found(study_id: UUID, kind: Kind, given: bytes) -> Lock | None:
    return Lock.objects.filter(study_id=study_id, kind=kind, found_by=_found_by(kind, given)).first()


def _opened(lock: Lock, given: bytes) -> Secret:
    return Secret(cipher.unseal(AESGCM(_key(lock, given)), bytes(lock.box), _about(lock)))


def _of(member_id: UUID, kind: Kind) -> list[Lock]:
    return list(Lock.objects.filter(member_id=member_id, kind=kind).order_by("made_at", "id"))


def _found_by(kind: str, given: bytes) -> bytes:
    return cipher.derive(given, f"which {kind}")


def _blank(member_id: UUID, study_id: UUID, kind: Kind) -> Lock:
    lock = Lock(
        id=uuid7(), member_id=member_id, study_id=study_id, kind=kind, salt=secrets.token_bytes(SALT_BYTES)
    )  # fmt: skip
    if kind == PASSPHRASE:
        cost = Cost.now()
        lock.memory, lock.passes, lock.lanes = cost.memory, cost.passes, cost.lanes
    return lock


def _key(lock: Lock, given: bytes) -> bytes:
    salt = bytes(lock.salt)
    if lock.kind != PASSPHRASE:
        return cipher.derive(given, f"lock/{lock.kind}", salt)
    if not (lock.memory and lock.passes and lock.lanes):
        raise AssertionError("A passphrase's lock says what Argon2id was given.")
    return Argon2id(
        salt=salt, length=cipher.KEY_BYTES, iterations=lock.passes, lanes=lock.lanes, memory_cost=lock.memory
    ).derive(in_one_form(given.decode()).encode())


def in_one_form(passphrase: str) -> str:
    """The same characters, however a keyboard sends them.

    Raises `WrongKey` for what is absurdly long, before anything is done with it: accents without end take hours.
    """
    if len(passphrase) > MOST_TYPED:
        raise cipher.WrongKey(_("Take %(longest)s characters at most.") % {"longest": LONGEST})
    return unicodedata.normalize("NFKC", passphrase)


def _about(lock: Lock) -> bytes:
    return b"lock" + lock.kind.encode() + lock.member_id.bytes + lock.study_id.bytes
