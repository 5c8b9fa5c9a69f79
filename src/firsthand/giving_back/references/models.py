"""The works that a study cites."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Reference(Recorded):
    """A work. `wording` is sealed and holds the item in CSL-JSON: what somebody reads tells what they study.

    `version` counts its wordings: a conflict shows both. Whoever cites a work keeps its id, or “R12”, its number.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="references")
    number = models.PositiveIntegerField()
    wording = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="reference_numbered_once")]
