"""One entry an act. A database trigger refuses to change or delete an entry (see the first migration)."""

from __future__ import annotations

from typing import Any

from django.db import models
from uuid6 import uuid7

from firsthand.ground.trail.packed import Packed


class Recorded(models.Model):
    """A row of the study whose every write is in the trail. All domain models are such rows.

    Its id is made by us, once, and kept for good: it is what other programs, copies and entries know it by.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    # Whether a row may stay when the act that made it is undone, because others use it by now.
    stays_where_used = False

    # The rows with which a row of this kind goes when they are taken out: the names of the foreign keys to them.
    goes_with: tuple[str, ...] = ()

    # The fields whose words are sealed to the names key from the beginning.
    names_words: tuple[str, ...] = ()

    # The field that names the one member who reads a row, for as long as it names anybody.
    kept_by = ""

    study_id: Any  # each model names its own related_name, so that study.sources reads as it should

    class Meta:
        abstract = True


class Entry(models.Model):
    """An act: who did what, when, and what each row was before and after.

    `changes` is a list of [table, row id, before, after]; before is null for a new row, after for a removed one,
    and a changed row gives only the fields that changed. Words are never in it: fields hold ids of sealed texts.
    """

    class Kind(models.TextChoices):
        ACT = "act"
        UNDO = "undo"
        REDO = "redo"

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.ACT)
    target = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    sent_as = models.UUIDField(null=True)
    result = models.CharField(max_length=100, default="")
    reason = models.UUIDField(null=True)
    changes = Packed(default=list)
    link = models.BinaryField(null=True)  # chain.py; an entry from before there were links has none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="entry_numbered_once"),
            models.UniqueConstraint(fields=["study", "sent_as"], name="entry_sent_once"),
        ]
        indexes = [models.Index(fields=["study", "by", "-number"], name="entry_by_person")]


class Redaction(models.Model):
    """That an entry is about words that were taken out since: it stays, with its number, and no undo reaches it.

    What was taken out it cannot tell: the texts it names have no keys any more. `row` is the row that says why.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="redaction")
    row = models.UUIDField()
    at = models.DateTimeField()
