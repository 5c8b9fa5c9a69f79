"""A visit, and which source is a note of it."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Visit(Recorded):
    """One visit to the field. `about` is a sealed wording: part of the place, what was going on, left out."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="visits")
    number = models.PositiveIntegerField()
    on = models.DateField(null=True)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    about = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="visit_numbered_once")]


class FieldNote(Recorded):
    """That a source is a note of a visit. One visit may have two notes by two people."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="field_notes")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="notes")
    source = models.OneToOneField("sources.Source", models.PROTECT, related_name="field_note")
