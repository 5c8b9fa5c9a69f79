"""Slips of a tally, and what came of them. Neither says whose it is."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Slip(models.Model):
    """That somebody chose something, sealed to the pot of its quarter. `found_by` is a mark that only they can make."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=6)
    found_by = models.BinaryField(max_length=32, unique=True)
    box = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["study", "quarter"], name="slips_of_a_quarter")]


class Sum(models.Model):
    """How many entries of a quarter chose something: only where enough did, by enough people. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=6)
    question = models.CharField(max_length=10)
    choice = models.CharField(max_length=10)
    entries = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "quarter", "question", "choice"], name="summed_once")
        ]
