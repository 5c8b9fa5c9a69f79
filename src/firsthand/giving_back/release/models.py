"""Passages that together tell who somebody is, though each alone does not."""

from __future__ import annotations

from django.db import models

from firsthand.field.sources.models import Placed
from firsthand.ground.trail.models import Recorded


class Apart(Recorded):
    """That some passages must not leave together, and why (`reason` is sealed). Found by reading, by a person."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="kept_apart")
    reason = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ApartPassage(Placed):
    """One of the passages that are kept apart."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="passages_apart")
    apart = models.ForeignKey(Apart, models.PROTECT, related_name="passages")

    goes_with = ("version", "apart")
    once = ("apart_id",)
