"""A secret of one's own: from when a member has one, nothing else opens the study for them."""

from __future__ import annotations

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections, transaction

from firsthand.ground.vault import cipher, guarding, keys, locks, pairs, private, unlocking
from firsthand.ground.vault.asking import is_any
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.keyring.models import HandedOver, NamesWrap, NotesWrap, OwnSecret, Wrap
from firsthand.ground.vault.keys import StudyKey
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

PURPOSE = "handed over to a member"
STUDY_KEY, NAMES_KEY = "study key", "names key"


def anybody(study_id: UUID) -> bool:
    """Whether any member of the study has a secret of their own."""
    return is_any(OwnSecret, "study_id = %s AND public IS NOT NULL", study_id)


def has(member_id: UUID) -> bool:
    """Whether this member has one."""
    return is_any(OwnSecret, "member_id = %s AND public IS NOT NULL", member_id)


def those_who_have(study_id: UUID) -> set[UUID]:
    """The members of a study who have one."""
    rows = OwnSecret.objects.filter(study_id=study_id, public__isnull=False)
    return set(rows.values_list("member_id", flat=True))


def those_with_keys(study_id: UUID) -> set[UUID]:
    """The members of a study for whom a key of it is wrapped: under a secret of their own, or the installation's."""
    return {
        member_id
        for model in (Wrap, NamesWrap)
        for member_id in model.objects.filter(study_id=study_id).values_list("member_id", flat=True)
    }


def begin(
    member_id: UUID,
    study_id: UUID,
    key: StudyKey | None,
    names: NamesKey | None,
    before: Secret | None = None,
) -> Secret:
    """Give a member a fresh secret of their own, which opens what they may have. What opened it before is no more.

    Without `before`, the secret that they had, what they keep for themselves alone is lost.
    """
    secret = Secret(cipher.new_key())
    with transaction.atomic(using=KEYRING):
        notes = private.to_go_along(member_id, study_id, before)
        end(member_id, study_id)
        OwnSecret.objects.filter(member_id=member_id).update(
            public=pairs.public_half(_private(secret, member_id))
        )
        if key is not None:
            keys.wrap_for(member_id, secret, key)
        if names is not None:
            guarding.give(member_id, secret, names)
        if notes is not None:
            private.wrap(notes, secret)
    return secret


def end(member_id: UUID, study_id: UUID) -> None:
    """Destroy everything that opens the study for a member. That they were here stays, with nothing in it."""
    with transaction.atomic(using=KEYRING):
        OwnSecret.objects.update_or_create(
            member_id=member_id, defaults={"study_id": study_id, "public": None}
        )
        for model in (Wrap, NamesWrap, NotesWrap, HandedOver):
            model.objects.filter(member_id=member_id).delete()
        locks.take_off(member_id)
        unlocking.end_all_of(member_id)
        forget()


def forget() -> None:
    """Have what was destroyed leave the database's log as well, once this is on disk."""
    transaction.on_commit(_empty_the_log, using=KEYRING)


def hand(member_id: UUID, key: StudyKey | NamesKey) -> None:
    """Give a member who has a secret of their own a key, without knowing their secret. They take it when they come.

    It takes the place of what they had.
    """
    row = OwnSecret.objects.get(member_id=member_id, public__isnull=False)
    what, material = _material(key)
    box = pairs.seal_to(bytes(row.public or b""), material, _about(member_id, key.study_id, what), PURPOSE)
    with transaction.atomic(using=KEYRING):
        HandedOver.objects.update_or_create(
            member_id=member_id, what=what, defaults={"study_id": key.study_id, "box": box}
        )
        _wraps(what).objects.filter(member_id=member_id).delete()


def take(member_id: UUID, study_id: UUID, secret: Secret) -> None:
    """Take what one was handed: from now on it is wrapped under one's own secret, like everything else."""
    private = _private(secret, member_id)
    with transaction.atomic(using=KEYRING):
        handed = HandedOver.objects.filter(member_id=member_id, study_id=study_id)
        for row in handed.select_for_update():  # what somebody hands over meanwhile comes after it
            material = pairs.opened(private, bytes(row.box), _about(member_id, study_id, row.what), PURPOSE)
            if row.what == STUDY_KEY:
                keys.wrap_for(member_id, secret, StudyKey(study_id, material))
            else:
                guarding.give(
                    member_id, secret, NamesKey(study_id, X25519PrivateKey.from_private_bytes(material))
                )
            row.delete()


def take_away(member_id: UUID, what: str) -> None:
    """Take a key from a member: the study key, or the names key."""
    with transaction.atomic(using=KEYRING):
        _wraps(what).objects.filter(member_id=member_id).delete()
        HandedOver.objects.filter(member_id=member_id, what=what).delete()
        forget()


def _wraps(what: str) -> type[Wrap] | type[NamesWrap]:
    return Wrap if what == STUDY_KEY else NamesWrap


def _private(secret: Secret, member_id: UUID) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secret.derived("key pair of a member", salt=member_id.bytes))


def _material(key: StudyKey | NamesKey) -> tuple[str, bytes]:
    if isinstance(key, StudyKey):
        return STUDY_KEY, key.material
    return NAMES_KEY, key.private.private_bytes_raw()


def _about(member_id: UUID, study_id: UUID, what: str) -> bytes:
    return what.encode() + member_id.bytes + study_id.bytes


def _empty_the_log() -> None:
    """SQLite keeps what a row was in its log for a while."""
    connection = connections[KEYRING]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
