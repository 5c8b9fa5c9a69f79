"""What left the program."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.packed import Packed


class Release(Recorded):
    """A file that left: a copy, which a withdrawal must be able to name. `people` are ids of participants in it."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="releases")
    what = models.CharField(max_length=20)
    format = models.CharField(max_length=8)
    people = Packed(default=list)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Withdrawal(Recorded):
    """That a participant left, in one of the ways of `core/leaving.yaml`. `told` is the sealed receipt, in numbers."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="withdrawals")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="withdrawals")
    level = models.CharField(max_length=20)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told = models.UUIDField()


class Flag(Recorded):
    """Something that a withdrawal left for a person to look at again: a memo, a claim, a mention by somebody else."""

    class Why(models.TextChoices):
        QUOTES = "quotes", lazy("It quotes words that are not to be printed.")
        BUILT_ON = "built on", lazy("It was thought on words that were taken out. Can it stand without them?")
        MENTIONED = (
            "mentioned",
            lazy("Somebody else speaks of the person here. The words are the speaker’s: decide with them."),
        )
        GROUND = "ground", lazy("It rests on fewer words now. Does it still hold?")

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="flags")
    withdrawal = models.ForeignKey(Withdrawal, models.PROTECT, related_name="flags")
    table = models.CharField(max_length=40)  # “memos.memo”, as the trail names it
    row = models.UUIDField()
    why = models.CharField(max_length=10, choices=Why.choices)
    settled_by = models.ForeignKey("studies.Membership", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    goes_with = ("withdrawal",)


class Erasure(models.Model):
    """The keys that a withdrawal destroys. Written with it, in one transaction, and carried out when that is on disk.

    No part of the study's rows: it says what is still to be done, so that a crash leaves nothing half done for good.
    """

    withdrawal = models.UUIDField(primary_key=True)
    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="+")
    texts = Packed(default=list)
    done_at = models.DateTimeField(null=True)
