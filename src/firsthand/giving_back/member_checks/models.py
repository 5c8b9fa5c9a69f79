"""What was sent to whom, line by line, what they said to each, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


class Pack(Recorded):
    """That a participant was sent something to look at. Whether they did is not watched."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="packs")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="packs")
    number = models.PositiveIntegerField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    goes_with = ("participant",)


class Line(Recorded):
    """One thing in it. `row` is the coding, theme or claim that it is of; `said` the sealed wording as it was sent.

    A quote has no wording: its words stand in the text alone, and go with them.
    """

    class Kind(models.TextChoices):
        TRANSCRIPT = "transcript", lazy("what they said, typed out")
        QUOTE = "quote", lazy("words of theirs")
        SUMMARY = "summary", lazy("a short summary")
        THEME = "theme", lazy("a main idea")
        CLAIM = "claim", lazy("a claim")

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="pack_lines")
    pack = models.ForeignKey(Pack, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    row = models.UUIDField(null=True)
    said = models.UUIDField(null=True)

    goes_with = ("pack",)


class Reply(Recorded):
    """What they said to a line. The latest stands; all are kept, until their words go.

    `said` is a sealed wording: which answer, in what words, how it reached us, whether an objection is to be printed.
    `outcome` is one too: what came of it, and why.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="pack_replies")
    line = models.ForeignKey(Line, models.PROTECT, related_name="replies")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    said = models.UUIDField()
    outcome = models.UUIDField(null=True)
    settled_by = models.ForeignKey("studies.Membership", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    goes_with = ("line",)
