"""Words that could tell who somebody is, and what was decided about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


class State(models.TextChoices):
    """What was decided."""

    PROPOSED = "proposed", lazy("to decide")
    ACCEPTED = "accepted", lazy("replaced everywhere")
    DISMISSED = "dismissed", lazy("left as it is")


class Identifier(Recorded):
    """Words under a rule, with what goes in their place. Where they stand is looked up, never kept.

    `words` is a sealed wording of its own: with acceptance it goes under the names key. `said` is sealed too:
    replacement, reason, why they were proposed, and the label of the participant they belong to.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="identifiers")
    number = models.PositiveIntegerField()
    rule = models.CharField(max_length=4)  # “D03”, see core.identifying.rules
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    words = models.UUIDField()
    said = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")  # who decided last
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="identifier_numbered_once")]
