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
