"""An answer that was given, and the wordings in which a study asks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


class How(models.TextChoices):
    """In what way somebody was asked."""

    BY_HAND = "by hand", lazy("on paper, written down afterwards")
    TOGETHER = "together", lazy("together, at the screen")
    SPOKEN = "spoken", lazy("out loud, with a witness or recorded")
    OWN_PAGE = "own page", lazy("on the person’s own page")


class Consent(Recorded):
    """One answer of a participant, for good: a change is another answer. The latest of a scope stands.

    `said` is a sealed wording: scope, value, moment, the version of the form, how it was asked, what else was said.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="consents")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="consents")
    said = models.UUIDField()
    by = models.ForeignKey(
        "studies.Membership", models.PROTECT, related_name="+"
    )  # who asked, or wrote it down
    at = models.DateTimeField()

    goes_with = ("participant",)


class Form(Recorded):
    """A wording in which this study asks. `about` is a sealed wording: local wording, reworded scopes, why."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="consent_forms")
    number = models.PositiveIntegerField()
    about = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="consent_form_numbered_once")]
