"""A keyring that was brought, and the one that is here: what is here is of today, and only what was never here comes.

What was destroyed in either is destroyed, whatever an old keyring says.
"""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models, transaction

from firsthand.exchange.keeping import carrying
from firsthand.ground.vault import cipher
from firsthand.ground.vault.keyring.models import (
    HandedOver,
    KeysGone,
    LetterKey,
    Lock,
    NamesKey,
    NamesWrap,
    NotesWrap,
    OwnSecret,
    PotKey,
    PotsKey,
    PrivateKey,
    SlipLock,
    TextKey,
    Wrap,
)
from firsthand.ground.vault.pressing import press
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret

Keys = type[models.Model]
Wrapped = type[Wrap] | type[NamesWrap] | type[NotesWrap]

OF_OWN_SECRETS: tuple[Keys, ...] = (Wrap, NamesWrap, NotesWrap, OwnSecret, Lock, HandedOver)

# What is there is of today: destroyed stays destroyed, and only what was never there comes.
ALL_OF: tuple[Keys, ...] = (TextKey, NamesKey, KeysGone, PrivateKey, PotsKey, PotKey)

# A participant's own page and what was written there. A slip that was taken back leaves nothing that says so: they come
# with a study whose keys were never here, and into one that was here none comes back.
OF_A_NEW_STUDY: tuple[Keys, ...] = (SlipLock, LetterKey)

# What the installation's secret opens, each by a key that is derived for it.
UNDER_THE_FILE: tuple[tuple[Wrapped, str], ...] = (
    (Wrap, "study key"), (NamesWrap, "names key"), (NotesWrap, "key of one's own notes"),
)  # fmt: skip


def bring_keys(brought: str, old: Secret | None, new: Secret | None) -> None:
    """The keys of a keyring that stands beside, which the keyring here never had. `old`: its secret; `new`: ours."""
    with transaction.atomic(using=KEYRING):
        new_here = _studies(brought) - _studies(KEYRING)
        for model in ALL_OF:
            _bring_rows(brought, model)
        for model in OF_A_NEW_STUDY:
            _bring_rows(brought, model, study_id__in=new_here)
        _bring_destruction(brought)
        # What opens it for who has a secret of their own here was settled here: an old copy changes nothing.
        settled = _own_secrets(KEYRING)
        theirs = _own_secrets(brought) - settled
        for wrapped, purpose in UNDER_THE_FILE:
            _bring_wraps(brought, wrapped, purpose, (old, new), settled | theirs)
        for model in OF_OWN_SECRETS:
            _bring_rows_of(brought, model, theirs)
    for model in (TextKey, PrivateKey, PotKey):
        press(KEYRING, model._meta.db_table)


def _studies(alias: str) -> set[Any]:
    """Those of which any text was ever sealed with a key of this keyring."""
    return set(TextKey.objects.using(alias).values_list("study_id", flat=True).distinct())


def _bring_rows(brought: str, model: Keys, **only: Any) -> None:
    """The rows of a table that are not there yet."""
    carrying.insert(model, KEYRING, list(carrying.rows_of(model, brought, **only)), unless_there=True)


def _bring_destruction(brought: str) -> None:
    """What was destroyed in either of two keyrings is destroyed: the one here may be the older one."""
    gone = TextKey.objects.using(brought).filter(destroyed_at__isnull=False).values_list("id", "destroyed_at")
    standing = set(TextKey.objects.filter(destroyed_at=None).values_list("id", flat=True))
    for text_id, at in gone:
        if text_id in standing:
            TextKey.objects.filter(pk=text_id).update(box=None, guarded=None, destroyed_at=at)
    for model in (PrivateKey, PotKey):
        for key_id in model.objects.using(brought).filter(box=None).values_list("id", flat=True):
            model.objects.filter(pk=key_id, box__isnull=False).update(box=None)
    for study_id, times in KeysGone.objects.using(brought).values_list("study_id", "times"):
        KeysGone.objects.filter(study_id=study_id, times__lt=times).update(times=times)


def _own_secrets(alias: str) -> set[Any]:
    """The members who have, or had, a secret of their own."""
    return set(OwnSecret.objects.using(alias).values_list("member_id", flat=True))


def _bring_rows_of(brought: str, model: Keys, members: set[Any]) -> None:
    """These members' rows of a table, in place of what is there. What the database numbers it numbers anew."""
    one_of = ("member_id", "what") if model is HandedOver else ("pk",)
    rows: models.QuerySet[Any] = models.QuerySet(model, using=brought)
    for row in rows.filter(member_id__in=members):
        models.QuerySet(model, using=KEYRING).filter(**{name: getattr(row, name) for name in one_of}).delete()
        if model is HandedOver:
            row.pk = None
            row.save(using=KEYRING, force_insert=True)
        else:
            carrying.insert(model, KEYRING, list(carrying.rows_of(model, brought, pk=row.pk)))


def _bring_wraps(
    brought: str,
    model: Wrapped,
    purpose: str,
    secrets: tuple[Secret | None, Secret | None],
    but: set[Any],
) -> None:
    """What the installation's secret opens for each member who is not here yet."""
    old, new = secrets
    here = set(models.QuerySet(model, using=KEYRING).values_list("pk", flat=True))
    rows: models.QuerySet[Any] = models.QuerySet(model, using=brought)
    for row in rows.exclude(pk__in=here | but):
        if old is not None and new is not None and old != new:
            row.box = _rewrapped(row, purpose, old, new)
        row.save(using=KEYRING, force_insert=True)


def _rewrapped(row: Wrap | NamesWrap | NotesWrap, purpose: str, old: Secret, new: Secret) -> bytes:
    """A key that another installation's secret opened, so that ours opens it."""
    salt, about = row.member_id.bytes, row.member_id.bytes + row.study_id.bytes
    material = cipher.unseal(AESGCM(old.derived(purpose, salt)), bytes(row.box), about)
    return cipher.seal(AESGCM(new.derived(purpose, salt)), material, about)
