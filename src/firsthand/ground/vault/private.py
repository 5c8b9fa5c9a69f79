"""Words that open to nobody but who wrote them: no key of the study opens them, and no other member's secret.

member's secret  →  opens  →  the key of their own notes  →  opens  →  each text's own key  →  opens  →  the words

Where a member has no secret of their own, the installation's takes its place. When they get or change one, the key of
their notes goes along, and another part is put behind it, as with the study key: the last seals, so that who opened it
before opens nothing newer; each opens what was sealed while it was the last. The first makes the marks by which notes
are found, so that no row says whose it is.

Each text's own key lies in the keyring: destroyed there, the words are gone from every copy of the data. Its row stays,
empty, so that no old keyring brings it back, and nothing that is sent once more comes to life again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, transaction

from firsthand.core.problems import NotThere
from firsthand.ground.vault import cipher
from firsthand.ground.vault.keyring.models import NotesWrap, PrivateKey
from firsthand.ground.vault.models import Private
from firsthand.ground.vault.pressing import press
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

KEYS_TABLE = "keyring_privatekey"
Words = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class NotesKey:
    """The opened key of a member's own notes, held in memory only."""

    member_id: UUID
    study_id: UUID
    material: bytes
    _ciphers: tuple[AESGCM, ...] = field(init=False)  # the last first

    def __post_init__(self) -> None:
        starts = range(0, len(self.material), cipher.KEY_BYTES)
        parts = [self.material[start : start + cipher.KEY_BYTES] for start in starts]
        object.__setattr__(self, "_ciphers", tuple(AESGCM(part) for part in reversed(parts)))

    def mark(self, purpose: str, about: bytes = b"") -> bytes:
        """A mark that nobody else can make, and that tells nobody whose it is. Always the same: 32 bytes."""
        return cipher.derive(self.material[: cipher.KEY_BYTES], f"notes/{purpose}", about)

    def sealed(self, text_key: bytes, about: bytes) -> bytes:
        """A text's own key, sealed under the last part."""
        return cipher.seal(self._ciphers[0], text_key, about)

    def opened(self, box: bytes, about: bytes) -> bytes:
        """A text's own key, whenever it was sealed. Raises `WrongKey`."""
        for newer in self._ciphers[:-1]:
            with suppress(cipher.WrongKey):
                return cipher.unseal(newer, box, about)
        return cipher.unseal(self._ciphers[-1], box, about)

    def turned(self) -> NotesKey:
        """The key with another part behind it."""
        return NotesKey(self.member_id, self.study_id, self.material + cipher.new_key())


@dataclass(frozen=True, slots=True)
class Held:
    """Something that a member keeps for themselves, opened."""

    id: UUID
    words: Words = field(repr=False)
    forget_on: date | None  # None: until they let go of it


# --- the key of a member's own notes ---


def key_of(member_id: UUID, study_id: UUID, secret: Secret) -> NotesKey:
    """The key of a member's own notes, made where they have none. Raises `WrongKey`."""
    found = opened_by(member_id, study_id, secret)
    if found is None:
        with transaction.atomic(using=KEYRING):
            if not NotesWrap.objects.select_for_update().filter(member_id=member_id).exists():
                wrap(NotesKey(member_id, study_id, cipher.new_key()), secret)
        found = opened_by(member_id, study_id, secret)
    if found is None:
        raise NotThere("The key of these notes is gone.")
    return found


def opened_by(member_id: UUID, study_id: UUID, secret: Secret) -> NotesKey | None:
    """The same where there is one."""
    row = NotesWrap.objects.filter(member_id=member_id, study_id=study_id).first()
    if row is None:
        return None
    material = cipher.unseal(_opener(secret, member_id), bytes(row.box), member_id.bytes + study_id.bytes)
    return NotesKey(member_id, study_id, material)


def wrap(key: NotesKey, secret: Secret) -> None:
    """Seal the key of somebody's notes under their secret, in the keyring."""
    box = cipher.seal(_opener(secret, key.member_id), key.material, key.member_id.bytes + key.study_id.bytes)
    NotesWrap.objects.update_or_create(
        member_id=key.member_id, defaults={"study_id": key.study_id, "box": box}
    )  # fmt: skip


def to_go_along(member_id: UUID, study_id: UUID, before: Secret | None) -> NotesKey | None:
    """The key of a member's notes as it goes along to another secret; None where what was before does not open it."""
    if before is None:
        return None
    with suppress(cipher.WrongKey):
        found = opened_by(member_id, study_id, before)
        return found and found.turned()
    return None


# --- what they keep ---


def was_here(text_id: UUID) -> bool:
    """Whether a text of that id is kept, or was: what is sent once more changes nothing."""
    if Private.objects.filter(pk=text_id).exists():
        return True
    return PrivateKey.objects.filter(pk=text_id, box=None).exists()


def keep(
    key: NotesKey, kind: str, text_id: UUID, words: Mapping[str, Any], *, forget_on: date | None
) -> None:
    """Seal words for their writer alone. The key goes to disk first: one too many opens nothing."""
    text_key = cipher.new_key()
    PrivateKey.objects.update_or_create(
        id=text_id, defaults={"box": key.sealed(text_key, text_id.bytes)}
    )  # fmt: skip
    data = json.dumps(dict(words), ensure_ascii=False, separators=(",", ":")).encode()
    Private.objects.create(
        id=text_id,
        whose=_whose(key, kind),
        box=cipher.seal(AESGCM(text_key), data, text_id.bytes),
        forget_on=forget_on,
    )


def keep_until(key: NotesKey, kind: str, text_id: UUID, forget_on: date | None) -> None:
    """Say of something kept when it is forgotten; None: not by itself. Raises `NotThere`."""
    if not Private.objects.filter(pk=text_id, whose=_whose(key, kind)).update(forget_on=forget_on):
        raise _none()


def held(key: NotesKey, kind: str) -> list[Held]:
    """All that a member keeps of a kind, as it was made. What no key opens any more is not among it."""
    rows = list(Private.objects.filter(whose=_whose(key, kind)))
    keys = dict(
        PrivateKey.objects.filter(id__in=[row.id for row in rows], box__isnull=False).values_list("id", "box")
    )
    return [
        Held(row.id, json.loads(_unsealed(key, row, bytes(keys[row.id] or b""))), row.forget_on)
        for row in rows
        if row.id in keys
    ]


def held_one(key: NotesKey, kind: str, text_id: UUID) -> Held:
    """One of them. Raises `NotThere`, whoever else's it may be."""
    row = Private.objects.filter(pk=text_id, whose=_whose(key, kind)).first()
    own_key = PrivateKey.objects.filter(pk=text_id, box__isnull=False).first()
    if row is None or own_key is None:
        raise _none()
    return Held(row.id, json.loads(_unsealed(key, row, bytes(own_key.box or b""))), row.forget_on)


def let_go(key: NotesKey, kind: str, text_ids: Iterable[UUID]) -> None:
    """Destroy what a member keeps: in this database and in every copy of it. Raises `NotThere`."""
    wanted = set(text_ids)
    found = set(Private.objects.filter(pk__in=wanted, whose=_whose(key, kind)).values_list("id", flat=True))
    if found != wanted:
        raise _none()
    _destroy(found)


def forget_old(today: date) -> int:
    """Destroy whatever is to be forgotten by today, whosesoever it is; how much. No secret is needed for that.

    One question to the database where there is nothing.
    """
    due = set(Private.objects.filter(forget_on__lte=today).values_list("id", flat=True))
    if due:
        _destroy(due)
    return len(due)


def _destroy(text_ids: set[UUID]) -> None:
    """Keys first: cut short after that, a row is left that nothing opens, and the next time takes it."""
    PrivateKey.objects.filter(pk__in=text_ids).update(box=None)
    Private.objects.filter(pk__in=text_ids).delete()
    _press_soon()


def _press_soon() -> None:
    """Once it is on disk, nothing of what was there stays in either database's log."""
    transaction.on_commit(partial(press, KEYRING, KEYS_TABLE), using=KEYRING)
    transaction.on_commit(partial(press, DEFAULT_DB_ALIAS))


def _unsealed(key: NotesKey, row: Private, box: bytes) -> bytes:
    return cipher.unseal(AESGCM(key.opened(box, row.id.bytes)), bytes(row.box), row.id.bytes)


def _whose(key: NotesKey, kind: str) -> bytes:
    return key.mark(f"whose {kind}")


def _opener(secret: Secret, member_id: UUID) -> AESGCM:
    return AESGCM(secret.derived("key of one's own notes", salt=member_id.bytes))


def _none() -> NotThere:
    return NotThere("There is nothing of yours like that here: it may have been forgotten or deleted.")
