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
from typing import Any, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet

from firsthand.core.problems import NotThere
from firsthand.ground.vault import cipher, pairs
from firsthand.ground.vault.asking import is_any
from firsthand.ground.vault.keyring.models import NotesWrap, PrivateKey
from firsthand.ground.vault.models import Private
from firsthand.ground.vault.pressing import press
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

KEYS_TABLE = "keyring_privatekey"
REPLACED = date.min  # the day on which something is forgotten in whose place there are other words
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

    def marks(self, purpose: str) -> list[bytes]:
        """By which one's own is found."""
        return [self.mark(purpose)]

    def pairs(self) -> list[X25519PrivateKey]:
        """A key pair of each part, for what is had together with another (see `between`)."""
        starts = range(0, len(self.material), cipher.KEY_BYTES)
        parts = [self.material[start : start + cipher.KEY_BYTES] for start in starts]
        return [X25519PrivateKey.from_private_bytes(cipher.derive(part, "notes/key pair")) for part in parts]

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


class Opener(Protocol):
    """What seals and opens: the key of one's own notes, or what two have in common."""

    def marks(self, purpose: str) -> list[bytes]:
        """By which things are found: the first for what is put there now."""
        ...

    def sealed(self, text_key: bytes, about: bytes) -> bytes:
        """A text's own key, sealed."""
        ...

    def opened(self, box: bytes, about: bytes) -> bytes:
        """A text's own key. Raises `WrongKey`."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """Something that a member keeps for themselves, or two for each other, opened."""

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
    key = NotesKey(member_id, study_id, material)
    if row.public is None:  # as in a keyring that was brought back
        NotesWrap.objects.filter(member_id=member_id).update(public=_public(key))
    return key


def wrap(key: NotesKey, secret: Secret) -> None:
    """Seal the key of somebody's notes under their secret, in the keyring."""
    box = cipher.seal(_opener(secret, key.member_id), key.material, key.member_id.bytes + key.study_id.bytes)
    NotesWrap.objects.update_or_create(
        member_id=key.member_id, defaults={"study_id": key.study_id, "box": box, "public": _public(key)}
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


def keep(key: Opener, kind: str, text_id: UUID, words: Mapping[str, Any], *, forget_on: date | None) -> None:
    """Seal words for their writer alone. The key goes to disk first: one too many opens nothing."""
    text_key = cipher.new_key()
    PrivateKey.objects.update_or_create(
        id=text_id, defaults={"box": key.sealed(text_key, text_id.bytes)}
    )  # fmt: skip
    data = json.dumps(dict(words), ensure_ascii=False, separators=(",", ":")).encode()
    Private.objects.create(
        id=text_id,
        whose=_whose(key, kind)[0],
        box=cipher.seal(AESGCM(text_key), data, text_id.bytes),
        forget_on=forget_on,
    )


def put_in_place(
    key: Opener, kind: str, before: Iterable[UUID], text_id: UUID, words: Mapping[str, Any], *,
    forget_on: date | None,
) -> None:  # fmt: skip
    """Other words in the place of these, which open no more once the new ones are on disk.

    Cut short between, the old ones are none any more, and whoever comes in next destroys them.
    """
    gone = set(before)
    Private.objects.filter(pk__in=gone).update(forget_on=REPLACED)
    keep(key, kind, text_id, words, forget_on=forget_on)
    transaction.on_commit(partial(_destroy, gone))


def keep_until(key: Opener, kind: str, text_id: UUID, forget_on: date | None) -> None:
    """Say of something kept when it is forgotten; None: not by itself. Raises `NotThere`."""
    if not _rows(key, kind).filter(pk=text_id).update(forget_on=forget_on):
        raise _none()


def held(key: Opener, kind: str) -> list[Held]:
    """All that a member keeps of a kind, as it was made. What no key opens any more is not among it."""
    rows = list(_rows(key, kind))
    keys = dict(
        PrivateKey.objects.filter(id__in=[row.id for row in rows], box__isnull=False).values_list("id", "box")
    )
    return [_opened(key, row, bytes(keys[row.id] or b"")) for row in rows if row.id in keys]


def held_one(key: Opener, kind: str, text_id: UUID) -> Held:
    """One of them. Raises `NotThere`, whoever else's it may be."""
    row = _rows(key, kind).filter(pk=text_id).first()
    own_key = PrivateKey.objects.filter(pk=text_id, box__isnull=False).first()
    if row is None or own_key is None:
        raise _none()
    return _opened(key, row, bytes(own_key.box or b""))


def let_go(key: Opener, kind: str, text_ids: Iterable[UUID]) -> None:
    """Destroy what a member keeps: in this database and in every copy of it. Raises `NotThere`."""
    wanted = set(text_ids)
    found = set(
        Private.objects.filter(pk__in=wanted, whose__in=_whose(key, kind)).values_list("id", flat=True)
    )
    if found != wanted:
        raise _none()
    _destroy(found)


def forget_old(today: date) -> int:
    """Destroy whatever is to be forgotten by today, whosesoever it is; how much. No secret is needed for that.

    One question to the database where there is nothing.
    """
    if not is_any(Private, "forget_on <= %s", today.isoformat()):
        return 0
    due = set(Private.objects.filter(forget_on__lte=today).values_list("id", flat=True))
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


def _opened(key: Opener, row: Private, box: bytes) -> Held:
    data = cipher.unseal(AESGCM(key.opened(box, row.id.bytes)), bytes(row.box), row.id.bytes)
    return Held(row.id, json.loads(data), row.forget_on)


def _rows(key: Opener, kind: str) -> QuerySet[Private]:
    return Private.objects.filter(whose__in=_whose(key, kind)).exclude(forget_on=REPLACED)


def _whose(key: Opener, kind: str) -> list[bytes]:
    return key.marks(f"whose {kind}")


def _public(key: NotesKey) -> bytes:
    return b"".join(pairs.public_half(one) for one in key.pairs())


def _opener(secret: Secret, member_id: UUID) -> AESGCM:
    return AESGCM(secret.derived("key of one's own notes", salt=member_id.bytes))


def _none() -> NotThere:
    return NotThere("There is nothing of yours like that here: it may have been forgotten or deleted.")
