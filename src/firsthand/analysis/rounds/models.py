"""A round of coding, who codes what in it, how differences were settled; and how a study says that it works."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.field.sources.models import Placed
from firsthand.ground.trail.models import Recorded


class Round(Recorded):
    """Several members code the same texts. `wording` is sealed: what it is called, and what it is for.

    In a blind round nobody who codes sees how others coded its texts before it is closed. Where chance chose the texts,
    `seed` and `drawn_from` (how many there were to choose from) say how.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    wording = models.UUIDField()
    blind = models.BooleanField()
    seed = models.PositiveBigIntegerField(null=True)
    drawn_from = models.PositiveIntegerField(null=True)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="round_numbered_once")]


class RoundCoder(Recorded):
    """That a member codes in a round, and since when they are done."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="round_coders")
    round = models.ForeignKey(Round, models.PROTECT, related_name="coders")
    coder = models.ForeignKey("studies.Membership", models.PROTECT, related_name="rounds")
    done_at = models.DateTimeField(null=True)

    goes_with = ("round",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "coder"], name="round_coder_once")]


class RoundSource(Recorded):
    """That a source is coded in a round."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="round_sources")
    round = models.ForeignKey(Round, models.PROTECT, related_name="sources")
    source = models.ForeignKey("sources.Source", models.PROTECT, related_name="rounds")

    goes_with = ("round", "source")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "source"], name="round_source_once")]


class RoundCode(Recorded):
    """That a round is about a code, with those under it. A round that names none is about all."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="round_codes")
    round = models.ForeignKey(Round, models.PROTECT, related_name="codes")
    code = models.UUIDField()

    goes_with = ("round",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="round_code_once")]


class Outcome(models.TextChoices):
    """How a difference was settled."""

    HERE = "here", lazy("the code belongs here")
    NOT = "not", lazy("the code does not belong here")
    BOTH = "both", lazy("both readings stand")


class Decision(Placed):
    """How a difference about a code was settled, and why (`reason` is sealed, where one was given)."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="decisions")
    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions")
    code = models.UUIDField()
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    reason = models.UUIDField(null=True)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    goes_with = ("version", "round")
    once = ("round_id", "code")

    class Meta:
        indexes = [models.Index(fields=["study", "version"], name="decision_of_text")]


class Way(models.TextChoices):
    """How a study works, by its own word."""

    REFLEXIVE = "reflexive", lazy("reflexive thematic analysis")
    IPA = "ipa", lazy("interpretative phenomenological analysis (IPA)")
    GROUNDED = "grounded", lazy("constructivist grounded theory")
    RELIABILITY = "reliability", lazy("coding-reliability thematic analysis")
    CODEBOOK = "codebook", lazy("codebook thematic analysis")
    FRAMEWORK = "framework", lazy("framework analysis")
    CONTENT = "content", lazy("content analysis")
    RAPID = "rapid", lazy("rapid analysis")
    OTHER = "other", lazy("another way of working")


class Method(Recorded):
    """That the study works in a way, said by its lead, and why (`reason` is sealed).

    The last one said is what holds; the ones before stay, since a study may change its method and say so.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="methods")
    way = models.CharField(max_length=12, choices=Way.choices)
    reason = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
