"""What came from another program beyond what is shown here: kept as it was, so that it can go out again."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Arrival(Recorded):
    """A project that was brought in. `said` is sealed: the file's name, what it holds besides texts, the report."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="arrivals")
    number = models.PositiveIntegerField()
    said = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="arrival_numbered_once")]


class Aside(Recorded):
    """What a project said of a source beyond its words and codings. `said` is sealed: selections as they were, with
    their names and notes, codings of the whole, values, places in a recording. It goes when the source goes."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="asides")
    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="asides")
    source = models.OneToOneField("sources.Source", models.PROTECT, related_name="aside")
    version = models.UUIDField()  # the text version that its positions count in
    said = models.UUIDField()

    goes_with = ("source",)
