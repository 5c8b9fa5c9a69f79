"""That a source was given out of a log. Whose log it was, nothing here says."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Gift(Recorded):
    """A source that somebody gave. Its id, and what `proof` is the digest of, only the giver knows besides."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="gifts")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="gifts")
    source = models.ForeignKey("sources.Source", models.PROTECT, related_name="gifts")
    proof = models.CharField(max_length=64)
    at = models.DateTimeField()

    goes_with = ("participant", "source")
