"""That a study looks for similar passages; what was prepared for it, sealed; and what was shown, in numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy
from uuid6 import uuid7

from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.packed import Packed


class Switch(Recorded):
    """That the study looks for similar passages from now on, or does not, said by its lead (`reason` is sealed).

    The last one said is what holds. A study of which nothing was said does not.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="switches")
    on = models.BooleanField()
    reason = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Vectors(models.Model):
    """What a model made of the passages of a text. Words can be guessed from it, so it is sealed like them.

    The key is made from that of the text: where that is destroyed, nobody opens this either. It is made anew whenever
    it is wanted, so no act has happened, and the trail knows nothing. `whole`: every passage of the text is in it.
    """

    study = models.ForeignKey("studies.Study", models.CASCADE, related_name="+")
    version = models.UUIDField()
    model = models.CharField(max_length=64)  # the sha256 of its weights
    passages = models.PositiveIntegerField()
    whole = models.BooleanField()
    box = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "model"], name="vectors_once")]
        indexes = [models.Index(fields=["study", "model"], name="vectors_of_study")]


class Way(models.TextChoices):
    """What somebody asked for passages by."""

    CODE = "code", lazy("near a code")
    CODING = "coding", lazy("like an excerpt")
    WORDS = "words", lazy("like words")


class Shown(models.Model):
    """That passages were shown to somebody: where they are and how near, in order; never their words, nor those asked.

    `about` is the code or coding that was asked by. It is read for counting, and by the act that codes one of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    study = models.ForeignKey("studies.Study", models.CASCADE, related_name="+")
    by = models.ForeignKey("studies.Membership", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=6, choices=Way.choices)
    about = models.UUIDField(null=True)
    model = models.CharField(max_length=64)
    places = Packed(default=list)  # [text version, start, end, score] each

    class Meta:
        indexes = [models.Index(fields=["study", "by"], name="shown_to_member")]
