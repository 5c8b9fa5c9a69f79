"""Slips, what is shown, what was written, and what is to be settled. No name is in any of it."""

from __future__ import annotations

from django.db import models
from uuid6 import uuid7

from firsthand.ground.trail.models import Recorded


class Slip(Recorded):
    """That a participant was handed a code to a page of their own. The code is nowhere; its lock is in the keyring."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="slips")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="slips")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    goes_with = ("participant",)


class Wish(Recorded):
    """Something that a participant said on their page and a person has to deal with; or a question put to them.

    `said` is a sealed wording: of what kind it is, and the words. `reply` is one too: what was answered.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="wishes")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="wishes")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    said = models.UUIDField()
    reply = models.UUIDField(null=True)
    settled_by = models.ForeignKey("studies.Membership", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    goes_with = ("participant",)


class Shown(models.Model):
    """What a slip's page shows, sealed to the slip. Made anew from the study's rows, so it is none of them."""

    slip = models.UUIDField(primary_key=True)
    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    box = models.BinaryField()
    at = models.DateTimeField()
    upto = models.PositiveIntegerField()  # the latest entry of the trail that it knows of


class Letter(models.Model):
    """Something written on a page, sealed to the study: until somebody opens the study, and it is taken in."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    slip = models.UUIDField()
    sent_as = models.UUIDField(unique=True)  # one form with one content is one letter
    box = models.BinaryField()
    at = models.DateTimeField()
