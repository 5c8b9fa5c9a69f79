"""The sealed words themselves. The keys that open them are in the keyring, another database."""

from __future__ import annotations

from django.db import models


class Sealed(models.Model):
    """One sealed text: nonce, ciphertext and tag. Written once, never altered; a new wording is a new row."""

    id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()


class KeysKnownGone(models.Model):
    """How often keys of a study had been destroyed when this data was last looked over.

    Where the keyring says more, the data may be from a backup, and name words that were taken out since.
    """

    study_id = models.UUIDField(primary_key=True)
    times = models.PositiveIntegerField()


class Private(models.Model):
    """Something that a member keeps for themselves, sealed so that they alone open it. `private` says how.

    `whose` is a mark that only its writer can make: no row says whose it is. `forget_on` is the day on which it is
    destroyed by itself; empty where its writer keeps it.
    """

    id = models.UUIDField(primary_key=True)
    whose = models.BinaryField(max_length=32, db_index=True)
    box = models.BinaryField()
    forget_on = models.DateField(null=True, db_index=True)
