"""A coding."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.field.sources.models import Placed
from firsthand.ground.trail.models import Recorded


class Standpoint(models.TextChoices):
    """From where the words speak: nine advocates talking about members is not evidence from members."""

    UNSAID = "", lazy("not said")
    SELF = "self", lazy("of themselves")
    MEMBER = "of_member", lazy("about a member")
    COLLEAGUE = "of_colleague", lazy("about a colleague")
    OBSERVED = "observed", lazy("seen by us")
    SYSTEM = "of_system", lazy("about the system")


class Stance(models.TextChoices):
    """How the words stand to what their code stands for."""

    UNSAID = "", lazy("not said")
    FOR = "supports", lazy("speaks for it")
    AGAINST = "goes_against", lazy("goes against it")
    MIXED = "mixed", lazy("both")


class Rule(Recorded):
    """A rule by which words were found and coded, as somebody gave it. `wording` is sealed: what was sought."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="rules")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    reach = models.CharField(max_length=10)
    exact = models.BooleanField()
    wording = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="rule_numbered_once")]


class Coding(Placed):
    """A code applied to a stretch of a text by a coder."""

    # Its index is that of study and version below: with one of the study alone SQLite goes through all of a study's
    # codings to find those of one text.
    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="codings", db_index=False)
    code = models.ForeignKey("codebook.Code", models.PROTECT, related_name="codings")
    coder = models.ForeignKey("studies.Membership", models.PROTECT, related_name="codings")
    standpoint = models.CharField(max_length=12, choices=Standpoint.choices, default="", blank=True)
    stance = models.CharField(max_length=12, choices=Stance.choices, default="", blank=True)
    # Whose words these are, where that is not simply who speaks there.
    whose = models.ForeignKey("people.Participant", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # The rule that made it, where it was not a person who chose the words.
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="codings")
    once = ("code_id", "coder_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code", "coder", "start", "end"], name="coding_once"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="coding_of_words"),
        ]
        indexes = [
            models.Index(fields=["study", "version"], name="coding_of_text"),
            models.Index(fields=["study"], name="coding_said_whose", condition=models.Q(whose__isnull=False)),
        ]
