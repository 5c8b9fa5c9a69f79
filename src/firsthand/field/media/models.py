"""A file of sound or pictures that belongs to a source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


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
