"""Keys, each sealed under another: nothing here opens anything without a member's secret."""

from __future__ import annotations

from django.db import models


class Wrap(models.Model):
    """The study key as one member can open it: sealed under that member's secret."""

    member_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()


class TextKey(models.Model):
    """The key of one sealed text, sealed under the study key. `box` is empty once the key was destroyed.

    The row of a destroyed key stays, so that no old copy of the keyring can bring the key back. Where `guarded` is
    filled, `box` is empty too: the key is sealed to the names key, and only the study's lead and guardian open it.
    """

    id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField(null=True)
    guarded = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)


class NamesKey(models.Model):
    """The public half of a study's names key: anyone of the study seals names with it, and cannot open them again."""

    study_id = models.UUIDField(primary_key=True)
    public = models.BinaryField()


class NamesWrap(models.Model):
    """The private half of the names key as one member can open it: sealed under that member's secret."""

    member_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()
