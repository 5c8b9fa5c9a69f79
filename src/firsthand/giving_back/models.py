"""What left the program."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.packed import Packed


class Release(Recorded):
    """A file that left: a copy, which a withdrawal must be able to name. `people` are ids of participants in it."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="releases")
    what = models.CharField(max_length=20)
    format = models.CharField(max_length=8)
    people = Packed(default=list)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
