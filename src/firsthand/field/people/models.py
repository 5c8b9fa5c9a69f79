"""A participant; apart from it their name and contacts, sealed under a key of their own. What may be said of them."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Participant(Recorded):
    """A person who takes part. `about` is a sealed wording: the pseudonym, and attributes by label."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="participants")
    label = models.CharField(max_length=20)  # “P04”: what the program itself calls them
    about = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "label"], name="participant_labelled_once")]


class Name(Recorded):
    """Who a participant is outside the study. `said` is sealed to the names key: real_name, known_as, contacts."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="names")
    participant = models.OneToOneField(Participant, models.PROTECT, related_name="real_name")
    said = models.UUIDField()

    goes_with = ("participant",)
    names_words = ("said",)


class AttributeList(Recorded):
    """What may be said of people here, where a study said so itself. `about` is sealed: the attributes, in order."""

    study = models.OneToOneField("studies.Study", models.PROTECT, related_name="attribute_list")
    about = models.UUIDField()
