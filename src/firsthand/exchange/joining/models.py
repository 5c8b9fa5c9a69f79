"""That another copy of the study was joined with this one, and up to where."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Joined(Recorded):
    """Another copy, as it was right after its entry `upto`. `mark` tells that entry from others of the same number.

    `said` is sealed: what was done there meanwhile, what differed and what became of it.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="joined")
    upto = models.PositiveIntegerField()
    mark = models.CharField(max_length=32)
    said = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
