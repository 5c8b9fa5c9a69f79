"""What the team keeps for the ethics board: what went wrong, and who was taught what."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Incident(Recorded):
    """That something went wrong, for good: it can be told better, and never taken out.

    `about` is a sealed wording: happened, on, noticed, done, told, reported, closed, and `person`, the id of the
    participant whom it is about, where it is about one. Not even the days or the person are in the clear: whoever
    looks after the database must not learn that something happened to somebody.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField()
    about = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="incident_numbered_once")]


class Training(Recorded):
    """That a member was taught something. `about` is a sealed wording: what, by whom, on which day."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="trainings")
    member = models.ForeignKey("studies.Membership", models.PROTECT, related_name="trainings")
    about = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
