"""A file of sound or pictures that belongs to a source, and one that is still on its way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy
from uuid6 import uuid7

from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.packed import Packed


class MediaKind(models.TextChoices):
    """What a medium is."""

    RECORDING = "recording", lazy("recording")
    PHOTOGRAPH = "photograph", lazy("photograph")
    VOICE_MEMO = "voice memo", lazy("voice memo")


class Medium(Recorded):
    """A recording, photograph or voice memo. Its bytes are sealed in pieces of `PIECE`, each under a key of its own.

    `about` is a sealed wording: name, type (“audio/mpeg”), size in bytes, pieces (the ids of the sealed pieces).
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="media")
    source = models.ForeignKey("sources.Source", models.PROTECT, related_name="media")
    kind = models.CharField(max_length=12, choices=MediaKind.choices)
    about = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    goes_with = ("source",)


class Arrival(models.Model):
    """A file on its way in, piece by piece. Nothing of the study yet: no act has happened, and the trail knows nothing.

    `pieces` are the ids of those sealed so far. It ends with the act that makes a `Medium` of it, or is swept away.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    study = models.ForeignKey("studies.Study", models.CASCADE, related_name="+")
    by = models.ForeignKey("studies.Membership", models.CASCADE, related_name="+")
    content_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField(default=0)
    pieces = Packed(default=list)
    at = models.DateTimeField()  # when the last piece came
