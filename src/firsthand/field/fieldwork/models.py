"""Sites, visits, who was present, which source is a note of a visit, and words of people who were not asked."""

from __future__ import annotations

from django.db import models

from firsthand.field.sources.models import Placed
from firsthand.ground.trail.models import Recorded


class Site(Recorded):
    """A place where fieldwork is done. `about` is a sealed wording: its name, and what is to be known of it."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="sites")
    number = models.PositiveIntegerField()
    about = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="site_numbered_once")]


class Visit(Recorded):
    """One visit to the field.

    `about` is a sealed wording: place, doing, left_out, began and ended (“14:30”), told_how (a list, see
    `header.TOLD_HOW`).
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="visits")
    number = models.PositiveIntegerField()
    on = models.DateField(null=True)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    about = models.UUIDField()
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="visits")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="visit_numbered_once")]


class Present(Recorded):
    """That a participant was there."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="presences")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="present")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="visits")

    goes_with = ("visit",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "participant"], name="present_once")]


class FieldNote(Recorded):
    """That a source is a note of a visit, or a part of one.

    The parts (jotting, what happened, …) that one person wrote of one visit are that person's note of it. One visit
    may have two notes by two people. A note may be of no visit.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="field_notes")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="notes")
    source = models.OneToOneField("sources.Source", models.PROTECT, related_name="field_note")

    goes_with = ("source",)


class Bystander(Placed):
    """Words about somebody who was not asked: they stay in the note, out of excerpts, counts and exports."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="bystanders")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
